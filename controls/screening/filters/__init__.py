"""What one may ask of screening, and hand in: the same for page and API."""
