import base64
import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from common.errors import LakeError
from common.settings import ROOT
from contracts.lake.silver import ALERTS_REJECTED, FLAGS_REJECTED
from etl.outputs.landing import LandedOutputs, run
from etl.outputs.lines import LONGEST_LINE
from tests.etl.lake_rows import content
from tests.etl.outputs.output_lines import (
    ALERT,
    BAD_ALERTS,
    BAD_FLAGS,
    FLAGGED,
    HOUR,
    LATER,
    landed,
    line_of,
)


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


def test_a_bad_line_is_reported_once_and_a_rerun_has_the_same_rows(settings, lake, write, capsys):
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
    """Return how many bytes this process has read so far."""
    return int(Path("/proc/self/io").read_text().split("rchar: ")[1].split()[0])


def test_what_another_run_of_the_job_writes_in_the_same_place_takes_no_bad_line_away(settings, lake, write):
    write("alerts", 0, b"garbage", ALERT)
    run(settings)
    write("alerts", 0, b"other garbage", LATER)
    assert run(settings).set_aside == 1
    assert [row["raw"] for row in content(lake, ALERTS_REJECTED)] == ["garbage", "other garbage"]
    assert len(landed(lake, "alerts")) == 2


def test_an_hour_without_a_usable_line_is_not_in_bronze_and_is_read_once(settings, lake, write):
    """An empty day of bronze would make an empty day of gold, here for the year 2099."""
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


def test_after_a_kill_between_bad_and_good_rows_the_next_run_has_both_once(settings, lake, write):
    write("alerts", 0, ALERT, b"garbage")
    environment = os.environ | {"LAKE_DIR": str(lake.root), "OUTPUT_DIR": str(settings.output_dir)}
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environment, check=False)
    assert killed.returncode == -9
    assert len(content(lake, ALERTS_REJECTED)) == 1
    assert not list(lake.root.glob("bronze/**/part.parquet"))
    assert run(settings) == LandedOutputs(hours=1, records=2, alert_events=1, flags=0, set_aside=0)
    assert (len(landed(lake, "alerts")), len(content(lake, ALERTS_REJECTED))) == (1, 1)
