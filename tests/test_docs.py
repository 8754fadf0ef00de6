"""The documents tell the truth: settings, commands, paths, words and links in them exist in the code."""

import ast
import csv
import importlib
import re
import shlex
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import get_commands
from django.urls import reverse

from controls import models, roles, states
from controls.models import Change, Effect, Grade, ListingEvent
from controls.screening.filters import bulk
from controls.screening.spreadsheets.encodings import ENCODINGS

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "controls/seed/README.md"]
IDS = [str(path.relative_to(ROOT)) for path in DOCS]
READERS = {
    "env_text",
    "env_bool",
    "env_int",
    "env_list",
    "env_choice",
    "env_contact",
    "env_rate",
    "env_secret",
    "env_share",
    "env_days",
}
# In the same file as the settings, and read by `docker compose` alone.
OF_COMPOSE = {"PYTHON_IMAGE", "POSTGRES_IMAGE", "BROKER_IMAGE", "DOOR_IMAGE", "COMPOSE_FILE"}
# What a running register makes: named in the documents, absent from a checkout.
NOT_HERE = {"secrets/", "first-run.txt", "DATA_DIR/first-run.txt", "DATA_DIR/log"}
NOT_HERE |= {"var/static", "services/postgres", "services/run"}
INVISIBLE = re.compile(r"```.*?```", re.DOTALL)


def text_of(path):
    return path.read_text(encoding="utf-8")


def prose_of(path):
    """A document without its blocks of code."""
    return INVISIBLE.sub("", text_of(path))


def rows_of(path):
    """The rows of all tables, as lists of cells, without headings."""
    lines = text_of(path).splitlines()
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line.startswith("| ") and "---" not in line and not following.startswith("| ---"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def quoted(text):
    return re.findall(r"`([^`\n]+)`", text)


# ---- Settings


def settings_read():
    """Names of the variables that the settings and the start scripts read."""
    names = set()
    for path in [ROOT / "config/settings.py", *(ROOT / "ops").glob("*.py")]:
        for call in ast.walk(ast.parse(text_of(path))):
            if not isinstance(call, ast.Call) or not call.args or not isinstance(call.args[0], ast.Constant):
                continue
            name = getattr(call.func, "id", "")
            if name in READERS:
                names |= {call.args[0].value} | ({f"{call.args[0].value}_FILE"} if name == "env_secret" else set())
            elif isinstance(call.func, ast.Attribute) and ast.unparse(call.func).endswith(
                ("environ.get", "environ.pop")
            ):
                names.add(call.args[0].value)
    return names - {"PATH"}


def test_the_readme_lists_exactly_the_variables_that_are_read():
    listed = [quoted(row[0])[0] for row in rows_of(README) if re.fullmatch(r"`[A-Z_]+`", row[0])]

    assert sorted(listed) == sorted(settings_read())


def test_the_example_lists_them_too():
    listed = re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", text_of(ROOT / ".env.example"), re.MULTILINE)

    assert set(listed) == settings_read() | OF_COMPOSE


# ---- Commands


def targets():
    return set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))


@pytest.mark.parametrize("path", DOCS, ids=IDS)
def test_every_make_target_in_the_documents_exists(path):
    used = set(re.findall(r"(?:^|`)make ([a-z-]+)", text_of(path), re.MULTILINE))

    assert used <= targets()


def test_every_make_target_for_users_is_documented():
    known = " ".join(text_of(path) for path in DOCS)
    shown = re.findall(r"^([a-z-]+):.*?## ", text_of(ROOT / "Makefile"), re.MULTILINE)

    assert [target for target in shown if target != "help" and f"make {target}" not in known] == []


def test_the_table_for_contributors_has_every_make_target_once():
    shown = re.findall(r"^([a-z-]+):.*?## ", text_of(ROOT / "Makefile"), re.MULTILINE)
    rows = [quoted(row[0])[0].split()[1] for row in rows_of(ROOT / "CONTRIBUTING.md") if row[0].startswith("`make ")]

    assert sorted(rows) == sorted(target for target in shown if target != "help")


def test_every_management_command_is_documented():
    ours = {name for name, app in get_commands().items() if str(app).startswith(("controls", "news"))}
    documented = {quoted(row[0])[0].split()[0] for row in rows_of(ROOT / "docs/operations.md") if quoted(row[0])}

    assert ours
    assert ours <= documented


