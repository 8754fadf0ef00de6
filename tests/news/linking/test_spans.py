"""Where a name ends, and whether the words behind it make it another's."""

import pytest

from news.linking.phrases import Phrases
from news.linking.reading import Text, read
from news.linking.spans import Span, goes_on, widened
from news.linking.surroundings import Surroundings


def spanned(written: str, name: str) -> tuple[Text, Span]:
    text = read(written)
    (spotted,) = Phrases([name]).find(text)
    return text, widened(text, spotted)


@pytest.mark.parametrize(
    ("written", "name", "words", "legal"),
    [
        ("Subaru said", "Subaru", "Subaru", False),
        ("Subaru Corporation said", "Subaru", "Subaru Corporation", True),
        ("Hino Motors, Ltd. said", "Hino Motors", "Hino Motors, Ltd.", True),
        ("Hino Motors, which", "Hino Motors", "Hino Motors", False),
        ("the end of Hino Motors.", "Hino Motors", "Hino Motors", False),
        ("株式会社SUBARUは", "SUBARU", "株式会社SUBARU", True),
        ("TDK、株式会社SUBARU", "TDK", "TDK", False),
        ("因美纳公司等", "因美纳", "因美纳公司", True),
        ("Hitachi Construction Machinery opens", "Hitachi", "Hitachi Construction Machinery", False),
        ("Hitachi construction opens", "Hitachi", "Hitachi", False),
        ("Mitsubishi Subaru opens", "Subaru", "Mitsubishi Subaru", False),
        ("日立航空表示", "日立", "日立航空", False),
    ],
)
def test_a_span_takes_what_belongs_to_the_name(written: str, name: str, words: str, legal: bool) -> None:
    text, span = spanned(written, name)
    assert (span.words(text.written), span.legal) == (words, legal)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("the plan of Subaru of America, Inc. is", "Subaru"),
        ("it said TDK-Lambda grows", "TDK"),
        ("新しいTDKラムダは", "TDK"),
        ("General Dynamics Nassco builds ships", "General Dynamics"),
        ("Rheinmetall Waffe Munition GmbH", "Rheinmetall"),
        ("Firm Rheinmetall Waffe Munition GmbH Builds New Plant", "Rheinmetall"),
        ("因美纳剑桥有限公司", "因美纳"),
        ("在因美纳索诺马公司", "因美纳"),
    ],
)
def test_a_name_goes_on(written: str, name: str) -> None:
    assert goes_on(*spanned(written, name))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Subaru said", "Subaru"),
        ("Subaru, Toyota and Honda said", "Subaru"),
        ("Skydio CEO Adam said", "Skydio"),
        ("told Skydio Tuesday that", "Skydio"),
        ("Subaru President Atsushi said", "Subaru"),
        ("Subaru Corporation of Tokyo said", "Subaru"),
        ("China Puts Subaru Shares Under Pressure", "Subaru"),
        ("因美纳和红猫控股公司", "因美纳"),
        ("因美纳等10家公司", "因美纳"),
        ("因美纳向中国公司", "因美纳"),
        ("TDKは", "TDK"),
        ("TDK株式会社と日東電工株式会社", "TDK株式会社"),
    ],
)
def test_a_name_ends_here(written: str, name: str) -> None:
    assert not goes_on(*spanned(written, name))


@pytest.mark.parametrize(
    ("text", "speaks_of"),
    [
        ("rare-earth magnets from China need an export licence", {"rare_earths", "china", "controls"}),
        ("レアアースの輸出規制、中国", {"rare_earths", "china", "controls"}),
        ("海关商品编号", {"customs"}),
        ("the catalogue of HS headings", {"customs", "catalogue"}),
        ("ECCN 3A001 under the EAR", {"elsewhere"}),
        ("A nice day", set()),
    ],
)
def test_what_a_text_speaks_of(text: str, speaks_of: set[str]) -> None:
    seen = Surroundings(text)
    asked = ("rare_earths", "china", "controls", "customs", "catalogue", "elsewhere")
    assert {name for name in asked if getattr(seen, name)} == speaks_of
