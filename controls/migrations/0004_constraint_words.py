"""Every rule of the database says in words what it refuses; nothing in the database itself changes."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("controls", "0004_calendar")]

    operations = [
        migrations.AlterConstraint(
            model_name="change",
            name="change_has_before_or_after",
            constraint=models.CheckConstraint(
                condition=models.Q(("before__isnull", False), ("after__isnull", False), _connector="OR"),
                name="change_has_before_or_after",
                violation_error_message="A change has a before or an after.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="claim",
            name="claim_is_about_something",
            constraint=models.CheckConstraint(
                condition=models.Q(("subjects", []), _negated=True),
                name="claim_is_about_something",
                violation_error_message="A claim is about at least one fact.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="claim",
            name="claim_has_a_better_source",
            constraint=models.CheckConstraint(
                condition=models.Q(("better", ""), _negated=True),
                name="claim_has_a_better_source",
                violation_error_message="Say what the better source says.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="clause",
            name="clause_ends_after_it_starts",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("effective_from")), _connector="OR"),
                name="clause_ends_after_it_starts",
                violation_error_message="The stated period ends before the first day.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="clause",
            name="clause_position_counts_from_one",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)),
                name="clause_position_counts_from_one",
                violation_error_message="Positions count from 1.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="controlleditem",
            name="item_position_counts_from_one",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)),
                name="item_position_counts_from_one",
                violation_error_message="Positions count from 1.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="controlleditem",
            name="item_elements_are_known",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "elements__contained_by",
                        [
                            "Sc",
                            "Y",
                            "La",
                            "Ce",
                            "Pr",
                            "Nd",
                            "Pm",
                            "Sm",
                            "Eu",
                            "Gd",
                            "Tb",
                            "Dy",
                            "Ho",
                            "Er",
                            "Tm",
                            "Yb",
                            "Lu",
                            "Li",
                            "C",
                            "Ga",
                            "Ge",
                            "Mo",
                            "In",
                            "Sb",
                            "Te",
                            "W",
                            "Bi",
                        ],
                    )
                ),
                name="item_elements_are_known",
                violation_error_message="An element is none of those that are known here.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="controlleditem",
            name="item_licence_catalogue_has_its_year",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hs_catalogue", []), ("hs_catalogue_year", None)),
                    models.Q(models.Q(("hs_catalogue", []), _negated=True), ("hs_catalogue_year__isnull", False)),
                    _connector="OR",
                ),
                name="item_licence_catalogue_has_its_year",
                violation_error_message="Numbers from the licence catalogue need its year, and only they do.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="element",
            name="element_is_a_rare_earth",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "symbol__in",
                        (
                            "Sc",
                            "Y",
                            "La",
                            "Ce",
                            "Pr",
                            "Nd",
                            "Pm",
                            "Sm",
                            "Eu",
                            "Gd",
                            "Tb",
                            "Dy",
                            "Ho",
                            "Er",
                            "Tm",
                            "Yb",
                            "Lu",
                        ),
                    )
                ),
                name="element_is_a_rare_earth",
                violation_error_message="Only the 17 rare earths are elements here.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="element",
            name="element_key_is_its_symbol",
            constraint=models.CheckConstraint(
                condition=models.Q(("symbol__iexact", models.F("key"))),
                name="element_key_is_its_symbol",
                violation_error_message="The key of an element is its symbol.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="entity",
            name="entity_is_no_part_of_itself",
            constraint=models.CheckConstraint(
                condition=models.Q(("part_of", models.F("id")), _negated=True),
                name="entity_is_no_part_of_itself",
                violation_error_message="An entity is no part of itself.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="entity",
            name="entity_country_is_a_code",
            constraint=models.CheckConstraint(
                condition=models.Q(("country", ""), ("country__regex", "^[A-Z]{2}$"), _connector="OR"),
                name="entity_country_is_a_code",
                violation_error_message="A country is two capital letters, or nothing.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="entityname",
            name="entity_name_is_not_empty",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="entity_name_is_not_empty",
                violation_error_message="A name is not empty.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="listing",
            name="listing_quotes_a_name",
            constraint=models.CheckConstraint(
                condition=models.Q(("name_en", ""), ("name_zh", ""), _negated=True),
                name="listing_quotes_a_name",
                violation_error_message="A listing quotes a name as its notice words it.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="listing",
            name="listing_position_counts_from_one",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)),
                name="listing_position_counts_from_one",
                violation_error_message="Positions count from 1.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="listingevent",
            name="listing_event_ends_after_it_starts",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("effective_from")), _connector="OR"),
                name="listing_event_ends_after_it_starts",
                violation_error_message="The end lies before the first day.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="listingevent",
            name="listing_event_only_suspensions_have_an_end",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("kind__in", ("suspended", "suspension_continued")), _connector="OR"
                ),
                name="listing_event_only_suspensions_have_an_end",
                violation_error_message="Only a suspension has an end.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="measure",
            name="measure_jurisdiction_is_a_code",
            constraint=models.CheckConstraint(
                condition=models.Q(("jurisdiction__regex", "^[A-Z]{2}$")),
                name="measure_jurisdiction_is_a_code",
                violation_error_message="A jurisdiction is two capital letters.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="measure",
            name="measure_elements_are_known",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "elements__contained_by",
                        [
                            "Sc",
                            "Y",
                            "La",
                            "Ce",
                            "Pr",
                            "Nd",
                            "Pm",
                            "Sm",
                            "Eu",
                            "Gd",
                            "Tb",
                            "Dy",
                            "Ho",
                            "Er",
                            "Tm",
                            "Yb",
                            "Lu",
                            "Li",
                            "C",
                            "Ga",
                            "Ge",
                            "Mo",
                            "In",
                            "Sb",
                            "Te",
                            "W",
                            "Bi",
                        ],
                    )
                ),
                name="measure_elements_are_known",
                violation_error_message="An element is none of those that are known here.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="measure",
            name="measure_key_is_lower_case",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[a-z0-9.-]+$")),
                name="measure_key_is_lower_case",
                violation_error_message="A key has small letters, digits, hyphens and dots.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="suspension",
            name="suspension_ends_after_it_starts",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("effective_from")), _connector="OR"),
                name="suspension_ends_after_it_starts",
                violation_error_message="The end lies before the first day.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="suspension",
            name="suspension_announced_end_has_its_day",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("announced_on", None), ("announced_until", None)),
                    models.Q(("announced_on__isnull", False), ("announced_until__isnull", False)),
                    _connector="OR",
                ),
                name="suspension_announced_end_has_its_day",
                violation_error_message="An announced end and the day of its announcement belong together.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="tariffcode",
            name="tariff_code_is_digits",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[0-9]{6}([0-9]{2}){0,2}$")),
                name="tariff_code_is_digits",
                violation_error_message="A customs number has 6, 8 or 10 digits.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="tariffcode",
            name="tariff_code_elements_are_known",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "elements__contained_by",
                        [
                            "Sc",
                            "Y",
                            "La",
                            "Ce",
                            "Pr",
                            "Nd",
                            "Pm",
                            "Sm",
                            "Eu",
                            "Gd",
                            "Tb",
                            "Dy",
                            "Ho",
                            "Er",
                            "Tm",
                            "Yb",
                            "Lu",
                            "Li",
                            "C",
                            "Ga",
                            "Ge",
                            "Mo",
                            "In",
                            "Sb",
                            "Te",
                            "W",
                            "Bi",
                        ],
                    )
                ),
                name="tariff_code_elements_are_known",
                violation_error_message="An element is none of those that are known here.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="user",
            name="user_email_unique_whatever_the_case",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                name="user_email_unique_whatever_the_case",
                violation_error_message="There is an account with this e-mail address.",
            ),
        ),
    ]
