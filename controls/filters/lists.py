"""What one may ask of entity lists."""

from django.db.models import QuerySet

from controls.filters.questions import PagedQuestion
from controls.models import EntityList


class EntityListFilter(PagedQuestion):
    """Entity lists, in the order that the register gives them."""

    def apply(self) -> QuerySet[EntityList]:
        """All lists. Call is_valid() first."""
        return EntityList.objects.select_related("authority").order_by("order", "key")
