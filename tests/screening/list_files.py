"""Small files of lists in the shape in which they are published, with names that nobody bears."""

import io
import json

from controls.screening import formats
from controls.screening.formats import PartyRow, RowError, Skipped

OFSI_HEADINGS = (
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,Non-Latin Script Type,"
    "Non-Latin Script Language,DOB,Town of Birth,Country of Birth,Nationality,Passport Number,Passport Details,"
    "National Identification Number,National Identification Details,Position,Address 1,Address 2,Address 3,Address 4,"
    "Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Alias Quality,Regime,Listed On,"
    "UK Sanctions List Date Designated,Last Updated,Group ID"
)

EDINET_HEADINGS = (
    "ＥＤＩＮＥＴコード,提出者種別,上場区分,連結の有無,資本金,決算日,提出者名,提出者名（英字）,提出者名（ヨミ）,"
    "所在地,提出者業種,証券コード,提出者法人番号"
)


def rows(form, content):
    """All rows of a file."""
    raw = content.encode() if isinstance(content, str) else content
    return list(formats.read(io.BytesIO(raw), form))


def parties(form, content):
    """The parties of a file that has no errors."""
    found = rows(form, content)
    assert not [row for row in found if isinstance(row, RowError)]
    return [row for row in found if isinstance(row, PartyRow)]


def party(form, content):
    (found,) = parties(form, content)
    return found


def skipped(form, content):
    return [row.reason for row in rows(form, content) if isinstance(row, Skipped)]


def errors(form, content):
    """(line, message) of each error."""
    return [(row.line, row.message) for row in rows(form, content) if isinstance(row, RowError)]


def error(form, content):
    (found,) = errors(form, content)
    return found


def names(found):
    return [name.text for name in found.names]


def statement(own_id="q-1", schema="Company", **properties):
    """One line of FollowTheMoney."""
    lists = {name: value if isinstance(value, list) else [value] for name, value in properties.items()}
    return json.dumps({"id": own_id, "schema": schema, "properties": {"name": ["Ondarra Ltd"], **lists}})


def statements(*own_ids):
    """A file of FollowTheMoney with a party for each id."""
    return "".join(statement(own_id, name=f"Party {own_id}") + "\n" for own_id in own_ids)


def csl_entry(**fields):
    """One entry of the Consolidated Screening List, as api.trade.gov gives it."""
    entry = {
        "id": "9f1c",
        "source": "Entity List (EL) - Bureau of Industry and Security",
        "entity_number": None,
        "type": None,
        "programs": [],
        "name": "Ondarra Rare Metals",
        "title": None,
        "addresses": [],
        "federal_register_notice": "90 FR 1",
        "start_date": "2025-01-02",
        "end_date": None,
        "standard_order": None,
        "license_requirement": "For all items subject to the EAR",
        "license_policy": "Presumption of denial",
        "call_sign": None,
        "vessel_type": None,
        "gross_tonnage": None,
        "gross_registered_tonnage": None,
        "vessel_flag": None,
        "vessel_owner": None,
        "remarks": None,
        "source_list_url": "https://example.org/entity-list",
        "alt_names": [],
        "citizenships": [],
        "dates_of_birth": [],
        "nationalities": [],
        "places_of_birth": [],
        "source_information_url": "https://example.org/about",
        "ids": [],
    }
    return entry | fields


def csl(*entries, **members):
    return json.dumps({"total": len(entries), **members, "results": list(entries)})


def eu_entity(inside, reference='euReferenceNumber="EU.9001.1"', code="enterprise"):
    """One entity of the EU's file."""
    return (
        f'<sanctionEntity designationDetails="" unitedNationId="" {reference} logicalId="9001">'
        f'<subjectType code="{code}" classificationCode="{code[0].upper()}"/>{inside}</sanctionEntity>'
    )


def eu(*entities):
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-11-20T10:00:00.000+01:00"'
        ' globalFileId="1">\n' + "\n".join(entities) + "\n</export>\n"
    )


def designation(inside, kind="Entity", unique_id="RUS9001"):
    """One designation of the UK Sanctions List."""
    return (
        "<Designation><LastUpdated>20/11/2026</LastUpdated><DateDesignated>01/02/2026</DateDesignated>"
        f"<UniqueID>{unique_id}</UniqueID><OFSIGroupID>9001</OFSIGroupID>{inside}"
        "<RegimeName>The Invented (Sanctions) Regulations 2026</RegimeName>"
        f"<IndividualEntityShip>{kind}</IndividualEntityShip></Designation>"
    )


def uk_name(kind="Primary Name", strength="", **parts):
    inside = "".join(f"<{tag}>{value}</{tag}>" for tag, value in parts.items())
    quality = f"<AliasStrength>{strength}</AliasStrength>" if strength else ""
    return f"<Name>{inside}<NameType>{kind}</NameType>{quality}</Name>"


def designations(*entries):
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<Designations>\n<DateGenerated>20/11/2026</DateGenerated>\n'
        + "\n".join(entries)
        + "\n</Designations>\n"
    )


def ofsi_row(**cells):
    """One row of ConList.csv; cells by heading, with _ for the space."""
    given = {"Group Type": "Entity", "Alias Type": "Primary name", "Regime": "Invented", "Group ID": "9001"}
    given |= {name.replace("__", "-").replace("_", " "): value for name, value in cells.items()}
    return ",".join('"' + given.get(heading, "").replace('"', '""') + '"' for heading in OFSI_HEADINGS.split(","))


def ofsi(*lines, first="Last Updated,20/11/2026", head=OFSI_HEADINGS):
    return "\r\n".join([first, head, *lines]) + "\r\n"


def edinet_row(code="E99001", name="株式会社御影磁石", english="Mikage Magnets Inc.", kana="ミカゲジシャク", number=""):
    return f"{code},内国法人・組合,上場,有,100,3月31日,{name},{english},{kana},東京都千代田区,電気機器,99990,{number}"


def edinet(*lines, first="ダウンロード実行日,2026年11月20日現在,件数,{count}件", head=EDINET_HEADINGS):
    """EdinetcodeDlInfo.csv, in its own encoding."""
    return ("\r\n".join([first.format(count=len(lines)), head, *lines]) + "\r\n").encode("cp932")
