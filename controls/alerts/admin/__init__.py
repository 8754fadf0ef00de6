"""Alerts at the desk: whether things were sent, for admins."""

from controls.alerts.admin import deliveries

__all__ = ["deliveries"]
