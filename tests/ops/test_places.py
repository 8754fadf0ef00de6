"""Where things are kept, and who may look at them."""

import stat

import pytest

from ops import places
from ops.account import Account
from ops.places import PlaceRefused, Places


def test_data_lies_in_var_unless_told_otherwise(tmp_path):
    assert places.places_from({}).data == places.ROOT / "var"
    assert places.places_from({"DATA_DIR": ""}).data == places.ROOT / "var"
    assert places.places_from({"DATA_DIR": str(tmp_path)}).data == tmp_path


def test_the_secret_key_is_made_once_and_only_for_its_owner(tmp_path):
    path = tmp_path / "secret-key"

    places.keep_secret_key(path)
    first = path.read_text()
    places.keep_secret_key(path)

    assert path.read_text() == first
    assert len(first.strip()) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_starts_cannot_use_the_same_data(tmp_path):
    here = Places(data=tmp_path)

    with places.held(here), pytest.raises(PlaceRefused, match="Another start"), places.held(here):
        pass


def test_the_data_can_be_used_again_after_a_stop(tmp_path):
    held = []
    for _ in range(2):
        with places.held(Places(data=tmp_path)):
            held.append(tmp_path.is_dir())

    assert held == [True, True]


def test_a_data_dir_that_is_a_file_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(PlaceRefused, match="DATA_DIR"):
        Places(data=tmp_path / "file" / "var").make()


def test_sockets_lie_with_the_data_when_the_path_is_short(tmp_path):
    home = tmp_path / "h"
    home.mkdir()

    found = places.make_socket_dir(home, None)

    assert found == home / "run"
    assert stat.S_IMODE(found.stat().st_mode) == 0o700


def test_sockets_move_when_the_path_is_too_long_for_their_address(tmp_path):
    home = tmp_path / ("long" * 25)
    home.mkdir()

    found = places.make_socket_dir(home, None)

    assert len(str(found)) < 40
    assert stat.S_IMODE(found.stat().st_mode) == 0o700
    places.drop_socket_dir(home)
    assert not found.exists()


def test_sockets_of_a_killed_start_are_removed_by_the_next(tmp_path):
    home = tmp_path / ("long" * 25)
    home.mkdir()

    first = places.make_socket_dir(home, None)
    second = places.make_socket_dir(home, None)
    places.drop_socket_dir(home)

    assert not first.exists()
    assert not second.exists()


@pytest.mark.parametrize(("mode", "may"), [(0o700, False), (0o711, True), (0o755, True)])
def test_an_account_reaches_a_place_only_through_doors_that_are_open_to_it(tmp_path, mode, may):
    (tmp_path / "between" / "data").mkdir(parents=True)
    for parent in (tmp_path, *tmp_path.parents[:2]):
        assert parent.is_dir()
    (tmp_path / "between").chmod(mode)
    stranger = Account(uid=54321, gid=54321)

    assert stranger._may_pass(tmp_path / "between") is may


def test_throwaway_places_are_gone_afterwards():
    with places.throwaway(None) as here:
        assert here.log.is_dir()

    assert not here.data.exists()


def test_services_move_to_a_place_their_account_can_enter_and_a_link_leads_there(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "SYSTEM_HOME", tmp_path / "system")
    monkeypatch.setattr(Account, "can_reach", lambda self, path: False)
    monkeypatch.setattr(Account, "owns", lambda self, path: None)
    (tmp_path / "system").mkdir()
    (tmp_path / "data").mkdir()
    here = Places(data=tmp_path / "data")

    home = places.make_services_home(here, Account(uid=1, gid=1))

    assert home.parent == tmp_path / "system"
    assert places.make_services_home(here, Account(uid=1, gid=1)) == home


def test_no_place_for_the_services_is_said_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "SYSTEM_HOME", tmp_path / "nowhere")
    monkeypatch.setattr(Account, "can_reach", lambda self, path: False)

    with pytest.raises(PlaceRefused, match="Set DATA_DIR"):
        places.make_services_home(Places(data=tmp_path), Account(uid=1, gid=1))
