"""The registry: what the law says, since when, and by which notice."""
