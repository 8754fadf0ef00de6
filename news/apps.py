from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from controls.services import sources_told


class NewsConfig(AppConfig):
    name = "news"
    label = "news"
    verbose_name = _("News")

    def ready(self) -> None:
        """Hand the register what only news know (decision 27): by name, for models cannot be imported earlier."""
        sources_told.hand_over(teller=import_string("news.services.freshness.told"))
