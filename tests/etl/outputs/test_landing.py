import base64
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from common.errors import LakeError
from common.settings import ROOT, Settings
from contracts.lake.gold import ALERTS, DAILY_ALERTS, DAILY_FLAGS
from contracts.lake.layout import Lake
from contracts.lake.silver import ALERTS_REJECTED, FLAGS_REJECTED
from etl.gold import refresh as gold
from etl.outputs.landing import LandedOutputs, run
from etl.outputs.lines import LONGEST_LINE
from tests.etl.lake_rows import content
from tests.lake_files import rows_of

HOUR = "date=2023-11-14/hour=22"
ALERT = {
    "event": "opened",
    "id": "4b1814-flight-1700000000",
    "icao24": "4b1814",
    "callsign": None,
    "origin_country": "Switzerland",
    "kind": "rapid_descent",
    "family": "flight",
    "severity": "warning",
    "since": 1_700_000_000,
    "last": 1_700_000_000,
    "resolved_at": None,
    "poll_time": 1_700_000_000,
    "since_utc": "2023-11-14T22:13:20Z",
    "last_utc": "2023-11-14T22:13:20Z",
    "longitude": 8.5,
    "latitude": 47.4,
    "baro_altitude": 3000.0,
    "evidence": "descends at 30 m/s",
    "detectors": ["rapid_descent"],
    "value": 30.0,
    "limit": 25.0,
    "unit": "m/s",
    "rarity": None,
    "finding_count": 1,
    "related": [],
    "source": "simulated",
    "track": [[1_700_000_000, 8.5, 47.4, 3000.0], [1_700_000_010, 8.6, 47.4, None]],
}
FLAGGED = {
    "icao24": "4b1814",
    "poll_time": 1_700_000_000,
    "source": "simulated",
    "rules": ["overspeed"],
    "is_anomaly": False,
}


def line_of(record):
    return record if isinstance(record, bytes) else orjson.dumps(record)


@pytest.fixture
def write(settings):
    """Write the lines of a micro-batch as the streaming job does: records, or what is between two ends of lines."""

    def write_lines(output, batch, *lines, hour=HOUR, name=None):
        name = name or ("alerts.json" if output == "alerts" else "part-00000-x.json")
        path = settings.output_dir / output / hour / f"batch={batch}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(line_of(line) + b"\n" for line in lines))
        return path

    return write_lines


def landed(lake, table, hour=HOUR):
    return rows_of(*(lake.folder("bronze", table) / hour).glob("*.parquet"))


def test_events_are_landed_as_they_were_told(settings, lake, write):
    write("alerts", 0, ALERT)
    assert run(settings).alert_events == 1
    (row,) = landed(lake, "alerts")
    assert row == {name: value for name, value in ALERT.items() if not name.endswith("_utc")} | {
        "track": [[1_700_000_000.0, 8.5, 47.4, 3000.0], [1_700_000_010.0, 8.6, 47.4, None]],
        "of_hour": None,
    }


def test_of_flagged_records_who_and_why_is_landed(settings, lake, write):
    write("anomalies", 0, FLAGGED | {"longitude": 8.5, "reasons": ["too fast"]})
    write("anomalies", 0, FLAGGED | {"icao24": "4b1815", "rules": [], "is_anomaly": True}, name="part-00001-x.json")
    assert run(settings).flags == 2
    assert landed(lake, "flags") == [FLAGGED, FLAGGED | {"icao24": "4b1815", "rules": [], "is_anomaly": True}]


def test_a_second_run_does_nothing_and_new_micro_batches_are_added(settings, lake, write):
    write("alerts", 0, ALERT)
    run(settings)
    file = lake.folder("bronze", "alerts") / HOUR / "part.parquet"
    before = file.stat().st_mtime_ns
    again = run(settings)
    assert (again.hours, again.alert_events) == (0, 0)
    assert file.stat().st_mtime_ns == before
    write("alerts", 7, ALERT | {"event": "updated", "poll_time": 1_700_000_060})
    assert run(settings).alert_events == 1
    assert [row["event"] for row in landed(lake, "alerts")] == ["opened", "updated"]


