"""Which port the register is found at."""

import socket

import pytest

from ops import product
from ops.supervisor import Failed


@pytest.fixture
def taken():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_free_port_is_taken_when_the_usual_one_is_not_free(monkeypatch, taken):
    monkeypatch.setattr(product, "USUAL_PORT", taken)

    assert product.choose_port({}) not in (0, taken)


def test_a_port_that_was_asked_for_is_never_exchanged_for_another(taken):
    with pytest.raises(Failed, match=f"Port {taken} is taken"):
        product.choose_port({"PORT": str(taken)})


@pytest.mark.parametrize("value", ["http", "0", "65536", "-1", "80 80", "８０００"])
def test_a_port_is_a_number_in_range(value):
    with pytest.raises(Failed, match="PORT must be a number"):
        product.choose_port({"PORT": value})
