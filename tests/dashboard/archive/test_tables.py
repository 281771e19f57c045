import re

import duckdb
import pytest

from common.settings import ROOT
from dashboard.archive.tables import (
    ALERTS,
    ANOMALIES,
    CLEANED_FLIGHTS,
    REJECTED,
    TABLES,
    WINDOWED_STATS,
    open_database,
    rows_of,
)
from ml.alerts.book import AlertBook
from ml.detectors.findings import Finding

DOCS = (ROOT / "docs" / "outputs.md").read_text()
PARAGRAPHS = {
    "alerts": "Each line of `alerts/`",
    "windowed_stats": "`window_start`, `window_end`",
    "rejected": "`problem` (words",
}


@pytest.mark.parametrize("table", [CLEANED_FLIGHTS, ANOMALIES])
def test_records_have_the_documented_columns_in_their_order(table):
    assert list(table.columns) == re.findall(r"^\| `(\w+)` \| ", DOCS, re.MULTILINE)[: len(table.columns)]
    documented = set(re.findall(r"^\| `(\w+)` \| (?:string|long|double|boolean|array|object)", DOCS, re.MULTILINE))
    assert set(table.columns) == documented


@pytest.mark.parametrize("table", [ALERTS, WINDOWED_STATS, REJECTED], ids=lambda table: table.name)
def test_the_other_tables_have_documented_columns(table):
    (paragraph,) = (text for text in DOCS.split("\n\n") if PARAGRAPHS[table.name] in text)
    assert set(table.columns) - {"rarity"} <= set(re.findall(r"`(\w+)`", paragraph))


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
