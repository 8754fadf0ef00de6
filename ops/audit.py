"""Asks whether a weakness is known in anything that is pinned: `make audit`. Says plainly when nobody could be asked.

Asked is the database of OSV, by pip-audit and by name and version as the lock pins them; nothing is installed for it.
"""

import argparse
import os
import subprocess
import sys
import urllib.error
import urllib.request

from ops.places import ROOT

SERVICE = "https://api.osv.dev/v1/vulns/PYSEC-2021-439"
LOCK = ROOT / "requirements" / "run.txt"
COMMAND = ["-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--strict"]
COMMAND += ["--vulnerability-service", "osv", "--progress-spinner", "off"]


def reachable(address: str = SERVICE) -> bool:
    """Whether the service answers at all, whatever it says."""
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - a fixed https address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.audit", description="Look for known weaknesses.")
    parser.add_argument("--if-reachable", action="store_true", help="no fault when the service cannot be reached")
    options = parser.parse_args(arguments)
    if not reachable():
        print(
            "NOT AUDITED: the database of weaknesses cannot be reached from here. Nothing is known of the",
            file=sys.stderr,
        )
        print("dependencies but their digests; run `make audit` where the internet can be reached.", file=sys.stderr)
        return 0 if options.if_reachable else 1
    env = dict(os.environ) | {"PIP_AUDIT_DESC": "on"}
    return subprocess.run([sys.executable, *COMMAND], env=env, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
