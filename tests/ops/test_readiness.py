import pytest

from common.files.json_files import write_json
from contracts.live import PUBLISHED_AT
from ops.readiness import answers, written
from simulator.server.app import local_opensky
from tests.local_opensky import JumpingClock, PlainTraffic, serving
from tests.ports import free_ports

STARTED_AT = 1_000.0


@pytest.mark.parametrize(("published_at", "ready"), [(999.9, False), (1_000.0, True)])
def test_a_live_file_counts_once_it_is_published_after_the_start(tmp_path, published_at, ready):
    write_json(tmp_path / "live.json", {PUBLISHED_AT.name: published_at})
    assert written(tmp_path / "live.json")(STARTED_AT) is ready


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"{}"])
def test_a_missing_or_unusable_live_file_does_not_count(tmp_path, content):
    if content is not None:
        (tmp_path / "live.json").write_bytes(content)
    assert not written(tmp_path / "live.json")(STARTED_AT)


def test_a_server_counts_once_it_answers():
    clock = JumpingClock()
    with serving(local_opensky(PlainTraffic(), clock=clock, anonymous=None, clients={}), clock) as server:
        assert answers(f"{server.url}/health")(STARTED_AT)
        assert not answers(f"{server.url}/absent")(STARTED_AT)
    assert not answers(f"http://127.0.0.1:{free_ports(1)[0]}/health")(STARTED_AT)
