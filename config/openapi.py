"""How the OpenAPI description introduces the register; drf-spectacular reads it through the settings."""

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Rare Earth Controls Register",
    "DESCRIPTION": (
        "What binds on any day, by which notice, and how sure this register is. Every answer speaks for a day "
        "(`as_of`, a calendar day in Beijing) and rests on a revision of the register. A state is computed for the "
        "day; *to be confirmed* means that a suspension has ended and no later notice is on record. That nothing was "
        "found never means that a shipment is free. Errors are problem details (RFC 9457) that name the field."
    ),
    "VERSION": "1",
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVERS": [{"url": "/", "description": "This installation"}],
    "TAGS": [
        {"name": "Listings", "description": "Who is on which list by which notice, and in what state."},
        {"name": "Entities", "description": "Companies, universities and bodies, with every spelling on record."},
        {"name": "Notices", "description": "What authorities published."},
        {"name": "Entity lists", "description": "The lists, and what being on them means."},
        {"name": "Measures", "description": "Rules with clauses, items and suspensions; elements and customs numbers."},
        {"name": "Catalogue", "description": "The technology catalogue: editions, items, and items in editions."},
        {"name": "Claims", "description": "What was reported against what better sources say."},
        {"name": "Calendar", "description": "Days on which something begins, ends or must be confirmed."},
        {"name": "Search", "description": "Facts of every kind that answer a question, with the reasons."},
        {"name": "Overview", "description": "What the charts of the overview are drawn from."},
        {"name": "Screening", "description": "Whether parties are on a list, and why; with receipts. Needs a key."},
        {"name": "Alerts", "description": "What you follow and what you were told. Needs a key."},
        {"name": "News", "description": "What was reported, how sure this register is of it, and how sources answer."},
        {"name": "Changes", "description": "The change log, read by growing id."},
        {"name": "Export", "description": "The whole register in one file, at one revision."},
        {"name": "Reconciliation", "description": "Names of a table set against entities, for OpenRefine."},
        {"name": "Service", "description": "This installation and this description."},
    ],
    # Enumerations stay where they are used; their names would have to be invented.
    "POSTPROCESSING_HOOKS": [],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
}
