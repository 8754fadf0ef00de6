"""Which column holds what, guessed from the headings of the first row in English, Chinese, Japanese and German."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# What a column may hold; the name alone is needed.
FIELDS = ("name", "country", "identifier", "reference")
_SPACES = re.compile(r"[\s_\-./:#*()\[\]]+")
# Of each field the surest headings first: "Company name" is a name before "Company" is.
_WORDS: Mapping[str, Sequence[str]] = {
    "name": (
        *("company name", "customer name", "supplier name", "counterparty name", "party name", "entity name"),
        *("business partner name", "vendor name", "full name", "legal name", "name of company", "name"),
        *("counterparty", "company", "customer", "supplier", "consignee", "end user", "entity", "vendor", "party"),
        *(
            "公司名称",
            "企业名称",
            "客户名称",
            "供应商名称",
            "单位名称",
            "实体名称",
            "收货人",
            "最终用户",
            "名称",
            "公司",
        ),
        *("公司名稱", "企業名稱", "客戶名稱", "供應商名稱", "名稱", "姓名", "客户", "客戶", "供应商", "供應商"),
        *("会社名", "企業名", "取引先名", "顧客名", "法人名", "商号", "氏名", "名前", "取引先", "需要者", "荷受人"),
        *("firmenname", "firma", "unternehmen", "kundenname", "kunde", "lieferant", "geschäftspartner", "empfänger"),
        *("endverwender", "bezeichnung"),
    ),
    "country": (
        *("country code", "country", "country of residence", "nation", "国家", "國家", "国家/地区", "国别", "國別"),
        *("国家代码", "国", "国名", "国コード", "所在国", "land", "länderkennzeichen", "ländercode", "staat"),
    ),
    "identifier": (
        *("registration number", "registration no", "company number", "company registration number", "lei", "tax id"),
        *("vat number", "vat id", "identifier", "corporate number", "duns", "uscc", "统一社会信用代码", "注册号"),
        *("統一社會信用代碼", "统一编号", "統一編號", "登记号", "法人番号", "会社法人等番号", "登録番号"),
        *("handelsregisternummer", "registernummer", "ust idnr", "umsatzsteuer id", "steuernummer"),
    ),
    "reference": (
        *("id", "your reference", "reference", "ref", "customer id", "customer number", "customer no", "supplier id"),
        *("account", "account number", "number", "no", "nr", "编号", "客户编号", "客戶編號", "編號", "序号", "序號"),
        *(
            "番号",
            "取引先コード",
            "顧客番号",
            "顧客コード",
            "コード",
            "kundennummer",
            "kunden nr",
            "nummer",
            "referenz",
        ),
        *("lieferantennummer", "debitor"),
    ),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column, counted from 0, holds what. `heading` says whether the first row names the columns."""

    heading: bool
    places: Mapping[str, int] = field(default_factory=dict)


def guess(rows: Sequence[Sequence[str]]) -> Columns:
    """The columns by the headings of the first row; without headings, the first column with letters is the name."""
    first = [_plain(cell) for cell in rows[0]] if rows else []
    places: dict[str, int] = {}
    for name in FIELDS:
        ranks = {word: rank for rank, word in enumerate(map(_plain, _WORDS[name]))}
        known = [
            (ranks[cell], place) for place, cell in enumerate(first) if cell in ranks and place not in places.values()
        ]
        if known:
            places[name] = min(known)[1]
    if places:
        return Columns(heading=True, places=places if "name" in places else places | _lettered(rows[1:], places))
    return Columns(heading=False, places=_lettered(rows, places))


def _lettered(rows: Sequence[Sequence[str]], taken: Mapping[str, int]) -> dict[str, int]:
    """The column whose cells have the most letters: codes and numbers have few."""
    letters: dict[int, int] = {}
    for row in rows:
        for place, cell in enumerate(row):
            if place not in taken.values():
                letters[place] = letters.get(place, 0) + sum(1 for character in cell if character.isalpha())
    best = max(letters, key=lambda place: (letters[place], -place), default=-1)
    return {"name": best} if best >= 0 and letters[best] else {}


def _plain(heading: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", heading).casefold()).strip()
