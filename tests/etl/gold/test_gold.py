"""Every table of gold against the same numbers worked out in pandas, from the rows below it."""

from datetime import date, timedelta

import airportsdata
import h3
import numpy as np
import pandas as pd
import pytest

from common.errors import LakeError
from contracts.lake.layout import Lake, Partition
from contracts.lake.tables import (
    AIRCRAFT_HOURS,
    AIRLINE_DELAYS,
    AIRLINE_FLIGHTS,
    AIRLINES,
    AIRPORT_DELAYS,
    AIRPORT_TRAFFIC,
    AIRPORTS,
    ALERTS,
    ALTITUDE_TRENDS,
    COUNTRY_TRAFFIC,
    DAILY_ALERTS,
    DAILY_FLAGS,
    DIMENSIONS,
    FLIGHT_PIECES,
    FLIGHTS,
    GOLD,
    ROUTE_TRAFFIC,
    SCHEDULES,
    STATES,
    TRACKED_SCHEDULES,
    TRAFFIC_HEAT,
)
from etl.gold import gold
from etl.gold.gold import Gold
from etl.lake.interval import Interval, start_of
from etl.silver import flights as silver_flights
from tests.etl.lake_rows import (
    DAY,
    DAY_S,
    HOUR_S,
    MIDNIGHT,
    content,
    files_changed,
    frame_of,
    land,
    partition_of,
    settings_of,
    state,
    track,
    write_rows,
    write_schedules,
    write_states,
)

NOON = MIDNIGHT + 12 * HOUR_S


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


def make_gold(lake, interval=None):
    return gold.run(settings_of(lake.root.parent), interval)


def assert_equal(found, expected, table):
    """The same rows, whatever their order; numbers to nine digits."""
    columns = [column.name for column in table.columns]
    found, expected = (
        frame[columns].sort_values(list(table.key)).reset_index(drop=True).astype({"date": str})
        for frame in (found, expected)
    )
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=1e-9)


def random_states(count=3_000):
    """State vectors of 60 aircraft of two sources, over three hours around midnight, with much missing."""
    random = np.random.default_rng(5)
    rows = []
    for number in range(count):
        aircraft = int(random.integers(60))
        time = MIDNIGHT - HOUR_S + int(random.integers(3 * HOUR_S))
        rows.append(
            state(
                time,
                icao24=f"{aircraft:06x}",
                source="opensky" if aircraft % 3 else "simulated",
                origin_country=["Switzerland", "France", None][aircraft % 5 % 3],
                callsign=[f"SWR{aircraft}", f"AFR{aircraft}", None, "HBXYZ"][aircraft % 4],
                longitude=float(random.uniform(5, 11)),
                latitude=float(random.uniform(45, 48)),
                baro_altitude=None
                if random.random() < 0.1
                else round(float(random.uniform(0, [900, 12_000][number % 2])), 2),
                vertical_rate=None if random.random() < 0.1 else float(random.choice([-5, -2.5, 0, 2.5, 2.6, 8])),
                on_ground=bool(random.random() < 0.1),
                offset=number,
            )
        )
    return list({(row["source"], row["icao24"], row["time_position"]): row for row in rows}.values())


@pytest.fixture(scope="module")
def states():
    return random_states()


@pytest.fixture(scope="module")
def traffic_lake(tmp_path_factory, states):
    """A lake with silver and gold of the random state vectors; nobody changes it."""
    lake = Lake(tmp_path_factory.mktemp("traffic") / "lake")
    write_states(lake, states)
    silver_flights.run(settings_of(lake.root.parent), None)
    make_gold(lake)
    return lake


def by_hour(states):
    frame = pd.DataFrame(states)
    moment = pd.to_datetime(frame["last_contact"], unit="s", utc=True)
    return frame.assign(date=moment.dt.strftime("%Y-%m-%d"), hour=moment.dt.hour)


