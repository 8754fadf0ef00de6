from django.urls import path

from controls.alerts.api import notifications, subscriptions, webhooks

app_name = "alerts-api"

urlpatterns = [
    path("subscriptions/", subscriptions.SubscriptionList.as_view(), name="subscription-list"),
    path("subscriptions/preview/", subscriptions.Preview.as_view(), name="subscription-preview"),
    path("subscriptions/<int:pk>/feed/", subscriptions.Feed.as_view(), name="subscription-feed"),
    path("subscriptions/<int:pk>/", subscriptions.SubscriptionDetail.as_view(), name="subscription-detail"),
    path("notifications/", notifications.NotificationList.as_view(), name="notification-list"),
    path("notifications/read/", notifications.Read.as_view(), name="notification-read"),
    path("webhooks/", webhooks.WebhookList.as_view(), name="webhook-list"),
    path("webhooks/<int:pk>/", webhooks.WebhookDetail.as_view(), name="webhook-detail"),
    path("webhooks/<int:pk>/rotate/", webhooks.Rotate.as_view(), name="webhook-rotate"),
    path("webhooks/<int:pk>/test/", webhooks.Test.as_view(), name="webhook-test"),
    path("webhooks/<int:pk>/deliveries/", webhooks.DeliveryList.as_view(), name="webhook-deliveries"),
    path("webhooks/<int:pk>/deliveries/replay/", webhooks.ReplayFailed.as_view(), name="webhook-replay-failed"),
    path("webhooks/<int:pk>/deliveries/<int:number>/replay/", webhooks.Replay.as_view(), name="webhook-replay"),
]
