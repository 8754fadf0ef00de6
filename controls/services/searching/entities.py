"""Documents of entities, entity lists and notices."""

from controls.models import Entity, EntityList, Notice
from controls.models.search import Kind
from controls.services.searching.documents import EN, JA, NO_LANGUAGE, ZH, Draft, Text


def entity(*, row: Entity) -> Draft:
    listings = list(row.listings.all())
    texts = [Text(Kind(name.kind), name.language, name.text) for name in row.names.all()]
    texts += [Text(Kind.NAME, EN, row.name)] if row.name not in {text.text for text in texts} else []
    for listing in listings:
        texts += [Text(Kind.AS_LISTED, EN, listing.name_en), Text(Kind.AS_LISTED, ZH, listing.name_zh)]
    texts += [Text(Kind.REGISTER_NUMBER, NO_LANGUAGE, number.value) for number in row.identifiers.all()]
    texts += [Text(Kind.KEY, NO_LANGUAGE, key) for key in (row.key, *(listing.key for listing in listings))]
    return Draft(
        noun="entity",
        key=row.key,
        title=row.name,
        page=("entity", row.key),
        texts=texts,
        weight=80,
        known_from=min((listing.notice.published_on for listing in listings), default=None),
        jurisdiction=next((listing.entity_list.authority.jurisdiction for listing in listings), ""),
        lists=sorted({listing.entity_list.key for listing in listings}),
    )


def entity_list(*, row: EntityList) -> Draft:
    return Draft(
        noun="entity-list",
        key=row.key,
        title=row.name_en,
        page=("entity-list", row.key),
        texts=[
            Text(Kind.NAME, EN, row.name_en),
            Text(Kind.NAME, ZH, row.name_zh),
            Text(Kind.NAME, JA, row.name_ja),
            Text(Kind.SUMMARY, EN, row.summary),
            Text(Kind.KEY, NO_LANGUAGE, row.key),
        ],
        weight=85,
        jurisdiction=row.authority.jurisdiction,
        lists=[row.key],
    )


def notice(*, row: Notice) -> Draft:
    authority = row.authority
    return Draft(
        noun="notice",
        key=row.key,
        title=f"{row.label}: {row.title_en}",
        page=("notice", row.key),
        texts=[
            Text(Kind.NUMBER, NO_LANGUAGE, row.label),
            Text(Kind.TITLE, EN, row.title_en),
            Text(Kind.TITLE, ZH, row.title_zh),
            Text(Kind.SUMMARY, EN, row.summary),
            Text(Kind.AUTHORITY, EN, authority.name_en),
            Text(Kind.AUTHORITY, ZH, authority.name_zh),
            Text(Kind.AUTHORITY, JA, authority.name_ja),
            Text(Kind.KEY, NO_LANGUAGE, row.key),
        ],
        weight=70,
        known_from=row.published_on,
        jurisdiction=authority.jurisdiction,
        lists=[row.entity_list.key] if row.entity_list else [],
    )
