import re

import duckdb
import pytest

from common.settings import ROOT
from dashboard.archive.tables import (
    ALERTS,
    TABLES,
    open_database,
    rows_of,
)
from ml.alerts.book import AlertBook
from ml.detectors.findings import Finding

DOCS = (ROOT / "docs" / "outputs.md").read_text()
SCORED_RECORDS = ("state vector", "scores")
BLOCKS = {"cleaned_flights": SCORED_RECORDS, "anomalies": SCORED_RECORDS}
"""By output the tables in docs/outputs.md that list its fields; the others have one of their own name."""


def documented_in(block):
    """The fields of a table in docs/outputs.md, in order."""
    table = re.search(rf"<!-- {block} -->\n(.*?)<!-- end of {block} -->", DOCS, re.DOTALL)
    return re.findall(r"^\| `(\w+)` \| ", table[1], re.MULTILINE)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_have_the_documented_columns_in_their_order(table):
    assert list(table.columns) == [
        name for block in BLOCKS.get(table.name, (table.name,)) for name in documented_in(block)
    ]


def test_alerts_have_the_columns_of_an_alert():
    finding = Finding("frozen", "motion", "frozen", "info", icao24="3c6444", time=5, poll_time=5, evidence="")
    (event,) = AlertBook().advance(5, [finding])
    assert list(ALERTS.columns) == list(event)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_without_files_a_table_is_empty_and_has_its_columns(table):
    rows = open_database().sql(f"FROM {rows_of(table.columns, [])}")
    assert dict(zip(rows.columns, map(str, rows.types), strict=True)) == table.columns
    assert rows.fetchall() == []


def test_paths_are_taken_literally(tmp_path):
    folder = tmp_path / "date=1 it's [a] *?" / "hour=2"
    folder.mkdir(parents=True)
    (folder / 'part"0.json').write_text('{"icao24":"aaaaaa","hour":5}\n')
    (folder / "other.json").write_text('{"icao24":"bbbbbb"}\n')
    columns = {"icao24": "VARCHAR", "hour": "BIGINT"}
    rows = open_database().sql(f"FROM {rows_of(columns, folder.glob('part*'))}")
    assert rows.fetchall() == [("aaaaaa", 5)]


def test_nothing_is_fetched_and_no_variable_is_seen():
    database = open_database()
    with pytest.raises(duckdb.CatalogException, match="DOCS"):
        database.sql("FROM DOCS").fetchall()
    with pytest.raises(duckdb.CatalogException, match="INSTALL autocomplete"):
        database.sql("FROM sql_auto_complete('SEL')").fetchall()
