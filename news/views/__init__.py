"""Pages about news."""
