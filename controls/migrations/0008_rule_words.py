"""Every rule says in words what it refuses; nothing in the database itself changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("controls", "0007_proposals"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="catalogueitem",
            name="catalogue_item_key_is_no_code",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__iregex", "^[0-9]{6}[jx]$"), _negated=True),
                name="catalogue_item_key_is_no_code",
                violation_error_message="The key of an item is no code: codes change with the edition.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cataloguerevision",
            name="edition_is_a_day",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$")),
                name="edition_is_a_day",
                violation_error_message="The key of an edition is the day or month of its publication.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cataloguerevision",
            name="edition_binds_unless_draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("effective_from", None), ("kind", "draft")),
                    models.Q(
                        ("effective_from__gte", models.F("published_on")),
                        ("effective_from__isnull", False),
                        ("kind", "final"),
                    ),
                    _connector="OR",
                ),
                name="edition_binds_unless_draft",
                violation_error_message="A final has a first day, not before its publication; a draft has none.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cataloguerevision",
            name="edition_is_not_based_on_itself",
            constraint=models.CheckConstraint(
                condition=models.Q(("based_on", models.F("id")), _negated=True),
                name="edition_is_not_based_on_itself",
                violation_error_message="An edition is not compared with itself.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cataloguerevision",
            name="edition_draft_has_no_draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "final"), ("draft__isnull", True), _connector="OR"),
                name="edition_draft_has_no_draft",
                violation_error_message="Only a final has a draft.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="change",
            name="change_four_eyes_belong_to_two",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("publication", "four_eyes"),
                        models.Q(("approved_by", ""), _negated=True),
                        models.Q(("approved_by", models.F("actor")), _negated=True),
                    ),
                    models.Q(models.Q(("publication", "four_eyes"), _negated=True), ("approved_by", "")),
                    _connector="OR",
                ),
                name="change_four_eyes_belong_to_two",
                violation_error_message="Four eyes belong to two people.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="controlpoint",
            name="control_point_counts_from_one",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)),
                name="control_point_counts_from_one",
                violation_error_message="Positions count from 1.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="controlpoint",
            name="control_point_says_something",
            constraint=models.CheckConstraint(
                condition=models.Q(("text_en", ""), ("text_zh", ""), _negated=True),
                name="control_point_says_something",
                violation_error_message="A control point has a text in one language at least.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="itemversion",
            name="item_version_letter_is_its_part",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("code", ""),
                    models.Q(("code__regex", "^[0-9]{6}J$"), ("part", "prohibited")),
                    models.Q(("code__regex", "^[0-9]{6}X$"), ("part", "restricted")),
                    _connector="OR",
                ),
                name="item_version_letter_is_its_part",
                violation_error_message="J is the prohibited part, X the restricted one.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="itemversion",
            name="item_version_moved_says_how_counted",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("change", "moved"), models.Q(("counted_as", []), _negated=True)),
                    models.Q(models.Q(("change", "moved"), _negated=True), ("counted_as", [])),
                    _connector="OR",
                ),
                name="item_version_moved_says_how_counted",
                violation_error_message="An item that moved, and only one that did, says how it was counted.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="itemversion",
            name="item_version_code_has_its_evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", ""), ("code_grade", "")),
                    models.Q(models.Q(("code", ""), _negated=True), models.Q(("code_grade", ""), _negated=True)),
                    _connector="OR",
                ),
                name="item_version_code_has_its_evidence",
                violation_error_message="A code and its evidence belong together.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="proposal",
            name="proposal_is_decided_by_somebody",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decider", None), ("state", "waiting")),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decider__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="proposal_is_decided_by_somebody",
                violation_error_message="A decided proposal says by whom and when; a waiting one does not.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="proposal",
            name="proposal_is_published_by_a_second_person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "withdrawn", "void"]),
                    models.Q(("decider", models.F("proposer")), _negated=True),
                    _connector="OR",
                ),
                name="proposal_is_published_by_a_second_person",
                violation_error_message="A second person decides on a proposal.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="proposal",
            name="proposal_is_withdrawn_by_its_author",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decider", models.F("proposer")), ("state", "withdrawn")),
                    models.Q(("state", "withdrawn"), _negated=True),
                    _connector="OR",
                ),
                name="proposal_is_withdrawn_by_its_author",
                violation_error_message="Only its author withdraws a proposal.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="proposal",
            name="proposal_published_has_a_revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revision__isnull", False), ("state", "published")),
                    models.Q(models.Q(("state", "published"), _negated=True), ("revision", None)),
                    _connector="OR",
                ),
                name="proposal_published_has_a_revision",
                violation_error_message="A published proposal, and only that, has a revision.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="proposal",
            name="proposal_refused_has_a_reason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["rejected", "void"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="proposal_refused_has_a_reason",
                violation_error_message="Give a reason.",
            ),
        ),
    ]
