"""What one may ask of news: the same parameters for page and API."""
