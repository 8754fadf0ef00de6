"""Writes the secrets that docker-compose.yml mounts: random, once, and never over existing ones."""

import secrets
import sys
from pathlib import Path

from ops.places import ROOT


def write(folder: Path) -> list[Path]:
    """Make what is missing and return it. The password and the address that holds it are made together."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    password = secrets.token_urlsafe(32)
    plain = secrets.token_urlsafe(32)
    wanted = {
        "secret-key": secrets.token_urlsafe(64),
        "postgres-password": password,
        "database-url": f"postgres://register:{password}@db:5432/register",
        # By which web, worker and beat come in: `migrate` makes this role and sets its password.
        "app-database-url": f"postgres://register_app:{plain}@db:5432/register",
    }
    if (folder / "postgres-password").exists() != (folder / "database-url").exists():
        sys.exit(f"{folder} holds only one of postgres-password and database-url; they belong together.")
    made = []
    for name, text in wanted.items():
        path = folder / name
        if not path.exists():
            path.write_text(text + "\n", encoding="ascii")
            # A container's user is not ours: it must be able to read the file. The folder keeps everybody else out.
            path.chmod(0o444)
            made.append(path)
    return made


if __name__ == "__main__":
    for path in write(ROOT / "secrets"):
        print(f"wrote {path}")
