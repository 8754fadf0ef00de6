"""The street plan: every public address starts here."""

from django.contrib import admin
from django.urls import include, path

from news.views.metrics import metrics

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/screening/", include("controls.screening.api_urls")),
    path("api/v1/alerts/", include("controls.alerts.api_urls")),
    path("api/v1/", include("news.api_urls")),
    path("api/v1/", include("controls.api.urls")),
    path("screening/", include("controls.screening.urls")),
    path("alerts/", include("controls.alerts.urls")),
    path("desk/", include("news.desk_urls")),
    path("news/", include("news.urls")),
    path("metrics", metrics, name="metrics"),
    path("", include("controls.urls")),
]
