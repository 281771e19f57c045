"""Merging closed hours, read back as every reader does: through `contracts.kept_files`."""

import errno
import gzip
import os
import shutil
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from contracts.kept_files import contents_of, files_in, hours_of, opened
from contracts.outputs import ANOMALIES, CLEANED_FLIGHTS, REJECTED, Outputs, batch_folder
from spark.publish import closed_hours
from spark.publish.closed_hours import CLOSED_AFTER_S, merge_closed_hours
from spark.publish.retention import remove_old_hours
from tests.power_loss import Disk

HOUR = 1_790_002_800
WRITTEN = 1_795_000_000
"""When the hour was last written, epoch s."""
CLOSED = WRITTEN + CLOSED_AFTER_S


@pytest.fixture
def outputs(tmp_path):
    return Outputs(tmp_path / "output")


def line(number, poll_time=HOUR):
    return b'{"icao24":"%06x","poll_time":%d}\n' % (number, poll_time)


def keep(outputs, batch, *parts, at=WRITTEN, hour=HOUR, output=CLEANED_FLIGHTS):
    folder = batch_folder(outputs.root / output.name, hour, batch)
    folder.mkdir(parents=True)
    for number, content in enumerate(parts):
        (folder / f"part-{number:05}.json").write_bytes(content)
    os.utime(folder, (at, at))
    return folder


def sweep(outputs, *, now=CLOSED, before=1_000, must_end=lambda: False, kinds=(CLEANED_FLIGHTS,)):
    return merge_closed_hours(outputs, kinds, now=now, before=before, must_end=must_end)


def files_read(outputs):
    hours = hours_of(outputs.cleaned_flights)
    return [file.path for hour in hours for part in contents_of(hour).parts for file in files_in(part)]


def lines_in(paths):
    found = []
    for path in paths:
        with opened(path) as content:
            found += content.read().splitlines()
    return Counter(found)


def lines_read(outputs):
    return lines_in(files_read(outputs))


def names(outputs):
    return sorted(path.name for path in (outputs.root / "cleaned_flights").glob("*/*/*"))


def test_a_closed_hour_becomes_one_file_named_after_its_micro_batches_and_times(outputs):
    keep(outputs, 17, line(1), line(2))
    keep(outputs, 18, line(3, HOUR + 10))
    merged = sweep(outputs)
    assert (merged.files, merged.batches, merged.problem) == (1, 2, None)
    (path,) = files_read(outputs)
    assert path.name == f"batches=17-18.times={HOUR}-{HOUR + 10}.json.gz"
    assert gzip.decompress(path.read_bytes()) == line(1) + line(2) + line(3, HOUR + 10)


@given(
    st.dictionaries(
        st.integers(0, 30),
        st.lists(
            st.lists(st.sampled_from([line(1), line(2, HOUR + 10), b"[}\n", b'{"half":', b"\xff\x00\n"])), max_size=3
        ),
        max_size=6,
    ),
    st.integers(1, 200),
)
def test_any_files_merge_to_the_same_lines_in_the_order_of_the_micro_batches(tmp_path_factory, batches, most_bytes):
    outputs = Outputs(tmp_path_factory.mktemp("output"))
    for batch, parts in batches.items():
        keep(outputs, batch, *(b"".join(lines) for lines in parts))
    before = lines_read(outputs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closed_hours, "MOST_BYTES", most_bytes)
        for _ in range(2):
            sweep(outputs)
            assert lines_read(outputs) == before
    assert all(name.startswith("batches=") for name in names(outputs))
    merged = sorted(files_read(outputs), key=lambda path: int(path.name.split("=")[1].split("-")[0]))
    in_order = [line for batch in sorted(batches) for lines in batches[batch] for line in b"".join(lines).splitlines()]
    assert [line for path in merged for line in gzip.decompress(path.read_bytes()).splitlines()] == in_order


def test_an_hour_is_left_alone_until_it_is_closed(outputs):
    keep(outputs, 1, line(1), at=WRITTEN - 100)
    keep(outputs, 2, line(2))
    assert sweep(outputs, now=CLOSED - 1).files == 0
    assert names(outputs) == ["batch=1", "batch=2"]


def test_a_micro_batch_that_spark_may_run_again_is_not_merged(outputs):
    for batch in (6, 7):
        keep(outputs, batch, line(batch))
    sweep(outputs, before=7)
    sweep(outputs, before=7)
    assert names(outputs) == ["batch=7", f"batches=6-6.times={HOUR}-{HOUR}.json.gz"]


