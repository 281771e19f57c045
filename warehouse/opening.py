"""The choice of the warehouse: PostgreSQL, or the lake's files."""

from pydantic import SecretStr

from contracts.lake.layout import Lake
from warehouse.lake_files import LakeWarehouse
from warehouse.postgres import PostgresWarehouse
from warehouse.reader import Warehouse


def open_warehouse(url: SecretStr | None, lake: Lake) -> Warehouse:
    """Return a reader of PostgreSQL if there is an address, else of the lake's files.

    Raises SettingsError when the address is malformed.
    """
    return PostgresWarehouse(url) if url else LakeWarehouse(lake)