def test_every_documented_management_command_exists():
    named = [quoted(row[0])[0].split()[0] for row in rows_of(ROOT / "docs/operations.md") if quoted(row[0])]
    used = [name for path in DOCS for name in re.findall(r"manage\.py ([a-z_]+)", text_of(path))]

    assert set(named + used) <= set(get_commands())


# ---- Paths, links and addresses


def paths_in(path):
    """What is quoted in prose and looks like a file of the repository; without the function after a colon."""
    for word in quoted(prose_of(path)):
        if re.fullmatch(r"\.?[A-Za-z0-9_.*/-]+\.(py|md|html|toml|yml|csv|txt|png|example)|[a-z]+(/[a-z_]+)+/?", word):
            yield word


@pytest.mark.parametrize("path", DOCS, ids=IDS)
def test_every_file_in_the_documents_exists(path):
    places = [ROOT, path.parent]
    missing = [
        word for word in paths_in(path) if word not in NOT_HERE and not any((place / word).exists() for place in places)
    ]

    assert missing == []


@pytest.mark.parametrize("path", DOCS, ids=IDS)
def test_every_link_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(path)):
        if urlsplit(target).scheme:
            continue
        name, _hash, anchor = target.partition("#")
        linked = (path.parent / name).resolve() if name else path

        assert linked.exists(), target
        assert not anchor or anchor in anchors_of(linked), target


def anchors_of(path):
    headings = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_the_tree_in_the_readme_exists():
    tree = re.search(r"```text\n(config/.*?)```", text_of(README), re.DOTALL)[1]
    named, room = [], ""
    for line in tree.splitlines():
        words = [word for word in line.split() if word.endswith(("/", ".py"))]
        named += [(room if line.startswith(" ") else "") + word for word in words]
        room = room if line.startswith(" ") else words[0]

    assert len(named) > 12
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_functions_to_read_first_exist():
    named = re.findall(r"^\d\. `([\w/]+)\.py`: `([\w.]+)`", text_of(README), re.MULTILINE)

    assert len(named) >= 5
    for module, name in named:
        found = importlib.import_module(module.replace("/", "."))
        for part in name.split("."):
            found = getattr(found, part)


def test_the_first_start_prints_what_the_readme_shows():
    shown = re.findall(r"^register \| (.+)$", text_of(README), re.MULTILINE)
    printed = text_of(ROOT / "ops/product.py") + text_of(ROOT / "controls/management/commands/first_run.py")
    fixed = [re.split(r" (?:/home|http|admin@|rec_|…)", line)[0].strip() for line in shown]

    assert len(fixed) >= 8
    assert [line for line in fixed if line not in printed] == []


# ---- The API


def curl_lines():
    return re.findall(r"^curl .+$", text_of(README), re.MULTILINE)


def test_there_are_three_curl_lines():
    assert len(curl_lines()) == 3


@pytest.mark.parametrize("line", curl_lines())
def test_every_curl_line_answers(client, seeded, line):
    address = next(word for word in shlex.split(line) if word.startswith("http://localhost:8000/"))
    asked = urlsplit(address)

    answer = client.get(f"{asked.path}?{asked.query}", headers={"Host": "localhost"})

    assert answer.status_code == 200
    assert (answer.getvalue() if answer.streaming else answer.content).strip()


@pytest.mark.parametrize("path", DOCS, ids=IDS)
def test_every_page_address_in_the_documents_answers(client, seeded, path):
    addresses = re.findall(r"http://localhost:8000(/[^\s`'<>]*)", text_of(path))

    for address in {address.rstrip(".,)") for address in addresses}:
        assert client.get(address).status_code == 200, address


def test_the_twenty_names_of_the_first_step_are_there(client, seeded):
    address = re.search(r"http://localhost:8000(/entities/\?list=[^\s`]+)", text_of(README))[1]

    rows = client.get(address.replace("/entities/", "/api/v1/listings/")).json()

    assert rows["count"] == 20


