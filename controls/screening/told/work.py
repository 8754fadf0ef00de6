"""What is said of checks, batches and portfolios at work, as their services write it down."""

from django.utils.translation import gettext_noop as _

from controls import states

WORK = (
    _("The register is changing. Nothing was screened; ask again in a few seconds."),
    _("The index is being built. Nothing was screened; ask again in a few seconds."),
    _("No list is loaded; nothing can be screened."),
    _("There is no list “%(key)s”."),
    _("Send 1 to %(most)s rows."),
    _("This batch was started already; it is %(state)s."),
    _("“%(name)s” is nothing that a column can hold."),
    _("Say which column holds the name."),
    _("One column cannot hold two things."),
    _("Only a batch at work can be stopped; this one is %(state)s."),
    _("Only a stopped or failed batch can be resumed; this one is %(state)s."),
    _("What was screened is kept. Only a batch without results can be discarded."),
    _("Begun several times, and no step of it was ever done."),
    # What stands in an answer beside the state of an entry.
    _("In this list as imported on %(day)s. Since when it stands there, and what it means, the list says."),
    states.NOTE_STARTS_AT,
    states.NOTE_SCHEDULED,
    states.NOTE_OPEN_END,
    states.NOTE_LAST_DAY,
    states.NOTE_UNCONFIRMED,
    states.NOTE_STOPPED,
    states.NOTE_REMOVED,
    states.NOTE_MOVED,
    states.NOTE_RESUMED,
    # Why "no entry found" frees nobody: the sentences of `controls/models/unlisted.csv`.
    _(
        "bars exports of dual-use items to Japanese military users, for military uses, and for other uses that raise "
        "Japan's military strength, whoever they are."
    ),
    _("bars exports of dual-use items to United States military users and for military uses, whoever they are."),
)
