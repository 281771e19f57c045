"""Shared by the tests of the batch side."""

import pytest

from common.settings import Settings
from contracts.lake.layout import Lake
from etl.lake.partitions import working_on


@pytest.fixture
def lake(tmp_path) -> Lake:
    """A lake with nothing in it."""
    return Lake(tmp_path / "lake")


@pytest.fixture
def settings(lake, tmp_path) -> Settings:
    """Settings whose folders are the test's own."""
    return Settings(lake_dir=lake.root, output_dir=tmp_path / "output", spark_master="local[2]")


@pytest.fixture
def connection(lake):
    with working_on(lake) as connection:
        yield connection