def manual_paths():
    """Addresses in the manual: `{a,b}` written out, `and .json` joined to what stands before, any key as `*`."""
    text = re.sub(r"`([^`]+)\.csv` and `\.json`", r"`\1.csv` `\1.json`", text_of(ROOT / "docs/api.md"))
    for path in re.findall(r"`(/api/v1/[^`?]*)`", text):
        before, _brace, rest = path.partition("{")
        choices, _brace, after = rest.partition("}")
        for choice in choices.split(","):
            yield re.sub(r"<\w+>", "*", before + choice + after)


@pytest.mark.django_db
def test_the_manual_of_the_api_has_exactly_its_paths(client):
    schema = client.get(reverse("api:schema"), headers={"Accept": "application/json"}).json()

    described = {re.sub(r"\{\w+\}", "*", path) for path in schema["paths"]}

    assert described
    assert described - set(manual_paths()) == set()
    assert set(manual_paths()) - described - {"/api/v1/", "/api/v1/schema/"} == set()


# ---- Words


def glossary():
    return list(rows_of(ROOT / "docs/glossary.md"))


def code_names():
    return [word for row in glossary() for cell in row[2:4] for word in quoted(cell)]


def known_codes():
    lists = [code for enum in (Effect, Grade, ListingEvent.Kind, Change.Action) for code in enum.values]
    return {*lists, *states.CODES, "as_of"}


def test_every_code_name_in_the_glossary_exists(seeded):
    keys = set(models.EntityList.objects.values_list("key", flat=True))

    unknown = [name for name in code_names() if name not in known_codes() | keys and not exists(name)]

    assert code_names()
    assert unknown == []


def exists(name):
    """Whether a name is a model, a column of one, or a module."""
    if name.startswith(("controls.", "news.")):
        return importlib.util.find_spec(name) is not None
    model, _dot, column = name.partition(".")
    found = getattr(models, model, None)
    return found is not None and (not column or column in {**found.__annotations__, **vars(found)})


def test_the_glossary_explains_every_model_and_every_state():
    explained = set(code_names())
    plumbing = {"UntrackedWrite"}
    wanted = {name.split(".")[0] for name in models.__all__} - plumbing | set(states.CODES) | set(Effect.values)
    wanted |= set(Grade.values) | set(ListingEvent.Kind.values)

    assert sorted(wanted - {name.split(".")[0] for name in explained}) == []


def test_chinese_terms_are_those_of_the_data():
    held = "".join(text_of(path) for path in (ROOT / "controls/seed").glob("*.csv")) + text_of(
        ROOT / "controls/states.py"
    )
    before, _heading, _after = text_of(ROOT / "docs/glossary.md").partition("## The interface in three languages")
    terms = re.findall(r"[\u4e00-\u9fff]+", before)
    terms += [chinese for _english, chinese, _japanese, whose in three_languages() if whose == "notices"]

    assert len(terms) > 30
    assert [term for term in terms if term not in held] == []


def three_languages():
    """English, Chinese, Japanese and whose word the Chinese one is, of each term of the interface."""
    rows = list(rows_of(ROOT / "docs/glossary.md"))
    return [row for row in rows if row[-1] in ("notices", "ours") and len(row) == 4]


def test_every_term_of_the_interface_has_one_word_in_each_language():
    terms = three_languages()

    assert len(terms) > 60
    for column in range(3):
        words = [row[column] for row in terms]
        assert all(words)
        assert column == 2 or len(words) == len(set(words))


@pytest.mark.parametrize("path", DOCS, ids=IDS)
def test_the_documents_speak_of_the_product_only(path):
    """Nothing of how and where it was made: those words mean nothing to a reader."""
    trade = re.search(
        r"\bissues?\b(?! notices)|(?<!cookie )(?<!\")\bsessions?\b|/work\b|shared/|#\d+\b", prose_of(path)
    )

    assert trade is None, trade


@pytest.mark.parametrize("path", DOCS, ids=IDS)
def test_the_documents_spell_as_the_british_do(path):
    american = re.search(r"\b(license[sd]?|color|behavior|center|organiz|normaliz|neutraliz|catalog)\b", prose_of(path))

    assert american is None, american


# ---- Decisions


@pytest.mark.parametrize("path", DECISIONS, ids=[path.stem for path in DECISIONS])
def test_a_decision_says_context_decision_and_cost_on_one_page(path):
    text = text_of(path)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)

    assert text.startswith(f"# {int(path.stem[:4])}. ")
    assert headings == ["Context", "Decision", "Cost"]
    assert len(text.splitlines()) <= 60