def test_altitude_trends_are_those_of_pandas(traffic_lake, states):
    frame = by_hour(states)
    frame = frame[~frame["on_ground"] & frame["baro_altitude"].notna()]
    rates = frame["vertical_rate"]
    frame = frame.assign(
        climbs=(rates > 2.5).where(rates.notna()).astype(float), sinks=(rates < -2.5).where(rates.notna()).astype(float)
    )
    groups = frame.groupby(["date", "hour", "source"])
    expected = groups.agg(aircraft=("icao24", "nunique"), fixes=("icao24", "size"))
    for share in (10, 50, 90):
        expected[f"altitude_p{share}_m"] = groups["baro_altitude"].quantile(share / 100)
    expected["climbing_share"], expected["descending_share"] = groups["climbs"].mean(), groups["sinks"].mean()

    assert len(expected) == 6
    assert_equal(frame_of(traffic_lake, ALTITUDE_TRENDS), expected.reset_index(), ALTITUDE_TRENDS)


def test_traffic_heat_is_that_of_pandas_and_h3(traffic_lake, states):
    frame = by_hour(states)
    frame = frame[~frame["on_ground"]]
    cells = [h3.latlng_to_cell(*place, 4) for place in frame[["latitude", "longitude"]].itertuples(index=False)]
    expected = (
        frame.assign(cell=cells)
        .groupby(["date", "hour", "source", "cell"])
        .agg(aircraft=("icao24", "nunique"), fixes=("icao24", "size"), mean_altitude_m=("baro_altitude", "mean"))
    )

    assert_equal(frame_of(traffic_lake, TRAFFIC_HEAT), expected.reset_index(), TRAFFIC_HEAT)


def test_airline_flights_are_those_of_pandas(traffic_lake):
    flights = frame_of(traffic_lake, FLIGHTS)
    assert set(flights["airline"].dropna()) == {"SWR", "AFR"}
    flights["seconds"] = flights["last_seen"] - flights["first_seen"]
    expected = flights.groupby(["date", "source", "airline"]).agg(
        flights=("icao24", "size"),
        aircraft=("icao24", "nunique"),
        seconds=("seconds", "sum"),
        distance_m=("distance_m", "sum"),
    )

    assert_equal(frame_of(traffic_lake, AIRLINE_FLIGHTS), expected.reset_index(), AIRLINE_FLIGHTS)


def test_airport_traffic_is_that_of_pandas(traffic_lake):
    flights = frame_of(traffic_lake, FLIGHTS)
    ends = [
        flights.assign(airport=flights[column], departures=int(column[0] == "d"), arrivals=int(column[0] == "a"))
        for column in ("departure_airport", "arrival_airport")
    ]
    expected = pd.concat(ends).groupby(["date", "source", "airport"])[["departures", "arrivals"]].sum()

    assert len(expected) > 5
    assert_equal(frame_of(traffic_lake, AIRPORT_TRAFFIC), expected.reset_index(), AIRPORT_TRAFFIC)


def test_route_traffic_is_that_of_pandas(traffic_lake):
    flights = frame_of(traffic_lake, FLIGHTS)
    flights["seconds"] = flights["last_seen"] - flights["first_seen"]
    expected = flights.groupby(["date", "source", "departure_airport", "arrival_airport"]).agg(
        flights=("icao24", "size"), median_seconds=("seconds", "median")
    )

    assert len(expected)
    assert_equal(frame_of(traffic_lake, ROUTE_TRAFFIC), expected.reset_index(), ROUTE_TRAFFIC)


def test_country_traffic_is_that_of_pandas(traffic_lake, states):
    keys = ["date", "source", "origin_country"]
    heard = by_hour(states).groupby(keys).agg(aircraft=("icao24", "nunique"), fixes=("icao24", "size"))
    flights = frame_of(traffic_lake, FLIGHTS).astype({"date": str}).groupby(keys).size().rename("flights")
    expected = heard.join(flights, how="outer").fillna(0)

    assert_equal(frame_of(traffic_lake, COUNTRY_TRAFFIC), expected.reset_index(), COUNTRY_TRAFFIC)


SCHEDULE = {
    "source": "aviationstack",
    "date": DAY,
    "flight": "SWR7",
    "callsign": "SWR7EA",
    "airline": "SWR",
    "airline_iata": "LX",
    "airline_name": "Swiss",
    "status": "landed",
    "departure_airport": "LSZH",
    "departure_iata": "ZRH",
    "departure_scheduled": NOON,
    "arrival_airport": "LSGG",
    "arrival_scheduled": NOON + 3_000,
    "icao24": "4b1814",
    "asked_at": NOON,
}


