"""The technology catalogue over the API: editions with their sums, items as of a day, and items in every edition."""

from difflib import get_close_matches

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api import catalogue_shapes, measure_shapes
from controls.api.catalogue_schemas import (
    CatalogueItemAnswerSerializer,
    CatalogueItemPageSerializer,
    ItemVersionPageSerializer,
    RevisionAnswerSerializer,
    RevisionPageSerializer,
)
from controls.api.described import describe
from controls.api.endpoints import Endpoint, NotOnRecord, page_of, refuse_before, root_of
from controls.filters.catalogue import CatalogueFilter, EditionFilter
from controls.filters.questions import FactQuestion, PagedQuestion
from controls.models import CatalogueItem, CatalogueRevision, Claim, ItemVersion
from controls.models.catalogue_states import of_item, whole_catalogue

TAG = "Catalogue"


class RevisionList(Endpoint):
    @describe(
        "catalogue_revisions_list",
        tag=TAG,
        summary="Editions of the catalogue",
        text="Editions published by the day, newest first, drafts among them. `official` is what the authority stated, "
        "`held` the same counts over the rows on file: never take one for the other. A draft is never law.",
        question=EditionFilter,
        answer=RevisionPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, EditionFilter)
        rows, frame = page_of(request, asked.apply(), asked)
        catalogue, root = whole_catalogue(), root_of(request)
        results = [catalogue_shapes.revision(row, catalogue, root=root) for row in rows]
        return self.answer(asked, frame, results=results)


class RevisionDetail(Endpoint):
    @describe(
        "catalogue_revisions_get",
        tag=TAG,
        summary="One edition with the list that it leaves",
        text="`items` is the consolidated list as far as it can be put together from what is on file; `stands` is null "
        "where no row says whether the edition keeps the item. An edition published later than the day was not yet "
        "known: the answer is 404 and names `as_of`.",
        question=FactQuestion,
        answer=RevisionAnswerSerializer,
        key="2023-12-21",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, FactQuestion)
        row = CatalogueRevision.objects.for_display().filter(key=key).first()
        if row is None:
            known = CatalogueRevision.objects.order_by("key").values_list("key", flat=True)
            words = _("There is no edition “%(key)s”. On record: %(known)s.")
            raise Http404(words % {"key": key[:80], "known": ", ".join(known)})
        refuse_before(row.published_on, asked, key=key, notice=str(row))
        catalogue = whole_catalogue()
        titles = dict(CatalogueItem.objects.values_list("key", "title_en"))
        body = catalogue_shapes.revision(row, catalogue, root=root_of(request))
        return self.answer(asked, body, items=catalogue_shapes.whole_list(row, catalogue, titles))


class ItemList(Endpoint):
    @describe(
        "catalogue_items_list",
        tag=TAG,
        summary="Catalogue items as of a day",
        text="Items that anything published by the day names, what binds first. States come from the finals alone; an "
        "item that stands only in a draft is `not_law`. Only some entries of each edition are on file: an item that "
        "is not here may still be in the catalogue.",
        question=CatalogueFilter,
        answer=CatalogueItemPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, CatalogueFilter)
        rows, frame = page_of(request, asked.apply(), asked)
        root = root_of(request)
        return self.answer(asked, frame, results=[catalogue_shapes.item(*row, root=root) for row in rows])


class ItemDetail(Endpoint):
    @describe(
        "catalogue_items_get",
        tag=TAG,
        summary="One catalogue item as of a day",
        text="The shape of the list, with the version whose text applies under `current`, and claims about the item. "
        "A code in place of the key is taken letter by letter: 083201J is a ban, 083201X a licence. An item that "
        "nothing had named by the day is 404, which names `as_of`.",
        question=FactQuestion,
        answer=CatalogueItemAnswerSerializer,
        key="rare-earth-refining",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, FactQuestion)
        row = item_of(key)
        standing = of_item(row, whole_catalogue(), on=asked.day)
        if standing is None:
            words = _("%(key)s was not on record on %(day)s: no edition published by then names it.")
            raise NotOnRecord(words % {"key": row.key, "day": asked.day.isoformat()})
        versions = list(ItemVersion.objects.filter(item=row).with_everything())
        current = next((each for each in versions if each.key == standing.version), None)
        references = [f"catalogue-item:{row.key}", *(f"item-version:{each.key}" for each in versions)]
        claims = Claim.objects.on(*references).known(on=asked.day).prefetch_related("sources")
        return self.answer(
            asked,
            catalogue_shapes.item(row, standing, root=root_of(request)),
            current=catalogue_shapes.version(current, versions) if current else None,
            claims=[measure_shapes.claim(claim) for claim in claims],
        )


class VersionList(Endpoint):
    @describe(
        "catalogue_versions_list",
        tag=TAG,
        summary="One catalogue item in every edition",
        text="Versions published by the day, oldest first: code, part, change and control points of each edition, "
        "drafts among them. A version that an edition leaves as it was repeats the control points of the one before.",
        question=PagedQuestion,
        answer=ItemVersionPageSerializer,
        key="rare-earth-refining",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, PagedQuestion)
        versions = ItemVersion.objects.filter(item=item_of(key)).with_everything()
        rows, frame = page_of(request, versions.filter(revision__published_on__lte=asked.day), asked)
        among = list(versions)
        return self.answer(asked, frame, results=[catalogue_shapes.version(row, among) for row in rows])


def item_of(key: str) -> CatalogueItem:
    """The item by its key, or by a code that only it has or had. Raises Http404, which names near ones."""
    named = Q(versions__code=key.upper()) | Q(versions__predecessor_code=key.upper())
    by_key = CatalogueItem.objects.filter(key=key.lower()).first()
    found = [by_key] if by_key else list(CatalogueItem.objects.filter(named).distinct()[:2])
    if len(found) == 1:
        return found[0]
    known = {each for row in ItemVersion.objects.values_list("item__key", "code") for each in row if each}
    near = get_close_matches(key[:60], known, n=5, cutoff=0.6) or get_close_matches(key[:60].upper(), known, n=5)
    words = _("There is no catalogue item with the key or the code “%(key)s”.") % {"key": key[:80]}
    raise Http404(f"{words} {_('Near:')} {', '.join(near)}." if near else words)
