"""That something which pages of news show has moved. Written by the database itself, whoever wrote the rows."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.utils.translation import gettext_lazy as _

# So many transactions may be under way at once without one of them going unseen.
LOOKED_AT = 50


class Movement(models.Model):
    """A statement that wrote articles, their names, mentions, events, or what articles show of their source.

    Triggers of the migration write these rows, and keep the last thousand.
    """

    class Meta:
        verbose_name = _("movement")
        verbose_name_plural = _("movements")

    def __str__(self) -> str:
        return str(self.pk)


def moved() -> ArraySubquery:
    """The last movements, to be asked for beside something else: different after each.

    Not the newest number alone: a transaction that began earlier may end later, with a smaller one.
    """
    return ArraySubquery(Movement.objects.order_by("-pk").values("pk")[:LOOKED_AT])
