"""Checks with their hits as the screening service writes them, and cases in each state."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from controls.models import User
from controls.screening.models import Case, ScreeningCheck, ScreeningHit
from controls.screening.receipts import digest_of
from controls.screening.services import cases, decisions
from controls.services import access

_numbers = count(1)
PASSWORD = "a-long-quiet-sentence-7"
AT = datetime.fromisoformat("2026-11-21T12:00:00+08:00")
MATCHER = "name-3"
SUBARU, SAGAMI = "entity:subaru", "entity:sagami-works"


def person(email: str = "", role: str = User.Role.EDITOR) -> User:
    email = email or f"person{next(_numbers)}@example.org"
    return access.create_user(email=email, password=PASSWORD, at=AT, role=role)


def two_people() -> tuple[User, User]:
    return person("ada@example.org"), person("grace@example.org")


def entry(subject: str = SUBARU, *, state: str = "in_force", **parts: Any) -> dict[str, Any]:
    """What is said of an entry that was found. Its basis follows from its state and `edition`."""
    slug, name = subject.partition(":")[2], parts.get("label", "SUBARU Corporation")
    on_list, edition = parts.get("list", "cn-watch-list"), parts.get("edition", 1)
    listing = {
        "key": f"cn-wl-{slug}",
        "list": on_list,
        "list_name": "Watch List",
        "notice": "mofcom-2026-12",
        "notice_label": "MOFCOM 2026 No. 12",
        "item_number": "1",
        "effective_from": "2026-02-24",
        "effect": "extra_review",
        "effect_label": "Extra review",
        "state": {"code": state, "label": state, "since": "2026-02-24", "until": None, "note": ""},
    }
    return {
        "entity": {"key": slug, "name": name, "country": "JP"},
        "listing": {key: value for key, value in listing.items() if key != "state"},
        "listings": [listing],
        "state": listing["state"],
        "basis": digest_of([slug, state, edition]),
    }


def hit(subject: str = SUBARU, **parts: Any) -> dict[str, Any]:
    """A hit as it stands in the answer of a check."""
    said = entry(subject, **{key: value for key, value in parts.items() if key not in {"score", "verdict"}})
    steps = [
        {"kind": "form", "query": "スバル(株)", "candidate": "SUBARU", "text": "legal form set aside", "points": 0.0},
        {"kind": "sound", "query": "スバル", "candidate": "SUBARU", "text": "equal by sound", "points": 0.91},
    ]
    return said | {
        "score": parts.get("score", 0.91),
        "class": parts.get("verdict", "probable"),
        "key": subject,
        "matched_name": {"text": said["entity"]["name"], "lang": "en"},
        "steps": steps,
    }


def make_check(
    *hits: dict[str, Any], name: str = "スバル(株)", country: str = "JP", identifier: str = "", **columns: Any
) -> ScreeningCheck:
    """One check with its hits, in the chain of receipts, written as its service writes it; no cases yet."""
    number = next(_numbers)
    asked_at = columns.pop("asked_at", AT)
    newest = ScreeningCheck.objects.newest_first().first()
    given = {"name": name, "country": country, "identifier": identifier}
    said = [{**each, "rank": rank} for rank, each in enumerate(hits, 1)]
    defaults = {
        "number": f"S-2026-11-21-{number:06}",
        "position": newest.position + 1 if newest else 1,
        "asked_at": asked_at,
        "origin": "page",
        "name": name,
        "party": digest_of([name.casefold(), country, identifier]),
        "question": {key: value for key, value in given.items() if value},
        "as_of": date(2026, 11, 21),
        "threshold": 0.75,
        "algorithm": MATCHER,
        "revision": 1,
        "outcome": "possible_match" if hits else "no_entry_found",
        "hit_count": len(hits),
        "answer": {
            "hits": said,
            "below": [],
            "searched": [],
            "notices": [],
            "imported": {},
            "asked_by": "ada@example.org",
        },
        "previous_digest": newest.digest if newest else "",
        "digest": sha256(str(number).encode()).hexdigest(),
    }
    defaults["asked_by"] = columns.pop("by", None) or User.objects.first() or person()
    check = ScreeningCheck.objects.create(**{**defaults, **columns})
    ScreeningHit.objects.bulk_create(_row(check, each) for each in said)
    return check


def screened(*hits: dict[str, Any], **parts: Any) -> list[Case]:
    """The cases of a check as it was just asked for."""
    return cases.open_cases(check=make_check(*(hits or (hit(),)), **parts), at=parts.get("asked_at", AT))


def make_case(*hits: dict[str, Any], **parts: Any) -> Case:
    return screened(*hits, **parts)[0]


def again(case: Case) -> Case:
    """The case as it stands in the database."""
    return Case.objects.select_related("standing__author").get(pk=case.pk)


def decide(case: Case, verdict: str, by: User, *, setting: str = "1", **parts: Any) -> Case:
    said = {"reason": "The corporate numbers differ.", "version": again(case).version, "at": AT} | parts
    decisions.decide(case=case, verdict=verdict, by=by, setting=setting, **said)
    return again(case)


def confirm(case: Case, by: User, **parts: Any) -> Case:
    said = {"reason": "Looked both numbers up.", "version": again(case).version, "at": AT} | parts
    decisions.confirm(case=case, by=by, **said)
    return again(case)


def later(**passed: float) -> datetime:
    return AT + timedelta(**passed)


def _row(check: ScreeningCheck, said: dict[str, Any]) -> ScreeningHit:
    return ScreeningHit(
        screening_check=check,
        rank=said["rank"],
        subject=said["key"],
        label=said["entity"]["name"],
        score=said["score"],
        verdict=said["class"],
        band="sound",
        basis=said["basis"],
    )
