"""What may be asked of screening, once for pages and API."""
