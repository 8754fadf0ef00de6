"""Makes the first account and the first API key of an installation that has none."""

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from controls.models import User
from controls.services import access

EMAIL = "admin@localhost"


class Command(BaseCommand):
    help = "Make an administrator and an API key, once, and show them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="Keep it there as well, readable for the owner only.")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            return
        at = timezone.now()
        password = secrets.token_urlsafe(18)
        with transaction.atomic():  # no account whose password was never written down
            user = access.create_user(email=EMAIL, password=password, at=at, role=User.Role.ADMIN)
            _, key = access.issue_key(user=user, name="first start", at=at)
            text = f"E-mail address: {EMAIL}\nPassword:       {password}\nAPI key:        {key}\n"
            if options["file"]:
                _keep(options["file"], text)
        self.stdout.write(f"{text}This is shown once. Change the password after signing in at /account/sign-in/.")


def _keep(path: Path, text: str) -> None:
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)  # an older file may have been more open
        file.write(text)
