"""Signing in: what the register says where django-allauth asks. A door: it reads the clock and calls services."""