def test_decisions_are_numbered_without_gaps():
    assert [int(path.stem[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_decision_on_dependencies_lists_exactly_those_we_have():
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    declared = {re.split(r"[\[~<>=]", line)[0] for line in project["dependencies"]}
    listed = {quoted(row[0])[0] for row in rows_of(ROOT / "docs/decisions/0009-runtime-dependencies.md")}

    assert listed == declared
    assert len(declared) <= 19


# ---- The rest


def test_the_licence_is_the_same_everywhere():
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]

    assert project["license"] == "MIT"
    assert text_of(ROOT / "LICENSE").startswith("MIT License")


def test_the_changelog_begins_with_the_present_version():
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]

    assert re.findall(r"^## ([\d.]+)", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)[0] == project["version"]


def test_the_counts_in_the_documents_are_those_of_the_seed(seeded):
    facts = {"listings": models.Listing, "entities": models.Entity, "notices": models.Notice, "sources": models.Source}

    for name in ("README.md", "CHANGELOG.md"):
        for noun, model in facts.items():
            said = re.findall(rf"(\d+)\s+{noun}", text_of(ROOT / name))
            assert said == [str(model.objects.count())], f"{name}: {noun}"


# What the changelog counts: the words after a number, and how many there are.
COUNTED = {
    "listings": lambda: models.Listing.objects.count(),
    "entities": lambda: models.Entity.objects.count(),
    "notices": lambda: models.Notice.objects.count(),
    "sources": lambda: models.Source.objects.count(),
    "rules": lambda: models.Measure.objects.count(),
    "clauses": lambda: models.Clause.objects.count(),
    "controlled items": lambda: models.ControlledItem.objects.count(),
    "suspensions": lambda: models.Suspension.objects.count(),
    "rare earths": lambda: models.Element.objects.count(),
    "customs numbers": lambda: models.TariffCode.objects.count(),
    "claims": lambda: models.Claim.objects.count(),
    "editions": lambda: models.CatalogueRevision.objects.count(),
    "items through": lambda: models.CatalogueItem.objects.count(),
    "from the start": lambda: len(asked_from_the_start()),
    "of them official": lambda: sum(row["tier"] == "official" for row in asked_from_the_start()),
    "names at once": lambda: bulk.MOST_QUERIES,
}
# Numbers in the changelog that count nothing of ours.
NO_COUNTS = {"0.1.0", "1.0", "90", "15 %"}
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def asked_from_the_start():
    with (ROOT / "news/seed/sources.csv").open(encoding="utf-8", newline="") as table:
        return [row for row in csv.DictReader(table) if row["enabled"] == "1"]


@pytest.mark.parametrize("words", COUNTED)
def test_each_count_in_the_changelog_is_the_one_of_the_code(seeded, words):
    said = re.findall(rf"(\d[\d,]*)\s+{words.replace(' ', chr(92) + 's+')}\b", text_of(ROOT / "CHANGELOG.md"))

    assert said
    assert {int(number.replace(",", "")) for number in said} == {COUNTED[words]()}


def test_the_changelog_counts_nothing_that_no_test_counts():
    text = text_of(ROOT / "CHANGELOG.md")
    for words in COUNTED:
        text = re.sub(rf"\d[\d,]*\s+{words.replace(' ', chr(92) + 's+')}\b", words, text)
    said = re.findall(r"(?<![\w/`.-])\d[\d.,]*\d?(?: %)?(?![\w-])", re.sub(r"`[^`]*`", "", text))

    assert {number.rstrip(".,") for number in said} <= NO_COUNTS


def test_counts_in_words_in_the_changelog_are_those_of_the_code(seeded):
    text = " ".join(text_of(ROOT / "CHANGELOG.md").split())

    assert f"in {WORDS[len(ENCODINGS)]} encodings" in text
    assert f"{WORDS[len(roles.LADDER)]} roles" in text
    assert f"{WORDS[models.EntityList.objects.count()].capitalize()} lists of the Chinese authorities" in text


def test_the_screenshot_is_small_and_real():
    picture = ROOT / "docs/img/entities.png"

    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size <= 200_000
