import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.outputs import Outputs
from dashboard.archive import moments as history
from dashboard.archive import record_cache
from dashboard.archive.batches import KeptBatches
from dashboard.archive.moments import History
from dashboard.map.trails import LENGTH_S, Trails
from dashboard.reading.flights import flight_table, parse_picture
from tests.dashboard.kept_records import HOUR, hour_path, keep, polled
from tests.dashboard.sample_outputs import make_alert, nasty_flights, sky_flights

MAX_AGE_S = 300
NOW = HOUR + 1_000


@pytest.fixture
def outputs(tmp_path: Path) -> Outputs:
    return Outputs(tmp_path)


def recall(outputs: Outputs, moment: float = NOW):
    return History(outputs, max_age_s=MAX_AGE_S).picture_at(moment)


def addresses(outputs: Outputs, moment: float = NOW) -> list[str]:
    return sorted(recall(outputs, moment).value.flights["icao24"])


def by_address(flights: pd.DataFrame) -> pd.DataFrame:
    return flights.sort_values("icao24", ignore_index=True)


def kept_records(folder: Path) -> Iterable[dict[str, Any]]:
    """Return all kept records in the order of writing."""
    for batch in sorted(folder.glob("*/*/batch=*"), key=lambda batch: batch.stat().st_mtime):
        for path in sorted(batch.glob("*.json")):
            yield from map(orjson.loads, path.read_bytes().splitlines())


def event(poll_time: int, id_: str, what: str = "updated", **changes: Any) -> dict[str, Any]:
    resolved_at = poll_time if what == "resolved" else None
    return make_alert(polled(poll_time), id=id_, event=what, resolved_at=resolved_at, poll_time=poll_time) | changes


POLLS = st.integers(-4, 8).map(lambda number: HOUR + 10 * number)
RECORDS = st.lists(st.tuples(st.integers(0, 5), POLLS, st.floats(0, 90)), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None)
@given(
    batches=st.lists(st.tuples(st.integers(0, 4), RECORDS), max_size=8),
    moments=st.lists(st.integers(-60, 150).map(lambda offset: HOUR + offset), min_size=1, max_size=3),
    max_age_s=st.sampled_from([10, 40, 300]),
)
def test_a_picture_has_the_newest_record_of_each_aircraft_whatever_the_batches(batches, moments, max_age_s):
    """Several polls in a batch, restarted batch numbers, replaced batches, repeated fixes."""
    with tempfile.TemporaryDirectory() as name:
        outputs = Outputs(Path(name))
        for written, (batch, records) in enumerate(batches, start=1):
            for stale in outputs.cleaned_flights.glob(f"*/*/batch={batch}"):
                shutil.rmtree(stale)
            for shard in (0, 1):
                mine = [
                    polled(poll, f"00000{aircraft}", latitude=latitude, callsign=f"B{written}")
                    for aircraft, poll, latitude in records
                    if aircraft % 2 == shard
                ]
                keep(outputs.cleaned_flights, mine, batch=batch, part=f"part-{shard}.json", written=written)
        recalling = History(outputs, max_age_s=max_age_s)
        for moment in moments:
            newest: dict[str, dict[str, Any]] = {}
            for record in kept_records(outputs.cleaned_flights):
                if moment - max_age_s < record["poll_time"] <= moment:
                    before = newest.get(record["icao24"])
                    if before is None or record["poll_time"] >= before["poll_time"]:
                        newest[record["icao24"]] = record
            poll_time = max((record["poll_time"] for record in newest.values()), default=None)
            recalled = recalling.picture_at(moment)
            assert (recalled.value.poll_time, recalled.problems) == (poll_time, ())
            expected = flight_table(list(newest.values()), poll_time=poll_time)
            pd.testing.assert_frame_equal(by_address(recalled.value.flights), by_address(expected))


def test_a_recalled_picture_is_as_the_live_one_was(outputs):
    flights = sky_flights(300, poll_time=NOW, seed=4)
    flights += [flight for flight in nasty_flights(NOW) if flight["icao24"] not in {None, "bad007"}]
    keep(outputs.cleaned_flights, flights[::2], batch=1)
    keep(outputs.cleaned_flights, flights[1::2], batch=1, part="part-00001.json")
    live = parse_picture({"poll_time": NOW, "published_at": NOW + 2, "sources": ["simulated"], "flights": flights})
    recalled = recall(outputs).value
    pd.testing.assert_frame_equal(by_address(recalled.flights), by_address(live.flights))
    assert (recalled.poll_time, recalled.published_at, recalled.sources) == (NOW, None, ("simulated",))


