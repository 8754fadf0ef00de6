"""Alerts at the desk: admins see whether things were sent, and nobody sees there what somebody follows."""

import pytest

from controls.alerts.models import Delivery, Notification
from controls.models import EntityList
from tests.alerts.following import collect, follow, list_somebody, somebody
from tests.controls.markup import tree
from tests.factories import make_entity, make_list

pytestmark = pytest.mark.django_db
PAGES = ("/admin/alerts/delivery/", "/admin/alerts/notification/")


@pytest.fixture
def told():
    following = follow(somebody(), subject=make_list().key, channel="email")
    entity_list = EntityList.objects.get(key=following.subject.partition(":")[2])
    list_somebody(entity_list, entity=make_entity("Kestrel Optics Ltd"))
    collect()
    return following


@pytest.fixture
def admins(client, today):
    client.force_login(somebody("admin@example.org", role="admin"))
    return client


@pytest.mark.parametrize("path", PAGES)
def test_admins_see_that_something_waits_and_not_what(admins, told, path):
    main = tree(admins.get(path)).text
    assert "waiting" in main
    assert "Kestrel" not in main
    assert told.label not in main


@pytest.mark.parametrize("path", PAGES)
def test_editors_see_none_of_it(client, told, today, path):
    client.force_login(somebody("editor@example.org", role="editor"))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize(("path", "model"), list(zip(PAGES, (Delivery, Notification), strict=True)))
def test_one_of_them_is_looked_at_and_cannot_be_written(admins, told, path, model):
    row = model.objects.get()
    answer = admins.get(f"{path}{row.pk}/change/")
    assert answer.status_code == 200
    assert "Kestrel" not in answer.content.decode()
    assert admins.post(f"{path}{row.pk}/change/", {"number": 7}).status_code == 403
    assert admins.get(f"{path}{row.pk}/delete/").status_code == 403
    assert admins.get(f"{path}add/").status_code == 403


def test_notifications_are_found_by_their_owner(admins, told):
    assert "ada@example.org" in tree(admins.get(f"{PAGES[1]}?q=ada")).text
    assert "ada@example.org" not in tree(admins.get(f"{PAGES[1]}?q=nobody")).one(id="content").text
