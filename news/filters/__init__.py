"""What one may ask of news and of their sources, once for page, API and feed; and what is sent to the desk."""
