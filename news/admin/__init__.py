"""News at the curators' desk. Importing the modules registers them."""

from news.admin import articles, events, sources, stories

__all__ = ["articles", "events", "sources", "stories"]
