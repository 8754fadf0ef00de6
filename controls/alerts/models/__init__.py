"""The tables of alerts."""

from controls.alerts.models.endpoints import WebhookEndpoint
from controls.alerts.models.notifications import Cursor, Delivery, Notification, Occurrence
from controls.alerts.models.searches import SavedSearch
from controls.alerts.models.subscriptions import Subscription

__all__ = ["Cursor", "Delivery", "Notification", "Occurrence", "SavedSearch", "Subscription", "WebhookEndpoint"]
