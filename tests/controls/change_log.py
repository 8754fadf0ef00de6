"""The change log read as an auditor would: is the chain whole, are the versions, does it replay to the present?"""

from itertools import groupby

from controls.models import Change, recorded

FACTS = {model.noun: model for model in recorded.facts()}


def broken_links(changes, *, previous=""):
    """Ids of the changes whose digest does not follow from the one before. `changes` are ordered by id."""
    broken = []
    for change in changes:
        if change.digest != change.digest_after(previous):
            broken.append(change.pk)
        previous = change.digest
    return broken


def whole_log():
    return Change.objects.select_related("notice").order_by("id")


def since(revision):
    """What was recorded after a revision, oldest first, and the digest that the first of it must follow."""
    newest_before = Change.objects.filter(pk__lte=revision).order_by("-id").values_list("digest", flat=True).first()
    return list(whole_log().filter(pk__gt=revision)), newest_before or ""


def revision():
    return Change.objects.revision()[0]


def by_subject(changes):
    """The changes of each fact, oldest first: {(noun, key): [Change, …]}."""

    def subject(change):
        return change.subject_type, change.subject_key

    return {
        key: sorted(group, key=lambda change: change.version)
        for key, group in groupby(sorted(changes, key=subject), key=subject)
    }


def gaps(changes):
    """Facts whose versions do not count 1, 2, 3 …"""
    return [
        subject
        for subject, of_one in by_subject(changes).items()
        if [change.version for change in of_one] != list(range(1, len(of_one) + 1))
    ]


def jumps(changes):
    """Facts with a change that does not begin where the change before it ended."""
    return [
        subject
        for subject, of_one in by_subject(changes).items()
        if of_one[0].before is not None
        or any(later.before != earlier.after for earlier, later in zip(of_one, of_one[1:], strict=False))
    ]


def strays(changes):
    """Facts that are not what the log says they have become."""
    return [
        (noun, key)
        for (noun, key), of_one in by_subject(changes).items()
        if FACTS[noun].objects.get(key=key).snapshot() != of_one[-1].after
    ]


def only_change_of(fact):
    """The one change of a fact that has exactly one."""
    return Change.objects.of(fact).get()


def latest_change_of(fact):
    return Change.objects.of(fact).order_by("-version").first()
