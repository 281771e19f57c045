"""300 recorded rows on their way from the topic through bronze and silver to gold, against results computed by hand.

Lines 4 to 6 of the recording are polls of 08:58:28, 08:59:58 and 09:01:19 UTC; the first 100 rows of each are taken.
"""

import gzip
import json
from datetime import date
from itertools import islice
from uuid import uuid4

import orjson
import pytest
from kafka import KafkaProducer

from common.kafka.topic import ensure_topic
from common.settings import Settings
from contracts.lake.gold import AIRLINE_FLIGHTS, AIRPORT_TRAFFIC, ALTITUDE_TRENDS, COUNTRY_TRAFFIC, TRAFFIC_HEAT
from contracts.lake.layout import Lake, Partition
from contracts.lake.silver import FLIGHTS, STATES
from etl.bronze.landing import find_topic, land
from etl.bronze.messages import files_landed, hours_landed
from etl.gold.refresh import run as make_gold
from etl.silver.flights import refresh as silver_flights
from etl.silver.states.hours import hours_to_make
from etl.silver.states.refresh import make_hours
from opensky.answers import parse_answer
from tests.lake_files import rows_of, table_rows

pytestmark = [pytest.mark.captures, pytest.mark.system]

IBERIA = "opensky/iberia_2025-09-25_27_full18.jsonl.gz"
CRUISING, UNHEARD, PARKED, TAKING_OFF, LANDING = "020057", "020112", "345248", "342581", "344459"
EIGHT, NINE = Partition(date(2025, 9, 25), 8), Partition(date(2025, 9, 25), 9)


@pytest.fixture(scope="module")
def polls(captures):
    with gzip.open(captures / IBERIA) as lines:
        answers = [json.loads(line) for line in islice(lines, 3, 6)]
    return [{"time": answer["time"], "states": answer["states"][:100]} for answer in answers]


@pytest.fixture(scope="module")
def settings(tmp_path_factory, kafka):
    folder, topic = tmp_path_factory.mktemp("iberia"), f"flights-{uuid4().hex[:12]}"
    ensure_topic(kafka, topic)
    return Settings(
        kafka_bootstrap_servers=kafka.bootstrap_servers,
        kafka_topic=topic,
        lake_dir=folder / "lake",
        output_dir=folder / "output",
    )


@pytest.fixture(scope="module")
def lake(spark, kafka, settings, polls):
    """The lake up to gold, with each poll landed and merged on its own."""
    lake = Lake(settings.lake_dir)
    producer = KafkaProducer(**kafka.for_python())
    for poll in polls:
        for state in parse_answer(poll, source="recorded").states:
            producer.send(settings.kafka_topic, key=state["icao24"].encode(), value=orjson.dumps(state))
        producer.flush()
        land(spark, settings, find_topic(kafka, settings.kafka_topic))
        make_hours(spark, lake, hours_to_make(lake, None))
        silver_flights.run(settings, None)
        make_gold(settings, None)
    producer.close()
    return lake


@pytest.fixture(scope="module")
def silver(lake):
    """The rows of silver's states, by hour."""
    return table_rows(lake, STATES)


@pytest.fixture(scope="module")
def gold(lake):
    """The rows of gold's tables, and of the flights they are made from."""
    tables = (FLIGHTS, COUNTRY_TRAFFIC, ALTITUDE_TRENDS, TRAFFIC_HEAT, AIRLINE_FLIGHTS, AIRPORT_TRAFFIC)
    return {table: [row for rows in table_rows(lake, table).values() for row in rows] for table in tables}


def test_300_recorded_rows_are_in_bronze_each_and_in_silver_once_per_fix(silver, lake, polls):
    in_bronze = {hour: rows_of(*files_landed(lake, hour)) for hour in hours_landed(lake)}
    # 196 + 93 fixes; 11 repeats, all of fixes before nine, of which some are in the poll after nine.
    assert {hour: len(rows) for hour, rows in in_bronze.items()} == {EIGHT: 207, NINE: 93}
    assert {hour: len(rows) for hour, rows in silver.items()} == {EIGHT: 196, NINE: 93}

    first_told = {}
    for poll in polls:
        for row in poll["states"]:
            first_told.setdefault((row[0], row[3], row[4]), (row, poll["time"]))
    found = {
        (row["icao24"], row["time_position"], row["last_contact"]): row for rows in silver.values() for row in rows
    }
    assert found.keys() == first_told.keys()
    for key, (told, time) in first_told.items():
        row = found[key]
        assert row["callsign"] == ((told[1] or "").strip() or None)
        assert (row["origin_country"], row["longitude"], row["latitude"]) == (told[2], told[5], told[6])
        assert (row["baro_altitude"], row["on_ground"], row["velocity"]) == (told[7], told[8], told[9])
        assert (row["true_track"], row["vertical_rate"], row["sensors"]) == (told[10], told[11], told[12])
        assert (row["geo_altitude"], row["squawk"], row["spi"]) == (told[13], told[14], told[15])
        assert (row["position_source"], row["category"]) == (told[16], told[17])
        assert (row["poll_time"], row["source"]) == (time, "recorded")


