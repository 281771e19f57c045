import fcntl
import os
import re
import socket
import subprocess
import sys

import pytest
from kafka import KafkaProducer

from common.settings import ROOT
from contracts.lake.dimensions import AIRPORTS
from etl.__main__ import COMMANDS, main
from etl.bronze.messages import hour_of
from tests.etl.lake_rows import MIDNIGHT, state, write_states
from tests.lake_files import land_messages
from tests.ports import free_ports
from tests.records import POLL_TIME


@pytest.fixture
def etl_environment(lake, tmp_path):
    """An environment with a lake and outputs of its own."""
    return os.environ | {
        "LAKE_DIR": str(lake.root),
        "OUTPUT_DIR": str(tmp_path / "output"),
        "KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{free_ports(1)[0]}",
    }


@pytest.fixture
def etl(etl_environment):
    """Start `python -m etl ARGUMENTS…` on a lake of its own."""

    def start(*arguments, **settings):
        command = [sys.executable, "-m", "etl", *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, cwd=ROOT, env=etl_environment | settings, **pipes))
        return started[-1]

    started = []
    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


def outcome(process):
    out, err = process.communicate(timeout=250)
    return process.returncode, out, err


def test_every_command_is_in_the_help(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    output = capsys.readouterr().out
    assert ended.value.code == 0
    assert list(COMMANDS) == [
        "land",
        "land-alerts",
        "silver",
        "schedules",
        "gold",
        "load",
        "altitude-alerts",
        "maintain",
    ]
    assert all(f"\n    {name}" in output for name in COMMANDS)


IMPORTED = """
import sys
from importlib import import_module
from etl.__main__ import COMMANDS
if {hidden}:
    sys.modules["pyspark"] = sys.modules["py4j"] = None  # as where they are not installed
for module in COMMANDS[{command!r}].modules:
    import_module(module)
print(sorted({{name.partition(".")[0] for name, module in sys.modules.items() if module}} & {{"pyspark", "py4j"}}))
"""


@pytest.mark.parametrize(
    ("command", "hidden"),
    [
        ("land-alerts", True),  # pandera, which checks its records, imports Spark where it is installed
        ("schedules", True),
        ("gold", False),
        ("load", False),
        ("altitude-alerts", False),
        ("maintain", False),
    ],
)
def test_a_command_that_reads_no_messages_needs_no_spark(command, hidden):
    program = IMPORTED.format(command=command, hidden=hidden)
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("[]\n", "")


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["land", "--first", "2026-11-22T09"]])
def test_an_unknown_command_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m etl" in capsys.readouterr().err


def test_a_command_says_in_one_line_what_it_did(etl):
    code, out, err = outcome(etl("land-alerts"))
    assert (code, out, err) == (0, "land-alerts: 0 hours, 0 records, 0 alert events, 0 flags, 0 set aside\n", "")


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "says"),
    [
        (["silver", "--first", "today"], {}, 2, "silver: today is not an hour such as 2026-11-22T09\n"),
        (["silver", "--first", "2026-11-22T09", "--last", "2026-11-22T08"], {}, 2, "silver: --first 2026-11-22T09 is"),
        (["maintain"], {"BRONZE_RETENTION_DAYS": "none"}, 78, "maintain: wrong setting: BRONZE_RETENTION_DAYS"),
        (["gold", "--first", "0001-01-01T00"], {}, 2, "gold: 0001-01-01T00 is not within the years 1970 to 2099\n"),
        (["altitude-alerts", "--last", "9999-12-31T23"], {}, 2, "altitude-alerts: 9999-12-31T23 is not within the"),
        (["land"], {}, 1, "land: no broker answers at 127.0.0.1:"),
    ],
)
def test_what_went_wrong_is_one_line_and_an_exit_code(etl, arguments, settings, code, says):
    ended, out, err = outcome(etl(*arguments, **settings))
    assert (ended, out) == (code, "")
    assert err.startswith(says)
    assert err.count("\n") == 1


def test_a_lake_where_there_can_be_none_is_one_line_and_not_green(etl, lake):
    lake.root.write_text("a file where the lake should be")
    code, out, err = outcome(etl("land-alerts"))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("land-alerts: ")
    assert str(lake.root) in err


FULL = """
import resource, sys
from etl.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def on_full_disk(etl_environment):
    """Run `python -m etl ARGUMENTS…` where no file may hold a byte: like a full disk, with another errno."""

    def run(*arguments):
        command = [sys.executable, "-c", FULL, *arguments]
        ended = subprocess.run(command, cwd=ROOT, env=etl_environment, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stdout, ended.stderr

    return run


def test_rows_that_find_no_room_on_the_disk_are_one_line_and_a_later_run_writes_them(on_full_disk, etl, lake):
    code, out, err = on_full_disk("gold")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert f"gold: {lake.file(AIRPORTS)} cannot be made" in err
    assert list(lake.root.rglob("*.parquet")) == list(lake.root.rglob("*.tmp")) == []
    assert outcome(etl("gold"))[0] == 0
    assert lake.file(AIRPORTS).exists()


def test_notes_that_find_no_room_on_the_disk_are_one_line(on_full_disk, etl, lake):
    write_states(lake, [state(MIDNIGHT)])
    assert outcome(etl("gold"))[0] == 0
    code, out, err = on_full_disk("gold")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert re.fullmatch(r"gold: (/.*: )?(File too large|No space left on device)\n", err)


def test_commands_that_change_the_lake_wait_for_each_other(etl, lake):
    lake.root.mkdir()
    with (lake.root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = etl("maintain")
        try:
            assert "waiting for another command" in waiting.stdout.readline()
            assert waiting.poll() is None
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)
            code, out, _ = outcome(waiting)
    assert (code, out) == (0, "maintain: 0 compacted, 0 replaced, 0 removed days\n")


@pytest.mark.system
def test_silver_makes_states_and_then_flights(etl, lake):
    land_messages(lake, hour_of(POLL_TIME), [b"garbage"], arrived_at=POLL_TIME)
    code, out, _ = outcome(etl("silver", "--first", "", "--last", ""))
    first, second = out.splitlines()
    assert (code, first) == (0, "silver: 1 hours, 1 messages, 0 added, 1 rejected")
    assert second.startswith("silver: 1 hours, ")
    assert list((lake.root / ".work").iterdir()) == []


@pytest.mark.system
def test_land_takes_what_is_on_the_topic_beside_a_streaming_job_that_has_the_port_of_sparks_page(etl, kafka, topic):
    producer = KafkaProducer(**kafka.for_python())
    producer.send(topic, value=b"garbage")
    producer.close()
    place = {"KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers, "KAFKA_TOPIC": topic}
    with socket.create_server(("127.0.0.1", 0)) as page:
        code, out, err = outcome(etl("land", SPARK_UI_PORT=str(page.getsockname()[1]), **place))
    assert (code, out) == (0, "land: 1 records, 1 files, 0 lost\n")
    assert "leaked" not in err
    assert "SparkUI" not in err
