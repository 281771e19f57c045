"""Gold of three days of real traffic against plain Python over the same messages, pages, alerts and flags.

The polls of Iberia are landed as the producer would have sent them, with real records of AviationStack and schedules
made for flights that were heard. The alerts and flags come from the stream's own detection.
"""

import gzip
import random
from collections import defaultdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import orjson
import pytest

from common.files.json_files import replace_bytes
from common.settings import Settings
from contracts.lake.dimensions import DIMENSIONS
from contracts.lake.gold import GOLD, TRACKED_SCHEDULES
from contracts.lake.layout import Partition
from contracts.lake.silver import FLIGHTS
from contracts.outputs import hour_folder
from etl.lake.interval import Interval
from etl.schedules import refresh as schedules
from etl.schedules.pages import PageName
from ml.forest.flag_rules import RuleLimits
from ml.scorer import Scorer
from opensky.answers import read_polls
from tests.etl.lake_rows import content, partition_of
from tests.etl.raw_lake import RawLake, lines_in
from tests.etl.raw_schedules import odd_records
from tests.etl.reference.reference import Reference, differences
from tests.etl.reference.schedules import Page
from tests.etl.reference.states import Message
from tests.lake_files import land_messages
from tests.local_aviationstack import record

pytestmark = [pytest.mark.captures, pytest.mark.system]

IBERIA = "opensky/iberia_2025-09-25_27_full18.jsonl.gz"
REAL_RECORDS = "aviationstack/sample_flights_real.json"
FIRST_DAY, LAST_DAY = (int(datetime(2025, 9, day, tzinfo=UTC).timestamp()) for day in (25, 27))
OF_THE_REAL_RECORDS = int(datetime(2024, 6, 19, 12, tzinfo=UTC).timestamp())
MADRID = ZoneInfo("Europe/Madrid")


@pytest.fixture(scope="module")
def polls(captures):
    return list(read_polls(captures / IBERIA))


@pytest.fixture(scope="module")
def messages(polls):
    return [Message(orjson.dumps(state), poll.time + 1) for poll in polls for state in poll.states]


@pytest.fixture(scope="module")
def pages(captures, polls):
    real = orjson.loads((captures / REAL_RECORDS).read_bytes())["data"]
    asked_at = FIRST_DAY + 40_000
    made = [*schedules_of_the_heard(polls), *odd_records("2025-09-25", is_late=False)]
    return [
        Page("aviationstack", OF_THE_REAL_RECORDS, real),
        Page("aviationstack", asked_at, made[:400]),
        Page("aviationstack", asked_at + 3_600, [*made[400:], *odd_records("2025-09-25", is_late=True)]),
    ]


@pytest.fixture(scope="module")
def raw(tmp_path_factory, spark, polls, messages, pages):
    folder = tmp_path_factory.mktemp("captured")
    raw = RawLake(spark, Settings(lake_dir=folder / "lake", output_dir=folder / "output"))
    land_by_hour(raw.lake, messages)
    for page in pages:
        keep_page(raw.lake, page)
    schedules.run(raw.settings, Interval.parse("2025-09-25T00", None))  # long ago: no request is sent
    tell_of(polls, raw)
    raw.take_up()
    raw.look_for_low_flights(FIRST_DAY, LAST_DAY + 82_800)
    raw.take_up()
    return raw


def land_by_hour(lake, messages):
    """Write messages to bronze as `land` would."""
    by_hour = defaultdict(list)
    for message in messages:
        by_hour[partition_of(orjson.loads(message.value)["last_contact"])].append(message)
    first = 0
    for hour, landed in sorted(by_hour.items()):
        arrived_at = max(message.arrived_at for message in landed)
        land_messages(lake, hour, [message.value for message in landed], arrived_at=arrived_at, first=first)
        first += len(landed)