@pytest.mark.parametrize("there", [False, True])
def test_without_records_the_sky_is_empty(outputs, there):
    if there:
        hour_path(outputs.cleaned_flights, NOW).mkdir(parents=True)
    recalled = History(outputs, max_age_s=MAX_AGE_S)
    picture = recalled.picture_at(NOW).value
    assert (picture.poll_time, picture.sources, len(picture.flights)) == (None, (), 0)
    assert list(picture.flights.columns) == list(flight_table([polled(NOW)], poll_time=NOW).columns)
    assert recalled.span() is None
    assert recalled.alerts_at(NOW).value == ()
    assert recalled.trail_of("3c6444", NOW).empty


@pytest.mark.parametrize(("poll_time", "shown"), [(NOW + 1, False), (NOW, True), (NOW - 299, True), (NOW - 300, False)])
def test_a_picture_shows_the_time_before_its_moment_only(outputs, poll_time, shown):
    keep(outputs.cleaned_flights, [polled(poll_time)], batch=1)
    assert addresses(outputs) == (["3c6444"] if shown else [])


def test_the_span_is_from_the_first_poll_to_the_last(outputs):
    for batch, poll_time in enumerate((HOUR - 5, HOUR + 40, NOW)):
        keep(outputs.cleaned_flights, [polled(poll_time)], batch=batch)
    assert History(outputs, max_age_s=MAX_AGE_S).span() == (HOUR - 5, NOW)


