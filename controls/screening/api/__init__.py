"""Endpoints of screening."""