def test_the_folders_go_a_sweep_later_so_that_who_has_listed_them_can_still_read_them(outputs):
    for batch in (1, 2):
        keep(outputs, batch, line(batch))
    listed, before = files_read(outputs), lines_read(outputs)
    sweep(outputs)
    assert lines_in(listed) == lines_read(outputs) == before
    sweep(outputs)
    assert names(outputs) == [f"batches=1-2.times={HOUR}-{HOUR}.json.gz"]


def test_what_is_written_to_an_hour_after_it_was_merged_gets_a_file_of_its_own(outputs):
    keep(outputs, 1, line(1))
    sweep(outputs)
    keep(outputs, 5, line(5, HOUR + 50), at=CLOSED)
    sweep(outputs)
    assert names(outputs) == ["batch=5", f"batches=1-1.times={HOUR}-{HOUR}.json.gz"]
    sweep(outputs, now=CLOSED + CLOSED_AFTER_S)
    assert lines_read(outputs) == lines_in(files_read(outputs)) == Counter([line(1)[:-1], line(5, HOUR + 50)[:-1]])
    assert [path.name.split(".")[0] for path in sorted(files_read(outputs))] == ["batches=1-1", "batches=5-5"]


def test_a_merged_file_takes_no_more_than_its_share(outputs, monkeypatch):
    monkeypatch.setattr(closed_hours, "MOST_BYTES", 2 * len(line(0)))
    for batch, count in enumerate((1, 1, 1, 5, 1)):
        keep(outputs, batch, line(batch) * count)
    assert sweep(outputs).files == 4
    assert [path.name.split(".")[0] for path in sorted(files_read(outputs))] == [
        "batches=0-1",
        "batches=2-2",
        "batches=3-3",
        "batches=4-4",
    ]


def test_rejected_messages_are_dated_by_their_arrival(outputs):
    raw = b'{"problem":"p","arrived_at":"2026-09-21T15:00:01.250Z","raw":"{\\"poll_time\\":7}"}\n'
    keep(outputs, 1, raw, output=REJECTED)
    sweep(outputs, kinds=(REJECTED,))
    merged = [path.name for path in (outputs.rejected).glob("*/*/*.gz")]
    assert merged == [f"batches=1-1.times={HOUR + 1}-{HOUR + 2}.json.gz"]


def test_retention_goes_by_the_age_of_what_was_merged_and_sees_it_shrink(outputs):
    for batch in range(3):
        keep(outputs, batch, line(batch) * 3_000, at=WRITTEN - batch)
    keep(outputs, 9, line(9), hour=HOUR + 3_600, at=WRITTEN + 90_000)
    before = remove_old_hours(outputs, now=WRITTEN, keep_hours=24, max_bytes=10**9).bytes
    sweep(outputs)
    sweep(outputs)
    (path,) = (path for path in files_read(outputs) if path.name.startswith("batches="))
    assert path.stat().st_mtime == WRITTEN
    swept = remove_old_hours(outputs, now=WRITTEN + 24 * 3_600 - 1, keep_hours=24, max_bytes=10**9)
    assert (swept.old, swept.bytes < before / 5) == ([], True)
    assert remove_old_hours(outputs, now=WRITTEN + 24 * 3_600, keep_hours=24, max_bytes=10**9).old == [path.parent]


def test_a_micro_batch_that_cannot_be_read_is_reported_and_left_and_the_others_are_merged(outputs):
    for batch in range(5):
        keep(outputs, batch, line(batch))
    damaged = batch_folder(outputs.cleaned_flights, HOUR, 2) / "part-00001.json"
    damaged.mkdir()
    os.utime(damaged.parent, (WRITTEN, WRITTEN))
    before = Counter(line(batch)[:-1] for batch in range(5))
    with capture_logs() as logs:
        merged = sweep(outputs)
        assert "Is a directory" in merged.problem
    sweep(outputs)
    assert [(entry["event"], Path(entry["folder"]).name) for entry in logs] == [("records not merged", "batch=2")]
    assert [name.split(".")[0] for name in names(outputs)] == ["batch=2", "batches=0-1", "batches=3-4"]
    assert lines_in(path for path in files_read(outputs) if path.is_file()) == before


def test_an_hour_that_the_retention_removes_meanwhile_is_no_problem(outputs, monkeypatch):
    folder = keep(outputs, 1, line(1))
    keep(outputs, 2, line(2), hour=HOUR + 3_600)
    listed = closed_hours.files_of

    def removed_once_listed(batch):
        files = listed(batch)
        if batch == folder:
            shutil.rmtree(folder.parent, ignore_errors=True)
        return files

    monkeypatch.setattr(closed_hours, "files_of", removed_once_listed)
    merged = sweep(outputs)
    assert (merged.files, merged.problem) == (1, None)
    assert not folder.parent.exists()


