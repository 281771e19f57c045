"""From state vectors to flights: rows in, rows out."""

import gzip
from datetime import timedelta

import orjson
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import LakeError
from contracts.lake.layout import Lake
from contracts.lake.tables import AIRCRAFT_HOURS, FLIGHT_PIECES, FLIGHTS, FLIGHTS_REJECTED, STATES
from etl.lake.interval import Interval, start_of
from etl.silver import flights as silver_flights
from etl.silver.flights import SilverFlights
from opensky.answers import parse_answer
from tests.etl.lake_rows import (
    DAY,
    DAY_S,
    HOUR_S,
    MIDNIGHT,
    content,
    files_changed,
    partition_of,
    settings_of,
    state,
    track,
    write_states,
)
from tests.lake_files import spoil

NOON = MIDNIGHT + 12 * HOUR_S

AT_ZURICH = {"longitude": 8.549167, "latitude": 47.458056}

COMPARED = ("source", "icao24", "first_seen", "last_seen", "fixes", "took_off", "landed")


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


def flights_of(lake, rows):
    """The flights of these state vectors."""
    write_states(lake, rows)
    silver_flights.run(settings_of(lake.root.parent), None)
    return sorted(content(lake, FLIGHTS), key=lambda row: (row["source"], row["icao24"], row["first_seen"]))


def spans(flights):
    return [(row["first_seen"] - MIDNIGHT, row["last_seen"] - MIDNIGHT) for row in flights]


def test_a_flight_over_several_hours_is_one(lake):
    (flight,) = flights_of(lake, track(NOON - 600, NOON + 2 * HOUR_S))

    assert (flight["first_seen"], flight["last_seen"]) == (NOON - 600, NOON + 2 * HOUR_S - 60)
    assert flight["fixes"] == 130
    assert flight["date"] == DAY
    assert (flight["callsign"], flight["airline"]) == ("SWR7EA", "SWR")
    assert (flight["took_off"], flight["landed"]) == (False, False)
    # 7,740 s at 0.002 deg of longitude, on the parallel of 47.4 deg: the chords of the fixes differ by less than 1e-6.
    assert flight["distance_m"] == pytest.approx(7_740 * 0.002 * 111_195.08 * 0.676876, rel=1e-5)
    assert flight["first_longitude"] == 8.0
    assert flight["last_longitude"] == pytest.approx(8.0 + 7_740 * 0.002)


@pytest.mark.parametrize(("gap", "count"), [(3_600, 1), (3_601, 2)])
@pytest.mark.parametrize("start", [NOON, NOON + 1_800], ids=["in the next hour", "across half hours"])
def test_a_gap_of_over_an_hour_is_between_two_flights(lake, gap, count, start):
    assert len(flights_of(lake, [state(start), state(start + gap)])) == count


def test_a_gap_within_an_hour_of_contact_is_none(lake):
    """Positions may be older than the contact that brought them."""
    rows = [state(NOON + 3_000, time_position=NOON - 3_000), state(NOON + 3_100, time_position=NOON + 3_100)]

    assert spans(flights_of(lake, rows)) == [(9 * HOUR_S + 7_800, 9 * HOUR_S + 7_800), (46_300, 46_300)]


def test_a_landing_is_between_two_flights(lake):
    rows = [*track(NOON, NOON + 600), state(NOON + 600, on_ground=True), *track(NOON + 660, NOON + 1_200)]

    first, second = flights_of(lake, rows)

    assert (first["took_off"], first["landed"]) == (False, True)
    assert (second["took_off"], second["landed"]) == (True, False)
    assert spans([first, second]) == [(43_200, 43_740), (43_860, 44_340)]


@pytest.mark.parametrize("ground_at", [-60, 0], ids=["last of the hour", "first of the next hour"])
def test_a_landing_between_two_hours_is_seen(lake, ground_at):
    """On the ground with the last fix of an hour, or the first of the next: pieces alone do not say so."""
    rows = [
        *track(NOON - 600, NOON + ground_at),
        state(NOON + ground_at, on_ground=True),
        *track(NOON + ground_at + 60, NOON + 600),
    ]

    first, second = flights_of(lake, rows)

    assert first["landed"]
    assert second["took_off"]


