import os
from pathlib import Path

import pytest

from contracts.outputs import Outputs
from dashboard.reading import newest_files
from dashboard.reading.newest_files import NewestFiles
from tests.dashboard.sample_outputs import make_flight, write_anomalies

POLL_TIME = 1_790_000_000
RECORD = make_flight()


@pytest.fixture
def outputs(tmp_path: Path) -> Outputs:
    return Outputs(tmp_path)


def newest(outputs: Outputs, until: float | None = None) -> list[str]:
    return [record["icao24"] for record in NewestFiles(outputs.anomalies).records(until=until)]


def test_without_a_folder_there_are_no_records(outputs):
    assert newest(outputs) == []


def test_the_newest_come_first_over_hours_and_batches(outputs):
    for batch, (icao24, age_s) in enumerate([("aaaaaa", 4_000), ("bbbbbb", 60), ("cccccc", 0)]):
        write_anomalies(outputs, [RECORD | {"icao24": icao24}], batch=batch, poll_time=POLL_TIME - age_s)
    assert newest(outputs) == ["cccccc", "bbbbbb", "aaaaaa"]


def test_what_another_run_left_behind_as_later_is_not_news(outputs):
    write_anomalies(outputs, [RECORD | {"icao24": "aaaaaa"}], batch=1, poll_time=POLL_TIME)
    write_anomalies(outputs, [RECORD | {"icao24": "bbbbbb"}], batch=1, poll_time=POLL_TIME + 90_000)
    assert newest(outputs, until=POLL_TIME) == ["aaaaaa"]


def test_half_a_line_costs_only_itself(outputs):
    path = write_anomalies(outputs, [RECORD], batch=1, poll_time=POLL_TIME)
    path.write_bytes(path.read_bytes() + b'\n{"icao24": "bbb\n[]\n')
    assert newest(outputs) == ["3c6444"]


def test_other_folders_and_hidden_files_are_not_read(outputs):
    path = write_anomalies(outputs, [RECORD], batch=1, poll_time=POLL_TIME)
    (path.parents[1] / "_temporary").mkdir()
    (path.parent / ".part-1.json.tmp").write_bytes(b"{}")
    (path.parents[1] / "batch=x").write_text("")
    assert newest(outputs) == ["3c6444"]


def test_reading_is_bounded_to_the_newest_files(outputs, monkeypatch):
    monkeypatch.setattr(newest_files, "MOST_FILES", 3)
    for batch in range(6):
        path = write_anomalies(outputs, [RECORD | {"icao24": f"00000{batch}"}], batch=batch, poll_time=POLL_TIME)
        os.utime(path.parent, ns=(batch, batch))
    assert sorted(newest(outputs)) == ["000003", "000004", "000005"]
