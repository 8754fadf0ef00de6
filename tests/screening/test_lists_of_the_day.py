"""A list is asked for a day on which it was not yet here: refused at every door, and never read as "no match"."""

import json
from datetime import date, timedelta

import pytest

from controls.filters.fields import BadInput
from controls.screening.filters.batches import StartForm
from controls.screening.filters.checks import CheckQuestion, asked_from_json
from controls.screening.models import Batch, BatchRow, ScreeningCheck
from controls.screening.services import batches, checks, index
from tests.controls.markup import tree
from tests.screening.asking import TODAY, asked, screened, somebody
from tests.screening.importing import FIRST_DAY, import_file
from tests.screening.list_files import statement
from tests.screening.sending import csv_of, run_all, sent, started

FORM, CHECKS, MATCH = "/screening/", "/api/v1/screening/checks/", "/api/v1/screening/match/"
BATCHES = "/api/v1/screening/batches/"
NAME = "Ondarra Quarzitwerke"
IMPORTED = FIRST_DAY.date()
BEFORE = IMPORTED - timedelta(days=1)
WORDS = f"The list “foreign” was not in use here on {BEFORE.isoformat()}."


@pytest.fixture
def by(db):
    return somebody()


@pytest.fixture
def door(client, today, by):
    """Somebody who screens, in an installation that has had a foreign list since the first of November."""
    index.forget()
    import_file(statement("a/1", name=NAME) + "\n")
    client.force_login(by)
    yield client
    index.forget()


@pytest.fixture
def draft(door, by, now):
    return sent(csv_of(NAME), by=by, at=now)


def post(client, address, body):
    return client.post(address, json.dumps(body), content_type="application/json")


def asking(day, key="foreign"):
    return {"lists": [key], "as_of": day.isoformat()}


class TestTheApi:
    def test_a_check_of_a_day_before_the_first_import_is_refused_under_lists(self, door):
        answer = post(door, CHECKS, {"name": NAME, **asking(BEFORE)})

        assert answer.status_code == 400
        assert answer.json()["errors"] == {"lists": [WORDS]}
        assert not ScreeningCheck.objects.exists()

    def test_a_match_of_such_a_day_is_refused_and_not_answered_with_nobody(self, door):
        answer = post(door, MATCH, {"queries": [{"id": "1", "name": NAME}], **asking(BEFORE)})

        assert answer.status_code == 400
        assert answer.json()["errors"] == {"lists": [WORDS]}

    def test_a_batch_of_such_a_day_is_not_begun(self, door, draft):
        answer = post(door, f"{BATCHES}{draft.pk}/start/", asking(BEFORE))

        assert answer.status_code == 400
        assert answer.json()["errors"] == {"lists": [WORDS]}
        draft.refresh_from_db()
        assert draft.state == Batch.State.DRAFT

    def test_from_the_day_of_the_import_on_all_three_answer(self, door, draft):
        assert post(door, CHECKS, {"name": NAME, **asking(IMPORTED)}).json()["outcome"] == "possible_match"
        (found,) = post(door, MATCH, {"queries": [{"id": "1", "name": NAME}], **asking(IMPORTED)}).json()["results"]
        assert [each["id"] for each in found["candidates"]] == ["a/1"]
        assert post(door, f"{BATCHES}{draft.pk}/start/", asking(IMPORTED)).status_code == 200

    @pytest.mark.parametrize("day", [BEFORE, IMPORTED])
    def test_a_list_that_was_never_there_is_refused_as_unknown(self, door, draft, day):
        wanted = asking(day, "no-such-list")
        answers = [
            post(door, CHECKS, {"name": NAME, **wanted}),
            post(door, MATCH, {"queries": [{"id": "1", "name": NAME}], **wanted}),
            post(door, f"{BATCHES}{draft.pk}/start/", wanted),
        ]

        assert [each.status_code for each in answers] == [400, 400, 400]
        assert {each.json()["errors"]["lists"][0] for each in answers} == {"“no-such-list” is not a known list."}

    def test_a_day_at_fault_and_a_list_are_both_named(self, door):
        answer = post(door, CHECKS, {"name": NAME, "as_of": "2026-02-30", "lists": ["no-such-list"]})

        assert answer.status_code == 400
        assert set(answer.json()["errors"]) == {"as_of", "lists"}

    def test_a_list_that_goes_while_one_asks_is_a_refusal_too(self, door, monkeypatch):
        def gone(**_asked):
            raise checks.CheckRefused("There is no list “foreign”.")

        monkeypatch.setattr(checks, "screen_with_cases", gone)
        answer = post(door, CHECKS, {"name": NAME, **asking(IMPORTED)})

        assert (answer.status_code, answer.json()["errors"]) == (400, {"lists": ["There is no list “foreign”."]})