def test_what_the_job_has_removed_stays_landed(settings, lake, write):
    gone = write("alerts", 0, ALERT)
    run(settings)
    gone.unlink()
    gone.parent.rmdir()
    write("alerts", 1, ALERT | {"event": "updated", "poll_time": 1_700_000_060})
    run(settings)
    assert [row["event"] for row in landed(lake, "alerts")] == ["opened", "updated"]


def test_a_micro_batch_that_is_run_again_is_not_landed_twice(settings, lake, write):
    write("anomalies", 3, FLAGGED)
    run(settings)
    write("anomalies", 3, FLAGGED, name="part-00000-y.json")
    assert run(settings).flags == 0
    assert landed(lake, "flags") == [FLAGGED]


def test_the_same_batch_number_after_a_fresh_start_is_landed_beside_the_first(settings, lake, write):
    write("alerts", 0, ALERT)
    run(settings)
    other = ALERT | {"id": "4b1815-flight-1700000600", "icao24": "4b1815", "poll_time": 1_700_000_600}
    write("alerts", 0, other)
    assert run(settings).alert_events == 1
    assert [row["icao24"] for row in landed(lake, "alerts")] == ["4b1814", "4b1815"]


def test_what_is_not_finished_is_left_alone(settings, lake, write):
    write("anomalies", ".spark-staging-1", FLAGGED, name=".part-00000-x.json.tmp")
    staging = settings.output_dir / "anomalies" / ".spark-staging-1" / HOUR / "batch=0"
    staging.mkdir(parents=True)
    (staging / "part-00000-x.json").write_bytes(orjson.dumps(FLAGGED) + b"\n")
    assert run(settings).flags == 0
    assert not (lake.root / "bronze").exists()


def without(record, name):
    return {key: value for key, value in record.items() if key != name}


