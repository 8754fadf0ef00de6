"""The seed tables of the technology catalogue: editions, items, items in editions, control points."""

from controls.models import CatalogueItem, CatalogueRevision, Grade, ItemVersion, Measure
from controls.services.seeding import cells
from controls.services.seeding.columns import Column, Table
from controls.services.seeding.measure_tables import EVIDENCE

_KEY = Column.must("key", cells.key)
_COUNTS = tuple(
    Column.may(name, cells.number, None)
    for name in (
        "deleted", "deleted_prohibited", "deleted_restricted", "added", "added_prohibited", "added_restricted",
        "modified", "modified_prohibited", "modified_restricted", "total", "prohibited", "restricted",
    )
)  # fmt: skip

ALL = (
    Table(
        "catalogue_revisions",
        CatalogueRevision.noun,
        (
            _KEY,
            Column.must("kind", cells.one_of(choices=CatalogueRevision.Kind.values)),
            Column.must("form", cells.one_of(choices=CatalogueRevision.Form.values)),
            Column.may("number"),
            Column.may("number_zh"),
            Column.must("title_en"),
            Column.may("title_zh"),
            Column.must("authority_text"),
            Column.must("published_on", cells.day),
            Column.must("published_precision", cells.one_of(choices=Measure.Precision.values)),
            Column.may("effective_from", cells.day, None),
            Column.may("comments_until", cells.day, None),
            Column.may("based_on", cells.key, refers_to="catalogue_revisions"),
            Column.may("draft", cells.key, refers_to="catalogue_revisions"),
            Column.may("notice", cells.key, refers_to="notices"),
            Column.may("measure", cells.key, refers_to="measures"),
            *_COUNTS,
            Column.may("note"),
            *EVIDENCE,
        ),
    ),
    Table(
        "catalogue_items",
        CatalogueItem.noun,
        (
            _KEY,
            Column.must("title_en"),
            Column.may("title_zh"),
            Column.must("rare_earth", cells.one_of(choices=CatalogueItem.RareEarth.values)),
            Column.may("note"),
        ),
    ),
    Table(
        "item_versions",
        ItemVersion.noun,
        (
            _KEY,
            Column.must("item", cells.key, refers_to="catalogue_items"),
            Column.must("revision", cells.key, refers_to="catalogue_revisions"),
            Column.may("code"),
            Column.may("code_grade", cells.one_of(choices=Grade.values)),
            Column.must("part", cells.one_of(choices=ItemVersion.Part.values)),
            Column.may("industry_en"),
            Column.may("industry_zh"),
            Column.must("title_en"),
            Column.may("title_zh"),
            Column.may("title_zh_from", cells.one_of(choices=ItemVersion.Wording.values)),
            Column.must("change", cells.one_of(choices=ItemVersion.Change.values)),
            Column.may("counted_as", cells.words, ()),
            Column.must("outcome_known", cells.yes_no),
            Column.may("predecessor", cells.key, refers_to="item_versions"),
            Column.may("predecessor_code"),
            Column.may("what_changed"),
            Column.must("points_known", cells.one_of(choices=ItemVersion.Points.values)),
            Column.may("points_zh_from", cells.one_of(choices=ItemVersion.Wording.values)),
            Column.may("points_summary"),
            Column.may("note"),
            *EVIDENCE,
        ),
    ),
    Table(
        "control_points",
        "control-point",
        (
            Column.must("version", cells.key, refers_to="item_versions"),
            Column.must("position", cells.number),
            Column.may("text_en"),
            Column.may("text_zh"),
        ),
        identity=("version", "position"),
    ),
)