def test_a_full_disk_ends_the_sweep_and_leaves_everything_as_it_was(outputs, monkeypatch):
    keep(outputs, 1, line(1))

    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(gzip.GzipFile, "write", full)
    with pytest.raises(OSError, match="No space left"):
        sweep(outputs)
    assert names(outputs) == ["batch=1"]


def test_a_sweep_that_has_to_end_leaves_the_rest_to_the_next(outputs):
    for hour in range(3):
        keep(outputs, hour, line(hour), hour=HOUR + 3_600 * hour)
    answers = iter([False, True])
    assert sweep(outputs, must_end=lambda: next(answers)).files == 1
    assert [path.parent.name for path in files_read(outputs)[1:]] == ["batch=1", "batch=2"]
    assert sweep(outputs).files == 2


def test_every_kind_of_record_is_merged_by_itself(outputs):
    for output in (CLEANED_FLIGHTS, ANOMALIES):
        keep(outputs, 1, line(1), output=output)
    assert sweep(outputs, kinds=(CLEANED_FLIGHTS, ANOMALIES)).files == 2


class Killed(BaseException):
    """The process ends here."""


class Steps:
    """Looks at the outputs before every change of the file system, and kills the process before one of them."""

    CHANGES = ("replace", "unlink", "rmdir", "utime", "fsync")

    def __init__(self, monkeypatch, look):
        self.done = 0
        self.last = None
        """Number of the change before which the process is killed; None: changes are made as if unwatched."""
        self._look = look
        for name in self.CHANGES:
            monkeypatch.setattr(os, name, self._counting(getattr(os, name)))
        monkeypatch.setattr(gzip.GzipFile, "write", self._counting(gzip.GzipFile.write))
        monkeypatch.setattr(Path, "open", self._counting(Path.open))

    def _counting(self, change):
        def counted(*arguments, **options):
            if self.last is None or (change.__name__ == "open" and "wb" not in arguments):
                return change(*arguments, **options)
            if self.done >= self.last:  # also what a `finally` would still do
                raise Killed
            self.done += 1
            self._look()
            return change(*arguments, **options)

        return counted


def test_killed_before_any_change_of_the_file_system_it_loses_and_doubles_nothing(tmp_path, monkeypatch):
    def prepared(number):
        outputs = Outputs(tmp_path / str(number))
        for batch in range(4):
            keep(outputs, batch, line(batch), line(batch + 10, HOUR + 10 * batch))
        return outputs

    monkeypatch.setattr(closed_hours, "MOST_BYTES", 4 * len(line(0)))
    looked_at = []
    steps = Steps(monkeypatch, lambda: looked_at.append(lines_read(outputs)))
    expected = lines_read(prepared("undisturbed"))
    kills = 0
    while True:
        outputs = prepared(kills)
        steps.done, steps.last = 0, kills
        with suppress(Killed):
            sweep(outputs)
            sweep(outputs)
            break
        steps.last = None
        assert lines_read(outputs) == expected, f"killed before change {kills}"
        for _ in range(2):
            sweep(outputs)
            assert lines_read(outputs) == expected, f"going on after a kill before change {kills}"
        assert [name.split(".")[0] for name in names(outputs)] == ["batches=0-1", "batches=2-3"]
        kills += 1
    assert kills > 25
    assert all(found == expected for found in looked_at)


def test_after_a_loss_of_power_a_merged_file_is_there_whole_before_any_folder_goes(outputs, monkeypatch):
    keep(outputs, 1, line(1))
    disk = Disk(monkeypatch)
    sweep(outputs)
    (path,) = files_read(outputs)
    assert disk.torn == []
    assert path not in disk.losable(outputs.root)


def test_files_within_a_folder_that_is_not_finished_are_not_taken(outputs):
    folder = keep(outputs, 1, line(1))
    (folder / ".part-00001.json.7.tmp").write_bytes(b"half")
    os.utime(folder, (WRITTEN, WRITTEN))
    staged = folder.with_name(".batch=2")
    staged.mkdir()
    (staged / "part-00000.json").write_bytes(line(2))
    sweep(outputs)
    sweep(outputs)
    assert lines_read(outputs) == Counter([line(1)[:-1]])
    assert (staged / "part-00000.json").exists()
