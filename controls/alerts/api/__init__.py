"""Alerts over the API."""
