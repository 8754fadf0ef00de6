"""What each seed table holds: its columns, what a cell of each may say, and the fact that its rows make."""

from controls.models import Effect, Entity, EntityName, Identifier, ListingEvent, Source
from controls.services.seeding import cells, measure_tables
from controls.services.seeding.columns import Table, optional, required

_NAMES = (required("name_en"), optional("name_zh"), optional("name_ja"))
_EVIDENCE = measure_tables.EVIDENCE

_ALL = (
    Table(
        "authorities",
        "authority",
        (
            required("key", cells.key),
            *_NAMES,
            required("jurisdiction", cells.country),
            optional("url", cells.address),
        ),
    ),
    Table(
        "sources",
        "source",
        (
            required("key", cells.key),
            required("title"),
            optional("publisher"),
            required("kind", cells.one_of(choices=Source.Kind.values)),
            optional("url", cells.address),
            required("seen_on", cells.day),
            required("seen_as", cells.one_of(choices=Source.SeenAs.values)),
            optional("sha256", cells.sha256),
            optional("note"),
        ),
    ),
    Table(
        "entity_lists",
        "entity-list",
        (
            required("key", cells.key),
            *_NAMES,
            required("authority", cells.key, refers_to="authorities"),
            required("effect", cells.one_of(choices=Effect.values)),
            optional("legal_basis"),
            optional("summary"),
            optional("verified_on", cells.day, None),
            required("order", cells.number),
        ),
    ),
    Table(
        "notices",
        "notice",
        (
            required("key", cells.key),
            required("authority", cells.key, refers_to="authorities"),
            required("year", cells.number),
            required("number", cells.number),
            required("label"),
            required("title_en"),
            optional("title_zh"),
            required("title_zh_inferred", cells.yes_no),
            required("published_on", cells.day),
            required("effective_from", cells.day),
            optional("effective_time", cells.hour, None),
            optional("legal_basis"),
            optional("summary"),
            optional("measures", cells.lines),
            optional("entity_list", cells.key, refers_to="entity_lists"),
            optional("stated_count", cells.number, None),
            required("extra_count", cells.number),
            optional("country_scope"),
            optional("note"),
            *_EVIDENCE[:2],
            optional("official_sources", cells.keys, (), "sources"),
            _EVIDENCE[2],
        ),
    ),
    Table(
        "entities",
        "entity",
        (
            required("key", cells.key),
            required("name"),
            required("type", cells.one_of(choices=Entity.Type.values)),
            optional("country", cells.country),
            optional("part_of", cells.key, refers_to="entities"),
            optional("note"),
        ),
    ),
    Table(
        "names",
        "name",
        (
            required("entity", cells.key, refers_to="entities"),
            required("text"),
            required("language", cells.one_of(choices=EntityName.Language.values)),
            required("kind", cells.one_of(choices=EntityName.Kind.values)),
            *_EVIDENCE,
        ),
        identity=("entity", "text", "language"),
    ),
    Table(
        "identifiers",
        "identifier",
        (
            required("entity", cells.key, refers_to="entities"),
            required("scheme", cells.one_of(choices=Identifier.Scheme.values)),
            required("value"),
            *_EVIDENCE,
        ),
        identity=("entity", "scheme", "value"),
    ),
    Table(
        "listings",
        "listing",
        (
            required("key", cells.key),
            required("entity", cells.key, refers_to="entities"),
            required("entity_list", cells.key, refers_to="entity_lists"),
            required("notice", cells.key, refers_to="notices"),
            required("item_number"),
            optional("name_en"),
            optional("name_zh"),
            optional("address"),
            optional("effect", cells.one_of(choices=Effect.values)),
            optional("note"),
            *_EVIDENCE,
        ),
    ),
    Table(
        "listing_events",
        "listing-event",
        (
            required("key", cells.key),
            required("kind", cells.one_of(choices=ListingEvent.Kind.values)),
            required("target_notice", cells.key, refers_to="notices"),
            required("announced_on", cells.day),
            required("effective_from", cells.day),
            optional("until", cells.day, None),
            required("until_inclusive", cells.yes_no),
            optional("listings", cells.keys, (), "listings"),
            optional("stated_count", cells.number, None),
            optional("wording_zh"),
            optional("note"),
            *_EVIDENCE,
        ),
    ),
)

TABLES = {table.name: table for table in (*_ALL, *measure_tables.ALL)}
