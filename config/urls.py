"""The street plan: every public address starts here."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from controls.screening.views import probes
from news.views.metrics import metrics

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

# There is one way in, with its guard against guessing.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# And one page where a password is changed.
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")  # type: ignore[method-assign,assignment]

urlpatterns = [
    path("account/", include("controls.account_urls")),
    path("admin/", admin.site.urls),
    path("api/v1/screening/", include("controls.screening.api_urls")),
    path("api/v1/reconcile/", include("controls.screening.reconcile_urls")),
    path("api/v1/alerts/", include("controls.alerts.api_urls")),
    path("api/v1/", include("news.api_urls")),
    path("api/v1/", include("controls.api.urls")),
    path("screening/", include("controls.screening.urls")),
    path("alerts/", include("controls.alerts.urls")),
    path("searches/", include("controls.alerts.search_urls")),
    path("desk/", include("news.desk_urls")),
    path("news/", include("news.urls")),
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("", include("controls.urls")),
]
