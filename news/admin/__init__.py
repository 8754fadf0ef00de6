"""News at the curators' desk. Importing the modules registers them."""

from news.admin import events, sources

__all__ = ["events", "sources"]