@pytest.mark.parametrize(("seconds", "landed"), [(3_600, True), (3_660, False)])
def test_a_landing_in_an_hour_without_flight_is_seen(lake, seconds, landed):
    rows = [*track(NOON - 600, NOON), state(NOON - 60 + seconds, on_ground=True)]

    (flight,) = flights_of(lake, rows)

    assert flight["landed"] is landed


@pytest.mark.parametrize(("seconds", "took_off"), [(3_600, True), (3_660, False)])
def test_a_take_off_after_an_hour_without_flight_is_seen(lake, seconds, took_off):
    rows = [state(NOON - seconds, on_ground=True), *track(NOON, NOON + 600)]

    (flight,) = flights_of(lake, rows)

    assert flight["took_off"] is took_off


def test_the_ground_before_another_flight_is_not_of_this_one(lake):
    rows = [
        state(NOON - 1_200, on_ground=True),
        *track(NOON, NOON + 120),
        state(NOON + 180, on_ground=True),
        *track(NOON + 240, NOON + 360),
    ]

    assert [(row["took_off"], row["landed"]) for row in flights_of(lake, rows)] == [(True, True), (True, False)]


def test_an_aircraft_on_the_ground_has_no_flight(lake):
    assert flights_of(lake, track(NOON, NOON + 600, on_ground=True)) == []
    (hour,) = content(lake, AIRCRAFT_HOURS)
    assert (hour["fixes"], hour["airborne_fixes"]) == (10, 0)


def test_a_position_heard_again_counts_once(lake):
    """With another contact, and in the next hour too."""
    rows = [
        state(NOON - 120, last_contact=NOON - 100),
        state(NOON - 120, last_contact=NOON - 90),
        state(NOON - 60, last_contact=NOON - 60),
        state(NOON - 60, last_contact=NOON + 5),
        state(NOON + 60, last_contact=NOON + 60),
    ]

    (flight,) = flights_of(lake, rows)

    assert flight["fixes"] == 3
    assert sum(row["fixes"] for row in content(lake, AIRCRAFT_HOURS)) == 5


def test_a_take_off_is_seen_whose_position_is_heard_again_in_the_next_hour(lake):
    rows = [
        state(NOON - 60, on_ground=True),
        state(NOON - 10, last_contact=NOON - 10),
        state(NOON - 10, last_contact=NOON + 5),
        state(NOON + 30, on_ground=True),
    ]

    for _ in range(3):
        (flight,) = flights_of(lake, rows)
        assert (flight["fixes"], flight["took_off"], flight["landed"]) == (1, True, True)


def test_what_is_told_again_with_a_position_in_the_next_hour_counts_for_nothing(lake):
    """The last one, low over Zurich, is heard again when the aircraft climbs elsewhere."""
    came = [
        state(NOON - 240 + 60 * n, callsign=callsign, baro_altitude=900.0 - 80 * n, vertical_rate=-1.4, **AT_ZURICH)
        for n, callsign in enumerate(("ZZZ1", "AAA1", "AAA1", "ZZZ1"))
    ]
    heard_again = [
        came[-1] | {"last_contact": NOON + after, "callsign": "ZZZ1", "vertical_rate": 9.0} for after in (5, HOUR_S + 5)
    ]

    (flight,) = flights_of(lake, [*came, *heard_again])

    assert (flight["fixes"], flight["callsign"], flight["arrival_airport"]) == (4, "AAA1", "LSZH")


def test_an_older_position_heard_again_in_the_next_hour_counts_once(lake):
    rows = track(NOON - 300, NOON + 300)

    (flight,) = flights_of(lake, [*rows, rows[2] | {"last_contact": NOON + 20}])

    assert flight["fixes"] == len(rows)


def test_a_climb_in_a_later_hour_is_no_departure(lake):
    """Low over Zurich without a vertical rate, and without an altitude then; the climb is in the next hour."""
    rows = [
        state(NOON - 120, baro_altitude=900.0, vertical_rate=None, **AT_ZURICH),
        state(NOON - 60, baro_altitude=None, vertical_rate=None),
        *track(NOON, NOON + 300, vertical_rate=8.0),
    ]

    (flight,) = flights_of(lake, rows)

    assert flight["departure_airport"] is None


def test_a_position_that_is_heard_again_as_on_the_ground_is_no_landing(lake):
    rows = [
        state(NOON),
        state(NOON, last_contact=NOON + 5, on_ground=True),
        state(NOON, last_contact=NOON + 9),
        state(NOON + 60),
    ]

    (flight,) = flights_of(lake, rows)

    assert (flight["fixes"], flight["landed"]) == (2, False)


