"""Each command of the batch side accounts for its input: rows taken, taken before and set aside add up.

Checked by the command's own counts and by the rows in the lake.
"""

import base64
import gzip
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime

import orjson
import pytest
from pydantic import SecretStr

from common.settings import ROOT, load_settings
from contracts.lake.silver import ALERTS_REJECTED, FLAGS_REJECTED, REJECTED, SCHEDULES, SCHEDULES_REJECTED, STATES
from etl.bronze import landing
from etl.bronze.messages import files_landed, hours_landed
from etl.schedules import refresh as schedules
from etl.silver.states.hours import hours_to_make
from etl.silver.states.refresh import make_hours
from simulator.schedules.server import local_aviationstack
from simulator.server.mishaps import Mishap
from tests.etl.bronze.test_landing import send
from tests.etl.lake_rows import content
from tests.etl.outputs.output_lines import ALERT, BAD_ALERTS, BAD_FLAGS, FLAGGED, HOUR, line_of
from tests.lake_files import rows_of
from tests.local_aviationstack import KEY, SOLD_BY_UNITED, PlainSchedules, record
from tests.local_opensky import JumpingClock, serving
from tests.records import CRUISING, POLL_TIME

DEEP = b"[" * 5_000 + b"]" * 5_000


def message(**differences):
    return orjson.dumps(CRUISING | differences)


