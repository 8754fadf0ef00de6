"""What one may ask of news and of their sources, once for page, API and feed."""
