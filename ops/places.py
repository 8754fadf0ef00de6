"""Where things are kept: everything that must outlive a stop lies under DATA_DIR."""

import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ops.account import Account

ROOT = Path(__file__).resolve().parent.parent
# A unix socket's address must be shorter than 107 bytes; this leaves room for the longest name we use.
LONGEST_SOCKET_DIR = 85
SYSTEM_HOME = Path("/var/lib")


class PlaceRefused(Exception):
    """DATA_DIR cannot be used, or another start is using it. The message is fit for the user."""


@dataclass(frozen=True)
class Places:
    """The paths of one installation, or of one throw-away set of services."""

    data: Path

    @property
    def log(self) -> Path:
        return self.data / "log"

    @property
    def static(self) -> Path:
        return self.data / "static"

    @property
    def index(self) -> Path:
        """The index of names, kept between starts and shared by processes."""
        return self.data / "index"

    @property
    def mail(self) -> Path:
        """Letters as files, while no server sends them."""
        return self.data / "mail"

    @property
    def services(self) -> Path:
        """Home of database and broker; belongs to the account they run under."""
        return self.data / "services"

    @property
    def secret_key(self) -> Path:
        return self.data / "secret-key"

    @property
    def first_run(self) -> Path:
        return self.data / "first-run.txt"

    @property
    def processes(self) -> Path:
        """What the last start left running, should it have been killed."""
        return self.data / "processes.json"

    def make(self) -> None:
        """Create what is missing. Others may pass through, as the services' account must, but not look around."""
        try:
            self.data.mkdir(mode=0o711, parents=True, exist_ok=True)
            self.log.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise PlaceRefused(f"DATA_DIR {self.data} cannot be used: {error.strerror}.") from error


def places_from(environ: Mapping[str, str]) -> Places:
    return Places(data=Path(os.path.abspath(ROOT / (environ.get("DATA_DIR") or "var"))))


def make_services_home(places: Places, account: Account | None) -> Path:
    """The real directory of the services; a link leads there when their account cannot enter DATA_DIR.

    Root's own folders are closed to every other account, and PostgreSQL will not run as root.
    """
    home = places.services
    if not home.exists():
        if home.is_symlink():
            home.unlink()
        if account and not account.can_reach(places.data):
            home.symlink_to(_elsewhere(places.data))
            print(f"{places.data} is closed to the database's account; its files are in {home.resolve()}.", flush=True)
        else:
            home.mkdir(mode=0o700)
        if account:
            account.owns(home.resolve())
    return home.resolve()


def _elsewhere(data: Path) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="rare-earth-controls-register-", dir=SYSTEM_HOME))
    except OSError as error:
        raise PlaceRefused(
            f"The account 'nobody', under which the database runs, may not enter {data}, and {SYSTEM_HOME}"
            f" cannot be used instead: {error.strerror}. Set DATA_DIR to a directory open to all, as /srv/register."
        ) from error


def make_socket_dir(home: Path, account: Account | None) -> Path:
    """A directory for unix sockets, short enough for their address and closed to others."""
    sockets = home / "run"
    drop_socket_dir(home)
    if len(os.fsencode(sockets)) <= LONGEST_SOCKET_DIR:
        sockets.mkdir(mode=0o700)
    else:
        short = tempfile.mkdtemp(prefix="recr-", dir="/tmp")  # the name is random and the folder ours alone
        sockets.symlink_to(short)
    if account:
        account.owns(sockets.resolve())
    return sockets.resolve()


def drop_socket_dir(home: Path) -> None:
    """Remove the sockets of an earlier start, wherever they were."""
    sockets = home / "run"
    if sockets.is_symlink():
        shutil.rmtree(sockets.resolve(), ignore_errors=True)
        sockets.unlink()
    elif sockets.exists():
        shutil.rmtree(sockets)


def keep_secret_key(path: Path) -> None:
    """Make the key that signs sessions, once; only the owner can read it."""
    if path.exists():
        return
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64) + "\n")


@contextlib.contextmanager
def held(places: Places) -> Iterator[None]:
    """One start per DATA_DIR. The system releases the lock even when we are killed."""
    with (places.data / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PlaceRefused(f"Another start is using {places.data}; stop that one first.") from error
        yield


@contextlib.contextmanager
def throwaway(account: Account | None) -> Iterator[Places]:
    """Places for one test run, gone afterwards."""
    spots = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]  # noqa: S108 - only parents of mkdtemp
    parent = next(spot for spot in spots if account is None or account.can_reach(spot))
    path = Path(tempfile.mkdtemp(prefix="recr-test-", dir=parent))
    path.chmod(0o711)
    places = Places(data=path)
    places.make()
    try:
        yield places
    finally:
        shutil.rmtree(path, ignore_errors=True)
