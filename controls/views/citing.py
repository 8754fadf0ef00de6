"""How a page is cited: its lasting address, a reference in words, and the same for Markdown."""

import re

from django.utils.translation import gettext as _

from controls.filters.questions import Question
from controls.views.addresses import lasting
from controls.views.asking import PageRequest
from controls.views.looks import written_day
from controls.views.summaries import revision_of

_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>])")


def citation(request: PageRequest, question: Question, *, name: str, permalink: str = "") -> dict[str, str]:
    """The forms of a citation of the present page. `permalink` if it is not the page's path on the question's day."""
    permalink = permalink or lasting(request.path, question)
    address = request.build_absolute_uri(permalink)
    words = {"name": name, "day": written_day(question.day), "revision": revision_of(request), "address": address}
    title = _("Rare Earth Controls Register, %(name)s, as of %(day)s, revision %(revision)s") % words
    return {
        "permalink": permalink,
        "text": _("Rare Earth Controls Register, %(name)s, as of %(day)s, revision %(revision)s, %(address)s") % words,
        "markdown": markdown_link(title, address),
    }


def markdown_link(text: str, address: str) -> str:
    """A link in Markdown. What means something there is escaped, so that a name stays as it is written."""
    escaped = _MEANS_SOMETHING.sub(r"\\\1", text)
    return f"[{escaped}]({address.replace('(', '%28').replace(')', '%29')})"
