"""Run loads, and compare the warehouse's rows with the lake's."""

import os
import subprocess
import sys
from datetime import date

import pandas as pd
import psycopg

from common.settings import ROOT, Settings
from contracts.lake.dimensions import DIMENSIONS
from contracts.lake.gold import AIRLINE_FLIGHTS, GOLD
from contracts.lake.layout import Lake, Table
from tests.gold_files import make_row
from warehouse.lake_files import LakeWarehouse
from warehouse.postgres import PostgresWarehouse

FIRST, SECOND = date(2026, 11, 20), date(2026, 11, 21)


TABLES = (*GOLD, *DIMENSIONS)


def flights_of(day: date, airline: str, **values: object) -> dict[str, object]:
    return make_row(AIRLINE_FLIGHTS, date=day, source="opensky", airline=airline, **values)


def contents(settings: Settings) -> dict[str, list[tuple]]:
    """Return all rows of every table, sorted by key."""
    return {table.name: ask(settings, all_rows(table, f"flightwatch.{table.name}")) for table in TABLES}


def all_rows(table: Table, name: str) -> str:
    columns = ", ".join(column.name for column in table.columns)
    return f"SELECT {columns} FROM {name} ORDER BY {', '.join(table.key)}"  # noqa: S608 - our own tables


def ask(settings: Settings, query: str) -> list[tuple]:
    with psycopg.connect(settings.warehouse_url.get_secret_value()) as connection:
        return connection.execute(query).fetchall()


def assert_equals_the_lake(settings: Settings) -> None:
    """Every table of PostgreSQL has the rows that DuckDB finds in the files."""
    server, files = PostgresWarehouse(settings.warehouse_url), LakeWarehouse(Lake(settings.lake_dir))
    for table in TABLES:
        query = all_rows(table, table.name)
        pd.testing.assert_frame_equal(server.query(query), files.query(query), obj=table.name, check_exact=True)


def start_load(settings: Settings) -> "subprocess.Popen[str]":
    place = {"LAKE_DIR": str(settings.lake_dir), "WAREHOUSE_URL": settings.warehouse_url.get_secret_value()}
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "load"],
        cwd=ROOT,
        env=os.environ | place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
