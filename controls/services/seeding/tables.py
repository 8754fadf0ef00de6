"""What each seed table holds: its columns, what a cell of each may say, and the fact that its rows make."""

from controls.models import Effect, Entity, EntityName, Identifier, ListingEvent, Source
from controls.services.seeding import catalogue_tables, cells, measure_tables
from controls.services.seeding.columns import Column, Table

_NAMES = (Column.must("name_en"), Column.may("name_zh"), Column.may("name_ja"))
_EVIDENCE = measure_tables.EVIDENCE

_ALL = (
    Table(
        "authorities",
        "authority",
        (
            Column.must("key", cells.key),
            *_NAMES,
            Column.must("jurisdiction", cells.country),
            Column.may("url", cells.address),
        ),
    ),
    Table(
        "sources",
        "source",
        (
            Column.must("key", cells.key),
            Column.must("title"),
            Column.may("publisher"),
            Column.must("kind", cells.one_of(choices=Source.Kind.values)),
            Column.may("url", cells.address),
            Column.must("seen_on", cells.day),
            Column.must("seen_as", cells.one_of(choices=Source.SeenAs.values)),
            Column.may("sha256", cells.sha256),
            Column.may("note"),
        ),
    ),
    Table(
        "entity_lists",
        "entity-list",
        (
            Column.must("key", cells.key),
            *_NAMES,
            Column.must("authority", cells.key, refers_to="authorities"),
            Column.must("effect", cells.one_of(choices=Effect.values)),
            Column.may("legal_basis"),
            Column.may("summary"),
            Column.may("verified_on", cells.day, None),
            Column.must("order", cells.number),
        ),
    ),
    Table(
        "notices",
        "notice",
        (
            Column.must("key", cells.key),
            Column.must("authority", cells.key, refers_to="authorities"),
            Column.must("year", cells.number),
            Column.must("number", cells.number),
            Column.must("label"),
            Column.must("title_en"),
            Column.may("title_zh"),
            Column.must("title_zh_inferred", cells.yes_no),
            Column.must("published_on", cells.day),
            Column.must("effective_from", cells.day),
            Column.may("effective_time", cells.hour, None),
            Column.may("legal_basis"),
            Column.may("summary"),
            Column.may("measures", cells.lines),
            Column.may("entity_list", cells.key, refers_to="entity_lists"),
            Column.may("stated_count", cells.number, None),
            Column.must("extra_count", cells.number),
            Column.may("country_scope"),
            Column.may("note"),
            *_EVIDENCE[:2],
            Column.may("official_sources", cells.keys, (), "sources"),
            _EVIDENCE[2],
        ),
    ),
    Table(
        "entities",
        "entity",
        (
            Column.must("key", cells.key),
            Column.must("name"),
            Column.must("type", cells.one_of(choices=Entity.Type.values)),
            Column.may("country", cells.country),
            Column.may("part_of", cells.key, refers_to="entities"),
            Column.may("note"),
        ),
    ),
    Table(
        "names",
        "name",
        (
            Column.must("entity", cells.key, refers_to="entities"),
            Column.must("text"),
            Column.must("language", cells.one_of(choices=EntityName.Language.values)),
            Column.must("kind", cells.one_of(choices=EntityName.Kind.values)),
            *_EVIDENCE,
        ),
        identity=("entity", "text", "language"),
    ),
    Table(
        "identifiers",
        "identifier",
        (
            Column.must("entity", cells.key, refers_to="entities"),
            Column.must("scheme", cells.one_of(choices=Identifier.Scheme.values)),
            Column.must("value"),
            *_EVIDENCE,
        ),
        identity=("entity", "scheme", "value"),
    ),
    Table(
        "listings",
        "listing",
        (
            Column.must("key", cells.key),
            Column.must("entity", cells.key, refers_to="entities"),
            Column.must("entity_list", cells.key, refers_to="entity_lists"),
            Column.must("notice", cells.key, refers_to="notices"),
            Column.must("item_number"),
            Column.may("name_en"),
            Column.may("name_zh"),
            Column.may("address"),
            Column.may("effect", cells.one_of(choices=Effect.values)),
            Column.may("note"),
            *_EVIDENCE,
        ),
    ),
    Table(
        "listing_events",
        "listing-event",
        (
            Column.must("key", cells.key),
            Column.must("kind", cells.one_of(choices=ListingEvent.Kind.values)),
            Column.must("target_notice", cells.key, refers_to="notices"),
            Column.may("notice", cells.key, refers_to="notices"),
            Column.must("announced_on", cells.day),
            Column.must("effective_from", cells.day),
            Column.may("until", cells.day, None),
            Column.must("until_inclusive", cells.yes_no),
            Column.may("listings", cells.keys, (), "listings"),
            Column.may("stated_count", cells.number, None),
            Column.may("effect", cells.one_of(choices=Effect.values)),
            Column.may("wording_zh"),
            Column.may("note"),
            *_EVIDENCE,
        ),
    ),
)

TABLES = {table.name: table for table in (*_ALL, *measure_tables.ALL, *catalogue_tables.ALL)}
