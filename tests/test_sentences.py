"""Sentences that were written down are read back into template and values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.sentences import Said, Sentences

KNOWN = Sentences(
    [
        "The file is empty.",
        "The file has more than %(most)s rows.",
        "The file has more than %(most)s rows. %(trouble)s",
        "%(what)s is %(what)s.",
        "<%(tag)s> (%(why)s)",
    ]
)
WORDS = st.text(min_size=1, max_size=30).filter(lambda text: "rows." not in text)


@pytest.mark.parametrize(
    ("text", "template", "values"),
    [
        ("The file is empty.", "The file is empty.", {}),
        ("The file has more than 1,000 rows.", "The file has more than %(most)s rows.", {"most": "1,000"}),
        (
            "The file has more than 3 rows. Send it in parts.",
            "The file has more than %(most)s rows. %(trouble)s",
            {"most": "3", "trouble": "Send it in parts."},
        ),
        ("A\nB is A\nB.", "%(what)s is %(what)s.", {"what": "A\nB"}),
        ("<x[1]> (.*)", "<%(tag)s> (%(why)s)", {"tag": "x[1]", "why": ".*"}),
    ],
)
def test_a_known_sentence_says_its_template_and_its_values(text, template, values):
    assert KNOWN.said(text) == Said(template, values)


@pytest.mark.parametrize(
    "text",
    ["", "The file is empty", "the file is empty.", "The file has more than  rows", "A is B.", " The file is empty."],
)
def test_what_no_template_fits_is_not_known(text):
    assert KNOWN.said(text) is None


def test_of_several_that_fit_the_one_with_the_most_words_of_its_own_is_meant():
    both = Sentences(["%(all)s.", "The host %(host)s."])
    assert both.said("The host x.") == Said("The host %(host)s.", {"host": "x"})


@given(most=WORDS, trouble=WORDS)
def test_whatever_is_filled_in_comes_back(most, trouble):
    template = "The file has more than %(most)s rows. %(trouble)s"
    assert KNOWN.said(template % {"most": most, "trouble": trouble}) == Said(
        template, {"most": most, "trouble": trouble}
    )
