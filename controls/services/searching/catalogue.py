"""Documents of the technology catalogue: items, whatever their codes were, and editions."""

from controls.models.catalogue import CatalogueItem, CatalogueRevision
from controls.models.search import Kind
from controls.services.searching.documents import EN, NO_LANGUAGE, ZH, Draft, Text


def item(*, row: CatalogueItem) -> Draft:
    """An item by every code, title and control point that it had in any edition, the newest first."""
    versions = sorted(row.versions.all(), key=lambda version: version.revision.published_on, reverse=True)
    points = [point for version in versions for point in version.points.all()]
    return Draft(
        noun=row.noun,
        key=row.key,
        title=row.title_en,
        page=(row.noun, row.key),
        texts=[
            *(Text(Kind.CATALOGUE_CODE, NO_LANGUAGE, version.code) for version in versions),
            Text(Kind.TITLE, EN, row.title_en),
            Text(Kind.TITLE, ZH, row.title_zh),
            *(Text(Kind.TITLE, EN, version.title_en) for version in versions),
            *(Text(Kind.TITLE, ZH, version.title_zh) for version in versions),
            *(Text(Kind.CONTROL_POINT, EN, point.text_en) for point in points),
            *(Text(Kind.CONTROL_POINT, ZH, point.text_zh) for point in points),
            *(Text(Kind.SUMMARY, EN, version.points_summary) for version in versions),
            Text(Kind.KEY, NO_LANGUAGE, row.key),
            *(Text(Kind.KEY, NO_LANGUAGE, version.key) for version in versions),
        ],
        weight=78,
        known_from=min((version.revision.published_on for version in versions), default=None),
        jurisdiction="CN",
    )


def revision(*, row: CatalogueRevision) -> Draft:
    return Draft(
        noun=row.noun,
        key=row.key,
        title=f"{row.number}: {row.title_en}" if row.number else row.title_en,
        page=(row.noun, row.key),
        texts=[
            Text(Kind.NUMBER, EN, row.number),
            Text(Kind.NUMBER, ZH, row.number_zh),
            Text(Kind.TITLE, EN, row.title_en),
            Text(Kind.TITLE, ZH, row.title_zh),
            Text(Kind.AUTHORITY, EN, row.authority_text),
            Text(Kind.KEY, NO_LANGUAGE, row.key),
        ],
        weight=65,
        known_from=row.published_on,
        jurisdiction="CN",
    )
