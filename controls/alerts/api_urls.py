from django.urls import path

from controls.alerts.api import notifications, subscriptions

app_name = "alerts-api"

urlpatterns = [
    path("subscriptions/", subscriptions.SubscriptionList.as_view(), name="subscription-list"),
    path("subscriptions/<int:pk>/", subscriptions.SubscriptionDetail.as_view(), name="subscription-detail"),
    path("notifications/", notifications.NotificationList.as_view(), name="notification-list"),
]