def test_half_a_line_is_reported_and_the_rest_is_kept(outputs):
    (path,) = keep(outputs.cleaned_flights, [polled(NOW)], batch=1)
    good = orjson.dumps(polled(NOW, "aaaaaa"))
    path.write_bytes(path.read_bytes() + b'{"icao24": "bbb\n[]\n7\n\xff\n' + good + b"\n" + good[: len(good) // 2])
    keep(outputs.cleaned_flights, [polled(NOW, "cccccc")], batch=2)
    assert addresses(outputs) == ["3c6444", "aaaaaa", "cccccc"]
    (problem,) = recall(outputs).problems
    assert problem.endswith("batch=1/part-00000.json: skipped lines without a complete record: 5")


def test_an_unreadable_file_is_reported_and_the_others_are_read(outputs):
    (path,) = keep(outputs.cleaned_flights, [polled(NOW)], batch=1)
    path.with_name("part-00001.json").mkdir()
    path.with_name("part-00002.json").write_bytes(b"x" * 40_000_000)
    assert addresses(outputs) == ["3c6444"]
    folder, too_long = recall(outputs).problems
    assert "batch=1/part-00001.json cannot be read" in folder
    assert "batch=1/part-00002.json cannot be read" in too_long


def test_files_that_vanish_are_not_a_problem(outputs, monkeypatch):
    paths = [keep(outputs.cleaned_flights, [polled(NOW, f"00000{batch}")], batch=batch)[0] for batch in range(3)]
    files_between = KeptBatches.files_between

    def list_then_remove(*asked):
        listed = files_between(*asked)
        paths[0].unlink(missing_ok=True)
        return listed

    monkeypatch.setattr(KeptBatches, "files_between", list_then_remove)
    recalled = recall(outputs)
    assert sorted(recalled.value.flights["icao24"]) == ["000001", "000002"]
    assert recalled.problems == ()


def test_a_replaced_batch_is_read_anew(outputs):
    recalling = History(outputs, max_age_s=MAX_AGE_S)
    keep(outputs.cleaned_flights, [polled(NOW, callsign="OLD")], batch=1, written=1)
    assert recalling.picture_at(NOW).value.flights["callsign"].tolist() == ["OLD"]
    keep(outputs.cleaned_flights, [polled(NOW, callsign="NEWER")], batch=1, written=2)
    assert recalling.picture_at(NOW).value.flights["callsign"].tolist() == ["NEWER"]


def test_values_of_the_wrong_type_are_empty_cells(outputs):
    odd = {"latitude": "north", "velocity": {"a": 1}, "reasons": "x", "on_ground": [], "time_position": 1e30}
    keep(outputs.cleaned_flights, [polled(NOW, "aaaaaa") | odd, polled(NOW, "bbbbbb")], batch=1)
    flights = recall(outputs).value.flights.set_index("icao24")
    assert flights.loc["aaaaaa", ["latitude", "velocity", "time_position"]].isna().all()
    assert flights.loc["aaaaaa", ["reasons", "on_ground", "mapped"]].tolist() == ["", False, False]
    assert flights.loc["bbbbbb", "latitude"] == 50.0


@pytest.mark.parametrize("odd", [{"icao24": None}, {"poll_time": "soon"}, {"poll_time": None}])
def test_a_record_without_its_key_is_left_out_and_reported(outputs, odd):
    (path,) = keep(outputs.cleaned_flights, [polled(NOW)], batch=1)
    path.write_bytes(path.read_bytes() + orjson.dumps(polled(NOW, "aaaaaa") | odd))
    assert addresses(outputs) == ["3c6444"]
    assert len(recall(outputs).problems) == 1


def test_fields_of_a_newer_version_are_ignored_and_missing_ones_empty(outputs):
    newer = polled(NOW, "aaaaaa", schema_version=2, wind={"speed": [1, 2]})
    keep(outputs.cleaned_flights, [newer, {"icao24": "bbbbbb", "poll_time": NOW}], batch=1)
    flights = recall(outputs).value.flights.set_index("icao24")
    assert flights.loc["aaaaaa", "callsign"] == "DLH42A"
    assert flights.loc["bbbbbb", ["callsign", "latitude"]].isna().all()
    assert list(flights.columns) == list(flight_table([polled(NOW)], poll_time=NOW).columns[1:])


def test_playing_forward_reads_new_files_only(outputs, monkeypatch):
    for batch in range(5):
        keep(outputs.cleaned_flights, [polled(NOW + 10 * batch)], batch=batch)
    recalling = History(outputs, max_age_s=MAX_AGE_S)
    read, rows_of = [], record_cache.rows_of

    def rows_of_noted(columns, files, **options):
        read.extend(files)
        return rows_of(columns, files, **options)

    monkeypatch.setattr(record_cache, "rows_of", rows_of_noted)
    for moment in (NOW + 25, NOW + 30, NOW + 35, NOW + 30):
        recalling.picture_at(moment)
        recalling.trail_of("3c6444", moment)
    assert [Path(path).parent.name for path in read] == [f"batch={batch}" for batch in range(4)]


def test_memory_is_bounded_and_pictures_stay_right(outputs, monkeypatch):
    monkeypatch.setattr(history, "MOST_FLIGHT_BYTES", 2_000)
    for batch in range(5):
        keep(outputs.cleaned_flights, [polled(NOW, f"00000{batch}")], batch=batch)
    recalling = History(outputs, max_age_s=MAX_AGE_S)
    for _ in range(2):
        assert len(recalling.picture_at(NOW).value.flights) == 5
        assert recalling._flights._bytes <= 2_000


def test_many_viewers_may_ask_at_once(outputs):
    for batch in range(30):
        keep(outputs.cleaned_flights, [polled(HOUR + 10 * batch, f"0000{batch:02}")], batch=batch)
    recalling = History(outputs, max_age_s=1_000)
    with ThreadPoolExecutor(8) as pool:
        counts = pool.map(lambda batch: len(recalling.picture_at(HOUR + 10 * batch).value.flights), range(30))
        assert list(counts) == list(range(1, 31))


EVENTS = (
    [event(NOW - 100, "a", "opened"), event(NOW - 40, "a")],
    [event(NOW - 200, "b", "opened"), event(NOW - 50, "b", "resolved")],
    [event(NOW - 800, "c", "opened"), event(NOW - 60, "c", "resolved"), event(NOW - 30, "c", "reopened")],
    [event(NOW - 901, "d", "opened")],
    [event(NOW - 10, "e", "opened", severity="critical"), event(NOW + 10, "e", "resolved", severity="critical")],
    [event(NOW + 1, "f", "opened")],
    [event(NOW - 5, "g", "resolved"), event(NOW - 5, "g", "reopened", severity="info")],
)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (NOW - 902, set()),
        (NOW - 150, {"b", "c", "d"}),
        (NOW - 45, {"a", "d"}),
        (NOW, {"e", "a", "c", "g"}),
        (NOW + 20, {"a", "c", "f", "g"}),
        (NOW + 872, {"f", "g"}),
        (NOW + 1_000, set()),
    ],
)
def test_the_alerts_of_a_moment_are_those_whose_last_event_left_them_open(outputs, moment, expected):
    for batch, events in enumerate(EVENTS):
        keep(outputs.alerts, events, batch=batch, part="alerts.json")
    assert {alert.id for alert in History(outputs, max_age_s=MAX_AGE_S).alerts_at(moment).value} == expected


