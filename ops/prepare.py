"""Brings database and static files to the state of this code, in one process: starting Django thrice takes longer."""

import os

import django
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", interactive=False)
    call_command("load_seed")
    call_command("load_news_seed")
    call_command("rebuild_search", "--if-needed")
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
