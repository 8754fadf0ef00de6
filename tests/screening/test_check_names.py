"""Every Japanese listing asked for by the names on file, and in the ways in which people type them."""

import unicodedata

import pytest
from django.utils import translation

from controls.matching.verdicts import Verdict
from controls.models import EntityName, Listing
from controls.screening.services import checks, index
from tests.screening.asking import asked, somebody

pytestmark = pytest.mark.django_db
HITS = (str(Verdict.SAME), str(Verdict.PROBABLE))


@pytest.fixture
def loaded():
    return index.current()


def japanese(**which):
    """(key of the entity, text) of the names on file of everybody who is listed from Japan."""
    listed = Listing.objects.filter(entity__country="JP").values("entity")
    rows = EntityName.objects.filter(entity__in=listed, **which).order_by("entity__key", "text")
    return list(rows.values_list("entity__key", "text"))


def not_first(loaded, asked_for, **parts):
    """Those whose entry is not the first hit."""
    questions = [asked(text, **parts) for _key, text in asked_for]
    answers = checks.answer_many(loaded=loaded, questions=questions)
    return [
        (key, text, [hit["entity"]["key"] for hit in answer["hits"]])
        for (key, text), answer in zip(asked_for, answers, strict=True)
        if not answer["hits"] or answer["hits"][0]["entity"]["key"] != key
    ]


def test_at_least_eighty_japanese_listings_are_on_file_each_with_two_names():
    assert len({key for key, _text in japanese(language="en", kind="as_listed")}) >= 80
    assert len({key for key, _text in japanese(language="zh-Hans", kind="as_listed")}) >= 80


@pytest.mark.parametrize(
    ("language", "kind"),
    [("ja", "legal"), ("ja", "short"), ("ja", "alias"), ("en", "as_listed"), ("en", "alias"), ("zh-Hans", "as_listed")],
)
def test_every_japanese_listing_comes_first_by_each_name_on_file(loaded, language, kind):
    names = japanese(language=language, kind=kind)

    assert names
    assert not_first(loaded, names) == []


def test_every_japanese_listing_comes_first_by_its_legal_name_with_its_country(loaded):
    assert not_first(loaded, japanese(language="ja", kind="legal"), country="JP") == []


@pytest.mark.parametrize(
    ("whole", "typed"),
    [
        ("株式会社", "(株)"),
        ("株式会社", "㈱"),
        ("株式会社", "（株）"),
        ("株式会社", ""),
        ("株式会社", " Kabushiki Kaisha "),
    ],
    ids=["in brackets", "one sign", "wide brackets", "left out", "romanised"],
)
def test_the_legal_form_may_be_typed_in_any_way(loaded, whole, typed):
    names = [(key, text.replace(whole, typed)) for key, text in japanese(language="ja", kind="legal") if whole in text]

    assert names
    assert not_first(loaded, names) == []


def test_wide_letters_are_read_as_narrow_ones(loaded):
    wide = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
    names = [(key, text.translate(str.maketrans(wide))) for key, text in japanese(language="ja", kind="legal")]

    assert any(text != unicodedata.normalize("NFKC", text) for _key, text in names)
    assert not_first(loaded, names) == []


@pytest.mark.parametrize("change", [str.upper, str.lower, str.title, lambda text: f"  {text.replace(' ', '   ')}  "])
def test_capitals_and_spaces_make_no_difference(loaded, change):
    names = [(key, change(text)) for key, text in japanese(language="en", kind="as_listed")]

    assert not_first(loaded, names) == []


@pytest.mark.parametrize(
    ("form", "typed"), [(", Ltd.", ""), (", Ltd.", " Ltd"), ("Co., Ltd.", "Company Limited"), ("Corporation", "Corp.")]
)
def test_an_english_name_is_found_with_its_legal_form_written_otherwise_or_left_out(loaded, form, typed):
    names = [
        (key, text.replace(form, typed)) for key, text in japanese(language="en", kind="as_listed") if form in text
    ]

    assert names
    assert not_first(loaded, names) == []


@pytest.mark.parametrize("accent", [unicodedata.normalize("NFD", "が"), "ガ"])
def test_marks_written_apart_are_read_as_one_letter(loaded, accent):
    composed, apart = (
        checks.answer_many(loaded=loaded, questions=[asked(text)])[0]["hits"]
        for text in (f"株式会社SUBARU{unicodedata.normalize('NFC', accent)}", f"株式会社SUBARU{accent}")
    )

    assert [(hit["key"], hit["score"]) for hit in composed] == [(hit["key"], hit["score"]) for hit in apart]


def test_a_legal_name_is_called_the_same_and_never_a_sister(loaded):
    names = japanese(language="ja", kind="legal")
    answers = checks.answer_many(loaded=loaded, questions=[asked(text) for _key, text in names])

    assert {answer["hits"][0]["class"] for answer in answers} <= set(HITS)
    assert sum(answer["hits"][0]["class"] == "same" for answer in answers) >= 0.99 * len(names)


def test_every_hit_says_in_words_why_it_matched(loaded):
    names = japanese(language="ja", kind="legal")

    for answer in checks.answer_many(loaded=loaded, questions=[asked(text) for _key, text in names]):
        for entry in [*answer["hits"], *answer["below"]]:
            assert entry["steps"]
            assert all(step["text"] and step["kind"] for step in entry["steps"])


def test_hits_are_ranked_by_their_scores_and_what_is_below_the_threshold_goes_on(loaded):
    names = japanese(language="en", kind="as_listed")

    for answer in checks.answer_many(loaded=loaded, questions=[asked(text) for _key, text in names]):
        entries = [*answer["hits"], *answer["below"]]
        assert [each["rank"] for each in entries] == list(range(1, len(entries) + 1))
        assert all(each["score"] >= 0.7 for each in answer["hits"])
        assert [each["score"] for each in answer["hits"]] == sorted(
            (each["score"] for each in answer["hits"]), reverse=True
        )


def test_an_answer_does_not_depend_on_the_language_of_who_asks(loaded):
    question = asked("株式会社SUBARU")
    english = checks.answer_many(loaded=loaded, questions=[question])

    with translation.override("zh-hans"):
        assert checks.answer_many(loaded=loaded, questions=[question]) == english


def test_the_same_number_is_found_however_it_is_written(loaded):
    for number in ("5011101019196", "5011-1010-19196", " 5011 1010 19196 "):
        hits = checks.answer_many(loaded=loaded, questions=[asked("Fuji", identifier=number.strip())])[0]["hits"]
        assert [hit["entity"]["key"] for hit in hits] == ["subaru-corporation"]


def test_who_was_asked_for_is_the_same_party_in_every_spelling_and_another_in_another_country():
    assert asked("株式会社SUBARU").party == asked("株式会社ＳＵＢＡＲＵ").party
    assert asked("SUBARU", country="JP").party != asked("SUBARU", country="US").party
    assert asked("SUBARU", identifier="5011-1010").party == asked("SUBARU", identifier="50111010").party
    assert asked("SUBARU").party == asked("SUBARU", threshold=0.9, limit=3).party


def test_a_check_that_is_kept_gives_the_first_rank_to_the_entry_of_the_name(now):
    by = somebody()
    names = japanese(language="ja", kind="legal")

    kept = checks.screen_many(questions=[asked(text) for _key, text in names], by=by, at=now, origin="api")

    first = {check.name: check.hits.get(rank=1).subject for check in kept}
    assert first == {text: f"entity:{key}" for key, text in names}