BAD_MESSAGES = [
    b"",
    b" ",
    b"garbage",
    b"\x00" * 100,
    b"\xff\xfe\x00",
    b"7",
    b"null",
    b"[]",
    b"{}",
    b'"text"',
    DEEP,
    b"[" + message() + b"]",
    message()[:-1],
    message()[: len(message()) // 2],
    message().replace(b"230.0", b"NaN"),
    message().replace(b"230.0", b"Infinity"),
    message().replace(b"230.0", b"1e999"),
    message().replace(b"230.0", b'"fast"'),
    b"\xef\xbb\xbf" + message(),
    message(sensors="none"),
    message(sensors=[["deep"]]),
    message(icao24="4B1814"),
    message(icao24="4b1814\n"),
    message(icao24=""),
    *(message(**{name: None}) for name in ("icao24", "time_position", "last_contact", "longitude", "latitude")),
    *(message(**{name: None}) for name in ("on_ground", "poll_time", "source", "schema_version")),
    *(message(last_contact=at) for at in (-1, POLL_TIME + 3_600, POLL_TIME * 1_000, 2**62, 1e30, POLL_TIME + 0.5)),
    message(poll_time=4_070_908_800, last_contact=4_070_908_800),
    message(latitude=90.1),
    message(longitude=-181),
    message(baro_altitude=1e6),
    b"x" * 900_000,
]
"""Values of messages that are not valid state vectors."""


@pytest.mark.system
def test_every_message_is_a_state_vector_a_repeat_or_rejected(spark, settings, lake, kafka, topic):
    settings = settings.model_copy(update={"kafka_bootstrap_servers": kafka.bootstrap_servers, "kafka_topic": topic})
    fixes = [message(icao24=f"{number:06x}") for number in range(100)]
    repeats = [
        message(icao24=f"{number:06x}", poll_time=POLL_TIME + 10 * again) for number in range(30) for again in (1, 2)
    ]
    values = [*fixes[:50], *BAD_MESSAGES, *repeats, None, *fixes[50:]]
    send(kafka, topic, values)
    landed = landing.land(spark, settings, landing.find_topic(kafka, topic))
    done = make_hours(spark, lake, hours_to_make(lake, None))
    assert landed.records == done.messages == len(values)
    assert (done.added, done.rejected) == (100, len(BAD_MESSAGES) + 1)
    assert done.messages == done.added + len(repeats) + done.rejected
    assert {row["icao24"] for row in content(lake, STATES)} == {f"{number:06x}" for number in range(100)}
    rejected = content(lake, REJECTED)
    assert all(row["problem"] for row in rejected)
    assert Counter(map(raw_of, rejected)) == Counter([*BAD_MESSAGES, None])
    files = [path for hour in hours_landed(lake) for path in files_landed(lake, hour)]
    in_bronze = {(row["partition"], row["offset"]): row["value"] for row in rows_of(*files)}
    assert all(in_bronze[row["partition"], row["offset"]] == raw_of(row) for row in rejected)


def raw_of(row):
    if row["raw_base64"] is not None:
        return base64.b64decode(row["raw_base64"])
    return row["raw"] if row["raw"] is None else row["raw"].encode()


def test_every_record_of_an_answer_is_in_a_flight_or_rejected(mishaps, lake):
    bad = [
        "a text",
        None,
        7,
        [],
        {},
        record(flight=None),
        record(flight__iata="?", flight__icao=["DLH400"], flight__number=None),
        record(flight__codeshared="UA8840"),
        record(departure__iata="Frankfurt", departure__icao=None),
        record(flight_date="yesterday", departure__scheduled=True),
        record(flight_date="2026-07-09", departure__scheduled=None),
        record(arrival__scheduled="2026-07-01T01:00:00+00:00"),
    ]
    numbers = range(1_000, 1_040)
    flown = [record(flight__iata=f"LH{number}", flight__icao=f"DLH{number}") for number in numbers]
    sold = [record(**SOLD_BY_UNITED), record(**SOLD_BY_UNITED), record()]
    odd = [record(flight__iata="LH9", flight__icao="DLH9", aircraft=7, airline=[], arrival={"delay": float("nan")})]
    records = [*flown[:20], *bad, *sold, *odd, *flown[20:]]
    pagination = {"limit": 100, "offset": 0, "count": len(records), "total": len(records)}
    mishaps.flights.append(Mishap(body=json.dumps({"pagination": pagination, "data": records}).encode()))
    clock = JumpingClock(int(datetime(2026, 7, 1, 12, 20, tzinfo=UTC).timestamp()))
    with serving(local_aviationstack(PlainSchedules(), clock=clock, mishaps=mishaps), clock) as server:
        address = {"aviationstack_url": f"{server.url}/v1", "aviationstack_access_key": SecretStr(KEY)}
        settings = load_settings(lake_dir=lake.root, aviationstack_monthly_requests=100_000, **address)
        done = schedules.run(settings, None, clock=clock)
    assert (done.records, done.rejected, done.flights) == (len(records), len(bad), 42)
    assert done.records == done.flights + (len(sold) - 1) + done.rejected
    assert {row["flight"] for row in content(lake, SCHEDULES)} == {f"LH{number}" for number in (9, 400, *numbers)}
    rejected = content(lake, SCHEDULES_REJECTED)
    assert [json.loads(row["raw"]) for row in rejected] == bad
    assert all(row["problem"] for row in rejected)
    (page,) = lake.folder("bronze", "schedules").glob("date=*/*.gz")
    received = json.loads(gzip.decompress(page.read_bytes()))["data"]
    assert all(received[row["position"]] == json.loads(row["raw"]) for row in rejected)


def test_every_line_of_the_outputs_is_landed_a_repeat_or_rejected_and_the_command_says_so(settings, lake):
    """Run the command itself, whose last line has the counts."""
    events = [ALERT | {"id": f"{number}"} for number in range(40)]
    flags = [FLAGGED | {"poll_time": 1_700_000_000 + number} for number in range(60)]
    bad = {"alerts": [line for _, line, _ in BAD_ALERTS], "anomalies": [line for _, line, _ in BAD_FLAGS]}
    good = {"alerts": [*events, *events[:7]], "anomalies": [*flags, *flags[:5]]}
    for output, lines in good.items():
        for batch in range(3):
            file = settings.output_dir / output / HOUR / f"batch={batch}" / "part.json"
            file.parent.mkdir(parents=True)
            mixed = [*lines[batch::3], *bad[output][batch::3]]
            file.write_bytes(b"\n".join(map(line_of, mixed)))
    last_line = land_alerts(settings)
    counts = {words: int(number.replace(",", "")) for number, words in re.findall(r"([\d,]+) ([a-z ]+)", last_line)}
    aside = len(bad["alerts"]) + len(bad["anomalies"])
    assert counts == {
        "hours": 2,
        "records": 40 + 7 + 60 + 5 + aside,
        "alert events": 40,
        "flags": 60,
        "set aside": aside,
    }
    for table, output in ((ALERTS_REJECTED, "alerts"), (FLAGS_REJECTED, "anomalies")):
        rows = content(lake, table)
        assert len(rows) == len(bad[output])
        for row in rows:
            of_file = (settings.output_dir / row["file"]).read_bytes().split(b"\n")
            assert of_file[row["line"] - 1].startswith(raw_of(row))
    assert land_alerts(settings) == "land-alerts: 0 hours, 0 records, 0 alert events, 0 flags, 0 set aside"


def land_alerts(settings):
    """Return the counts in the command's last line."""
    environment = os.environ | {"LAKE_DIR": str(settings.lake_dir), "OUTPUT_DIR": str(settings.output_dir)}
    command = [sys.executable, "-m", "etl", "land-alerts"]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()[-1]
