"""The bill of materials says what the lock says; an audit that was not made is not passed over in silence."""

import json
import subprocess
import urllib.error

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from ops import audit, sbom

LOCK = """\
# written by hand
one[extra]==1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via
    #   -c requirements/dev.txt
    #   rare-earth-controls-register (pyproject.toml)
Two.Words==2.0 ; python_full_version < '3.11.3' \\
    --hash=sha256:{c}
    # via one
""".format(a="a" * 64, b="b" * 64, c="c" * 64)


class TestTheLock:
    def test_is_read_with_versions_digests_conditions_and_who_wants_what(self):
        one, two = sbom.packages(LOCK)

        assert (one.name, one.version, one.hashes, one.when) == ("one", "1.0", ["a" * 64, "b" * 64], "")
        assert "rare-earth-controls-register" in one.wanted_by
        assert (two.name, two.when, two.wanted_by) == ("two-words", "python_full_version < '3.11.3'", ["one"])

    def test_with_a_package_without_a_digest_is_refused(self):
        with pytest.raises(ValueError, match="no digest for three"):
            sbom.packages(LOCK + "three==3.0\n")

    def test_of_the_repository_is_read_to_the_last_line(self):
        text = sbom.LOCK.read_text(encoding="utf-8")
        found = sbom.packages(text)

        assert len(found) == sum("==" in line and line[0].isalnum() for line in text.splitlines())
        assert sum(len(package.hashes) for package in found) == text.count("--hash=")


class TestTheBill:
    def test_is_cyclonedx(self):
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(sbom.written(LOCK)) is None
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(sbom.BILL.read_text(encoding="utf-8")) is None

    def test_is_the_same_each_time_and_another_for_another_lock(self):
        assert sbom.written(LOCK) == sbom.written(LOCK)
        assert json.loads(sbom.written(LOCK))["serialNumber"] != json.loads(sbom.written(""))["serialNumber"]

    def test_names_who_depends_on_whom(self):
        wants = {each["ref"]: each["dependsOn"] for each in sbom.bill(LOCK)["dependencies"]}

        assert wants["pkg:pypi/one@1.0"] == ["pkg:pypi/two-words@2.0"]
        assert [below for ref, below in wants.items() if "register" in ref] == [["pkg:pypi/one@1.0"]]

    def test_names_the_scripts_of_others_that_lie_in_the_repository(self):
        assert "pkg:npm/htmx.org@2.0.11" in [each["purl"] for each in sbom.bill(LOCK)["components"]]

    def test_names_the_images_of_others_that_containers_are_made_from(self):
        kept = {each["purl"]: each for each in sbom.bill(LOCK)["components"] if each["type"] == "container"}

        assert list(kept) == [
            "pkg:docker/nginx@1.28",
            "pkg:docker/postgres@18",
            "pkg:docker/python@3.11-slim",
            "pkg:docker/valkey/valkey@9",
        ]
        assert {each["properties"][0]["value"] for each in kept.values()} == {"not recorded"}

    def test_records_the_digest_of_an_image_that_has_one_and_no_other(self):
        digest = "sha256:" + "d" * 64
        one, two = sbom.images(f"image: ${{A_IMAGE:-one:1@{digest}}}\nimage: ${{B_IMAGE:-of/two:2.0}}\n")

        assert (two["name"], two["version"], two["properties"][0]["value"]) == ("one", "1", digest)
        assert (one["name"], one["version"], one["properties"][0]["value"]) == ("of/two", "2.0", "not recorded")

    def test_that_is_kept_is_the_one_of_the_lock(self, capsys):
        assert sbom.main(["--check"]) == 0

    def test_that_is_old_is_noticed_and_written_anew(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setattr(sbom, "ROOT", sbom.ROOT)
        monkeypatch.setattr(sbom, "BILL", sbom.ROOT / "var" / "nowhere.json")
        assert sbom.main(["--check"]) == 1
        assert "make sbom" in capsys.readouterr().err


class TestTheAudit:
    @pytest.fixture
    def asked(self, monkeypatch):
        kept = []

        def run(command, **_named):
            kept.append(command)
            return subprocess.CompletedProcess(command, 1)

        monkeypatch.setattr(audit.subprocess, "run", run)
        return kept

    def test_asks_for_what_is_locked_and_installs_nothing(self, asked, monkeypatch):
        monkeypatch.setattr(audit, "reachable", lambda: True)

        assert audit.main([]) == 1
        assert {"--disable-pip", "--require-hashes", str(sbom.LOCK)} <= set(asked[0])

    @pytest.mark.parametrize(("words", "code"), [([], 1), (["--if-reachable"], 0)])
    def test_says_so_when_nobody_can_be_asked(self, asked, monkeypatch, capsys, words, code):
        monkeypatch.setattr(audit, "reachable", lambda: False)

        assert audit.main(words) == code
        assert "NOT AUDITED" in capsys.readouterr().err
        assert asked == []

    @pytest.mark.parametrize(
        ("raised", "answers"),
        [
            (urllib.error.HTTPError("x", 404, "Not Found", None, None), True),
            (urllib.error.URLError("no route"), False),
            (TimeoutError(), False),
        ],
    )
    def test_an_answer_is_an_answer_whatever_it_says(self, monkeypatch, raised, answers):
        def ask(_address, timeout):
            raise raised

        monkeypatch.setattr(audit.urllib.request, "urlopen", ask)

        assert audit.reachable() is answers
