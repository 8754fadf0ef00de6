"""Questions that one may ask of the catalogue: items with their versions, editions in their order."""

from datetime import date
from typing import Self

from django.db.models import Q

from controls.models.history import TrackedQuerySet


class RevisionQuerySet(TrackedQuerySet):
    def published(self, *, on: date) -> Self:
        """Editions, drafts among them, that had been published by the day."""
        return self.filter(published_on__lte=on)

    def for_display(self) -> Self:
        """Everything that a row shows, the newest first, in a fixed number of queries."""
        return (
            self.select_related("based_on", "draft", "notice", "measure")
            .prefetch_related("sources")
            .order_by("-published_on", "-key")
        )


class CatalogueItemQuerySet(TrackedQuerySet):
    def matching(self, text: str) -> Self:
        """Items with the text in a title, an industry, a code or a control point of any edition.

        A code is compared letter by letter: 083201J finds no 083201X.
        """
        wanted = text.strip()
        columns = (
            "title_en", "title_zh", "versions__title_en", "versions__title_zh", "versions__industry_en",
            "versions__industry_zh", "versions__points__text_en", "versions__points__text_zh",
            "versions__points_summary", "versions__code",
        )  # fmt: skip
        found = Q(key=wanted.lower())
        for column in columns:
            found |= Q(**{f"{column}__icontains": wanted})
        return self.filter(pk__in=self.model._default_manager.filter(found).values("pk"))

    def with_versions(self) -> Self:
        """Items with every version, its edition and its control points, in a fixed number of queries."""
        return self.prefetch_related("versions__revision", "versions__points").order_by("key")


class ItemVersionQuerySet(TrackedQuerySet):
    def with_everything(self) -> Self:
        """Versions with all that hangs on them, in the order of their editions."""
        return (
            self.select_related("item", "revision", "revision__based_on", "predecessor")
            .prefetch_related("points", "sources")
            .order_by("revision__published_on", "code", "key")
        )
