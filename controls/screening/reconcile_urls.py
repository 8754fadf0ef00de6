from django.urls import path

from controls.screening.api import reconcile

app_name = "reconcile-api"

urlpatterns = [
    path("", reconcile.Reconcile.as_view(), name="reconcile"),
    path("suggest/entity/", reconcile.SuggestEntity.as_view(), name="suggest-entity"),
    path("suggest/property/", reconcile.SuggestProperty.as_view(), name="suggest-property"),
    path("preview/", reconcile.Preview.as_view(), name="preview"),
]
