"""Settings for the test run: fast hashing, tasks in the same process, static files straight from their folders."""

import os

os.environ.pop("SECRET_KEY_FILE", None)
os.environ["SECRET_KEY"] = "tests-only-" * 6
# F403: the key must be there before the settings are read, and all of them are wanted.
from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Tests build what they ask; none of them finds what another one kept.
SCREENING_INDEX_DIR = ""
# Callers are counted in the process, where each test begins anew.
COUNTS_URL = ""
# No test goes out by the clock; those about fetching run servers of their own.
FETCHING = False
# Letters lie in the outbox when the answer is there.
MAIL_IN_BACKGROUND = False
