"""Names in running text: proposed by what is on record, judged by the screening matcher."""

import pytest

from news.linking.entities import Entities
from news.linking.known import Hit
from news.linking.reading import read
from tests.news.linking.register import PARTIES, party

FOUND = Entities(PARTIES)


def hits(text: str, entities: Entities = FOUND) -> list[Hit]:
    return list(entities.find(read(text)))


def told(text: str, entities: Entities = FOUND) -> list[tuple[str, str, bool]]:
    return [(hit.reference.partition(":")[2], hit.words, hit.certain) for hit in hits(text, entities)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Subaru said so", "Subaru"),
        ("SUBARU Corporation said so", "SUBARU Corporation"),
        ("Shares of Subaru Corp. fell", "Subaru Corp."),
        ("Subaru's plant", "Subaru"),
        ("(Subaru)", "Subaru"),
        ("Ｓｕｂａｒｕ fell", "Ｓｕｂａｒｕ"),
        ("斯巴鲁被列入", "斯巴鲁"),
        ("将斯巴鲁株式会社列入名单", "斯巴鲁株式会社"),
        ("株式会社SUBARUは", "株式会社SUBARU"),
        ("SUBARU株式会社は", "SUBARU株式会社"),
    ],
)
def test_a_name_is_found_with_its_legal_form_and_without(text: str, words: str) -> None:
    assert told(text) == [("subaru", words, True)]


@pytest.mark.parametrize(
    "text",
    ["Gibbs & Cox", "Gibbs and Cox", "Gibbs&Cox, Inc.", "GIBBS & COX", "吉布斯和考克斯公司"],
)
def test_and_is_written_in_many_ways(text: str) -> None:
    assert [(key, certain) for key, _words, certain in told(text)] == [("gibbs", True)]


@pytest.mark.parametrize("text", ["Boeing Defense, Space & Security", "Boeing Defence, Space and Security"])
def test_american_and_british_spellings_are_one(text: str) -> None:
    assert [(key, certain) for key, _words, certain in told(text)] == [("boeing-defense", True)]


def test_the_longest_name_wins() -> None:
    assert told("General Dynamics Land Systems and General Dynamics") == [
        ("land-systems", "General Dynamics Land Systems", True),
        ("general-dynamics", "General Dynamics", True),
    ]


@pytest.mark.parametrize("text", ["Mitsubishi Electric fell", "Hitachi said", "日立 表示", "Boeing keeps its forecast"])
def test_the_beginning_of_a_name_is_a_suggestion_and_never_certain(text: str) -> None:
    found = hits(text)
    assert len(found) == 1
    assert not found[0].certain
    assert found[0].likeness < 0.95


@pytest.mark.parametrize(
    "text",
    [
        "Hitachi Construction Machinery Co., Ltd. opens a plant",
        "Mitsubishi Electric Materials of another kind",
        "日立建机株式会社在华投资",
        "三菱电机株式会社未被列入",
        "Mitsubishi Motors",
        "三菱商事",
    ],
)
def test_a_sibling_of_a_listed_company_is_not_taken_for_it(text: str) -> None:
    assert told(text) == []


def test_a_group_of_many_names_is_nobody_in_particular() -> None:
    many = Entities(
        [party(f"acme-{word.lower()}", f"Acme {word} Ltd.") for word in ("Steel", "Radar", "Glass", "Optics")]
    )
    few = Entities([party(f"acme-{word.lower()}", f"Acme {word} Ltd.") for word in ("Steel", "Radar")])
    assert told("Acme said", many) == []
    assert [certain for _key, _words, certain in told("Acme said", few)] == [False, False]
    assert told("Acme Radar said", many) == [("acme-radar", "Acme Radar", True)]


def test_a_beginning_that_goes_on_with_another_name_is_none() -> None:
    assert told("The Anduril Gulf is calm") == []
    assert told("Anduril CEO said so") == [("anduril", "Anduril", False)]
    assert told("Gulf Traders Look To The Anduril Coast For Deals") == [("anduril", "Anduril", False)]


def test_names_of_ordinary_words_need_their_legal_form() -> None:
    assert told("Cubic Corporation was listed") == [("cubic", "Cubic Corporation", True)]
    assert told("Cubic was listed") == [("cubic", "Cubic", False)]
    assert told("Red Cat Holdings, Inc. was listed") == [("red-cat", "Red Cat Holdings, Inc.", True)]
    assert told("Sierra Nevada was listed") == [("sierra", "Sierra Nevada", False)]
    assert told("Sierra Nevada Corporation was listed") == [("sierra", "Sierra Nevada Corporation", True)]


def test_three_ordinary_words_with_capitals_are_a_name_where_others_have_none() -> None:
    assert told("it sanctioned Pacific Rim Defense last week") == [("rim", "Pacific Rim Defense", True)]
    assert told("How Firms Of The Pacific Rim Defense Work") == [("rim", "Pacific Rim Defense", False)]


@pytest.mark.parametrize(
    "text", ["40 cubic metres", "the red cat sat", "pacific rim defense", "general dynamics of it"]
)
def test_words_without_capitals_are_no_names(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("text", ["每日油价上涨", "每立方米", "今日立法会", "产业立方体"])
def test_two_characters_inside_other_words_are_no_name(text: str) -> None:
    assert told(text) == []


def test_two_characters_alone_or_with_their_legal_form_are_one() -> None:
    assert told("日油株式会社と") == [("nof", "日油株式会社", True)]
    assert told("立方公司") == [("cubic", "立方公司", True)]


@pytest.mark.parametrize(
    "text",
    ["He moved to General. Dynamics changed", "General; Dynamics", "Gibbs: Cox", "Boeing Defense. Space & Security"],
)
def test_a_name_does_not_run_over_the_end_of_a_sentence(text: str) -> None:
    assert [key for key, _words, certain in told(text) if certain] == []


def test_a_name_in_kana_is_heard_as_a_suggestion() -> None:
    assert told("スバルが発表した") == [("subaru", "スバル", False)]
    assert told("スバルタン") == []


def test_persons_are_found_by_their_whole_names_only() -> None:
    assert told("Taro Yamada spoke") == [("person", "Taro Yamada", True)]
    assert told("Taro spoke") == []


def test_two_entities_of_one_name_are_suggestions() -> None:
    twins = Entities([party("one", "Meridian Radar Ltd."), party("two", "Meridian Radar GmbH")])
    assert [(key, certain) for key, _words, certain in told("Meridian Radar was named", twins)] == [
        ("one", False),
        ("two", False),
    ]


def test_the_same_words_are_judged_once() -> None:
    entities = Entities(PARTIES)
    hits("Subaru and Subaru and Subaru", entities)
    assert len(entities._judged) == 1


def test_what_was_judged_is_forgotten_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.linking.entities._KEPT", 2)
    entities = Entities(PARTIES)
    assert [key for key, _words, _certain in told("Subaru, TDK, Anduril and Subaru", entities)] == [
        "subaru", "tdk", "anduril", "subaru",
    ]  # fmt: skip
    assert len(entities._judged) <= 2
