"""Django's own migrate, with the views of recorded time taken away before and laid anew after.

Then the role by which web, worker and beat come in is given its rights, where APP_DATABASE_URL names one.
When the views had to be others, tables have other columns: facts of which the log says less than that are said anew.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, no_translations
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from controls.services import recorded, restating, rights

# With one of these, Django only tells what it would do.
_TELLING = ("plan", "check_unapplied", "prune")


class Command(Migrate):
    @no_translations
    def handle(self, *args: Any, **options: Any) -> Any:
        if any(options[name] for name in _TELLING):
            return super().handle(*args, **options)
        if options["app_label"] or _something_is_new():
            recorded.remove()
        try:
            answer = super().handle(*args, **options)
        finally:  # a command that was refused must not leave the register without its past
            laid = recorded.lay()
        if laid and options["verbosity"]:
            self.stdout.write("  Laid the views of recorded time.")
        if laid and (count := restating.restate(by="migrate", at=timezone.now())):
            self.stdout.write(f"  Facts said anew, of which the register records more than it did: {count}.")
        self._grant(options["verbosity"])
        return answer

    def _grant(self, verbosity: int) -> None:
        """New tables and new views belong to whoever migrates alone: the plain role has to be given its part anew."""
        if not settings.APP_DATABASE:
            return
        role = settings.APP_DATABASE["USER"]
        try:
            rights.grant(role=role, password=settings.APP_DATABASE["PASSWORD"])
        except rights.RightsRefused as error:
            raise CommandError(f"APP_DATABASE_URL: {error}") from error
        if verbosity:
            self.stdout.write(f"  Gave the role {role} its rights.")


def _something_is_new() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