def random_schedules(count=400):
    random = np.random.default_rng(7)
    rows = []
    for number in range(count):
        day = int(random.integers(2))
        scheduled = MIDNIGHT + day * DAY_S + int(random.integers(DAY_S))
        delays = [None if random.random() < 0.2 else int(random.integers(-20, 200)) * 60 for _ in range(2)]
        rows.append(
            SCHEDULE
            | {
                "source": "simulated" if number % 4 == 0 else "aviationstack",
                "date": DAY + timedelta(days=day),
                "flight": f"XYZ{number}",
                "airline": [None, "SWR", "AFR", "BAW", "DLH"][int(random.integers(5))],
                "status": str(random.choice(["landed", "cancelled", "active"])),
                "departure_airport": [None, "LSZH", "LFPG", "EGLL"][int(random.integers(4))],
                "arrival_airport": [None, "LSZH", "LFPG", "EGLL"][int(random.integers(4))],
                "departure_scheduled": scheduled,
                "arrival_scheduled": None if number % 9 == 0 else scheduled + 3_600,
                "departure_actual": None if delays[0] is None else scheduled + delays[0],
                "arrival_actual": None if delays[1] is None else scheduled + 3_600 + delays[1],
            }
        )
    return rows


def delays_of(frame, keys):
    groups = frame.assign(
        is_cancelled=frame["status"] == "cancelled", is_late=frame["delay"] >= 15, is_timed=frame["delay"].notna()
    ).groupby(keys)
    return groups.agg(
        flights=("flight", "size"),
        cancelled=("is_cancelled", "sum"),
        timed=("is_timed", "sum"),
        late=("is_late", "sum"),
        mean_delay_min=("delay", "mean"),
        p90_delay_min=("delay", lambda delay: delay.quantile(0.9)),
    ).reset_index()


def test_delays_are_those_of_pandas(lake):
    rows = random_schedules()
    write_schedules(lake, rows)
    make_gold(lake)

    frame = pd.DataFrame(rows)
    ends = {
        end: frame.assign(
            movement=end,
            airport=frame[f"{end}_airport"],
            delay=(frame[f"{end}_actual"] - frame[f"{end}_scheduled"]) / 60,
        )
        for end in ("departure", "arrival")
    }
    by_airline = delays_of(ends["departure"], ["date", "source", "airline"])
    by_airport = delays_of(pd.concat(ends.values()), ["date", "source", "airport", "movement"])
    assert len(by_airline) == 16
    assert_equal(frame_of(lake, AIRLINE_DELAYS), by_airline, AIRLINE_DELAYS)
    assert_equal(frame_of(lake, AIRPORT_DELAYS), by_airport, AIRPORT_DELAYS)


def tracked(lake, states, schedules):
    write_states(lake, states)
    write_schedules(lake, schedules)
    silver_flights.run(settings_of(lake.root.parent), None)
    make_gold(lake)
    return content(lake, TRACKED_SCHEDULES)


REAL = {"source": "opensky"}


def test_a_flight_is_joined_to_the_schedule_of_its_aircraft(lake):
    flown = [
        state(NOON + 500, on_ground=True, **REAL),
        *track(NOON + 600, NOON + 3_300, **REAL),
        state(NOON + 3_300, on_ground=True, **REAL),
    ]

    (row,) = tracked(lake, flown, [SCHEDULE | {"callsign": "OTHER1"}])

    assert row == {
        "date": DAY,
        "source": "opensky",
        "icao24": "4b1814",
        "first_seen": NOON + 600,
        "last_seen": NOON + 3_240,
        "callsign": "SWR7EA",
        "flight": "SWR7",
        "schedule_source": "aviationstack",
        "airline": "SWR",
        "matched_by": "icao24",
        "departure_airport": "LSZH",
        "arrival_airport": "LSGG",
        "departure_scheduled": NOON,
        "arrival_scheduled": NOON + 3_000,
        "departure_late_min": 10.0,
        "arrival_late_min": 4.0,
    }


def test_a_flight_whose_ends_were_not_seen_is_not_late(lake):
    (row,) = tracked(lake, track(NOON + 600, NOON + 900, **REAL), [SCHEDULE])

    assert (row["departure_late_min"], row["arrival_late_min"]) == (None, None)


