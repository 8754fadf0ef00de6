"""Wiring only: nobody imports it. Loads the Celery application together with Django."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
