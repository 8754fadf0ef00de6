"""The image holds every file that the register reads while it runs. An image cannot be built by every test machine, so
its recipe is read as Docker reads it: what is copied, of what .dockerignore lets through."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import to_locale

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
# Folders that lie in the repository and that nothing reads while the register runs, with the reason.
NOT_RUN = {
    "docs": "for people; receipts are verified with a copy of docs/verify_receipt.py, away from the register",
    "requirements": "needed while the image is built, and copied to another place for that",
    "tests": "made and run beside the register",
}


def copied(recipe):
    """Paths of the repository that a recipe copies into the image under their own names."""
    lines = re.findall(r"^COPY (?!--from)(.+) (\S+)$", recipe, re.MULTILINE)
    return {source for sources, target in lines for source in sources.split() if target in (source, "./")}


def let_through(path, rules):
    """Whether a path reaches Docker: the last rule of .dockerignore that is about it or a folder of it decides."""
    above = [path, *list(Path(path).parents)[:-1]]
    passes = True
    for rule in rules:
        wanted = rule.removeprefix("!").removeprefix("**/")
        if wanted == "*" or any(str(one) == wanted or ("**/" in rule and Path(one).name == wanted) for one in above):
            passes = rule.startswith("!")
    return passes


def reaches_the_image(path, *, recipe=DOCKERFILE, rules=IGNORED):
    held = copied(recipe)
    return let_through(path, rules) and any(str(one) in held for one in [path, *Path(path).parents])


def paths_in(value):
    """Every path below the repository that a setting names, however deep it lies in it."""
    if isinstance(value, dict):
        return [path for one in value.values() for path in paths_in(one)]
    if isinstance(value, list | tuple | set):
        return [path for one in value for path in paths_in(one)]
    if isinstance(value, Path) or (isinstance(value, str) and value.startswith(f"{ROOT}/")):
        return [Path(value)] if ROOT in Path(value).parents else []
    return []


def read_by_the_settings():
    # STATIC_ROOT is written, and its place in the image is given by the recipe itself.
    names = [name for name in dir(settings) if name.isupper() and name != "STATIC_ROOT"]
    return sorted({str(path.relative_to(ROOT)) for name in names for path in paths_in(getattr(settings, name))})


PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name not in NOT_RUN)
FOLDERS = sorted(
    path.name
    for path in ROOT.iterdir()
    if path.is_dir() and not path.name.startswith((".", "_")) and path.name not in ("var", "secrets", "backups")
)


def test_the_settings_name_the_folders_that_this_file_is_about():
    assert {"locale", "static", "templates"} <= set(read_by_the_settings())


@pytest.mark.parametrize("path", read_by_the_settings())
def test_what_the_settings_name_is_in_the_image(path):
    assert reaches_the_image(path)


@pytest.mark.parametrize("package", [*PACKAGES, "manage.py"])
def test_every_package_of_ours_is_in_the_image(package):
    assert reaches_the_image(package)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_of_the_repository_is_in_the_image_or_said_not_to_be_needed(folder):
    assert reaches_the_image(folder) != (folder in NOT_RUN)


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE])
def test_the_words_of_each_language_are_in_the_image_packed(language):
    (folder,) = settings.LOCALE_PATHS
    catalogue = folder / to_locale(language) / "LC_MESSAGES" / "django.mo"

    assert catalogue.exists()
    assert reaches_the_image(str(catalogue.relative_to(ROOT)))


def test_tables_that_lie_beside_the_code_are_in_the_image():
    tables = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.*")
        if path.suffix in (".csv", ".txt", ".json")
    ]

    assert "controls/access.csv" in tables
    assert [path for path in tables if not reaches_the_image(path)] == []


def test_every_management_command_that_the_documents_name_is_in_the_image():
    words = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/operations.md"))
    named = set(re.findall(r"manage\.py (\w+)", words)) | set(re.findall(r"^\| `(\w+)", words, re.MULTILINE))
    ours = {path.stem: path for package in PACKAGES for path in (ROOT / package).rglob("management/commands/[a-z]*.py")}

    held = {name for name in named & set(ours) if reaches_the_image(str(ours[name].relative_to(ROOT)))}

    assert {"first_run", "load_seed", "prune_screenings"} <= held
    assert held == named & set(ours)


def test_what_the_image_copies_exists_and_is_let_through():
    sources = " ".join(re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)).split()

    assert [source for source in sources if not (ROOT / source).exists() or not let_through(source, IGNORED)] == []


@pytest.mark.parametrize("kept_out", [".env", "secrets/secret-key", ".git/config", "var/first-run.txt", "tests/a.py"])
def test_secrets_and_what_is_not_run_never_reach_docker(kept_out):
    assert not let_through(kept_out, IGNORED)


class TestTheReading:
    """These tests are only as good as their reading of the two files."""

    RULES = ("*", "!controls", "**/__pycache__")

    @pytest.mark.parametrize(
        ("path", "passes"),
        [
            ("controls", True),
            ("controls/seed/names.csv", True),
            ("controls/__pycache__/a.pyc", False),
            ("locale/ja/LC_MESSAGES/django.mo", False),
            ("controlsother", False),
        ],
    )
    def test_the_last_rule_about_a_path_decides(self, path, passes):
        assert let_through(path, self.RULES) is passes

    def test_a_folder_that_is_let_through_and_not_copied_is_not_in_the_image(self):
        recipe = "COPY --from=build /venv /venv\nCOPY controls controls\nCOPY manage.py ./\n"

        assert copied(recipe) == {"controls", "manage.py"}
        assert not reaches_the_image("locale/a.mo", recipe=recipe, rules=("*", "!locale"))

    def test_a_folder_that_is_copied_and_ignored_is_not_in_the_image(self):
        assert not reaches_the_image("locale/a.mo", recipe="COPY locale locale\n", rules=("*", "!controls"))
