"""Which parser reads which format, and how its items are told apart. A source's row names one of these formats."""

from collections.abc import Callable
from dataclasses import dataclass

from news.ingest.links import LinkRule
from news.ingest.normalise import Identity
from news.ingest.parsers import (
    article,
    cellar,
    federal_register,
    feed,
    gdelt,
    global_trade_alert,
    gov_uk,
    json_feed,
    mofcom,
    official_lists,
    open_sanctions,
    screening_list,
)
from news.ingest.types import Calendar, Page, Parser


def _no_more(_page: Page) -> str:
    return ""


@dataclass(frozen=True)
class Format:
    """One form of answers. `short_years` and `epoch` are those of types.Calendar.

    `next_page` gives the address of the following page of an answer, or nothing. Nobody may rely on it: whether it is
    asked is decided by the source's hosts.
    """

    parse: Parser
    identity: Identity = Identity()
    short_years: bool = False
    epoch: str = ""
    next_page: Callable[[Page], str] = _no_more

    def calendar(self, zone: str) -> Calendar:
        """How a source of this format in this time zone writes dates."""
        return Calendar(zone=zone, short_years=self.short_years, epoch=self.epoch)


FORMATS: dict[str, Format] = {
    "feed": Format(feed.parse),
    # The ids of an organisation's feed on GOV.UK change with every edit; its pages are known by their address.
    "gov_uk_feed": Format(feed.parse, Identity(own_keys=False)),
    "gov_uk_page": Format(gov_uk.parse),
    "json_feed": Format(json_feed.parse),
    "federal_register": Format(federal_register.parse, next_page=federal_register.next_page),
    "cellar": Format(cellar.parse),
    "mofcom_announcements": Format(mofcom.parse_announcements),
    "mofcom_bureau": Format(mofcom.parse_bureau),
    "mofcom_portal": Format(mofcom.parse_portal),
    "ofac": Format(official_lists.parse_ofac),
    "mfa": Format(official_lists.parse_mfa),
    "taiwan_affairs": Format(official_lists.parse_taiwan_affairs),
    "state_council": Format(official_lists.parse_state_council),
    "cistec": Format(official_lists.parse_cistec, short_years=True),
    "gdelt": Format(gdelt.parse),
    "gta": Format(global_trade_alert.parse),
    "us_csl": Format(screening_list.parse),
    "opensanctions": Format(open_sanctions.parse_table),
    "opensanctions_index": Format(open_sanctions.parse_index),
    # One article on a page of its own; of its address only the number counts.
    "smm_article": Format(article.parse, Identity(link=LinkRule(number=r"/newscontent/(\d+)"))),
    "article": Format(article.parse),
}