class TestThePages:
    def test_the_form_says_it_beside_the_lists_and_keeps_what_was_typed(self, door):
        answer = door.post(FORM, {"name": NAME, **asking(BEFORE)})
        page = tree(answer)

        assert answer.status_code == 400
        assert WORDS in page.one("main").text
        assert [each["value"] for each in page.all("input") if each.attributes.get("id") == "s-as_of"] == ["2026-10-31"]
        assert not ScreeningCheck.objects.exists()

    def test_the_same_question_of_a_later_day_is_answered(self, door):
        assert door.post(FORM, {"name": NAME, **asking(IMPORTED)}).status_code == 302

    def test_a_draft_stays_a_draft_and_says_it(self, door, draft):
        answer = door.post(f"/screening/batches/{draft.pk}/", {"column_name": "1", **asking(BEFORE)})

        assert answer.status_code == 400
        assert WORDS in tree(answer).one("main").text
        draft.refresh_from_db()
        assert draft.state == Batch.State.DRAFT

    def test_a_list_that_goes_while_one_asks_is_said_in_the_form(self, door, monkeypatch):
        def gone(**_asked):
            raise checks.CheckRefused("There is no list “foreign”.")

        monkeypatch.setattr(checks, "screen", gone)
        answer = door.post(FORM, {"name": NAME, **asking(IMPORTED)})

        assert answer.status_code == 400
        assert "There is no list “foreign”." in tree(answer).one("main").text


class TestServices:
    def test_nothing_is_kept_of_a_question_that_is_refused(self, door, by, now):
        with pytest.raises(checks.CheckRefused, match="There is no list “foreign”"):
            screened(NAME, by=by, at=now, lists=("foreign",), as_of=BEFORE)

        assert not ScreeningCheck.objects.exists()

    def test_of_many_questions_one_refused_refuses_all(self, door):
        questions = [asked(NAME), asked(NAME, lists=("foreign",), as_of=BEFORE)]

        with pytest.raises(checks.CheckRefused) as refusal:
            checks.match(questions=questions, limit=3, threshold=0.7)

        assert "foreign" not in refusal.value.lists

    def test_the_lists_of_a_day_are_those_that_were_in_use_on_it(self, door):
        known = checks.lists_known(loaded=index.current())

        assert "foreign" in known(IMPORTED)
        assert "foreign" not in known(BEFORE)


class TestForms:
    @staticmethod
    def known(day):
        return ("foreign", "own") if day >= IMPORTED else ("own",)

    @pytest.mark.parametrize(("day", "fits"), [(BEFORE, False), (IMPORTED, True), (TODAY, True)])
    def test_a_form_and_a_body_take_and_refuse_the_same_days(self, day, fits):
        given = {"name": NAME, **asking(day)}
        form = CheckQuestion(given, today=TODAY, known=self.known)

        assert form.is_valid() is fits
        if fits:
            assert asked_from_json(given, today=TODAY, lists=self.known) == form.asked()
        else:
            with pytest.raises(BadInput) as refusal:
                asked_from_json(given, today=TODAY, lists=self.known)
            assert (
                refusal.value.errors == {name: list(said) for name, said in form.errors.items()} == {"lists": [WORDS]}
            )

    def test_the_day_of_a_batch_counts_and_not_the_day_of_its_start(self):
        given = {"column_name": "1", "lists": ["foreign"]}

        assert StartForm(given, width=2, today=TODAY, known=self.known).is_valid()
        early = StartForm({**given, "as_of": BEFORE.isoformat()}, width=2, today=TODAY, known=self.known)
        assert dict(early.errors) == {"lists": [WORDS]}

    def test_lists_with_a_day_that_is_none_are_looked_for_today(self):
        form = CheckQuestion({"name": NAME, "lists": ["foreign"], "as_of": "soon"}, today=TODAY, known=self.known)

        assert set(form.errors) == {"as_of"}

    def test_without_lists_any_day_may_be_asked(self):
        form = CheckQuestion({"name": NAME, "as_of": "2020-01-01"}, today=TODAY, known=self.known)

        assert form.is_valid()
        assert (form.asked().lists, form.asked().as_of) == ((), date(2020, 1, 1))


class TestAFailedBatch:
    @pytest.fixture
    def failed(self, draft, now):
        started(draft, at=now, lists=["no-such-list"])
        run_all(at=now)
        draft.refresh_from_db()
        assert draft.state == Batch.State.FAILED
        return draft

    def test_its_page_offers_to_discard_it_and_then_it_is_gone(self, door, failed):
        address = f"/screening/batches/{failed.pk}/"
        offered = {form.attributes.get("action") for form in tree(door.get(address)).all("form")}

        assert {f"{address}discard/", f"{address}resume/"} <= offered
        assert door.post(f"{address}discard/").status_code == 302
        assert not Batch.objects.exists()
        assert not BatchRow.objects.exists()

    def test_when_its_list_is_there_it_goes_on_where_it_failed(self, door, failed, now):
        Batch.objects.filter(pk=failed.pk).update(lists=["foreign"])

        answer = post(door, f"{BATCHES}{failed.pk}/resume/", {})
        assert (answer.status_code, answer.json()["failure"]) == (200, None)
        run_all(at=now)

        failed.refresh_from_db()
        assert (failed.state, failed.match_count, failed.failure) == (Batch.State.DONE, 1, "")

    def test_resumed_for_nothing_it_fails_again_in_the_same_words(self, door, failed, now):
        batches.resume(batch=failed, at=now)
        run_all(at=now)

        failed.refresh_from_db()
        assert (failed.state, failed.failure) == (Batch.State.FAILED, "There is no list “no-such-list”.")

    def test_with_something_screened_it_stays_and_offers_no_discard(self, door, failed):
        Batch.objects.filter(pk=failed.pk).update(done_count=1)
        page = door.get(f"/screening/batches/{failed.pk}/").content.decode()

        assert "/discard/" not in page
        with pytest.raises(batches.BatchRefused, match="What was screened is kept"):
            batches.discard(batch=failed)