def test_the_callsign_is_the_one_of_most_positions_over_all_hours(lake):
    rows = [
        *track(NOON - 600, NOON - 240, callsign="AFR1"),
        *track(NOON - 240, NOON, callsign="BAW2"),
        *track(NOON, NOON + 180, callsign="BAW2"),
        *track(NOON + 180, NOON + 900, callsign=None),
    ]

    (flight,) = flights_of(lake, rows)

    assert flight["callsign"] == "BAW2"
    assert [row["callsigns"] for row in content(lake, FLIGHT_PIECES)] == ['{"AFR1":6,"BAW2":4}', '{"BAW2":3}']


def test_of_callsigns_as_frequent_the_first_in_the_alphabet_counts(lake):
    (flight,) = flights_of(lake, [state(NOON, callsign="DLH2"), state(NOON + 60, callsign="AFR1")])

    assert flight["callsign"] == "AFR1"


@pytest.mark.parametrize(
    ("callsign", "airline"),
    [("SWR7EA", "SWR"), ("SWR", None), ("N123AB", None), ("HBZRX", None), ("AB1234", None), (None, None)],
)
def test_an_airline_is_three_letters_before_a_digit(lake, callsign, airline):
    (flight,) = flights_of(lake, track(NOON, NOON + 300, callsign=callsign))

    assert (flight["callsign"], flight["airline"]) == (callsign, airline)


def test_the_antimeridian_is_crossed_by_the_short_way(lake):
    (flight,) = flights_of(
        lake,
        [state(NOON, longitude=179.9, latitude=0.0), state(NOON + 100, longitude=-179.9, latitude=0.0)],
    )

    assert flight["distance_m"] == pytest.approx(0.2 * 111_195.08, rel=1e-6)


def test_sources_are_apart(lake):
    flights = flights_of(lake, [state(NOON, source="opensky"), state(NOON + 60), state(NOON + 120, source="opensky")])

    assert [(row["source"], row["fixes"]) for row in flights] == [("opensky", 2), ("simulated", 1)]


def test_a_flight_over_midnight_belongs_to_the_day_it_began_on(lake):
    (flight,) = flights_of(lake, track(MIDNIGHT - 1_200, MIDNIGHT + 2 * HOUR_S))

    assert flight["date"] == DAY - timedelta(days=1)
    assert flight["last_seen"] == MIDNIGHT + 2 * HOUR_S - 60
    assert content(lake, FLIGHTS) == [flight]


def test_what_flies_beyond_the_day_after_is_cut_at_midnights(lake):
    """From the evening of a day for four days: the first part has the day after in it, each other part is a day."""
    begun = MIDNIGHT + 20 * HOUR_S
    rows = track(begun, MIDNIGHT + 4 * DAY_S, every=1_800, longitude=8.0)

    flights = flights_of(lake, rows)

    assert spans(flights) == [
        (20 * HOUR_S, 2 * DAY_S - 1_800),
        (2 * DAY_S, 3 * DAY_S - 1_800),
        (3 * DAY_S, 4 * DAY_S - 1_800),
    ]
    assert [row["date"] for row in flights] == [DAY, DAY + timedelta(days=2), DAY + timedelta(days=3)]
    assert sum(row["fixes"] for row in flights) == len(rows)


def test_the_position_before_a_midnight_that_is_heard_after_it_is_of_the_day_before(lake):
    begun, end = MIDNIGHT + 20 * HOUR_S, MIDNIGHT + 2 * DAY_S
    late = state(end - 5, last_contact=end + 5, longitude=8.0)
    rows = [*track(begun, end, every=1_800, longitude=8.0), late, *track(end + 60, end + 600, longitude=8.0)]

    flights = flights_of(lake, rows)

    assert spans(flights) == [(20 * HOUR_S, 2 * DAY_S - 5), (2 * DAY_S + 60, 2 * DAY_S + 540)]


def test_a_landing_after_the_day_after_is_seen(lake):
    begun, end = MIDNIGHT + 20 * HOUR_S, MIDNIGHT + 2 * DAY_S
    rows = track(begun, end, every=1_800, longitude=8.0)

    (flight,) = flights_of(lake, [*rows, state(end + 600, on_ground=True)])

    assert flight["landed"]


