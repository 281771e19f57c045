from collections.abc import Callable
from pathlib import Path

import pytest

from common.settings import Settings
from contracts.lake.layout import Lake
from etl.warehouse.loading import run
from warehouse.lake_files import LakeWarehouse
from warehouse.postgres import PostgresWarehouse
from warehouse.reader import Warehouse


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake(tmp_path / "lake")


@pytest.fixture(params=["postgres", "duckdb"])
def open_loaded(lake: Lake, request: pytest.FixtureRequest) -> Callable[[], Warehouse]:
    """Open the lake's present content, in a real server or in the files."""
    if request.param == "duckdb":
        return lambda: LakeWarehouse(lake)
    server, database = request.getfixturevalue("postgres"), request.getfixturevalue("database")

    def load_and_open() -> Warehouse:
        settings = Settings(lake_dir=lake.root, warehouse_url=server.address(database))
        run(settings, None)
        return PostgresWarehouse(settings.warehouse_url)

    return load_and_open
