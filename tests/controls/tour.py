"""One address for each kind of public page, and clocks to look at them."""

from datetime import datetime

import pytest
from django.utils import timezone

# By the name of the route. A test fails when a route is missing here.
PAGES = {
    "home": "/",
    "listing-list": "/entities/",
    "entity-detail": "/entities/subaru-corporation/",
    "measure-list": "/measures/",
    "measure-detail": "/measures/cn-2025-61/",
    "catalogue-list": "/catalogue/",
    "catalogue-item": "/catalogue/rare-earth-refining/",
    "edition-comparison": "/catalogue/compare/",
    "item-comparison": "/catalogue/rare-earth-refining/compare/",
    "edition-list": "/catalogue/editions/",
    "edition-detail": "/catalogue/editions/2023-12-21/",
    "element-list": "/elements/",
    "element-detail": "/elements/Dy/",
    "code-detail": "/codes/1C905/",
    "calendar": "/calendar/",
    "claim-list": "/claims/",
    "search": "/search/",
    "notice-list": "/notices/",
    "notice-detail": "/notices/mofcom-2025-21/",
    "change-list": "/changes/",
    "change-detail": "/changes/400/",
    "source-list": "/sources/",
    "source-detail": "/sources/ammitto-data-cn/",
    "health": "/health/",
    "about": "/about/",
    "error-report": "/report/",
    "api-docs": "/api/",
    "api-group": "/api/guide/listings/",
    "news:event-list": "/news/events/",
    "news:event-detail": "/news/events/ne124/",
    "news:moves": "/news/moves/",
}
# Addresses that answer with a file and not with a page.
FILES = {"calendar-file": "/calendar.ics", "change-feed": "/changes/feed.atom"}
# Pages of the account of who is signed in: private, without a day.
ACCOUNT = {"key-list": "/account/keys/"}
# Where forms are sent that have no page of their own.
SENT_TO = {"key-revoke": "/account/keys/1/revoke/"}
# Addresses that take what a reader chose and show nothing.
FORMS = {"preferences": "/preferences/"}
# Pages of screening, for those who are signed in; the check is the first that a test asks for on its day.
SIGNED_IN = {
    "searches:search-list": "/searches/",
    "check-form": "/screening/",
    "check-form-filled": "/screening/?name=%E4%B8%89%E8%8F%B1%E9%87%8D%E5%B7%A5%E6%A5%AD&country=JP",
    "check-detail": "/screening/checks/S-2026-11-21-000001/",
}
# Pages of alerts, for those who are signed in.
ALERTS = {
    "alerts:subscription-list": "/alerts/",
    "alerts:notification-list": "/alerts/notifications/",
    "alerts:subscription-new": "/alerts/new/",
    "alerts:subscription-new-list": "/alerts/new/?kind=list&subject=cn-watch-list",
    "alerts:subscription-new-ends": "/alerts/new/?kind=ends&days=90",
}
# Pages of the curators' desk that are there whatever waits; those of rows are looked at with rows.
AT_THE_DESK = {
    "desk:overview": "/desk/",
    "desk:found-list": "/desk/notices/",
    "desk:found-list-other": "/desk/notices/?show=other",
    "desk:found-list-dismissed": "/desk/notices/?show=dismissed",
    "desk:draft-list": "/desk/drafts/",
    "desk:error-list": "/desk/errors/",
    "desk:draft-new": "/desk/drafts/new/?notice=mofcom-2026-12",
}
# Health has no day: it speaks of this moment only.
DATED = {name: path for name, path in PAGES.items() if name not in ("health", "error-report")}
LISTS = {
    name: PAGES[name]
    for name in (
        "listing-list",
        "measure-list",
        "catalogue-list",
        "edition-list",
        "calendar",
        "claim-list",
        "notice-list",
        "change-list",
        "source-list",
        "news:event-list",
        "news:moves",
    )
}
# Kinds of view that look different: nothing found, other states, many listings, a part of a whole, no list, page two.
VIEWS = {
    "home-early": "/?as_of=2023-02-15",
    "listing-list-narrowed": "/entities/?list=cn-watch-list&notice=mofcom-2026-12&effect=extra_review&country=JP",
    "listing-list-all-filters": "/entities/?q=a&state=in_force&entity=subaru-corporation&listed_from=2026-01-01"
    "&listed_to=2026-12-31&sort=-name",
    "listing-list-empty": "/entities/?q=Subaro+Corporation",
    "listing-list-early": "/entities/?as_of=2020-01-01",
    "listing-list-page-3": "/entities/?page=3",
    "entity-before": "/entities/subaru-corporation/?as_of=2026-02-23",
    "entity-unconfirmed": "/entities/skydio-inc/?as_of=2026-11-21",
    "entity-at-noon": "/entities/skydio-inc/?as_of=2025-04-10",
    "notice-before": "/notices/mofcom-2025-21/?as_of=2025-01-01",
    "notice-without-list": "/notices/mofcom-2026-1/",
    "notice-at-noon": "/notices/mofcom-2025-22/?as_of=2025-04-09",
    "notice-list-empty": "/notices/?q=no+such+notice",
    "measure-list-narrowed": "/measures/?jurisdiction=CN&type=licence&state=to_be_confirmed&element=Dy&q=rare",
    "measure-list-empty": "/measures/?q=no+such+measure",
    "measure-list-early": "/measures/?as_of=2002-01-01",
    "measure-before": "/measures/cn-2025-61/?as_of=2025-01-01",
    "measure-mixed": "/measures/cn-2024-46/",
    "measure-thin": "/measures/jp-2012-catchall/",
    "measure-with-items": "/measures/cn-2025-18/",
    "measure-with-notice": "/measures/cn-2026-01/",
    "catalogue-list-narrowed": "/catalogue/?part=prohibited&state=in_force&rare_earth=yes&edition=2023-12-21&q=083201J"
    "&industry=Non-ferrous+metal+smelting+and+rolling",
    "catalogue-list-empty": "/catalogue/?q=no+such+technology",
    "catalogue-list-early": "/catalogue/?as_of=2001-02-01",
    "catalogue-item-before": "/catalogue/rare-earth-refining/?as_of=2003-01-01",
    "catalogue-item-past": "/catalogue/rare-earth-refining/?as_of=2022-06-01",
    "catalogue-item-scheduled": "/catalogue/rare-earth-refining/?as_of=2008-10-01",
    "catalogue-item-moved": "/catalogue/mining-engineering/",
    "catalogue-item-unconfirmed": "/catalogue/drug-synthesis/",
    "catalogue-item-summary": "/catalogue/non-ferrous-metallurgy/",
    "catalogue-item-implied": "/catalogue/traditional-architecture-ban/?as_of=2024-06-01",
    "catalogue-item-draft": "/catalogue/crispr-gene-editing/",
    "edition-comparison-2023": "/catalogue/compare/?from=2020-08-28&to=2023-12-21",
    "item-comparison-column": "/catalogue/rare-earth-refining/compare/?from=2020-08-28&to=2023-12-21&view=column",
    "item-comparison-chinese": "/catalogue/rare-earth-refining/compare/?from=2022-12-30&to=2020-08-28&view=zh",
    "edition-comparison-draft": "/catalogue/compare/?to=2022-12-30&view=column",
    "edition-comparison-early": "/catalogue/compare/?as_of=2003-01-01",
    "edition-list-narrowed": "/catalogue/editions/?kind=draft",
    "edition-list-empty": "/catalogue/editions/?as_of=2001-02-01",
    "edition-draft": "/catalogue/editions/2022-12-30/",
    "edition-unseen": "/catalogue/editions/2025-01-02/",
    "edition-month": "/catalogue/editions/2001-12/",
    "edition-complete": "/catalogue/editions/2025-07-15/",
    "edition-before": "/catalogue/editions/2025-07-15/?as_of=2024-01-01",
    "element-early": "/elements/Nd/?as_of=2002-01-01",
    "element-inside-items": "/elements/Nd/",
    "code-customs": "/codes/2846901500/",
    "code-heading": "/codes/850511/?as_of=2002-01-01",
    "calendar-narrowed": "/calendar/?list=cn-watch-list&jurisdiction=CN&kind=start&from=2026-01-01&to=2026-12-31",
    "calendar-empty": "/calendar/?from=2090-01-01",
    "calendar-early": "/calendar/?as_of=2002-01-01",
    "calendar-page-2": "/calendar/?page=2",
    "calendar-announced": "/calendar/?kind=announced_end",
    "claim-list-empty": "/claims/?q=no+such+claim",
    "search-found": "/search/?q=Subaru",
    "search-near-codes": "/search/?q=1C901",
    "search-narrowed": "/search/?q=rare+earth&type=measure&jurisdiction=CN",
    "search-of-a-list": "/search/?q=%E4%B8%89%E8%8F%B1&type=entity&list=cn-export-control-list",
    "search-pages": "/search/?q=dysprosium&page_size=2&page=2",
    "search-misspelt": "/search/?q=Subaro",
    "search-some-words": "/search/?q=Subaru+zzzzqqqq",
    "search-empty": "/search/?q=zzzzqqqq",
    "news": "/news/",
    "news-empty": "/news/?q=no+such+report&language=zh&type=official&jurisdiction=CN&element=Dy&measure=cn-2025-18",
    "news-early": "/news/?as_of=2002-01-01",
    "sources-of-news": "/news/sources/",
    "sources-of-news-empty": "/news/sources/?state=ended&type=association",
    "change-list-empty": "/changes/?about=entity:nobody",
    "change-list-narrowed": "/changes/?action=stopped&subject_type=listing-event",
    "source-of-measures": "/sources/chemradar-com-9609ce25/",
    "source-list-empty": "/sources/?q=no+such+source",
    "source-list-page-2": "/sources/?page=2",
    "event-list-all-filters": "/news/events/?q=magnet&type=licence&jurisdiction=CN&material=magnets&element=Dy"
    "&entity=subaru-corporation&measure=cn-2025-18&notice=mofcom-2026-12&list=cn-watch-list"
    "&confidence=two_reports&scope=core&from=2025-01-01&to=2026-12-31",
    "event-list-narrowed": "/news/events/?material=magnets&type=licence",
    "event-list-early": "/news/events/?as_of=2020-01-01",
    "event-list-page-2": "/news/events/?page=2",
    "event-scheduled": "/news/events/ne153/",
    "event-doubtful": "/news/events/ne103/",
    "event-with-claims": "/news/events/ne096/",
    "event-of-a-month": "/news/events/ne002/",
    "event-before": "/news/events/ne124/?as_of=2026-02-23",
    "moves-narrowed": "/news/moves/?list=cn-export-control-list&kind=stopped",
    "moves-early": "/news/moves/?as_of=2020-01-01",
}
ERRORS = {
    "400-search": "/search/?q=%25%25",
    "400": "/entities/?as_of=2026-02-30",
    "404": "/no/such/page/",
    "404-measure": "/measures/cn-2025-6/",
    "404-catalogue": "/catalogue/083201/",
    "404-edition": "/catalogue/editions/2023-12-22/",
    "404-element": "/elements/Xx/",
    "404-code": "/codes/083201X/",
    "404-entity": "/entities/nobody/?as_of=2026-03-01",
    "404-event": "/news/events/ne999/",
}
EVERY_VIEW = PAGES | VIEWS | ERRORS

by_name = pytest.mark.parametrize("name", PAGES)
by_view = pytest.mark.parametrize("address", EVERY_VIEW.values(), ids=EVERY_VIEW)


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: str) -> datetime:
    """Make it this moment, written with its offset from UTC, for the doors."""
    at = datetime.fromisoformat(moment)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


def with_day(path: str, day: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}as_of={day}"