LATER = ALERT | {"event": "updated", "poll_time": 1_700_000_060, "finding_count": 2}
DEEP = b"[" * 300_000 + b"]" * 300_000
NO_RECORDS = {
    "broken off": orjson.dumps(ALERT)[:200],
    "no object": b"[1, 2]",
    "a number": b"7",
    "null": b"null",
    "a text": b'"alert"',
    "two in a line": orjson.dumps(ALERT) + orjson.dumps(LATER),
    "deep": DEEP,
    "zeros": b"\x00" * 64,
    "compressed": b"\x1f\x8b\x08\x00\x01\x02\xff",
    "other quotes": b"{'icao24': '4b1814'}",
    "half a character": orjson.dumps(ALERT).replace(b"Switzerland", b"Switz\xc3"),
    "half an emoji": orjson.dumps(ALERT).replace(b"Switzerland", b"\\ud83d"),
    "a mark of the byte order": b"\xef\xbb\xbf" + orjson.dumps(ALERT),
    "after it": orjson.dumps(ALERT) + b" // a note",
}
BAD_ALERTS = [
    *((name, line, "not a JSON record") for name, line in NO_RECORDS.items()),
    ("a field twice", b'{"kind": "ghost", ' + orjson.dumps(ALERT)[1:], "a field twice"),
    ("very long", b'{"note": "' + b"x" * LONGEST_LINE + b'", ' + orjson.dumps(ALERT)[1:], "line is too long"),
    ("nothing", {}, "missing event"),
    *(
        (f"{name} missing", without(ALERT, name), f"missing {name}")
        for name in ("event", "id", "icao24", "kind", "family", "severity", "since", "last", "poll_time")
    ),
    *((f"{name} null", ALERT | {name: None}, f"missing {name}") for name in ("evidence", "finding_count", "source")),
    ("a blank id", ALERT | {"id": "  "}, "missing id"),
    *(
        (f"{name} {value!r}", ALERT | {name: value}, f"wrong type: {name}")
        for name, value in (
            ("poll_time", "1700000000"),
            ("poll_time", 1_700_000_000.5),
            ("poll_time", True),
            ("poll_time", [1_700_000_000]),
            ("poll_time", 2**64 - 1),
            ("icao24", 123456),
            ("callsign", {"text": "SWR7EA"}),
            ("longitude", "8.5"),
            ("latitude", [47.4]),
            ("detectors", "rapid_descent"),
            ("detectors", ["rapid_descent", 7]),
            ("related", [None]),
            ("track", [1, 2, 3]),
            ("track", [["1700000000", 8.5, 47.4, None]]),
            ("track", {"points": []}),
        )
    ),
    *(
        (
            f"{name} {word.decode()}",
            orjson.dumps(without(ALERT, name))[:-1] + b', "%b": %b}' % (name.encode(), word),
            says,
        )
        for name, word, says in (
            ("longitude", b"NaN", "wrong type: longitude"),
            ("value", b"Infinity", "wrong type: value"),
            ("value", b"1e999", "wrong type: value"),
            ("since", b"99999999999999999999999", "wrong type: since"),
            ("track", b"[[1700000000, NaN, 47.4, 3000]]", "impossible track"),
            ("track", DEEP, "wrong type: track"),
        )
    ),
    *(
        (f"{name} {str(value)[:20]!r}", ALERT | {name: value}, f"impossible {name}")
        for name, value in (
            ("icao24", "4B1814"),
            ("icao24", "4b181"),
            ("icao24", "xyzxyz"),
            ("icao24", "4b1814\n"),
            ("longitude", 180.5),
            ("latitude", -91.0),
            ("baro_altitude", 1e6),
            ("since", -1),
            ("finding_count", 0),
            ("evidence", "x" * 100_000),
            ("callsign", "A\x00B"),
            ("related", ["4b1814"] * 100_000),
            ("related", ["x" * 100_000]),
            ("track", [[1_700_000_000, 8.5, 47.4]]),
            ("track", [[1_700_000_000, 8.5, None, 3000.0]]),
            ("track", [[1_700_000_000, 200.0, 47.4, 3000.0]]),
            ("track", [[]]),
        )
    ),
    ("an unknown event", ALERT | {"event": "closed"}, "unknown event"),
    ("an unknown severity", ALERT | {"severity": "fatal"}, "unknown severity"),
    ("another hour", ALERT | {"poll_time": 1_700_003_600}, "poll_time is not of its folder's hour"),
    ("milliseconds", ALERT | {"poll_time": 1_700_000_000_000}, "poll_time is not of its folder's hour"),
    ("negative", ALERT | {"poll_time": -1}, "poll_time is not of its folder's hour"),
    ("last before since", ALERT | {"last": 1_699_999_999}, "since, last and poll_time are not in order"),
    ("last after its poll", ALERT | {"last": 1_700_000_001}, "since, last and poll_time are not in order"),
    *(
        (
            f"{name} {at}",
            ALERT | {"event": name, "resolved_at": at},
            "resolved_at does not go with event, last and poll_time",
        )
        for name, at in (
            ("resolved", None),
            ("resolved", 1_699_999_999),
            ("resolved", 2**40),
            ("opened", 1_700_000_000),
        )
    ),
]
BAD_FLAGS = [
    *((f"{name} missing", without(FLAGGED, name), f"missing {name}") for name in ("icao24", "poll_time", "source")),
    ("no object", b"7", "not a JSON record"),
    ("torn", orjson.dumps(FLAGGED)[:-1], "not a JSON record"),
    ("no list", FLAGGED | {"rules": "overspeed"}, "wrong type: rules"),
    ("no truth", FLAGGED | {"is_anomaly": 1}, "wrong type: is_anomaly"),
    ("no address", FLAGGED | {"icao24": "N123AB"}, "impossible icao24"),
    ("an unknown rule", FLAGGED | {"rules": ["overspeed", "too_loud"]}, "unknown rule"),
    ("a long source", FLAGGED | {"source": "x" * 2_000}, "impossible source"),
    ("another hour", FLAGGED | {"poll_time": 1_699_990_000}, "poll_time is not of its folder's hour"),
]