def test_alerts_are_as_the_live_ones_the_most_severe_first(outputs):
    events = [
        event(NOW, "a", severity="info", since=NOW - 5, value=3, limit=2.5, rarity=40_000),
        event(NOW, "b", severity="critical", since=NOW - 60, evidence="<script>@@=</script>", related=["aaaaaa", 7]),
        event(NOW, "c", severity="critical", since=NOW - 30, track=[[NOW, 9.0, 50.0, None], [NOW, 9.1, 50.1, 9e3]]),
    ]
    keep(outputs.alerts, events, batch=1, part="alerts.json")
    alerts = History(outputs, max_age_s=MAX_AGE_S).alerts_at(NOW).value
    assert [alert.id for alert in alerts] == ["c", "b", "a"]
    assert alerts[0].track == ((9.0, 50.0), (9.1, 50.1))
    assert (alerts[1].evidence, alerts[1].related) == ("<script>@ @=</script>", ("aaaaaa", "7"))


def test_an_invalid_alert_event_is_reported(outputs):
    (path,) = keep(outputs.alerts, [event(NOW, "a")], batch=1, part="alerts.json")
    path.write_bytes(path.read_bytes() + b'{"id": "b", "poll')
    recalled = History(outputs, max_age_s=MAX_AGE_S).alerts_at(NOW)
    assert [alert.id for alert in recalled.value] == ["a"]
    assert len(recalled.problems) == 1


def test_a_trail_is_as_the_live_one_was(outputs):
    trails, moment = Trails(), NOW
    for batch in range(90):
        poll_time = moment - 10 * batch
        # Heard at every other poll; each fix has the time of its poll, and one has no position.
        latitude = None if batch == 4 else 50 + batch / 64
        seen = polled(poll_time, latitude=latitude, time_position=poll_time - batch % 2 * 10)
        keep(outputs.cleaned_flights, [seen, polled(poll_time, "aaaaaa")], batch=batch, written=100 - batch)
    for path in sorted(outputs.cleaned_flights.glob("*/*/*/*.json"), key=lambda path: path.parent.stat().st_mtime):
        records = [orjson.loads(line) for line in path.read_bytes().splitlines()]
        trails.remember(flight_table(records, poll_time=None), poll_time=records[0]["poll_time"])
    recalled = History(outputs, max_age_s=MAX_AGE_S).trail_of("3c6444", moment)
    expected = trails.of("3c6444").reset_index(drop=True)
    assert len(expected) > 25
    pd.testing.assert_frame_equal(recalled, expected)


def test_trails_of_many_are_those_of_each(outputs):
    for batch in range(5):
        keep(
            outputs.cleaned_flights, [polled(NOW - 10 * batch, icao24) for icao24 in ("aaaaaa", "bbbbbb")], batch=batch
        )
    recalled = History(outputs, max_age_s=MAX_AGE_S)
    trails = recalled.trails_of(["bbbbbb", "cccccc"], NOW)
    assert trails.keys() == {"bbbbbb"}
    assert len(trails["bbbbbb"]) == 5
    pd.testing.assert_frame_equal(trails["bbbbbb"], recalled.trail_of("bbbbbb", NOW))


def test_a_trail_ends_at_its_moment(outputs):
    for batch, offset in enumerate((-LENGTH_S - 1, -LENGTH_S, -1, 1)):
        keep(outputs.cleaned_flights, [polled(int(NOW + offset))], batch=batch)
    trail = History(outputs, max_age_s=MAX_AGE_S).trail_of("3c6444", NOW)
    assert trail["time"].tolist() == [NOW - LENGTH_S - 2, NOW - 3]


@pytest.mark.parametrize("beside", [0.0, 0.5, 1.0])
def test_a_trail_is_there_at_a_moment_that_a_32_bit_float_can_hold(outputs, beside):
    moment = NOW // 128 * 128.0
    keep(outputs.cleaned_flights, [polled(int(moment))], batch=1)
    trail = History(outputs, max_age_s=MAX_AGE_S).trail_of("3c6444", moment + beside)
    assert len(trail) == 1
