import subprocess
import sys
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from common.errors import LakeError
from common.settings import ROOT
from contracts.lake.layout import Column, Partition, Table
from etl.lake.origins import Origin, inputs_of, noted_origin, origin_of
from etl.lake.partitions import write_partition
from etl.lake.work import working_folder
from tests.lake_files import rows_of

COUNTS = Table(
    "counts",
    "gold",
    "day",
    "a table for the tests",
    ("name", "number"),
    (
        Column("name", "text", "a name", required=True),
        Column("number", "integer", "a number", required=True),
        Column("share", "double", "a share"),
    ),
)
DAY = Partition(date(2026, 11, 22))
ORIGIN = Origin((("bronze/it's here.parquet", 12, 1_790_000_000_000_000_001),), 3)


def rows(*values):
    return "FROM (VALUES " + ", ".join(map(str, values)) + ") AS t(share, number, name)"


@pytest.fixture
def write(connection, lake):
    def write_rows(*values, origin=ORIGIN):
        return write_partition(connection, rows(*values), lake.file(COUNTS, DAY), COUNTS, origin)

    return write_rows


def test_a_partition_has_the_tables_columns_and_types_in_the_order_of_its_key(write, lake):
    assert write((0.5, 2, "b"), (1, 10, "a"), (0.25, 9, "a")) == 3
    file = pq.ParquetFile(lake.file(COUNTS, DAY))
    assert [(field.name, field.type) for field in file.schema_arrow] == [
        ("name", pa.string()),
        ("number", pa.int32()),
        ("share", pa.float64()),
    ]
    assert file.read().to_pylist() == [
        {"name": "a", "number": 9, "share": 0.25},
        {"name": "a", "number": 10, "share": 1.0},
        {"name": "b", "number": 2, "share": 0.5},
    ]


def test_the_same_rows_in_another_order_give_the_same_bytes(write, lake):
    write((0.5, 2, "b"), (1, 10, "a"))
    first = lake.file(COUNTS, DAY).read_bytes()
    write((1, 10, "a"), (0.5, 2, "b"))
    assert lake.file(COUNTS, DAY).read_bytes() == first


def test_a_partition_says_what_it_was_made_from(write, lake):
    assert origin_of(lake.file(COUNTS, DAY)) is None
    write((0.5, 2, "b"))
    assert origin_of(lake.file(COUNTS, DAY)) == ORIGIN


def test_a_partition_outlives_a_loss_of_power_as_soon_as_it_is_written(disk, write, lake):
    """Its inputs may be removed then; a file in a new folder too."""
    for values in ((0.5, 2, "b"), (1, 10, "a")):
        write(values)
        assert (disk.losable(lake.root.parent), disk.torn) == ([], [])


def test_a_partition_without_rows_is_there_and_says_so(connection, lake):
    query = "SELECT 1 AS share, 2 AS number, 'b' AS name WHERE false"
    assert write_partition(connection, query, lake.file(COUNTS, DAY), COUNTS, ORIGIN) == 0
    assert lake.partitions(COUNTS) == [DAY]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([(0.5, 1, "a"), (0.6, 1, "a")], "1 rows have the key"),
        ([(0.5, "NULL", "'a'")], "1 without number"),
        ([(0.5, "'many'", "'a'")], "cannot be made"),
    ],
)
def test_rows_that_break_the_contract_leave_the_file_as_it_was(connection, write, lake, values, says):
    write((0.5, 2, "b"))
    before = lake.file(COUNTS, DAY).read_bytes()
    listed = ", ".join(
        f"({share}, {number}, {name if name[0] == chr(39) else repr(name)})" for share, number, name in values
    )
    with pytest.raises(LakeError, match=says):
        write_partition(
            connection,
            f"FROM (VALUES {listed}) AS t(share, number, name)",
            lake.file(COUNTS, DAY),
            COUNTS,
            Origin((), 4),
        )
    assert lake.file(COUNTS, DAY).read_bytes() == before
    assert [path.name for path in lake.file(COUNTS, DAY).parent.iterdir()] == ["part.parquet"]


def test_a_file_that_is_not_of_the_lake_is_named(tmp_path):
    damaged, foreign = tmp_path / "damaged.parquet", tmp_path / "foreign.parquet"
    damaged.write_bytes(b"PAR1 and nothing else")
    pq.write_table(pa.table({"a": [1]}), foreign)
    for path in (damaged, foreign):
        with pytest.raises(LakeError, match=path.name):
            origin_of(path)


def test_inputs_are_by_name_with_size_and_time_of_change(lake):
    lake.root.mkdir()
    for name in ("b", "a"):
        (lake.root / name).write_bytes(name.encode() * 3)
    changed = {name: (lake.root / name).stat().st_mtime_ns for name in "ab"}
    assert inputs_of(lake, [lake.root / "b", lake.root / "a"]) == (("a", 3, changed["a"]), ("b", 3, changed["b"]))


KILLED = """
import os, signal, sys
from pathlib import Path
from contracts.lake.layout import Lake
from etl.lake import partitions
from tests.etl.lake.test_partitions import COUNTS, DAY, ORIGIN, rows
lake = Lake(Path(sys.argv[1]))
partitions._checked = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with partitions.working_on(lake) as connection:
    partitions.write_partition(connection, rows((1, 1, "c")), lake.file(COUNTS, DAY), COUNTS, ORIGIN)
"""


def test_a_writer_killed_in_the_middle_leaves_the_file_as_it_was_and_the_next_one_tidies_up(write, lake):
    write((0.5, 2, "b"))
    killed = subprocess.run([sys.executable, "-c", KILLED, str(lake.root)], cwd=ROOT, check=False)
    assert killed.returncode == -9
    file = lake.file(COUNTS, DAY)
    assert len(list(file.parent.iterdir())) == 2
    assert rows_of(file) == [{"name": "b", "number": 2, "share": 0.5}]
    write((1, 1, "c"))
    assert [path.name for path in file.parent.iterdir()] == ["part.parquet"]
    with working_folder(lake, "test"):
        assert len(list((lake.root / ".work").iterdir())) == 2  # its own, and the one of this test's DuckDB


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("bronze/states/date=2026-11-22/hour=09/flights-0a0a0a0a-1-0-9.parquet", "restore a copy, or move it"),
        ("silver/states/date=2026-11-22/hour=09/part.parquet", "remove it and it will be made again"),
        ("gold/airports/part.parquet", "remove it and it will be made again"),
    ],
)
def test_a_damaged_file_of_bronze_is_not_said_to_be_made_anew(lake, name, says):
    path = lake.root / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PAR1")
    for look in (noted_origin, origin_of):
        with pytest.raises(LakeError, match=f"{path.name} is not a file of the lake .*; {says}"):
            look(path)
