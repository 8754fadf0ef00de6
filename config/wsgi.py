"""What the web server loads. Only here are database connections pooled and slow questions cut off."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Migrations and the seed may take their time; a visitor's page may not.
os.environ.setdefault("DATABASE_POOL_SIZE", "6")
os.environ.setdefault("STATEMENT_TIMEOUT_MS", "5000")

application = get_wsgi_application()
