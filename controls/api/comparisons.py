"""Comparisons over the API: two editions of the catalogue, and one item in both."""

from datetime import date

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api import comparison_shapes, measure_shapes
from controls.api.catalogue import TAG, item_of
from controls.api.comparison_schemas import ComparisonAnswerSerializer
from controls.api.described import describe
from controls.api.endpoints import Endpoint, root_of
from controls.api.shapes import Shape
from controls.filters.comparisons import Editions, ItemComparisonQuestion, UnknownEdition
from controls.models import CatalogueItem, CatalogueRevision, Claim, ItemVersion
from controls.models.catalogue_comparisons import compare_editions, compare_versions
from controls.models.catalogue_states import whole_catalogue


class Comparison(Endpoint):
    @describe(
        "catalogue_compare",
        tag=TAG,
        summary="Two editions of the catalogue compared",
        text="What became of every item on file between two editions, aligned by item whatever its code was. Without "
        "`to` the latest final, without `from` the final before it; a draft only when it is asked for, and never law. "
        "Asked for the other way round, the editions are swapped and `swapped` says so. With `item`, its control "
        "points are set side by side too, word by word in English and Chinese. An edition that is not on record by "
        "the day, or not for the item, is 404 and names near ones.",
        question=ItemComparisonQuestion,
        answer=ComparisonAnswerSerializer,
        missing=True,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, ItemComparisonQuestion)
        item = item_of(asked.cleaned_data["item"]) if asked.cleaned_data["item"] else None
        versions = list(ItemVersion.objects.all().with_everything())
        mine = [version for version in versions if item is not None and version.item_id == item.pk]
        between = _between(asked, mine, item)
        catalogue, titles = whole_catalogue(), dict(CatalogueItem.objects.values_list("key", "title_en"))
        ends = [catalogue.by_key[revision.key] for revision in (between.old, between.new)]
        fates = compare_editions(catalogue, ends[0], ends[1], versions)
        shown = [row for row in fates if item is None or row.item == item.key]
        body = {
            **comparison_shapes.ends(between, root=root_of(request)),
            **comparison_shapes.sums(between, catalogue),
            "counts": comparison_shapes.counts(fates),
            "items": [comparison_shapes.item(row, titles) for row in shown],
            "comparison": _of_item(mine, between) if mine else None,
            "claims": [measure_shapes.claim(claim) for claim in _claims(between, item, on=asked.day)],
        }
        return self.answer(asked, body)


def _between(asked: ItemComparisonQuestion, mine: list[ItemVersion], item: CatalogueItem | None) -> Editions:
    """The editions asked for, among those that have the item. Raises Http404, which names near ones."""
    revisions = [version.revision for version in mine] if item else list(CatalogueRevision.objects.for_display())
    try:
        return asked.between(revisions)
    except UnknownEdition as unknown:
        words = _("There is no edition “%(key)s” to compare on that day. On record: %(known)s.")
        known = ", ".join(each.key for each in unknown.near)
        raise Http404(words % {"key": unknown.key[:80] or asked.day, "known": known or _("none")}) from unknown


def _of_item(mine: list[ItemVersion], between: Editions) -> Shape:
    by_edition = {version.revision.key: version for version in mine}
    return comparison_shapes.versions(compare_versions(by_edition[between.old.key], by_edition[between.new.key], mine))


def _claims(between: Editions, item: CatalogueItem | None, *, on: date) -> list[Claim]:
    about = [f"catalogue-item:{item.key}"] if item else []
    about = about or [f"catalogue-revision:{each.key}" for each in (between.old, between.new)]
    return list(Claim.objects.on(*about).known(on=on).prefetch_related("sources"))
