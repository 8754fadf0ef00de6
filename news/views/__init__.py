"""Pages of the news and of the curators' desk."""
