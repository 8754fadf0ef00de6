"""The bill of materials: what the register is made of, in CycloneDX 1.6, written from the lock file, the scripts that
lie in the repository, and the images that docker-compose.yml names.

`make sbom` writes requirements/sbom.cdx.json; `python -m ops.sbom --check` fails when it is not the lock's. The same
lock gives the same bytes: nothing in it comes from the clock or from what happens to be installed.
"""

import hashlib
import json
import re
import sys
import tomllib
import uuid
from dataclasses import dataclass, field
from typing import Any

from ops.places import ROOT

LOCK = ROOT / "requirements" / "run.txt"
COMPOSE = ROOT / "docker-compose.yml"
BILL = ROOT / "requirements" / "sbom.cdx.json"
SCRIPTS = ROOT / "static" / "js"
_PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<when>[^\\]+?))?\s*\\?$"
)
_HASH = re.compile(r"^\s+--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"^\s+#\s+(?:via\s+)?([A-Za-z0-9._-]+)(?:\s+\(.*\))?$")
# An image that containers are made from, as the operator may name another: ${POSTGRES_IMAGE:-postgres:18}.
_IMAGE = re.compile(
    r"\$\{[A-Z]+_IMAGE:-(?P<name>[a-z0-9./-]+):(?P<version>[A-Za-z0-9._-]+)(?:@(?P<digest>sha256:[0-9a-f]{64}))?\}"
)
_VENDORED = re.compile(r"(?P<name>[a-z]+)-(?P<version>\d+\.\d+\.\d+)\.min\.js")


@dataclass
class Package:
    """A pinned package: the digests of its files, the condition under which it is installed, and who wants it."""

    name: str
    version: str
    when: str = ""
    hashes: list[str] = field(default_factory=list)
    wanted_by: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def packages(lock: str) -> list[Package]:
    """What a lock file pins, in its order. Raises ValueError at a package without a digest."""
    found: list[Package] = []
    for line in lock.splitlines():
        if match := _PINNED.match(line):
            name = re.sub(r"[-_.]+", "-", match["name"]).lower()
            found.append(Package(name, match["version"], match["when"] or ""))
        elif match := _HASH.match(line):
            found[-1].hashes.append(match[1])
        elif found and (match := _VIA.match(line)) and match[1] != "via":
            found[-1].wanted_by.append(re.sub(r"[-_.]+", "-", match[1]).lower())
    if bare := [package.name for package in found if not package.hashes]:
        raise ValueError(f"The lock has no digest for {', '.join(bare)}.")
    return found


def bill(lock: str) -> dict[str, Any]:
    """The bill of materials of a lock file, of the scripts that lie in the repository, and of the images."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = packages(lock)
    ours = f"pkg:generic/{project['name']}@{project['version']}"
    components = [_component(package) for package in found] + _scripts()
    components += images(COMPOSE.read_text(encoding="utf-8"))
    number = uuid.UUID(hashlib.sha256(json.dumps([ours, components]).encode()).hexdigest()[:32], version=4)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "component": {
                **{"type": "application", "bom-ref": ours, "name": project["name"], "version": project["version"]},
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": components,
        "dependencies": _dependencies(ours, project["name"], found),
    }


def _component(package: Package) -> dict[str, Any]:
    said: dict[str, Any] = {
        **{"type": "library", "bom-ref": package.purl, "name": package.name, "version": package.version},
        "purl": package.purl,
        # The lock names files by digest only; each of them may be the one that is installed.
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://pypi.org/simple/{package.name}/",
                "hashes": [{"alg": "SHA-256", "content": digest}],
            }
            for digest in sorted(package.hashes)
        ],
    }
    return said | ({"properties": [{"name": "python:marker", "value": package.when}]} if package.when else {})


def _scripts() -> list[dict[str, Any]]:
    """Scripts of others that are kept in the repository as they were published."""
    found = []
    for path in sorted(SCRIPTS.iterdir()):
        if match := _VENDORED.fullmatch(path.name):
            purl, content = f"pkg:npm/{match['name']}.org@{match['version']}", path.read_bytes()
            sums = [
                {"alg": "SHA-256", "content": hashlib.sha256(content).hexdigest()},
                {"alg": "SHA-384", "content": hashlib.sha384(content).hexdigest()},
            ]
            named = {"name": f"{match['name']}.org", "version": match["version"], "purl": purl, "hashes": sums}
            found.append({"type": "library", "bom-ref": purl} | named)
    return found


def images(compose: str) -> list[dict[str, Any]]:
    """Images of others in a compose file, each once. A digest that the file does not name is never guessed."""
    found = {}
    for match in _IMAGE.finditer(compose):
        purl = f"pkg:docker/{match['name']}@{match['version']}"
        digest = {"name": "container:digest", "value": match["digest"] or "not recorded"}
        named = {"name": match["name"], "version": match["version"], "purl": purl, "properties": [digest]}
        found[purl] = {"type": "container", "bom-ref": purl} | named
    return [found[purl] for purl in sorted(found)]


def _dependencies(ours: str, project: str, found: list[Package]) -> list[dict[str, Any]]:
    refs = {package.name: package.purl for package in found} | {project: ours}
    wants: dict[str, list[str]] = {ref: [] for ref in refs.values()}
    for package in found:
        for parent in package.wanted_by:
            if parent in refs:
                wants[refs[parent]].append(package.purl)
    return [{"ref": ref, "dependsOn": sorted(set(below))} for ref, below in sorted(wants.items())]


def written(lock: str) -> str:
    return json.dumps(bill(lock), indent=1, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    wanted = written(LOCK.read_text(encoding="utf-8"))
    if arguments == ["--check"]:
        if not BILL.exists() or BILL.read_text(encoding="utf-8") != wanted:
            print(f"{BILL.relative_to(ROOT)} is not what {LOCK.relative_to(ROOT)} says; make sbom", file=sys.stderr)
            return 1
        print(f"{BILL.relative_to(ROOT)}: the bill of materials of {LOCK.relative_to(ROOT)}")
        return 0
    BILL.write_text(wanted, encoding="utf-8")
    print(f"wrote {BILL.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
