"""Screening at the curators' desk. Importing the modules registers them."""

from controls.screening.admin import lists

__all__ = ["lists"]
