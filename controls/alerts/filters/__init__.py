"""What one may ask of alerts and hand in: once for pages and API."""