@pytest.mark.parametrize(
    ("output", "table", "good", "bad", "problem"),
    [
        *(pytest.param("alerts", ALERTS_REJECTED, ALERT, *case, id=f"alert: {name}") for name, *case in BAD_ALERTS),
        *(pytest.param("anomalies", FLAGS_REJECTED, FLAGGED, *case, id=f"flag: {name}") for name, *case in BAD_FLAGS),
    ],
)
def test_a_bad_line_costs_itself_and_is_kept_with_its_place(settings, lake, write, output, table, good, bad, problem):
    others = [good | {"icao24": f"4b18{number:02x}"} for number in range(3)]
    file = write(output, 0, others[0], bad, b"", others[1], name="part.json")
    write(output, 1, others[2])
    done = run(settings)
    assert (done.hours, done.records, done.alert_events + done.flags, done.set_aside) == (1, 4, 3, 1)
    name = table.name.removesuffix("_rejected")
    assert [row["icao24"] for row in landed(lake, name)] == ["4b1800", "4b1801", "4b1802"]
    raw = line_of(bad)[: LONGEST_LINE + 1]
    assert content(lake, table) == [
        {"problem": problem}
        | ({"raw": raw.decode(), "raw_base64": None} if is_text(raw) else {"raw": None, "raw_base64": in_base64(raw)})
        | {"file": f"{output}/{HOUR}/batch=0/part.json", "line": 2, "written_at": int(file.stat().st_mtime)}
    ]


def is_text(raw):
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def in_base64(raw):
    return base64.b64encode(raw).decode()


def test_what_a_person_or_another_version_may_write_is_no_problem(settings, lake, write):
    least = {name: ALERT[name] for name in ("event", "id", "icao24", "kind", "family", "severity", "since", "last")}
    least |= {name: ALERT[name] for name in ("poll_time", "evidence", "finding_count", "source")}
    write("alerts", 0, b"", least | {"id": "least"}, ALERT | {"id": "more", "another": {"icao24": 7}}, b" \t\r")
    write("alerts", 1, orjson.dumps(ALERT | {"id": "windows"}) + b"\r", orjson.dumps(ALERT | {"id": "zürich ✈"}))
    write("alerts", 2, ALERT | {"id": "of whole numbers", "longitude": 0, "latitude": -90, "track": []})
    write("anomalies", 0, without(without(FLAGGED, "rules"), "is_anomaly"))
    assert run(settings) == LandedOutputs(hours=2, records=6, alert_events=5, flags=1, set_aside=0)
    assert {row["id"] for row in landed(lake, "alerts")} == {"least", "more", "windows", "zürich ✈", "of whole numbers"}


def test_a_bad_line_is_told_once_and_a_rerun_has_the_same_rows(settings, lake, write, capsys):
    write("alerts", 0, ALERT, b"garbage", ALERT | {"icao24": None})
    assert run(settings) == LandedOutputs(hours=1, records=3, alert_events=1, flags=0, set_aside=2)
    assert "lines set aside" in capsys.readouterr().out
    before = content(lake, ALERTS_REJECTED), landed(lake, "alerts")
    assert run(settings) == LandedOutputs(0, 0, 0, 0, 0)
    for path in lake.root.rglob("*.parquet"):
        path.unlink()
    run(settings)
    assert (content(lake, ALERTS_REJECTED), landed(lake, "alerts")) == before
    capsys.readouterr()
    write("alerts", 1, LATER)
    write("alerts", 0, ALERT, b"garbage", ALERT | {"icao24": None})  # the micro-batch again, after a crash
    os.utime(settings.output_dir / "alerts" / HOUR / "batch=0" / "alerts.json", (1_750_000_000, 1_750_000_000))
    assert run(settings) == LandedOutputs(hours=1, records=4, alert_events=1, flags=0, set_aside=0)
    assert content(lake, ALERTS_REJECTED) == before[0]
    assert "set aside" not in capsys.readouterr().out


