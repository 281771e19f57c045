import os
import shutil
import time

import pytest
from structlog.testing import capture_logs

from common.clock import SystemClock
from contracts.kept_files import ALL_HOURS_EVERY
from notifications.alert_files import AlertFiles
from tests.local_opensky import JumpingClock
from tests.notifications.alerts import alert, write_alerts


@pytest.fixture
def files(tmp_path):
    return AlertFiles([tmp_path], SystemClock())


def new_aircraft(files, *, not_before=0.0):
    return [int(written.event.icao24, 16) for written in files.new(not_before=not_before)]


def test_a_missing_folder_has_nothing_new(tmp_path):
    assert new_aircraft(AlertFiles([tmp_path / "alerts"], SystemClock())) == []


def test_every_file_is_new_once(tmp_path, files):
    write_alerts(tmp_path, alert(1), alert(2), batch=0)
    assert new_aircraft(files) == [1, 2]
    write_alerts(tmp_path, alert(3), batch=1)
    write_alerts(tmp_path, alert(4), batch=0, hour="23")
    assert sorted(new_aircraft(files)) == [3, 4]
    assert new_aircraft(files) == []


def test_files_come_in_the_order_in_which_they_were_written(tmp_path, files):
    now = time.time()
    write_alerts(tmp_path, alert(3), batch=2, at=now - 1)
    write_alerts(tmp_path, alert(1), batch=10, at=now - 3)
    write_alerts(tmp_path, alert(2), batch=9, at=now - 2)
    assert new_aircraft(files) == [1, 2, 3]


def test_second_file_of_a_folder_is_seen_though_both_came_in_one_tick_of_the_clock(tmp_path, files):
    folder = write_alerts(tmp_path, alert(1), batch=0).parent
    changed_ns = folder.stat().st_mtime_ns
    assert new_aircraft(files) == [1]
    write_alerts(tmp_path, alert(2), batch=0, name="part-1.json")
    os.utime(folder, ns=(changed_ns, changed_ns))
    assert new_aircraft(files) == [2]


def test_file_that_comes_late_to_an_old_folder_is_seen(tmp_path):
    clock = JumpingClock(time.time())
    files = AlertFiles([tmp_path], clock)
    folder = tmp_path / "date=2023-11-14" / "hour=22" / "batch=0"
    folder.mkdir(parents=True)
    assert new_aircraft(files) == []
    clock.sleep(3_600)
    assert new_aircraft(files) == []
    os.utime(folder, (clock.time() - 60, clock.time() - 60))
    assert new_aircraft(files) == []
    write_alerts(tmp_path, alert(1), batch=0)
    assert new_aircraft(files) == [1]


def test_file_that_comes_late_to_an_old_hour_is_seen_within_some_looks(tmp_path, files):
    folder = tmp_path / "date=2023-11-14" / "hour=10" / "batch=0"
    folder.mkdir(parents=True)
    hour = folder.parent.stat()
    for number in range(4):
        write_alerts(tmp_path, alert(number), batch=number + 1, hour=f"{11 + number}")
    os.utime(folder.parent, ns=(hour.st_mtime_ns - 10**12, hour.st_mtime_ns - 10**12))
    assert sorted(new_aircraft(files)) == [0, 1, 2, 3]
    write_alerts(tmp_path, alert(9), batch=0, hour="10")
    seen = [new_aircraft(files) for _ in range(ALL_HOURS_EVERY)]
    assert [aircraft for aircraft in seen if aircraft] == [[9]]


def test_hours_long_past_are_new_once(tmp_path):
    clock = JumpingClock(time.time() + 3_600)
    files = AlertFiles([tmp_path], clock)
    for number in range(6):
        write_alerts(tmp_path, alert(number), batch=number, hour=f"{10 + number}")
    assert sorted(new_aircraft(files)) == [0, 1, 2, 3, 4, 5]
    assert [new_aircraft(files) for _ in range(2 * ALL_HOURS_EVERY)] == [[]] * (2 * ALL_HOURS_EVERY)


def test_folder_that_is_replaced_is_read_again(tmp_path, files):
    folder = write_alerts(tmp_path, alert(1), batch=0).parent
    assert new_aircraft(files) == [1]
    shutil.rmtree(folder)
    assert new_aircraft(files) == []
    write_alerts(tmp_path, alert(1), batch=0, at=time.time() + 1)
    assert new_aircraft(files) == [1]


def test_unfinished_and_other_files_are_left_alone(tmp_path, files):
    folder = write_alerts(tmp_path, alert(1), batch=0).parent
    (folder / ".part-1.json.123.tmp").write_text("{")
    (folder / ".part-0.json.crc").write_text("{")
    (folder / "._part-2.json").write_text("{")
    (folder / "_SUCCESS").touch()
    assert new_aircraft(files) == [1]


def test_file_that_cannot_be_read_costs_no_others_and_is_tried_again(tmp_path):
    clock = JumpingClock(time.time() + 3_600)
    files = AlertFiles([tmp_path], clock)
    unreadable = tmp_path / "date=2023-11-14" / "hour=22" / "batch=0" / "part-0.json"
    unreadable.mkdir(parents=True)
    write_alerts(tmp_path, alert(1), batch=1)
    with capture_logs() as logs:
        assert new_aircraft(files) == [1]
    assert [entry["event"] for entry in logs] == ["alerts not readable"]
    unreadable.rmdir()
    write_alerts(tmp_path, alert(2), batch=0)
    assert new_aircraft(files) == [2]


def test_files_written_before_a_time_are_left_out(tmp_path, files):
    write_alerts(tmp_path, alert(1), batch=0, at=1_000)
    write_alerts(tmp_path, alert(2), batch=1, at=2_000)
    assert new_aircraft(files, not_before=1_500) == [2]


def test_lines_that_are_not_events_are_counted_and_the_others_are_read(tmp_path, files):
    path = write_alerts(tmp_path, alert(1), batch=0)
    broken = [b'{"event": ', b"", b"[]", b'{"event": "closed"}', b"\xff"]
    path.write_bytes(b"\n".join([*broken, path.read_bytes()]))
    with capture_logs() as logs:
        assert new_aircraft(files) == [1]
    assert files.unreadable == 5
    assert [(entry["file"], entry["line"]) for entry in logs] == [(str(path), line) for line in range(1, 6)]
