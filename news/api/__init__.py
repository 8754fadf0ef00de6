"""News over the API."""