def test_airports_are_estimated_where_a_flight_begins_and_ends_low_beside_one(lake):
    zurich, geneva = {"longitude": 8.55, "latitude": 47.46}, {"longitude": 6.11, "latitude": 46.24}
    rows = [
        state(NOON, **zurich, baro_altitude=600.0),
        state(NOON + 1_500, longitude=7.3, latitude=46.9),
        state(NOON + 3_000, **geneva, baro_altitude=600.0),
    ]

    (flight,) = flights_of(lake, rows)

    assert (flight["departure_airport"], flight["arrival_airport"]) == ("LSZH", "LSGG")


@pytest.mark.parametrize(
    ("differences", "airport"),
    [
        ({"baro_altitude": 11_000.0}, None),
        ({"baro_altitude": 432.0 + 990}, "LSZH"),
        ({"baro_altitude": 432.0 + 1_010}, None),
        ({"baro_altitude": None}, None),
        ({"longitude": 5.0, "latitude": 42.9, "baro_altitude": 600.0}, None),
    ],
    ids=["high above", "just low enough", "too high", "altitude unknown", "too far"],
)
def test_an_airport_has_to_be_near_and_below(lake, differences, airport):
    first = AT_ZURICH | {"vertical_rate": 8.0} | differences
    (flight,) = flights_of(lake, [state(NOON, **first), state(NOON + 1_500)])

    assert flight["departure_airport"] == airport


@pytest.mark.parametrize(("altitude", "airport"), [(None, "LSZH"), (432.0 + 1_990, "LSZH"), (432.0 + 2_010, None)])
def test_after_a_take_off_that_was_seen_the_first_position_may_be_higher_or_of_unknown_height(lake, altitude, airport):
    rows = [state(NOON, on_ground=True), state(NOON + 60, **AT_ZURICH, baro_altitude=altitude), state(NOON + 120)]

    (flight,) = flights_of(lake, rows)

    assert flight["departure_airport"] == airport


def beside_zurich(*heights_and_rates, start=NOON):
    """Positions beside Zurich a minute apart, of these altitudes (m) and vertical rates (m/s)."""
    return [
        state(start + 60 * number, **AT_ZURICH, baro_altitude=altitude, vertical_rate=rate)
        for number, (altitude, rate) in enumerate(heights_and_rates)
    ]


@pytest.mark.parametrize(
    ("heights_and_rates", "airports"),
    [
        ([(1_300.0, -3.5), (1_000.0, -3.5), (700.0, -3.5)], (None, "LSZH")),
        ([(700.0, 9.0), (1_000.0, 9.0), (1_300.0, 9.0)], ("LSZH", None)),
        ([(1_300.0, None), (1_000.0, None), (700.0, None)], (None, "LSZH")),
        ([(700.0, None), (1_000.0, None), (1_300.0, None)], ("LSZH", None)),
        ([(1_300.0, 0.33), (1_300.0, 0.0), (1_300.0, -0.33)], (None, None)),
        ([(700.0, 9.0), (1_300.0, 0.0), (700.0, -3.5)], ("LSZH", "LSZH")),
        ([(700.0, 9.0)], (None, None)),
        ([(700.0, -3.5)], (None, None)),
    ],
    ids=[
        "approach",
        "climb-out",
        "approach without rates",
        "climb-out without rates",
        "level",
        "circuit",
        "once, climbing",
        "once, descending",
    ],
)
def test_what_climbs_at_first_has_left_and_what_descends_at_last_arrives(lake, heights_and_rates, airports):
    (flight,) = flights_of(lake, beside_zurich(*heights_and_rates))

    assert (flight["departure_airport"], flight["arrival_airport"]) == airports


def test_an_approach_over_two_hours_is_no_departure(lake):
    rows = beside_zurich((1_300.0, None), (1_000.0, None), (700.0, None), start=NOON - 60)

    (flight,) = flights_of(lake, rows)

    assert (flight["departure_airport"], flight["arrival_airport"]) == (None, "LSZH")


def test_of_an_airport_at_both_ends_the_one_that_was_seen_counts(lake):
    """A go-around before a landing is no departure, one that goes out of contact no arrival."""
    there_and_back = beside_zurich((700.0, 9.0), (1_300.0, 0.0), (700.0, -3.5))
    ground = {"on_ground": True, **AT_ZURICH}

    (arrived,) = flights_of(lake, [*there_and_back, state(NOON + 180, **ground)])
    (left,) = flights_of(lake, [state(NOON - 60, **ground), *there_and_back])
    (both,) = flights_of(lake, [state(NOON - 60, **ground), *there_and_back, state(NOON + 180, **ground)])

    found = [(row["departure_airport"], row["arrival_airport"]) for row in (arrived, left, both)]
    assert found == [(None, "LSZH"), ("LSZH", None), ("LSZH", "LSZH")]


