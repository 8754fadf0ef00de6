"""Short marks on runs, articles and suggestions: what was odd about an answer, and why two things are thought one."""

from django.utils.translation import gettext_noop as _

MARKS = (
    # Of a whole answer.
    _("empty"),
    _("cut off"),
    _("too many items"),
    _("encoding not as declared"),
    _("encoding guessed"),
    _("control characters removed"),
    _("undeclared entities"),
    _("items without title and address"),
    # Of an item and its date.
    _("no address"),
    _("address refused"),
    _("no title"),
    _("text cut"),
    _("invisible characters removed"),
    _("text broken at the source"),
    _("withdrawn"),
    _("counted from the time of fetching"),
    _("date not understood"),
    _("date with several meanings"),
    _("in the future"),
    _("too long ago"),
    _("zone of the source assumed"),
    _("zone not understood"),
    _("weekday does not fit"),
    _("older version served again"),
    _("edited after it was let through"),
    # Why two articles are thought to tell one story.
    _("text"),
    _("title"),
    _("title and fact"),
    _("shared name"),
    _("split"),
)
