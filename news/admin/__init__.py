"""News at the curators' desk. Importing the modules registers them."""

from news.admin import sources

__all__ = ["sources"]
