"""The account under which the database and the broker run: PostgreSQL refuses to be started by root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path


class NoAccount(Exception):
    """Started as root, but there is no unprivileged account to step down to."""


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def owns(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)

    def can_reach(self, path: Path) -> bool:
        """Whether every directory on the way to the path lets this account pass."""
        real = path.resolve()
        return all(self._may_pass(parent) for parent in [*real.parents, real] if parent.is_dir())

    def _may_pass(self, directory: Path) -> bool:
        found = directory.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def account_for_services() -> Account | None:
    """The account to step down to, or None when the present user is good enough."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        raise NoAccount("PostgreSQL cannot run as root, and this machine has no account 'nobody'.") from error
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)
