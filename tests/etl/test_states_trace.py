"""300 recorded rows on their way from the topic through bronze to silver, against expectations written by hand.

Lines 4 to 6 of the recording are polls of 08:58:28, 08:59:58 and 09:01:19 UTC; the first 100 rows of each are taken.
"""

import gzip
import json
from datetime import date
from itertools import islice

import orjson
import pytest
from kafka import KafkaProducer

from common.answers import parse_answer
from common.lake import Partition
from common.lake_tables import STATES
from etl.bronze import files_landed, hours_landed
from etl.landing import find_topic, land
from etl.silver_states import hours_to_make, make_hours
from tests.lake_files import rows_of, table_rows

pytestmark = [pytest.mark.captures, pytest.mark.system]

IBERIA = "opensky/iberia_2025-09-25_27_full18.jsonl.gz"
EIGHT, NINE = Partition(date(2025, 9, 25), 8), Partition(date(2025, 9, 25), 9)


@pytest.fixture(scope="module")
def polls(captures):
    with gzip.open(captures / IBERIA) as lines:
        answers = [json.loads(line) for line in islice(lines, 3, 6)]
    return [{"time": answer["time"], "states": answer["states"][:100]} for answer in answers]


@pytest.fixture
def silver(spark, kafka, topic, settings, lake, polls):
    """Silver's states by hour, after each poll was landed and merged on its own."""
    some = settings.model_copy(update={"kafka_bootstrap_servers": kafka.bootstrap_servers, "kafka_topic": topic})
    producer = KafkaProducer(**kafka.for_python())
    for poll in polls:
        for state in parse_answer(poll, source="recorded").states:
            producer.send(topic, key=state["icao24"].encode(), value=orjson.dumps(state))
        producer.flush()
        land(spark, some, find_topic(kafka, topic))
        make_hours(spark, lake, hours_to_make(lake, None))
    producer.close()
    return table_rows(lake, STATES)


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


def test_the_rows_of_three_aircraft_are_as_read_by_eye(silver):
    def rows(icao24):
        hidden = ("topic", "partition", "offset", "arrived_at", "schema_version", "source", "spi", "position_source")
        found = [(hour, row) for hour in (EIGHT, NINE) for row in silver[hour] if row["icao24"] == icao24]
        return [(hour, *(value for name, value in row.items() if name not in hidden)) for hour, row in found]

    # Heard anew in each poll, the last of them after nine: three fixes.
    assert rows("020057") == [
        (EIGHT, "020057", "RAM777Z", "Morocco", 1758790708, 1758790708, -2.4998, 41.525, 11887.2, False, 225.25, 205.86,
         0.0, None, 12161.52, "7630", 0, 1758790708),
        (EIGHT, "020057", "RAM777Z", "Morocco", 1758790798, 1758790798, -2.6058, 41.3611, 11887.2, False, 225.71,
         205.81, 0.33, None, 12161.52, "7630", 0, 1758790798),
        (NINE, "020057", "RAM777Z", "Morocco", 1758790878, 1758790879, -2.7202, 41.2258, 11887.2, False, 224.76, 214.74,
         0.0, None, 12169.14, "7630", 0, 1758790879),
    ]  # fmt: skip
    # Not heard again: the three polls, one of them after nine, repeat one fix.
    assert rows("020112") == [
        (EIGHT, "020112", "RAM994", "Morocco", 1758790694, 1758790695, -7.8846, 35.069, 9144.0, False, 236.13, 0.0,
         -0.33, None, 9540.24, None, 0, 1758790708),
    ]  # fmt: skip
    # On the ground, without altitude, vertical rate and squawk: nulls and not zeros.
    assert rows("345248") == [
        (EIGHT, "345248", "VLG63UE", "Spain", 1758790642, 1758790642, 2.0845, 41.2925, None, True, 4.89, 157.5,
         None, None, None, None, 4, 1758790708),
    ]  # fmt: skip
