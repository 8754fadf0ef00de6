"""Articles in words: when they were published and how exactly that is known, what is odd, and by which licence."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.filters.articles import LANGUAGES
from news.ingest.types import Flag
from news.models import Article, Precision, Source

# Flags that change how a reader should take the article; the others are for those who look after sources.
FLAG_WORDS: dict[str, Any] = {
    Flag.NO_LINK: gettext_lazy("The source gave no address."),
    Flag.LINK_REFUSED: gettext_lazy("Its address was refused: it is not one that a page may link to."),
    Flag.NO_TITLE: gettext_lazy("The source gave no title."),
    Flag.TEXT_CUT: gettext_lazy("The text was longer and has been cut."),
    Flag.INVISIBLE: gettext_lazy("Invisible characters were taken out of the title."),
    Flag.SUSPECT_TEXT: gettext_lazy("The text is broken at the source and shown as it came."),
    Flag.WITHDRAWN: gettext_lazy("The publisher has withdrawn it."),
    Flag.RELATIVE: gettext_lazy("The date is counted from the time of fetching."),
    Flag.UNREADABLE_DATE: gettext_lazy("The date could not be understood."),
    Flag.AMBIGUOUS_DATE: gettext_lazy("The date can mean several days."),
    Flag.FUTURE: gettext_lazy("The source dates it in the future; it stands under the day on which it came."),
    Flag.TOO_OLD: gettext_lazy("The date that the source gives cannot be right."),
    Flag.ZONE_ASSUMED: gettext_lazy("The time of day is taken to be that of the source's place."),
    Flag.ZONE_UNKNOWN: gettext_lazy("The time zone was not understood; only the day is kept."),
    Flag.WEEKDAY: gettext_lazy("The weekday that the source names is another one."),
    Article.Mark.OLDER: gettext_lazy("The source now serves an older version than the newest one on file."),
    Article.Mark.EDITED: gettext_lazy("It was edited after a person had let it through."),
}
OGL3 = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
LICENCE_WORDS = {
    Source.Licence.PUBLIC_DOMAIN: (gettext_lazy("Public domain."), ""),
    Source.Licence.OGL3: (
        gettext_lazy("Contains public sector information licensed under the Open Government Licence v3.0."),
        OGL3,
    ),
    Source.Licence.EU_REUSE: (gettext_lazy("© European Union; may be reused if the source is named."), ""),
    Source.Licence.FACTS: (gettext_lazy("Facts and a link only; the words beside them are ours."), ""),
    Source.Licence.HEADLINES: (gettext_lazy("Headline, link and date only."), ""),
    Source.Licence.NON_COMMERCIAL: (gettext_lazy("Headline, link and date only; not for commercial use."), ""),
}
_BY_THE_CLOCK = {Precision.SECOND, Precision.MINUTE, Precision.HOUR}


def when(article: Article) -> dict[str, Any]:
    """The time as exactly as it is known: in words, its precision in a word, and the instant where there is one."""
    counted = Flag.RELATIVE in article.flags
    told: dict[str, Any] = {"text": "", "precision": _precision(article), "exact": None, "raw": article.published_raw}
    if article.published_at and article.precision in _BY_THE_CLOCK:
        clock = _clock(article.published_at)
        told |= {"text": _("about %(time)s") % {"time": clock} if counted else clock, "exact": article.published_at}
    elif article.published_on:
        day = date_format(article.published_on, _FORMATS.get(article.precision, "DATE_FORMAT"))
        told["text"] = _("about %(time)s") % {"time": day} if counted else day
    else:
        told |= {"text": _("no date; came %(time)s") % {"time": _clock(article.arrived_at)}}
    return told


_FORMATS: dict[str, str] = {Precision.MONTH: "YEAR_MONTH_FORMAT", Precision.YEAR: "YEAR_FORMAT"}


def _precision(article: Article) -> str:
    if Flag.RELATIVE in article.flags:
        return _("about, counted from the time of fetching")
    return str(Precision(article.precision).label)


def _clock(at: datetime) -> str:
    return f"{date_format(timezone.localtime(at), 'DATETIME_FORMAT')} (UTC+8)"


def odd(flags: list[str]) -> list[str]:
    """What a reader should know, in sentences, in the order of their weight."""
    return [str(words) for flag, words in FLAG_WORDS.items() if flag in flags]


def licence(source: Source) -> dict[str, str]:
    """The line that the licence asks for, and where its text is."""
    words, url = LICENCE_WORDS[Source.Licence(source.licence)]
    return {"text": str(words), "url": url}


def language_name(code: str) -> str:
    """The language in words; its code where there are none, nothing where the source does not say."""
    return str(LANGUAGES.get(code.partition("-")[0], code))


def foreign(code: str) -> str:
    """The language for `lang`, where it is not that of the page."""
    return "" if code.partition("-")[0] == "en" else code


def outward(url: str) -> str:
    """An address that a page may link to: http or https with a host; else nothing."""
    parts = urlsplit(url)
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def outlet(article: Article) -> str:
    """Whose page the link leads to: what the source says, else the host's name."""
    if named := article.details.get("outlet"):
        return str(named)
    host = urlsplit(article.url).hostname or ""
    return host.removeprefix("www.")
