"""The look: contrast computed from the style sheet itself, and no class, colour, file or word that nobody uses."""

import hashlib
import json
import re
from html import unescape
from pathlib import Path

import pytest

from controls.models import Change
from controls.views.looks import EVIDENCE, TONES, evidence_bars
from controls.views.overview_charts import STYLES
from controls.views.sentences import mark

ROOT = Path(__file__).resolve().parent.parent
SHEET = (ROOT / "static/css/app.css").read_text(encoding="utf-8")
RULES = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
TEMPLATES = {
    str(path.relative_to(ROOT / "templates")): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "templates").rglob("*.html"))
    if "admin" not in path.parts
}
# Rows that are drawn fifty at a time are put together by views.
DRAWN = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "controls/views").glob("*.py")))
SCRIPT = (ROOT / "static/js/app.js").read_text(encoding="utf-8")
HTMX = "htmx-2.0.11.min.js"
HTMX_SHA256 = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"


def tokens(selector):
    """The custom properties of the block that a selector opens."""
    start = RULES.index(f"{selector} {{") + len(selector) + 2
    block = RULES[start : RULES.index("}", start)]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


LIGHT = tokens(":root")
DARK = tokens('[data-theme="dark"]')
SYSTEM_DARK = tokens(':root:not([data-theme="light"])')
THEMES = {"light": LIGHT, "dark": LIGHT | DARK}
by_theme = pytest.mark.parametrize("theme", THEMES)


def luminance(colour):
    """Relative luminance of #RRGGBB, by WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TEXT = [
    ("ink", "bg"), ("ink", "surface"), ("ink", "sunk"), ("ink-2", "bg"), ("ink-2", "surface"), ("ink-2", "sunk"),
    ("link", "surface"), ("link", "bg"), ("link", "sunk"),
    ("btn-ink", "btn"), ("asof-ink", "asof-bg"), ("warn-ink", "warn-bg"), ("mark-ink", "mark-bg"),
    ("add-ink", "add-bg"), ("del-ink", "del-bg"), ("ink", "add-bg"), ("ink", "del-bg"),
    ("add-ink", "surface"), ("del-ink", "surface"), ("licence-ink", "surface"),
    *((f"{effect}-ink", f"{effect}-bg") for effect in ("ban", "licence", "watch", "paused", "ended", "unsure")),
    *((f"{effect}-on", f"{effect}-fill") for effect in ("ban", "licence", "watch", "paused", "ended", "unsure")),
]  # fmt: skip
SHAPES = [
    ("line-strong", "surface"), ("line-strong", "bg"), ("focus", "bg"), ("focus", "surface"), ("link", "surface"),
    ("btn", "surface"),
    *((f"{effect}-fill", "surface") for effect in ("ban", "licence", "watch", "paused", "ended", "unsure")),
]  # fmt: skip


@by_theme
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme, ink, ground):
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) >= 4.5


@by_theme
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_controls_and_fills_can_be_seen(theme, shape, ground):
    assert contrast(THEMES[theme][shape], THEMES[theme][ground]) >= 3


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#FFFFFF", 21), ("#777777", "#FFFFFF", 4.48), ("#123456", "#123456", 1), ("#FF0000", "#FFFFFF", 4.0)],
)
def test_contrast_is_computed_as_wcag_says(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)


def test_the_two_dark_blocks_are_equal():
    assert DARK == SYSTEM_DARK


def test_dark_changes_every_colour_and_nothing_else():
    colours = {name for name, value in LIGHT.items() if value.startswith("#")}

    assert set(DARK) == colours


def test_every_token_that_is_used_exists_and_every_one_that_exists_is_used():
    used = set(re.findall(r"var\(--([\w-]+)\)", RULES))

    assert used - set(LIGHT) == set()
    # The colours for text on fills wait for charts; so do fills that no mark or bar shows yet.
    assert {name for name in set(LIGHT) - used if not name.endswith(("-on", "-fill"))} == set()


def test_colours_stand_in_tokens_only():
    """But for print, where paper is white and ink is black."""
    screen, _at, paper = RULES.partition("@media print")
    after_tokens = screen[screen.index("*,*::before") :]

    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|hsl", after_tokens) == []
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", paper)) == {"#000", "#fff"}


def test_the_sheet_fetches_nothing():
    assert "@import" not in SHEET
    assert "url(" not in SHEET
    assert "@font-face" not in SHEET


def test_brackets_of_the_sheet_close():
    depth = 0
    for sign in re.findall(r"[{}]", RULES):
        depth += 1 if sign == "{" else -1
        assert 0 <= depth <= 2

    assert depth == 0


def classes_in_sheet():
    selectors = re.findall(r"([^{}]+)\{", RULES)
    return {name for selector in selectors for name in re.findall(r"\.([A-Za-z][\w-]*)", selector)}


def classes_in_templates():
    """Words in class attributes; of a condition both branches, of a variable nothing."""
    found = set()
    for text in [*TEMPLATES.values(), DRAWN]:
        bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{\w*\}", " ", text)
        for words in re.findall(r'\bclass="([^"]*)"', bare):
            found |= set(words.split())
    return found


def classes_made_by_code():
    bars = " ".join(str(evidence_bars(grade)) for grade in EVIDENCE)
    in_bars = {name for name in re.findall(r'class="?([\w-]+)', bars)}
    marks = {mark(Change(action=action)) for action in Change.Action.values} | {"add", "del", "chg"}
    return in_bars | marks | set(TONES.values()) | set(STYLES)


def test_every_class_that_a_page_uses_has_a_rule():
    assert (classes_in_templates() | classes_made_by_code()) - classes_in_sheet() == set()


def test_every_class_that_has_a_rule_is_used_by_a_page():
    assert classes_in_sheet() - classes_in_templates() - classes_made_by_code() == set()


def test_every_icon_that_is_named_is_drawn():
    icons = (ROOT / "static/img/icons.svg").read_text(encoding="utf-8")
    drawn = re.findall(r'<symbol id="([\w-]+)"', icons)
    marks = {f"m-{mark(Change(action=action))}" for action in Change.Action.values} | {"m-add", "m-del", "m-chg"}
    named = set(re.findall(r"""#(?!src)([a-z][\w-]*)"/>""", " ".join(TEMPLATES.values()))) | {"plain", "unsure"}

    assert len(drawn) == len(set(drawn))
    assert set(drawn) == set(TONES.values()) | marks | named


