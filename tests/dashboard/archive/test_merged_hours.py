"""Explorer, replay and the feed give the same answers before and after the hours they read are merged."""

from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from contracts.outputs import ANOMALIES, CLEANED_FLIGHTS, REJECTED, Outputs
from dashboard.archive.moments import History
from dashboard.archive.queries import OutputQueries
from dashboard.archive.tables import TABLES
from dashboard.reading.newest_files import NewestFiles
from spark.publish import closed_hours
from spark.publish.closed_hours import merge_closed_hours
from tests.dashboard.kept_records import HOUR, keep, polled, reject

POLLS = range(HOUR + 3_000, HOUR + 4_200, 30)
"""Over a full hour."""
MOMENTS = (HOUR + 2_999, HOUR + 3_000, HOUR + 3_333, HOUR + 3_600, HOUR + 3_905, HOUR + 4_170, HOUR + 9_000)


@pytest.fixture
def outputs(tmp_path: Path) -> Outputs:
    outputs = Outputs(tmp_path)
    for batch, poll_time in enumerate(POLLS):
        for part in (0, 1):
            icao24s = [f"{part}0000{number}" for number in range(4)]
            records = [polled(poll_time, icao24, velocity=float(batch)) for icao24 in icao24s]
            keep(outputs.cleaned_flights, records, batch=batch, part=f"part-{part:05}.json", written=batch + 1)
        if batch % 5 == 0:
            keep(outputs.anomalies, records[:2], batch=batch, written=batch + 1)
            reject(outputs.rejected, poll_time + 2, batch=batch)
    return outputs


@pytest.fixture(params=[150_000_000, 20_000], ids=["one file", "several files"])
def merged(request, outputs, monkeypatch):
    """Merge everything, and remove what has been merged."""
    monkeypatch.setattr(closed_hours, "MOST_BYTES", request.param)

    def merge(*, sweeps: int = 2) -> None:
        for _ in range(sweeps):
            kinds = (CLEANED_FLIGHTS, ANOMALIES, REJECTED)
            merge_closed_hours(outputs, kinds, now=1e11, before=1_000, must_end=lambda: False)

    return merge


def explored(queries: OutputQueries) -> list[Any]:
    answers: list[Any] = [queries.span([table.name]) for table in TABLES]
    for table in ("cleaned_flights", "anomalies", "rejected"):
        for start, end in ((HOUR, HOUR + 7_200), (HOUR + 3_030, HOUR + 3_090), (HOUR + 3_601, HOUR + 3_700)):
            result = queries.run(f"FROM {table} ORDER BY ALL", start=start, end=end, most_rows=1_000)
            answers.append((table, start, result.rows.to_pylist(), result.truncated, result.problems))
    return answers


def replayed(history: History) -> list[Any]:
    answers: list[Any] = [history.span()]
    for moment in MOMENTS:
        picture = history.picture_at(moment)
        flights = picture.value.flights.sort_values("icao24").to_dict("records")
        trail = history.trail_of("000001", moment).to_dict("records")
        answers.append((moment, picture.value.poll_time, repr(flights), repr(trail), picture.problems))
    return answers


def test_explorer_answers_the_same_before_while_and_after_hours_are_merged(outputs, merged):
    running = OutputQueries(outputs)
    before = explored(running)
    assert len(before[5][2]) == 8 * len(POLLS)
    for _ in range(2):
        merged(sweeps=1)
        assert explored(running) == before
    assert explored(OutputQueries(outputs)) == before


def test_replay_shows_the_same_before_while_and_after_hours_are_merged(outputs, merged):
    running = History(outputs, max_age_s=60)
    before = replayed(running)
    for _ in range(2):
        merged(sweeps=1)
        assert replayed(running) == before
    assert replayed(History(outputs, max_age_s=60)) == before


def test_only_the_files_of_the_asked_minutes_are_read(outputs, merged):
    merged()
    queries = OutputQueries(outputs)
    files = queries._batches["cleaned_flights"].files_between(HOUR + 3_000, HOUR + 3_090)
    assert len(files) <= 2
    assert {path.suffix for path in files} == {".gz"}


def test_the_feed_has_the_same_newest_records(outputs, merged):
    def newest() -> list[Any]:
        return sorted(
            (each["poll_time"], each["icao24"]) for each in NewestFiles(outputs.anomalies).records(until=None)
        )

    before = newest()
    merged()
    assert newest() == before


def test_of_a_merged_file_the_feed_has_the_last_records(tmp_path):
    outputs = Outputs(tmp_path)
    for batch in range(100):
        keep(outputs.anomalies, [polled(HOUR + batch, f"{number:06x}") for number in range(10)], batch=batch)
    merge_closed_hours(outputs, (ANOMALIES,), now=1e11, before=1_000, must_end=lambda: False)
    polls = [each["poll_time"] for each in NewestFiles(outputs.anomalies).records(until=None)]
    assert (len(polls), min(polls), max(polls)) == (600, HOUR + 40, HOUR + 99)


def test_a_damaged_merged_file_costs_one_line_and_the_records_in_it(outputs, monkeypatch):
    monkeypatch.setattr(closed_hours, "MOST_BYTES", 20_000)
    merge_closed_hours(outputs, (CLEANED_FLIGHTS,), now=1e11, before=1_000, must_end=lambda: False)
    damaged, *others = sorted(outputs.cleaned_flights.glob("*/*/*.json.gz"))
    assert others
    damaged.write_bytes(damaged.read_bytes()[:-300])
    sql = "SELECT DISTINCT poll_time FROM cleaned_flights"
    answer = OutputQueries(outputs).run(sql, start=HOUR, end=HOUR + 7_200, most_rows=1_000)
    (problem,) = answer.problems
    assert f"{damaged} cannot be read: " in problem
    assert 0 < len(answer.rows) < len(POLLS)
    (problem,) = History(outputs, max_age_s=7_200).picture_at(HOUR + 7_200).problems
    assert f"{damaged.name} cannot be read: " in problem


def test_a_damaged_merged_file_leaves_the_feed_what_comes_before_the_damage(tmp_path):
    outputs = Outputs(tmp_path)
    for batch in range(200):
        keep(outputs.anomalies, [polled(HOUR + batch, f"{number * batch:06x}") for number in range(10)], batch=batch)
    merge_closed_hours(outputs, (ANOMALIES,), now=1e11, before=1_000, must_end=lambda: False)
    (path,) = outputs.anomalies.glob("*/*/*.json.gz")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    files = NewestFiles(outputs.anomalies)
    with capture_logs() as logs:
        first, again = files.records(until=None), files.records(until=None)
    assert first == again != []
    assert [(each["event"], each["file"]) for each in logs] == [("end of a file not readable", str(path))]
