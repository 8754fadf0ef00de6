"""News at the curators' desk. Importing the modules registers them."""

from news.admin import articles, events, mentions, sources, stories

__all__ = ["articles", "events", "mentions", "sources", "stories"]
