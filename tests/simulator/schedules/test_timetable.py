"""The schedules of the simulated flights, compared with the flights themselves."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import airportsdata
import numpy as np
import pytest

from etl.schedules.folding import fold_flights
from etl.schedules.records import RecordReader
from simulator.backends.simulated import SimulatedTraffic
from simulator.backends.world import build_world
from simulator.schedules.timetable import Filters, SimulatedSchedules
from simulator.world.airline_codes import AIRLINE_CODES
from tests.local_opensky import MIDNIGHT

AIRCRAFT, SEED = 100, 5
NOON = MIDNIGHT + 12 * 3_600
ANY = Filters()
AIRPORTS = airportsdata.load("IATA")


@pytest.fixture(scope="module")
def world():
    return build_world(aircraft=AIRCRAFT, seed=SEED)


@pytest.fixture(scope="module")
def schedules(world):
    return SimulatedSchedules(world)


@pytest.fixture(scope="module")
def noon(schedules):
    """All records at noon."""
    return all_at(schedules, NOON)


def all_at(schedules, time, filters=ANY):
    records, offset = [], 0
    while True:
        page, total = schedules.page(time, filters, offset=offset, limit=1_000)
        records += page
        offset += len(page)
        if not page:
            assert len(records) == total
            return records


def operated(records):
    return [each for each in records if each["flight"]["codeshared"] is None]


def epoch(end, kind):
    """Return a time of the record as epoch s, by the airport's time zone, not the one in the record."""
    zone = ZoneInfo(AIRPORTS[end["iata"]]["tz"])
    return datetime.fromisoformat(end[kind]).replace(tzinfo=zone).timestamp()


def test_every_airline_flight_in_the_air_has_its_active_schedule(noon):
    traffic = SimulatedTraffic(AIRCRAFT, SEED, faults_per_hour=0)
    known = {}
    for each in operated(noon):
        known.setdefault(each["flight"]["icao"], []).append(each)
    joined = addressed = 0
    for row in traffic.at(NOON).rows:
        address, callsign, last_contact, on_ground = row[0], row[1].strip(), row[4], row[8]
        airline = callsign[:3] in AIRLINE_CODES and any(letter.isdigit() for letter in callsign)
        if on_ground or last_contact < NOON - 5 or not airline:
            continue
        active = [each for each in known[callsign] if each["flight_status"] == "active"]
        assert active, callsign
        addresses = [each["aircraft"]["icao24"] for each in active if each["aircraft"]]
        assert not addresses or address.upper() in addresses or len(active) > 1
        joined += 1
        addressed += bool(addresses)
    assert joined > 40
    assert addressed > joined / 2


def test_runway_times_and_airports_are_those_of_the_flight_itself(noon, world):
    index_of = {address: index for index, address in enumerate(world.identities.icao24)}
    checked = 0
    for each in operated(noon):
        if each["flight_status"] != "landed" or not each["aircraft"]:
            continue
        aircraft = np.array([index_of[each["aircraft"]["icao24"].lower()]])
        for end, before, after in (("departure", True, False), ("arrival", False, True)):
            runway = int(epoch(each[end], "actual_runway"))
            for moment, on_ground in ((runway - 1, before), (runway + 60, after)):
                flight, elapsed = world.fleet.flights_at(aircraft, moment)
                motion = world.fleet.motion(flight, elapsed)
                assert motion.on_ground[0] == on_ground
                place = AIRPORTS[each[end]["iata"]]
                assert motion.latitude[0] == pytest.approx(place["lat"], abs=0.2)
                assert world.identities.callsign[flight[0]].strip() == each["flight"]["icao"]
        checked += 1
    assert checked > 100


def test_a_flight_leaves_the_gate_before_the_runway_and_reaches_it_after(noon):
    for each in operated(noon):
        if each["flight_status"] == "landed":
            departure, arrival = each["departure"], each["arrival"]
            assert epoch(departure, "actual") < epoch(departure, "actual_runway")
            assert epoch(departure, "actual_runway") < epoch(arrival, "actual_runway") <= epoch(arrival, "actual")


def test_a_delay_is_actual_minus_scheduled_and_null_when_early(noon):
    delays = []
    for each in noon:
        for end in ("departure", "arrival"):
            if each[end]["actual"]:
                late_min = (epoch(each[end], "actual") - epoch(each[end], "scheduled")) / 60
                assert each[end]["delay"] == (late_min if late_min > 0 else None)
                if end == "departure":
                    delays.append(late_min)
    assert 0.03 < np.mean([late >= 60 for late in delays]) < 0.12
    assert 0.5 < np.mean([late < 15 for late in delays]) < 0.8


def test_future_events_have_no_actual_time(noon):
    for each in noon:
        happened = [each[end][kind] for end in ("departure", "arrival") for kind in ("actual", "actual_runway")]
        if each["flight_status"] in ("scheduled", "cancelled"):
            assert happened == [None] * 4
        if each["flight_status"] == "active":
            assert each["departure"]["actual"]
            assert each["arrival"]["actual"] is None
        for end in ("departure", "arrival"):
            assert not each[end]["actual"] or epoch(each[end], "actual") <= NOON


