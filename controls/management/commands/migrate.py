"""Django's own migrate, with the views of recorded time taken away before and laid anew after.

When they had to be other views, tables have other columns: facts of which the log says less than that are said anew.
"""

from typing import Any

from django.core.management.base import no_translations
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from controls.services import recorded, restating

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
        return answer


def _something_is_new() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
