"""Names compared: pure, without database or clock."""
