"""Addresses of the pages about alerts."""

from django.urls import path

from controls.alerts.views import webhooks

app_name = "alerts"

urlpatterns = [
    path("webhooks/", webhooks.webhook_list, name="webhook-list"),
    path("webhooks/<int:pk>/", webhooks.webhook_detail, name="webhook-detail"),
]
