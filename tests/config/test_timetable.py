"""Everything that runs by the clock exists, and can be sent."""

import pytest

from config.celery import app

app.loader.import_default_modules()
OURS = sorted(name for name in app.tasks if not name.startswith("celery."))


@pytest.mark.parametrize("entry", app.conf.beat_schedule)
def test_the_timetable_names_a_task_that_exists(entry):
    assert app.conf.beat_schedule[entry]["task"] in OURS


@pytest.mark.parametrize("entry", app.conf.beat_schedule)
def test_a_bell_that_nobody_heard_fades_before_the_next(entry):
    options = app.conf.beat_schedule[entry]

    assert options["options"]["expires"] <= options["schedule"]


@pytest.mark.parametrize("name", OURS)
def test_limits_of_time_fit_together(name):
    task = app.tasks[name]

    assert task.time_limit <= 120
    assert task.soft_time_limit is None or task.soft_time_limit <= task.time_limit