@pytest.mark.parametrize(
    ("schedule", "matched_by"),
    [
        ({}, "icao24"),
        ({"icao24": None}, "callsign"),
        ({"icao24": "000000"}, "callsign"),
        ({"icao24": None, "callsign": None}, None),
        ({"icao24": None, "callsign": "SWR7EB"}, None),
        ({"departure_scheduled": NOON - 3 * HOUR_S}, "icao24"),
        ({"departure_scheduled": NOON - 3 * HOUR_S - 1}, None),
        ({"departure_scheduled": NOON - 5 * HOUR_S, "departure_actual": NOON + 60}, "icao24"),
        ({"departure_scheduled": NOON - 5 * HOUR_S, "departure_estimated": NOON + 60}, "icao24"),
        ({"departure_actual": NOON + 5 * HOUR_S}, None),
        ({"departure_scheduled": None}, None),
        ({"status": "cancelled"}, None),
        ({"source": "simulated"}, None),
        ({"date": DAY - timedelta(days=1)}, "icao24"),
        ({"date": DAY + timedelta(days=1)}, "icao24"),
    ],
)
def test_a_flight_is_joined_by_aircraft_or_callsign_near_in_time_and_of_the_same_kind(lake, schedule, matched_by):
    rows = tracked(lake, track(NOON, NOON + 300, **REAL), [SCHEDULE | schedule])

    assert [row["matched_by"] for row in rows] == ([matched_by] if matched_by else [])


def test_simulated_flights_are_joined_to_simulated_schedules(lake):
    (row,) = tracked(lake, track(NOON, NOON + 300), [SCHEDULE, SCHEDULE | {"source": "simulated"}])

    assert row["schedule_source"] == "simulated"


def test_the_nearest_wins_and_each_is_joined_once(lake):
    """Two flights of one aircraft and three schedules: neither is joined twice."""
    landing = [state(NOON + 600, on_ground=True, **REAL)]
    flown = [*track(NOON, NOON + 600, **REAL), *landing, *track(NOON + 5_000, NOON + 5_600, **REAL)]
    schedules = [
        SCHEDULE | {"flight": "SWR1", "departure_scheduled": NOON - 1_000},
        SCHEDULE | {"flight": "SWR2", "departure_scheduled": NOON + 4_000},
        SCHEDULE | {"flight": "SWR3", "departure_scheduled": NOON + 2_400},
    ]

    rows = tracked(lake, flown, schedules)

    assert [(row["first_seen"] - NOON, row["flight"]) for row in rows] == [(0, "SWR1"), (5_000, "SWR2")]


BY_ALL = {"flight": "SWR1", "departure_scheduled": NOON + 9_000}
BY_CALLSIGN = {"flight": "SWR2", "icao24": None, "departure_scheduled": NOON + 6_000}
BY_AIRCRAFT = {"flight": "SWR3", "callsign": None, "departure_scheduled": NOON}


@pytest.mark.parametrize(
    ("schedules", "joined"),
    [
        ([BY_ALL, BY_CALLSIGN, BY_AIRCRAFT], ("SWR1", "icao24")),
        ([BY_CALLSIGN, BY_AIRCRAFT], ("SWR2", "callsign")),
        ([BY_AIRCRAFT], ("SWR3", "icao24")),
    ],
)
def test_aircraft_and_callsign_count_before_a_callsign_and_that_before_an_aircraft(lake, schedules, joined):
    (row,) = tracked(lake, track(NOON, NOON + 300, **REAL), [SCHEDULE | schedule for schedule in schedules])

    assert (row["flight"], row["matched_by"]) == joined


LEG_BEFORE = SCHEDULE | {
    "flight": "LH797",
    "callsign": "DLH797",
    "departure_scheduled": NOON - 10_500,
    "arrival_scheduled": NOON + 3_600,
}


@pytest.mark.parametrize(
    ("flown_as", "schedule", "joined"),
    [
        ("DLH798", {}, False),
        ("DLH0798", {"callsign": "DLH0797"}, False),
        ("DLH4YK", {}, True),
        ("GEC8160", {}, True),
        (None, {}, True),
        ("DLH4YK", {"callsign": None}, True),
        ("DLH4YK", {"arrival_scheduled": NOON - 1}, False),
        ("DLH4YK", {"arrival_scheduled": NOON}, True),
        ("DLH4YK", {"arrival_actual": NOON - 1}, False),
        (None, {"callsign": None, "arrival_scheduled": NOON - 1}, False),
        ("DLH4YK", {"arrival_scheduled": NOON - 1, "arrival_actual": NOON}, True),
        ("DLH4YK", {"arrival_scheduled": NOON - 3_000, "departure_estimated": NOON - 7_500}, True),
        ("DLH4YK", {"arrival_scheduled": None}, True),
        ("DLH797", {"arrival_scheduled": NOON - 1}, True),
    ],
)
def test_by_its_aircraft_alone_a_flight_is_not_joined_to_the_one_before(lake, flown_as, schedule, joined):
    rows = tracked(lake, track(NOON, NOON + 300, callsign=flown_as, **REAL), [LEG_BEFORE | schedule])

    assert len(rows) == joined