def test_a_file_that_was_read_half_written_loses_nothing_and_leaves_nothing_behind(settings, lake, write):
    lines = [orjson.dumps(record) + b"\n" for record in (ALERT, {"kind": "ghost"}, LATER)]
    whole = b"".join(lines)
    file = write("alerts", 0)
    for size, problems in (
        (len(lines[0]) + 5, ["not a JSON record"]),
        (len(whole) - 9, ["missing event", "not a JSON record"]),
    ):
        file.write_bytes(whole[:size])
        run(settings)
        assert [row["event"] for row in landed(lake, "alerts")] == ["opened"]
        assert [row["problem"] for row in content(lake, ALERTS_REJECTED)] == problems
    assert [row["line"] for row in content(lake, ALERTS_REJECTED)] == [2, 3]
    file.write_bytes(whole)
    assert run(settings) == LandedOutputs(hours=1, records=3, alert_events=1, flags=0, set_aside=0)
    assert [row["event"] for row in landed(lake, "alerts")] == ["opened", "updated"]
    assert [(row["line"], row["problem"]) for row in content(lake, ALERTS_REJECTED)] == [(2, "missing event")]


def test_a_file_of_many_bad_lines_that_is_read_again_is_not_read_once_more_for_each(settings, write):
    file = write("alerts", 0, *(b"%06d" % number + b"x" * 1_000 for number in range(500)))
    assert run(settings).set_aside == 500
    os.utime(file)
    before = _bytes_read()
    assert run(settings) == LandedOutputs(hours=1, records=500, alert_events=0, flags=0, set_aside=0)
    assert _bytes_read() - before < 50 * file.stat().st_size


def _bytes_read():
    """By this process so far, from files and pipes."""
    return int(Path("/proc/self/io").read_text().split("rchar: ")[1].split()[0])


def test_what_another_run_of_the_job_writes_in_the_same_place_takes_no_bad_line_away(settings, lake, write):
    write("alerts", 0, b"garbage", ALERT)
    run(settings)
    write("alerts", 0, b"other garbage", LATER)
    assert run(settings).set_aside == 1
    assert [row["raw"] for row in content(lake, ALERTS_REJECTED)] == ["garbage", "other garbage"]
    assert len(landed(lake, "alerts")) == 2


def test_an_hour_of_which_nothing_can_be_used_is_none_of_bronze_and_is_read_once(settings, lake, write):
    """An empty day of bronze would make an empty day of gold, in the year 2099 for years to come."""
    far = "date=2099-01-01/hour=00"
    in_2099 = ALERT | {"since": 4_070_908_800, "last": 4_070_908_800, "poll_time": 4_070_908_800}
    write("alerts", 0, in_2099, hour=far)
    write("anomalies", 0, b"\xff" * 10)
    write("anomalies", 1)
    assert run(settings) == LandedOutputs(hours=2, records=2, alert_events=0, flags=0, set_aside=2)
    assert [row["problem"] for row in content(lake, ALERTS_REJECTED)] == ["poll_time later than its file"]
    assert not (lake.root / "bronze").exists()
    assert run(settings) == LandedOutputs(0, 0, 0, 0, 0)
    write("anomalies", 2, FLAGGED)
    assert run(settings) == LandedOutputs(hours=1, records=1, alert_events=0, flags=1, set_aside=0)
    assert len(content(lake, FLAGS_REJECTED)) == 1


def test_a_poll_a_minute_ahead_of_its_file_is_taken_and_one_further_ahead_is_not(settings, lake, write):
    """Clocks differ by so much."""
    file = write("anomalies", 0, FLAGGED, FLAGGED | {"poll_time": 1_700_000_001})
    os.utime(file, (1_699_999_940, 1_699_999_940))
    assert (run(settings).flags, len(content(lake, FLAGS_REJECTED))) == (1, 1)


