"""A lake with two days of gold, and servers to load it into."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.settings import Settings
from contracts.lake.dimensions import AIRLINES
from contracts.lake.gold import AIRLINE_FLIGHTS, ALTITUDE_TRENDS
from contracts.lake.layout import Lake
from tests.etl.warehouse.loads import (
    FIRST,
    SECOND,
    flights_of,
)
from tests.gold_files import make_row, write_rows
from tests.ports import free_ports
from tests.postgres import PostgresServer, find_programs


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Two days and two hours of gold, and a dimension."""
    lake = Lake(tmp_path / "lake")
    write_rows(
        lake, AIRLINE_FLIGHTS, *(flights_of(day, airline) for day in (FIRST, SECOND) for airline in ("IBE", "DLH"))
    )
    write_rows(lake, ALTITUDE_TRENDS, *(make_row(ALTITUDE_TRENDS, date=FIRST, hour=hour) for hour in (9, 10)))
    write_rows(lake, AIRLINES, make_row(AIRLINES, airline="IBE", name="Iberia"))
    return lake


@pytest.fixture
def settings(lake: Lake, postgres: PostgresServer, database: str) -> Settings:
    return Settings(lake_dir=lake.root, warehouse_url=postgres.address(database))


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server for one test to crash."""
    server = PostgresServer(find_programs(), free_ports(1)[0])
    try:
        server.start()
        yield server
    finally:
        server.remove()