def test_a_flight_is_joined_by_its_callsign_and_not_to_the_flight_of_its_aircraft_before(lake):
    later = SCHEDULE | {"flight": "LH798", "callsign": "DLH798", "icao24": None, "departure_scheduled": NOON - 300}

    (row,) = tracked(lake, track(NOON, NOON + 300, callsign="DLH798", **REAL), [LEG_BEFORE, later])

    assert (row["flight"], row["matched_by"]) == ("LH798", "callsign")


@pytest.mark.parametrize(
    ("flown_as", "scheduled_as", "joined"),
    [
        ("BAW5", "BAW005", True),
        ("BAW05A", "BAW5A", True),
        ("BAW0", "BAW000", True),
        ("BAW50", "BAW5", False),
        ("G0005", "G5", False),
    ],
)
def test_zeros_before_a_flight_number_do_not_matter(lake, flown_as, scheduled_as, joined):
    schedule = SCHEDULE | {"callsign": scheduled_as, "icao24": None}
    rows = tracked(lake, track(NOON, NOON + 300, callsign=flown_as, **REAL), [schedule])

    assert len(rows) == joined


def test_a_schedule_around_midnight_is_joined_to_one_flight_of_both_days(lake):
    landing = [state(MIDNIGHT - 300, on_ground=True, **REAL)]
    flown = [*track(MIDNIGHT - 900, MIDNIGHT - 300, **REAL), *landing, *track(MIDNIGHT + 60, MIDNIGHT + 600, **REAL)]

    rows = tracked(lake, flown, [SCHEDULE | {"departure_scheduled": MIDNIGHT}])

    assert [(row["date"], row["first_seen"] - MIDNIGHT) for row in rows] == [(DAY, 60)]


def flag(time, **differences):
    return {
        "icao24": "4b1814",
        "poll_time": time,
        "source": "simulated",
        "rules": [],
        "is_anomaly": False,
    } | differences


def test_daily_flags_are_those_of_pandas(lake):
    random = np.random.default_rng(3)
    rules = ["rapid_descent", "low_altitude", "overspeed"]
    flags = [
        flag(
            MIDNIGHT + 60 * number,
            icao24=f"{random.integers(9):06x}",
            source=str(random.choice(["opensky", "simulated"])),
            rules=[rule for rule in rules if random.random() < 0.4],
            is_anomaly=[True, False, None][int(random.integers(3))],
        )
        for number in range(-100, 2_000)
    ]
    land(lake, "flags", flags)
    land(lake, "flags", flags[:500], name="landed again")
    make_gold(lake)

    frame = pd.DataFrame(flags)
    frame["date"] = pd.to_datetime(frame["poll_time"], unit="s").dt.strftime("%Y-%m-%d")
    model = frame["is_anomaly"].map(lambda anomaly: ["isolation_forest"] if anomaly else [])
    exploded = frame.assign(flag=frame["rules"] + model).explode("flag").dropna(subset="flag")
    expected = exploded.groupby(["date", "source", "flag"]).agg(
        records=("flag", "size"), aircraft=("icao24", "nunique")
    )
    assert_equal(frame_of(lake, DAILY_FLAGS), expected.reset_index(), DAILY_FLAGS)


def alert(poll_time, **differences):
    """An event as `land-alerts` lands it."""
    since = differences.get("since", poll_time)
    return {
        "event": "opened",
        "id": f"4b1814-motion-{since}",
        "icao24": "4b1814",
        "callsign": "SWR7EA",
        "origin_country": "Switzerland",
        "kind": "position_jump",
        "family": "motion",
        "severity": "warning",
        "since": since,
        "last": poll_time,
        "resolved_at": None,
        "poll_time": poll_time,
        "longitude": 8.5,
        "latitude": 47.4,
        "baro_altitude": 11_000.0,
        "evidence": "5,000 m off its course",
        "finding_count": 1,
        "source": "simulated",
    } | differences


