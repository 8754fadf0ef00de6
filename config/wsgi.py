"""What the web server loads. Only here are database connections pooled and slow questions cut off."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Migrations and the seed may take their time; a visitor's page may not.
os.environ.setdefault("DATABASE_POOL_SIZE", "6")
os.environ.setdefault("STATEMENT_TIMEOUT_MS", "5000")

application = get_wsgi_application()

# E402: what asks the database can be read only when Django is ready.
from controls.screening.services import index  # noqa: E402

# The index of names is built beside the pages, so that the first who screens does not wait for it.
index.warm_beside()