@pytest.mark.parametrize(
    "wrong",
    [{"velocity": 230.0, "baro_altitude": None}, {"velocity": 80.0, "baro_altitude": 11_000.0}],
    ids=["too fast", "too high"],
)
@pytest.mark.parametrize("at", [NOON + 300, NOON, NOON + 540], ids=["between", "at first", "at last"])
def test_what_says_on_ground_and_cannot_be_cuts_no_flight(lake, wrong, at):
    rows = track(NOON, NOON + 600, **AT_ZURICH)
    rows[(at - NOON) // 60] |= {"on_ground": True} | wrong

    (flight,) = flights_of(lake, rows)

    assert flight["fixes"] == 9
    assert [flight[name] for name in ("took_off", "landed", "departure_airport", "arrival_airport")] == [
        False,
        False,
        None,
        None,
    ]


def test_pieces_of_an_earlier_version_are_read_without_what_they_lack(lake):
    """Their state vectors may be gone, so that they cannot be made anew."""
    (before,) = flights_of(lake, track(NOON - 600, NOON + 600))
    old = lake.file(FLIGHT_PIECES, partition_of(NOON - 600))
    table = pq.read_table(old, partitioning=None)
    pq.write_table(table.drop_columns(["first_heard", "first_climb_ms", "last_climb_ms"]), old)
    lake.file(STATES, partition_of(NOON - 600)).unlink()

    silver_flights.run(settings_of(lake.root.parent), None)

    assert content(lake, FLIGHTS) == [before]


def test_a_flight_that_nothing_can_have_flown_is_set_aside_and_the_others_go_on(lake):
    """Two aircraft with one address, a thousand kilometres apart."""
    shared = [state(NOON + 30 * n, icao24="abcdef", longitude=8.0 + n % 2 * 15) for n in range(20)]
    write_states(lake, [*shared, *track(NOON, NOON + 600)])

    done = silver_flights.run(settings_of(lake.root.parent), None)

    assert (done.flights, done.rejected) == (1, 1)
    (rejected,) = content(lake, FLIGHTS_REJECTED)
    assert rejected["icao24"] == "abcdef"
    assert rejected["problem"].startswith("faster than anything flies")
    assert [row["icao24"] for row in content(lake, FLIGHTS)] == ["4b1814"]


def test_a_rerun_makes_nothing_and_an_interval_makes_the_same(lake):
    settings = settings_of(lake.root.parent)
    flights_of(lake, track(NOON - 600, NOON + 5_000))
    tables = (AIRCRAFT_HOURS, FLIGHT_PIECES, FLIGHTS, FLIGHTS_REJECTED)
    before, files = [content(lake, table) for table in tables], files_changed(lake)

    assert silver_flights.run(settings, None) == SilverFlights(0, 0, 0, 0)
    assert files_changed(lake) == files

    hour = start_of(partition_of(NOON))
    assert silver_flights.run(settings, Interval(hour, hour)) == SilverFlights(1, 1, 1, 0)
    assert [content(lake, table) for table in tables] == before


def test_only_what_depends_on_a_changed_hour_is_made_anew(lake):
    settings = settings_of(lake.root.parent)
    flights_of(lake, [state(MIDNIGHT + days * DAY_S + HOUR_S * 12) for days in range(-4, 5)])
    files = files_changed(lake)
    write_states(lake, track(NOON, NOON + 300))

    done = silver_flights.run(settings, None)

    assert (done.hours, done.days) == (1, 3)
    changed = {name for name, at in files_changed(lake).items() if files.get(name) != at}
    days = {name.split("date=")[1][:10] for name in changed if name.startswith("silver/flights/")}
    assert days == {"2026-03-09", "2026-03-10", "2026-03-11"}


def test_days_whose_neighbours_are_gone_by_retention_stay_as_they_are(lake):
    """Without the day before, a flight that came from it would begin at midnight."""
    settings = settings_of(lake.root.parent)
    before = flights_of(lake, track(MIDNIGHT - 3_000, MIDNIGHT + 3_000))
    for table in (STATES, AIRCRAFT_HOURS, FLIGHT_PIECES):
        lake.file(table, partition_of(MIDNIGHT - 3_000)).unlink()

    hour = start_of(partition_of(MIDNIGHT))
    silver_flights.run(settings, Interval(hour, hour))

    assert content(lake, FLIGHTS) == before


@pytest.mark.parametrize("table", [STATES, FLIGHT_PIECES, FLIGHTS], ids=lambda table: table.name)
def test_a_damaged_file_is_an_error_that_names_it(lake, table):
    flights_of(lake, track(NOON, NOON + 300))
    (file,) = lake.files(table)
    file.write_bytes(b"PAR1 half a file")

    with pytest.raises(LakeError, match=f"{table.name}/date=2026-03-10"):
        silver_flights.run(settings_of(lake.root.parent), None)


def test_a_file_with_a_damaged_body_is_an_error_that_names_it_and_not_what_is_made_of_it(lake):
    write_states(lake, track(NOON, NOON + HOUR_S, every=5))
    (file,) = lake.files(STATES)
    spoil(file)

    with pytest.raises(LakeError, match=r"silver/states/date=2026-03-10/hour=12/part.parquet is damaged .*made anew"):
        silver_flights.run(settings_of(lake.root.parent), None)


def flights_in_python(rows):
    """Flights one position at a time, over all hours: (source, icao24, first, last, fixes, took off, landed)."""
    frame = pd.DataFrame(rows).sort_values(["time_position", "last_contact"])
    frame = frame[~frame["on_ground"] | (frame["velocity"] <= 103)]
    frame = frame.drop_duplicates(["source", "icao24", "time_position"])
    found = []
    for (source, icao24), positions in frame.groupby(["source", "icao24"]):
        flight, before, on_ground_before = None, None, False
        for time, on_ground in positions[["time_position", "on_ground"]].itertuples(index=False):
            near = before is not None and time - before <= 3_600
            if on_ground:
                if flight and near:
                    flight["landed"] = True
                flight = None
            elif flight and near:
                flight["last"], flight["fixes"] = time, flight["fixes"] + 1
            else:
                flight = {
                    "first": time,
                    "last": time,
                    "fixes": 1,
                    "took_off": near and on_ground_before,
                    "landed": False,
                }
                found.append((source, icao24, flight))
            before, on_ground_before = time, on_ground
    return sorted((source, icao24, *flight.values()) for source, icao24, flight in found)


@pytest.mark.captures
def test_flights_of_real_traffic_are_those_found_position_by_position(lake, captures):
    """Iberia: polls 90 s apart, positions heard again, landings far from the last position in the air."""
    rows = {}
    with gzip.open(captures / "opensky" / "iberia_2025-09-25_27_full18.jsonl.gz") as polls:
        for poll in polls:
            for vector in parse_answer(orjson.loads(poll), source="opensky").states:
                if vector["icao24"] < "344000" and None not in (vector["time_position"], vector["longitude"]):
                    key = (vector["icao24"], vector["last_contact"], vector["time_position"])
                    place = {"topic": "flights", "partition": 0, "offset": len(rows), "arrived_at": vector["poll_time"]}
                    rows.setdefault(key, vector | place)

    found = flights_of(lake, rows.values())

    assert len(found) > 500
    assert [tuple(row[name] for name in COMPARED) for row in found] == flights_in_python(list(rows.values()))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([0, 20, 300, 1_700, 3_500, 3_600, 3_700, 8_000]),
            st.integers(0, 15),
            st.sampled_from([{}, {"on_ground": True}, {"on_ground": True, "velocity": 230.0}]),
            st.sampled_from(["aaaaaa", "bbbbbb"]),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_flights_are_those_found_position_by_position(tmp_path_factory, steps):
    lake = Lake(tmp_path_factory.mktemp("lake") / "lake")
    time, rows, heard = MIDNIGHT + 18 * HOUR_S, {}, {}
    for step, delay, said, icao24 in steps:
        time += step
        if time >= MIDNIGHT + 2 * DAY_S:
            break
        said = heard.setdefault((icao24, time), said)
        rows[icao24, time, delay] = state(time, last_contact=time + delay, icao24=icao24, longitude=8.0, **said)
    rows = list(rows.values())

    found = flights_of(lake, rows)

    assert [tuple(row[name] for name in COMPARED) for row in found] == flights_in_python(rows)