def test_an_alert_is_as_it_was_last_told_about_on_the_day_it_was_opened(lake):
    since = MIDNIGHT + DAY_S - 60
    land(lake, "alerts", [alert(since)])
    make_gold(lake)
    told = [
        alert(since + 60, since=since, event="updated", severity="critical", finding_count=5),
        alert(since + 300, since=since, event="resolved", last=since + 180, resolved_at=since + 300, finding_count=9),
    ]
    land(lake, "alerts", told, name="later")
    make_gold(lake)

    (row,) = content(lake, ALERTS)

    assert row["date"] == DAY
    assert (row["since"], row["last"], row["resolved_at"]) == (since, since + 180, since + 300)
    assert (row["severity"], row["finding_count"]) == ("warning", 9)
    assert content(lake, DAILY_ALERTS) == [
        {
            "date": DAY,
            "source": "simulated",
            "kind": "position_jump",
            "severity": "warning",
            "alerts": 1,
            "aircraft": 1,
            "median_seconds": 180.0,
        }
    ]


def test_alerts_whose_events_are_gone_from_bronze_stay_beside_new_ones(lake):
    first, second = alert(NOON), alert(MIDNIGHT + DAY_S + 60, since=MIDNIGHT + DAY_S - 60)
    land(lake, "alerts", [first])
    make_gold(lake)
    (lake.folder("bronze", "alerts") / partition_of(NOON).folder / "part.parquet").unlink()
    land(lake, "alerts", [second])
    make_gold(lake)

    assert [row["id"] for row in content(lake, ALERTS)] == sorted([first["id"], second["id"]])


def test_daily_alerts_are_those_of_pandas(lake):
    random = np.random.default_rng(9)
    events = [
        alert(
            NOON + number,
            icao24=f"{random.integers(9):06x}",
            id=f"alert-{number}",
            kind=str(random.choice(["frozen", "silence"])),
            severity=str(random.choice(["info", "critical"])),
            source=str(random.choice(["opensky", "simulated"])),
            last=NOON + number + int(random.integers(500)),
        )
        for number in range(300)
    ]
    land(lake, "alerts", events)
    make_gold(lake)

    frame = pd.DataFrame(events).assign(date=str(DAY))
    frame["seconds"] = frame["last"] - frame["since"]
    expected = frame.groupby(["date", "source", "kind", "severity"]).agg(
        alerts=("id", "size"), aircraft=("icao24", "nunique"), median_seconds=("seconds", "median")
    )
    assert_equal(frame_of(lake, DAILY_ALERTS), expected.reset_index(), DAILY_ALERTS)


def test_airports_are_those_of_the_package(lake):
    make_gold(lake)

    airports = {row["airport"]: row for row in content(lake, AIRPORTS)}

    assert airports.keys() == airportsdata.load("ICAO").keys()
    assert airports["LSZH"]["iata"] == "ZRH"
    assert airports["LSZH"]["elevation_m"] == pytest.approx(432, abs=1)
    assert (airports["LSZH"]["country"], airports["LSZH"]["timezone"]) == ("CH", "Europe/Zurich")


def test_airlines_are_named_as_the_newest_real_schedule_does(lake):
    write_schedules(
        lake,
        [
            SCHEDULE | {"airline_name": "Swissair", "asked_at": 1, "flight": "SWR1"},
            SCHEDULE | {"asked_at": 2, "flight": "SWR2"},
            SCHEDULE | {"source": "simulated", "airline_name": "Made up", "asked_at": 3},
            SCHEDULE
            | {
                "source": "simulated",
                "flight": "AFR1",
                "airline": "AFR",
                "airline_name": "Air France",
                "airline_iata": None,
            },
            SCHEDULE | {"flight": "NOBODY", "airline": None},
        ],
    )
    make_gold(lake)

    assert content(lake, AIRLINES) == [
        {"airline": "AFR", "iata": None, "name": "Air France"},
        {"airline": "SWR", "iata": "LX", "name": "Swiss"},
    ]