def test_effects_that_appear_together_have_glyphs_of_their_own():
    icons = (ROOT / "static/img/icons.svg").read_text(encoding="utf-8")
    drawings = dict(re.findall(r'<symbol id="([\w-]+)"[^>]*>(.*?)</symbol>', icons))

    glyphs = [drawings[tone] for tone in set(TONES.values())]
    assert len(glyphs) == len(set(glyphs)) == 8


def test_to_be_confirmed_is_dashed_and_no_other_badge_is():
    """It must not look like a plain fill, in any colour vision."""
    dashed = re.findall(r"(\.b\.[\w-]+) \{[^}]*dashed", RULES)

    assert dashed == [".b.unsure"]


def test_motion_stops_for_those_who_ask_for_it():
    assert re.search(r"prefers-reduced-motion: reduce\) \{ \* \{ animation: none !important", RULES)


def test_the_words_of_the_library_and_its_file_are_those_that_were_reviewed():
    found = [path.name for path in (ROOT / "static/js").glob("htmx*")]
    content = (ROOT / "static/js" / HTMX).read_bytes()

    assert found == [HTMX]
    assert hashlib.sha256(content).hexdigest() == HTMX_SHA256
    assert f'version:"{HTMX.removeprefix("htmx-").removesuffix(".min.js")}"'.encode() in content


def test_pages_load_that_library_and_the_own_scripts_and_nothing_else():
    assert re.findall(r"""<script src="\{% static '([^']+)' %\}" defer></script>""", TEMPLATES["base.html"]) == [
        f"js/{HTMX}",
        "js/app.js",
        "js/search.js",
        "js/keys.js",
    ]
    others = {name: text for name, text in TEMPLATES.items() if "<script" in text and name != "base.html"}
    assert {script for text in others.values() for script in re.findall(r"<script[^>]*>", text)} == {
        "<script src=\"{% static 'js/passkeys.js' %}\" defer>"
    }
    assert all("data-passkey" in text for text in others.values())


def test_the_library_may_neither_evaluate_nor_style_nor_leave_the_house():
    given = re.search(r"name=\"htmx-config\" content='([^']+)'", TEMPLATES["base.html"])

    assert json.loads(unescape(given[1])) == {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
    }


def test_the_own_script_builds_no_markup_and_asks_nobody():
    forbidden = ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "Function(", "fetch(", "XMLHttp", "http"]

    assert [word for word in forbidden if word in SCRIPT] == []


def test_what_the_own_script_looks_for_is_on_the_pages():
    ids = re.findall(r'getElementById\("(\w+)"\)', SCRIPT)
    hooks = re.findall(r"\[(data-[\w-]+)\]", SCRIPT)

    assert ids == ["search"]
    assert hooks == ["data-submit-on-change", "data-copy"]
    assert all(any(f'id="{each}"' in text for text in TEMPLATES.values()) for each in ids)
    assert all(any(f" {each} " in text for text in TEMPLATES.values()) for each in hooks)


def test_every_file_that_a_template_names_exists_and_every_file_is_named():
    named = {file for text in TEMPLATES.values() for file in re.findall(r"\{% static '([^']+)'", text)}
    desk = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates/admin").rglob("*.html"))
    desk += " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "controls/admin").glob("*.py"))
    there = {str(path.relative_to(ROOT / "static")) for path in (ROOT / "static").rglob("*") if path.is_file()}

    assert named <= there
    assert {file for file in there - named if file not in desk} == set()


@pytest.mark.parametrize("width", ["62rem", "30rem"])
def test_narrow_screens_have_rules_of_their_own(width):
    assert f"@media (max-width: {width})" in RULES


def test_a_first_view_stays_small():
    """Sixty kilobytes compressed for page, style and scripts; the style sheet alone must not eat that up."""
    assert len(SHEET.encode()) < 34_000
    assert len(SCRIPT.encode()) < 4_000
