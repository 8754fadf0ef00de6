"""Questions and people for tests of screening."""

from datetime import date
from typing import Any

from django.utils import timezone

from controls.models import User
from controls.screening.models import ScreeningCheck
from controls.screening.services import checks
from controls.screening.services.questions import Asked

TODAY = date(2026, 11, 21)


def asked(name: str, **parts: Any) -> Asked:
    return Asked(name=name, **{"as_of": TODAY, "threshold": 0.7, **parts})


def somebody(email: str = "asker@example.com", role: str = User.Role.APPROVER) -> User:
    user = User.objects.make(email=email, password=None, name="Asker", role=role, joined_at=timezone.now())
    user.is_superuser = role == User.Role.ADMIN
    user.is_staff = user.is_superuser or role == User.Role.EDITOR
    user.save()
    return user


def screened(name: str, *, by: User, at: Any, **parts: Any) -> ScreeningCheck:
    return checks.screen(question=asked(name, **parts), by=by, at=at, origin=ScreeningCheck.Origin.API)
