"""Addresses of the pages about alerts."""

from django.urls import path

from controls.alerts.views import feeds, notifications, subscriptions, webhooks

app_name = "alerts"

urlpatterns = [
    path("", subscriptions.subscription_list, name="subscription-list"),
    path("new/", subscriptions.subscription_new, name="subscription-new"),
    path("notifications/", notifications.notification_list, name="notification-list"),
    path("<int:pk>/", subscriptions.subscription_detail, name="subscription-detail"),
    path("feeds/<str:token>.atom", feeds.feed, name="feed"),
    path("unsubscribe/<str:token>/", feeds.unsubscribe, name="unsubscribe"),
    path("webhooks/", webhooks.webhook_list, name="webhook-list"),
    path("webhooks/<int:pk>/", webhooks.webhook_detail, name="webhook-detail"),
]
