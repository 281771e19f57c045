import pytest

from dashboard.reading.acknowledged import KEPT_S, Acknowledged


def test_what_is_acknowledged_stays_so_over_a_restart_and_can_be_taken_back(tmp_path):
    path = tmp_path / "dashboard" / "acknowledged.json"
    Acknowledged(path, lambda: 100.0).add("a")
    Acknowledged(path, lambda: 101.0).add("b")
    restarted = Acknowledged(path, lambda: 102.0)
    assert restarted.ids() == {"a", "b"}
    restarted.remove("a")
    assert Acknowledged(path, lambda: 103.0).ids() == {"b"}


def test_after_a_month_it_is_forgotten(tmp_path):
    path = tmp_path / "acknowledged.json"
    Acknowledged(path, lambda: 100.0).add("a")
    assert Acknowledged(path, lambda: 101.0 + KEPT_S).ids() == frozenset()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"acknowledged": [1]}', b'{"acknowledged": {"a": "x"}}'])
def test_a_spoilt_file_is_an_empty_one_and_is_mended_by_the_next(tmp_path, content):
    path = tmp_path / "acknowledged.json"
    path.write_bytes(content)
    store = Acknowledged(path, lambda: 100.0)
    assert store.ids() == frozenset()
    store.add("b")
    assert store.ids() == {"b"}
