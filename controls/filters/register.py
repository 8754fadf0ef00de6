"""What one may ask of an export of the whole register."""

from collections.abc import Mapping
from typing import Any, ClassVar

from controls.filters.questions import FactQuestion


class RegisterQuestion(FactQuestion):
    """At which revision. There is no day: an export holds facts, and the states of a day follow from them."""

    as_of = None  # type: ignore[assignment]  # how Django takes a field away
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {
        "revision": (
            "The register as it stood at this revision: the same bytes whenever it is asked. Default: the newest.",
            1,
        ),
    }