def test_a_flight_is_planned_then_under_way_then_landed(schedules, noon):
    landed = next(each for each in operated(noon) if each["flight_status"] == "landed" and each["departure"]["delay"])
    name, day = landed["flight"]["iata"], landed["flight_date"]
    departure, arrival = epoch(landed["departure"], "actual"), epoch(landed["arrival"], "actual")
    found = {}
    for time in (departure - 60, departure, arrival - 60, arrival):
        for each in all_at(schedules, time, Filters(flight_icao=landed["flight"]["icao"])):
            if (each["flight"]["iata"], each["flight_date"]) == (name, day):
                found[time] = each
    assert [each["flight_status"] for each in found.values()] == ["scheduled", "active", "active", "landed"]
    assert len({each["departure"]["scheduled"] for each in found.values()}) == 1


def test_a_time_has_the_same_page_after_other_requests(schedules):
    first = schedules.page(NOON, ANY, offset=0, limit=50)
    schedules.page(NOON + 7_000, Filters(dep_iata="FRA"), offset=0, limit=50)
    assert schedules.page(NOON, ANY, offset=0, limit=50) == first


def test_pages_together_hold_every_record_once(schedules, noon):
    pages = [record for offset in range(0, 700, 7) for record in schedules.page(NOON, ANY, offset=offset, limit=7)[0]]
    assert pages == noon[:700]
    assert schedules.page(NOON, ANY, offset=len(noon), limit=100) == ([], len(noon))


def test_the_first_page_holds_the_flights_that_leave_about_now(schedules):
    page, _ = schedules.page(NOON, ANY, offset=0, limit=20)
    assert max(abs(epoch(each["departure"], "scheduled") - NOON) for each in page) < 1_800


def test_no_two_flights_of_a_local_day_and_airport_have_one_name(noon):
    names = Counter((each["flight"]["iata"], each["flight_date"], each["departure"]["iata"]) for each in operated(noon))
    assert max(names.values()) == 1
    assert all(each["departure"]["scheduled"].startswith(each["flight_date"]) for each in noon)


def test_code_shares_name_the_operating_flight_in_lower_case(noon):
    flights = {(each["flight"]["iata"], each["departure"]["scheduled"]): each for each in operated(noon)}
    sold = [each for each in noon if each["flight"]["codeshared"]]
    sold_flights = {(each["flight"]["codeshared"]["flight_iata"], each["departure"]["scheduled"]) for each in sold}
    assert 0.25 < len(sold_flights) / len(flights) < 0.45
    for each in sold:
        shared = each["flight"]["codeshared"]
        own = flights[shared["flight_iata"].upper(), each["departure"]["scheduled"]]
        assert shared == {name: text.lower() for name, text in shared.items()}
        assert shared["flight_icao"].upper() == own["flight"]["icao"]
        assert shared["airline_name"] == own["airline"]["name"].lower()
        assert {end: each[end] for end in ("departure", "arrival")} == {
            end: own[end] for end in ("departure", "arrival")
        }


def test_only_airlines_have_schedules_and_some_flights_are_cancelled(noon):
    assert {each["airline"]["icao"] for each in noon} <= set(AIRLINE_CODES)
    cancelled = [each for each in operated(noon) if each["flight_status"] == "cancelled"]
    assert 0.005 < len(cancelled) / len(operated(noon)) < 0.03
    assert all(each["aircraft"] is None for each in cancelled)


def test_some_zones_are_blank_aircraft_unknown_and_few_positions_known(noon):
    zones = Counter(each[end]["timezone"] for each in operated(noon) for end in ("departure", "arrival"))
    assert zones[None] > 0
    assert zones[""] > 0
    assert (zones[None] + zones[""]) / zones.total() < 0.05
    assert 0.3 < np.mean([each["aircraft"] is None for each in operated(noon)]) < 0.8
    live = [each for each in noon if each["live"]]
    assert all(each["flight_status"] == "active" for each in live)
    assert len(live) < len([each for each in noon if each["flight_status"] == "active"]) / 8


@pytest.mark.parametrize(
    ("filters", "matches"),
    [
        (Filters(dep_iata="LHR"), lambda each: each["departure"]["iata"] == "LHR"),
        (Filters(arr_iata="LHR"), lambda each: each["arrival"]["iata"] == "LHR"),
        (Filters(flight_status="active"), lambda each: each["flight_status"] == "active"),
        (Filters(airline_iata="FR"), lambda each: each["airline"]["iata"] == "FR"),
        (Filters(airline_icao="DAL"), lambda each: each["airline"]["icao"] == "DAL"),
    ],
)
def test_filters_keep_matching_records_and_no_others(schedules, noon, filters, matches):
    expected = [each for each in noon if matches(each)]
    assert all_at(schedules, NOON, filters) == expected
    assert expected


def test_the_batch_side_reads_every_record_and_finds_each_flight_once(noon):
    reader = RecordReader("simulated", NOON)
    rows = fold_flights([reader.read(each) for each in noon])
    assert not reader.unreadable
    flights = {
        (each["flight"]["iata"], each["flight_date"]): (
            each["flight"]["icao"],
            epoch(each["departure"], "scheduled"),
            epoch(each["arrival"], "scheduled"),
        )
        for each in operated(noon)
    }
    found = {
        (row["flight"], f"{row['date']}"): (row["callsign"], row["departure_scheduled"], row["arrival_scheduled"])
        for row in rows
    }
    assert found == flights
    assert len(rows) == len(operated(noon))