def test_an_airline_keeps_its_name_when_others_that_sell_its_flights_tell_of_it_last(lake):
    write_schedules(lake, [SCHEDULE, SCHEDULE | {"flight": "SWR8", "airline_name": None, "asked_at": 9_000_000_000}])
    make_gold(lake)

    assert content(lake, AIRLINES) == [{"airline": "SWR", "iata": "LX", "name": "Swiss"}]


@pytest.fixture
def full_lake(lake):
    """A lake with some of everything on three days."""
    days = [date(2026, 3, 10) + timedelta(days=number) for number in range(3)]
    for number in range(3):
        noon = NOON + number * DAY_S
        write_states(lake, track(noon, noon + 4_000, **REAL))
        land(lake, "alerts", [alert(noon)])
        land(lake, "flags", [flag(noon, is_anomaly=True)])
    write_schedules(lake, [SCHEDULE | {"date": day} for day in days])
    silver_flights.run(settings_of(lake.root.parent), None)
    return lake


def test_a_rerun_makes_nothing_and_an_interval_makes_the_same(full_lake):
    first = make_gold(full_lake)
    tables = (*GOLD, *DIMENSIONS)
    before, files = {table.name: content(full_lake, table) for table in tables}, files_changed(full_lake)
    assert all(before[name] for name in before if name not in ("airport_traffic", "route_traffic"))
    assert first.partitions == sum(name.startswith("gold/") for name in files)

    assert make_gold(full_lake) == Gold(0, 0)
    assert files_changed(full_lake) == files

    hour = start_of(partition_of(NOON))
    # The hour's two tables, and ten by the day.
    assert make_gold(full_lake, Interval(hour, hour)).partitions == 12
    assert {table.name: content(full_lake, table) for table in tables} == before


def test_only_what_is_made_of_a_changed_file_is_made_anew(full_lake):
    make_gold(full_lake)
    files = files_changed(full_lake)
    write_schedules(full_lake, [SCHEDULE | {"status": "cancelled"}])
    make_gold(full_lake)

    changed = {name.removeprefix("gold/") for name, at in files_changed(full_lake).items() if files[name] != at}
    assert changed == {
        f"silver/{SCHEDULES.name}/date=2026-03-10/part.parquet",
        "airline_delays/date=2026-03-10/part.parquet",
        "airport_delays/date=2026-03-10/part.parquet",
        "tracked_schedules/date=2026-03-10/part.parquet",
        "tracked_schedules/date=2026-03-11/part.parquet",
        "airlines/part.parquet",
    }


def test_gold_stays_when_what_it_was_made_of_is_gone_by_retention(full_lake):
    make_gold(full_lake)
    files = files_changed(full_lake, ["gold"])
    for table in (STATES, AIRCRAFT_HOURS, FLIGHT_PIECES, FLIGHTS):
        for path in full_lake.files(table, last=DAY):
            path.unlink()

    hour = start_of(partition_of(NOON))
    make_gold(full_lake, Interval(hour, hour))

    kept = {name: at for name, at in files.items() if "tracked" not in name and "2026-03-10" in name}
    after = files_changed(full_lake, ["gold"])
    of_outputs = ("alerts", "daily_", "airline_delays", "airport_delays")
    assert all(after[name] == at for name, at in kept.items() if not any(part in name for part in of_outputs))
    assert after.keys() == files.keys()


def test_a_damaged_hour_is_an_error_that_names_it(full_lake):
    full_lake.file(STATES, partition_of(NOON)).write_bytes(b"PAR1 half a file")

    with pytest.raises(LakeError, match="states/date=2026-03-10/hour=12"):
        make_gold(full_lake)


def test_an_empty_lake_has_the_airports(lake):
    assert make_gold(lake) == Gold(1, len(airportsdata.load("ICAO")))


def test_an_hour_without_anything_in_the_air_is_empty(lake):
    write_rows(lake, STATES, {Partition(DAY, 3): [state(MIDNIGHT + 3 * HOUR_S, on_ground=True)]})
    silver_flights.run(settings_of(lake.root.parent), None)
    make_gold(lake)

    assert content(lake, ALTITUDE_TRENDS) == content(lake, TRAFFIC_HEAT) == content(lake, AIRLINE_FLIGHTS) == []
    (row,) = content(lake, COUNTRY_TRAFFIC)
    assert (row["aircraft"], row["flights"]) == (1, 0)
