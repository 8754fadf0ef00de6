"""News at the curators' desk. Importing the modules registers them."""

from news.admin import articles, stories

__all__ = ["articles", "stories"]
