"""Screening at the curators' desk. Importing the modules registers them."""

from controls.screening.admin import decisions, lists

__all__ = ["decisions", "lists"]