def test_folders_that_are_of_no_hour_and_what_is_no_file_are_left_alone(settings, write):
    for hour in ("date=someday/hour=22", "date=2023-11-14/hour=99", "date=2023-11-14/hour=22 (copy)"):
        write("alerts", 0, ALERT, hour=hour)
    (settings.output_dir / "alerts" / HOUR / "batch=0" / "folder.json").mkdir(parents=True)
    write("alerts", 1, ALERT)
    assert run(settings) == LandedOutputs(hours=1, records=1, alert_events=1, flags=0, set_aside=0)


def test_damaged_rejected_lines_are_an_error_that_names_them(settings, lake, write):
    write("alerts", 0, b"garbage")
    run(settings)
    (file,) = lake.files(ALERTS_REJECTED)
    content_of_file = file.read_bytes()
    file.write_bytes(content_of_file[:4] + b"x" * 30 + content_of_file[34:])
    write("alerts", 1, ALERT)
    with pytest.raises(LakeError, match=r"alerts_rejected.* is damaged .*remove it"):
        run(settings)
    file.unlink()
    assert run(settings) == LandedOutputs(hours=1, records=2, alert_events=1, flags=0, set_aside=1)


KILLED = """
import os, signal
from pathlib import Path
from common.settings import load_settings
from etl.outputs import landing as landed_outputs
replace, count = Path.replace, [0]
def replace_one(path, target):
    count[0] += 1
    if count[0] == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(path, target)
Path.replace = replace_one
landed_outputs.run(load_settings())
"""


def test_killed_between_what_is_bad_and_what_is_good_the_next_run_has_both_once(settings, lake, write):
    write("alerts", 0, ALERT, b"garbage")
    environment = os.environ | {"LAKE_DIR": str(lake.root), "OUTPUT_DIR": str(settings.output_dir)}
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environment, check=False)
    assert killed.returncode == -9
    assert len(content(lake, ALERTS_REJECTED)) == 1
    assert not list(lake.root.glob("bronze/**/part.parquet"))
    assert run(settings) == LandedOutputs(hours=1, records=2, alert_events=1, flags=0, set_aside=0)
    assert (len(landed(lake, "alerts")), len(content(lake, ALERTS_REJECTED))) == (1, 1)


POLLS = st.integers(1_699_999_200, 1_700_002_799)  # within HOUR
ADDRESSES = st.sampled_from(["4b1814", "4b1815", "3c6444"])
FLAGGED_RECORDS = st.builds(
    lambda icao24, poll_time, rules, is_anomaly: (
        FLAGGED | {"icao24": icao24, "poll_time": poll_time, "rules": rules, "is_anomaly": is_anomaly}
    ),
    ADDRESSES,
    POLLS,
    st.lists(st.sampled_from(["overspeed", "low_altitude"]), unique=True),
    st.booleans(),
)
OPENED = st.builds(
    lambda number, icao24, poll_time, kind: (
        ALERT
        | {"id": f"{icao24}-{number}", "icao24": icao24, "kind": kind}
        | dict.fromkeys(("poll_time", "since", "last"), poll_time)
    ),
    st.integers(0, 10_000),
    ADDRESSES,
    POLLS,
    st.sampled_from(["ghost", "circling"]),
)


def lines_of(records, bad):
    """Records, each with whether it is good: as they are, or with one of the flaws."""
    flaws = st.sampled_from([line for _, line, _ in bad if len(line_of(line)) < 10_000])
    cut = st.builds(lambda record, size: orjson.dumps(record)[:size], records, st.integers(1, 60))
    return st.lists(
        st.one_of(st.tuples(records, st.just(True)), st.tuples(flaws, st.just(False)), st.tuples(cut, st.just(False))),
        max_size=12,
    )


