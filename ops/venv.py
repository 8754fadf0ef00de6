"""Makes the virtual environment and installs a lock file into it, when either is missing or has changed.

Runs on the system's Python, before anything is installed: the standard library only.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = ROOT / "requirements"
# The lock file of development holds everything that the one for running holds, in the same versions.
INCLUDES = {"dev.txt": ["dev.txt", "run.txt"], "run.txt": ["run.txt"]}


def python() -> Path:
    return VENV / "bin" / "python"


def digest(lock: str) -> str:
    return hashlib.sha256((LOCKS / lock).read_bytes()).hexdigest()


def stamp(lock: str) -> Path:
    """Holds the digest of the lock file that was last installed whole."""
    return VENV / (lock + ".sha256")


def is_installed(lock: str) -> bool:
    return stamp(lock).is_file() and stamp(lock).read_text() == digest(lock)


def works() -> bool:
    """Whether the environment's Python still starts: a system upgrade may have taken its base away."""
    if not python().is_file():
        return False
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(python()), "-c", probe], capture_output=True, check=False).returncode == 0


def create() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    print("Creating the virtual environment .venv …", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            (made.stdout + made.stderr).strip() + "\nThis Python cannot make virtual environments."
            " On Debian and Ubuntu: apt install python3-venv"
        )


def install(lock: str) -> None:
    print(f"Installing the locked dependencies (requirements/{lock}), hashes checked …", flush=True)
    # Wheels only: a package that wants a compiler would break a fresh machine.
    command = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCKS / lock)]
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit("The dependencies could not be installed; the lines above say why.")
    for included in INCLUDES[lock]:
        stamp(included).write_text(digest(included))


def main(lock: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - the system's own Python may well be older
        version = ".".join(str(part) for part in sys.version_info[:2])
        sys.exit(f"Python 3.11 or newer is needed, this is {version}. Name another: make run PYTHON=python3.12")
    if not works():
        create()
    if not is_installed(lock):
        install(lock)


if __name__ == "__main__":
    main(sys.argv[1])