def keep_page(lake, page):
    """Write a page to bronze as `schedules` would."""
    moment = datetime.fromtimestamp(page.asked_at, UTC)
    name = PageName(page.asked_at, f"{moment:%Y-%m-%dT%H}_{moment:%Y-%m-%dT%H}", page.source, "all", 0)
    count = len(page.records)
    pagination = {"limit": count, "offset": 0, "count": count, "total": count}
    body = orjson.dumps({"pagination": pagination, "data": page.records})
    folder = lake.folder("bronze", "schedules") / Partition(moment.date()).folder
    replace_bytes(folder / name.file_name, gzip.compress(body, mtime=0))


def schedules_of_the_heard(polls):
    """Return a flight from Madrid for each airline callsign heard on the first day, scheduled around its first contact.

    Each has the callsign or the address.
    """
    chance = random.Random(3)
    heard = {}
    for poll in polls:
        for state in poll.states:
            if state["callsign"] and poll.time < FIRST_DAY + 86_400:
                heard.setdefault(state["callsign"], (state["icao24"], poll.time))
    for callsign, (icao24, time) in heard.items():
        airline, number = callsign[:3], callsign[3:]
        if airline.isalpha() and number.isdigit() and chance.random() < 0.6:
            texts = {
                kind: f"{datetime.fromtimestamp(time + off, MADRID):%Y-%m-%dT%H:%M:%S}+00:00"
                for kind, off in (
                    ("scheduled", chance.randrange(-9_000, 3_000)),
                    ("actual", chance.randrange(-900, 300)),
                )
            }
            departure = {"timezone": "Europe/Madrid", "iata": "MAD", "icao": "LEMD", "delay": None, "estimated": None}
            yield record(
                flight_date=texts["scheduled"][:10],
                flight={"number": number, "iata": None, "icao": callsign, "codeshared": None},
                airline={"name": f"Airline {airline}", "iata": None, "icao": airline},
                departure=departure | texts,
                arrival={"timezone": "Europe/Lisbon", "iata": "LIS", "icao": "LPPT", "delay": 0},
                aircraft={"icao24": icao24.upper()} if chance.random() < 0.5 else None,
            )


def tell_of(polls, raw):
    """Write the flags and alerts to the outputs, in micro-batches of 50 polls."""
    scorer = Scorer(model=None, limits=RuleLimits.of_settings(raw.settings))
    for batch, begin in enumerate(range(0, len(polls), 50)):
        some = polls[begin : begin + 50]
        source = {(poll.time, state["icao24"]): state["source"] for poll in some for state in poll.states}
        scored, events = scorer.add(some)
        flagged = scored[scored["rule_based_anomaly"]]
        flags = [
            {**row, "is_anomaly": False, "source": source[row["poll_time"], row["icao24"]]}
            for row in flagged[["icao24", "poll_time", "rules"]].to_dict("records")
        ]
        write_output(raw.outputs.anomalies, batch, "part-0.json", flags)
        write_output(raw.outputs.alerts, batch, "alerts.json", events)


def write_output(folder, batch, name, records):
    by_hour = defaultdict(bytes)
    for each in records:
        line = orjson.dumps(each, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_SERIALIZE_NUMPY)
        by_hour[hour_folder(folder, each["poll_time"]) / f"batch={batch}" / name] += line
    for path, lines in by_hour.items():
        replace_bytes(path, lines)


@pytest.fixture(scope="module")
def expected(raw, messages, pages):
    return Reference(messages, pages, lines_in(raw.outputs.anomalies), lines_in(raw.outputs.alerts))


@pytest.mark.parametrize("table", [*GOLD, *DIMENSIONS], ids=lambda table: table.name)
def test_gold_is_what_was_received(raw, expected, table):
    found = list(differences(content(raw.lake, table), expected.gold[table], table))

    assert not found, f"{len(found)} differences: " + "\n".join(found[:20])


def test_there_is_something_in_each_table(raw, expected):
    for table, rows in expected.gold.items():
        assert len(rows) >= 3, table.name
    assert len(expected.states) > 100_000
    assert len(expected.flights) == len(content(raw.lake, FLIGHTS)) > 1_000
    assert {row["matched_by"] for row in expected.gold[TRACKED_SCHEDULES]} == {"icao24", "callsign"}