@hypothesis_settings(max_examples=25, deadline=None)
@given(flags=lines_of(FLAGGED_RECORDS, BAD_FLAGS), alerts=lines_of(OPENED, BAD_ALERTS), split=st.integers(0, 12))
def test_gold_is_what_the_good_records_say_and_every_other_is_set_aside(flags, alerts, split):
    by_id = {record["id"]: record for record, is_good in alerts if is_good}
    alerts = [(line, is_good) for line, is_good in alerts if not is_good or by_id[line["id"]] is line]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, lake_dir=Path(folder) / "lake", output_dir=Path(folder) / "output")
        lake = Lake(settings.lake_dir)
        for output, lines in (("anomalies", flags), ("alerts", alerts)):
            for batch, part in enumerate((lines[:split], lines[split:])):
                file = settings.output_dir / output / HOUR / f"batch={batch}" / "part.json"
                file.parent.mkdir(parents=True)
                file.write_bytes(b"\n".join(line_of(line) for line, _ in part))
        done = run(settings)
        gold.run(settings, None)
        flagged, opened = content(lake, DAILY_FLAGS), content(lake, DAILY_ALERTS)
        told = {row["id"] for row in content(lake, ALERTS)}
        aside = content(lake, FLAGS_REJECTED) + content(lake, ALERTS_REJECTED)
    assert done.records == len(flags) + len(alerts)
    assert done.set_aside == len(aside) == sum(not is_good for _, is_good in [*flags, *alerts])
    assert {(row["flag"], row["records"], row["aircraft"]) for row in flagged} == counts_of_flags(
        [record for record, is_good in flags if is_good]
    )
    assert told == by_id.keys()
    by_kind = defaultdict(list)
    for record in by_id.values():
        by_kind[record["kind"]].append(record["icao24"])
    assert {(row["kind"], row["alerts"], row["aircraft"]) for row in opened} == {
        (kind, len(whose), len(set(whose))) for kind, whose in by_kind.items()
    }


def counts_of_flags(records):
    seen = defaultdict(set)
    for record in records:
        for flag in [*record["rules"], *["isolation_forest"] * record["is_anomaly"]]:
            seen[flag].add((record["icao24"], record["poll_time"]))
    return {(flag, len(whose), len({icao24 for icao24, _ in whose})) for flag, whose in seen.items()}


NOON = 1_700_049_600


def test_an_hour_of_altitude_alerts_replaces_what_an_earlier_version_of_it_gave_and_nothing_else(settings, lake, write):
    """A backfill that began later saw a stretch begin later: its alert has another id."""
    others = [ALERT | {"id": "stream", "since": 1}, ALERT | {"id": "of another hour", "since": 2}]
    write("alerts", 0, others[0])
    write("altitude_alerts", NOON + 3_600, others[1])
    write("altitude_alerts", NOON, ALERT | {"id": "first", "since": 4}, ALERT | {"id": "both", "since": 3})
    run(settings)
    write("altitude_alerts", NOON, ALERT | {"id": "second", "since": 5}, ALERT | {"id": "both", "since": 3})
    run(settings)
    assert [row["id"] for row in landed(lake, "alerts")] == ["both", "of another hour", "second", "stream"]
    write("altitude_alerts", NOON)
    run(settings)
    assert [row["id"] for row in landed(lake, "alerts")] == ["of another hour", "stream"]


def test_an_hour_that_was_landed_before_alerts_said_of_which_hour_they_are_is_added_to(settings, lake, write):
    write("alerts", 0, ALERT)
    run(settings)
    file = lake.folder("bronze", "alerts") / HOUR / "part.parquet"
    pq.write_table(pq.read_table(file, partitioning=None).drop_columns(["of_hour"]), file)
    write("altitude_alerts", NOON, ALERT | {"id": "later", "poll_time": 1_700_000_060})
    run(settings)
    assert [(row["id"], row["of_hour"]) for row in landed(lake, "alerts")] == [(ALERT["id"], None), ("later", NOON)]


def test_without_outputs_there_is_nothing_to_land(settings):
    assert run(settings).hours == 0
