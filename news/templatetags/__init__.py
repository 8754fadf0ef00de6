"""Tags of news for pages."""
