"""Landing flags of closed hours that the streaming job merges before, between or after landings."""

import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from contracts.kept_files import hours_of
from contracts.lake.silver import FLAGS_REJECTED
from contracts.outputs import ANOMALIES, Outputs
from etl.outputs.landing import run
from spark.publish.closed_hours import merge_closed_hours
from tests.etl.lake_rows import content
from tests.etl.outputs.output_lines import FLAGGED, HOUR, landed

FLAGS = [FLAGGED | {"icao24": f"4b181{number}", "poll_time": 1_700_000_000 + number} for number in range(4)]


@pytest.fixture
def merge(settings):
    """Merge the micro-batches that are there, and remove them."""

    def merge_hours():
        for _ in range(2):
            outputs = Outputs(settings.output_dir)
            merge_closed_hours(outputs, (ANOMALIES,), now=1e11, before=1_000, must_end=lambda: False)
        (hour,) = hours_of(settings.output_dir / "anomalies")
        return sorted(path.name for path in hour.path.iterdir())

    return merge_hours


def set_aside(lake):
    return [(row["raw"], Path(row["file"]).name, row["line"]) for row in content(lake, FLAGS_REJECTED)]


def test_an_hour_that_is_merged_before_it_is_landed_is_landed_whole(settings, lake, write, merge):
    write("anomalies", 0, *FLAGS[:2])
    write("anomalies", 1, *FLAGS[2:])
    assert [name.split(".")[0] for name in merge()] == ["batches=0-1"]
    assert (run(settings).flags, landed(lake, "flags")) == (4, FLAGS)
    again = run(settings)
    assert (again.hours, again.flags, again.set_aside) == (0, 0, 0)


def test_what_was_landed_before_it_was_merged_is_not_landed_twice(settings, lake, write, merge):
    write("anomalies", 0, *FLAGS[:2])
    write("anomalies", 1, *FLAGS[2:], b"half a li")
    assert (run(settings).flags, len(set_aside(lake))) == (4, 1)
    (merged,) = merge()
    again = run(settings)
    assert (again.flags, again.set_aside) == (0, 0)
    assert landed(lake, "flags") == FLAGS
    assert set_aside(lake) == [("half a li", merged, 5)]


def test_only_what_is_new_in_a_merged_file_is_landed(settings, lake, write, merge):
    write("anomalies", 0, FLAGS[0], b"half a li")
    assert run(settings).flags == 1
    write("anomalies", 1, *FLAGS[1:3], b"another")
    merge()
    after = run(settings)
    assert (after.flags, after.set_aside) == (2, 1)
    write("anomalies", 2, FLAGS[3])
    assert run(settings).flags == 1
    merge()
    assert run(settings).flags == 0
    assert landed(lake, "flags") == FLAGS
    assert sorted(raw for raw, *_ in set_aside(lake)) == ["another", "half a li"]


def test_a_damaged_merged_file_is_reported_and_tried_again_and_costs_no_other_file(settings, lake, write, merge):
    write("anomalies", 0, *FLAGS[:2])
    (name,) = merge()
    write("anomalies", 1, *FLAGS[2:])
    path = settings.output_dir / "anomalies" / HOUR / name
    whole = shutil.copy(path, settings.output_dir / "whole")
    path.write_bytes(path.read_bytes()[:-9])
    with capture_logs() as logs:
        assert run(settings).flags == 2
    assert [(entry["event"], Path(entry["file"]).name) for entry in logs] == [("file not landed", name)]
    shutil.copy(whole, path)
    assert run(settings).flags == 2
    assert landed(lake, "flags") == FLAGS