def test_what_three_aircraft_were_heard_to_do_is_in_silver(silver, polls):
    def told(icao24, poll):
        (row,) = (row for row in polls[poll]["states"] if row[0] == icao24)
        return row

    def kept(icao24):
        """Return hour, times, position, altitude, on the ground, vertical rate, squawk and poll of each row."""
        names = "time_position last_contact longitude latitude baro_altitude on_ground vertical_rate squawk poll_time"
        return [
            (hour, *(row[name] for name in names.split()))
            for hour in (EIGHT, NINE)
            for row in silver[hour]
            if row["icao24"] == icao24
        ]

    def as_told(hour, icao24, poll):
        row = told(icao24, poll)
        return (hour, row[3], row[4], row[5], row[6], row[7], row[8], row[11], row[14], polls[poll]["time"])

    # A new fix in each of three polls, the last one after nine.
    assert kept(CRUISING) == [as_told(hour, CRUISING, poll) for poll, hour in enumerate((EIGHT, EIGHT, NINE))]
    # Not heard again: the three polls, one of them after nine, repeat one fix.
    assert [told(UNHEARD, poll)[:7] for poll in (1, 2)] == [told(UNHEARD, 0)[:7]] * 2
    assert kept(UNHEARD) == [as_told(EIGHT, UNHEARD, 0)]
    # On the ground, without altitude, vertical rate and squawk: nulls and not zeros.
    ((*_, altitude, on_ground, vertical_rate, squawk, _),) = kept(PARKED)
    assert (altitude, on_ground, vertical_rate, squawk) == (None, True, None, None)


def test_what_was_heard_is_counted_in_gold(gold):
    """Counted by hand in the 300 rows."""
    countries = {
        row["origin_country"]: (row["aircraft"], row["fixes"], row["flights"]) for row in gold[COUNTRY_TRAFFIC]
    }
    assert countries == {
        "Algeria": (2, 6, 2),
        "Morocco": (11, 30, 11),
        "Qatar": (1, 3, 1),
        "Spain": (91, 248, 82),  # nine of them only on the ground
        "Tunisia": (1, 2, 1),
    }
    trends = {row["hour"]: row for row in gold[ALTITUDE_TRENDS]}
    assert {hour: (row["aircraft"], row["fixes"]) for hour, row in trends.items()} == {8: (96, 180), 9: (88, 88)}
    assert (trends[8]["altitude_p50_m"], trends[9]["altitude_p50_m"]) == pytest.approx((7406.64, 8492.49))
    assert (trends[8]["climbing_share"], trends[8]["descending_share"]) == pytest.approx((37 / 180, 31 / 180))
    assert (trends[9]["climbing_share"], trends[9]["descending_share"]) == pytest.approx((18 / 88, 16 / 88))
    heat = [sum(row["fixes"] for row in gold[TRAFFIC_HEAT] if row["hour"] == hour) for hour in (8, 9)]
    assert heat == [180, 88]
    airlines = {row["airline"]: row["flights"] for row in gold[AIRLINE_FLIGHTS]}
    assert (airlines["VLG"], airlines["AEA"], airlines["RAM"], airlines["QTR"]) == (24, 10, 7, 1)


def test_take_offs_and_landings_are_at_the_airports_they_were_seen_at(gold):
    flights = {row["icao24"]: row for row in gold[FLIGHTS]}
    assert len(flights) == len(gold[FLIGHTS]) == 2 + 11 + 1 + 82 + 1
    # On the runway of Alicante at first, then climbing out over the sea.
    left = flights[TAKING_OFF]
    assert (left["departure_airport"], left["took_off"], left["landed"]) == ("LEAL", True, False)
    # A few metres up over Barcelona at first, then rolling there.
    came = flights[LANDING]
    assert (came["arrival_airport"], came["took_off"], came["landed"]) == ("LEBL", False, True)
    airports = {row["airport"]: (row["departures"], row["arrivals"]) for row in gold[AIRPORT_TRAFFIC]}
    # Descending into Málaga; into Madrid (its last position is the only one of its hour) and climbing out of it.
    assert [airports[code] for code in ("LEAL", "LEBL", "LEMG", "LEMD")] == [(1, 0), (0, 1), (0, 1), (1, 1)]
