"""Connections to the warehouse's PostgreSQL, and the texts of its errors with the password masked."""

import re
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from common.errors import SettingsError, WarehouseError, WarehouseRefused

SCHEMA = "flightwatch"
"""The schema of the tables in PostgreSQL."""

READER = "flightwatch_reader"
"""The role that may only read the tables; grant it to every user who needs to read them."""

LOADED_FILES = "loaded_files"
"""The table of loaded files: name, day, size, time of change, number of rows."""

Address = Mapping[str, Any]
"""Parts of a server's address, as libpq names them, possibly with a password."""

_PATIENCE = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds to connect, and between keepalives: a silent server is given up on after a minute."""

_REFUSED = re.compile(
    r'authentication failed|no password supplied|(role|database) ".*" does not exist|is not permitted to log in|'
    r"no pg_hba\.conf entry|permission denied for database|SSL was required|certificate|invalid \w+ value"
)
"""Errors that only a corrected WAREHOUSE_URL fixes. An error while connecting has no code, so its text decides; if the
server's messages are not in English, such an error counts as an unreachable server."""


def parse_address(url: SecretStr) -> Address:
    """Return the parts of `postgresql://user:password@host:port/database`, as libpq names them.

    Raises SettingsError, whose text quotes no part of the address: any part of a malformed one may be the password.
    """
    wrong = SettingsError(
        "WAREHOUSE_URL is not an address such as postgresql://user:password@host:5432/database "
        "(in a password, write @ : / % as %40 %3A %2F %25)"
    )
    text = url.get_secret_value()
    if not text.startswith(("postgresql://", "postgres://")):
        raise wrong
    try:
        parts = conninfo_to_dict(text)
    except psycopg.Error:
        raise wrong from None
    port = str(parts.get("port", "5432"))
    if not re.fullmatch(r"\d+(,\d+)*", port) or "@" in f"{parts.get('host', '')}{parts.get('dbname', '')}":
        raise wrong
    return {**_PATIENCE, **parts}


def connect(address: Address, *, application: str) -> psycopg.Connection:
    """Return a connection; used in a `with` statement, it is closed at the end.

    Raises WarehouseRefused when only another WAREHOUSE_URL helps, WarehouseError when the server cannot be reached.
    """
    try:
        return psycopg.connect(**{**address, "application_name": application})
    except psycopg.Error as error:
        reason = reason_of(error, address)
        if _REFUSED.search(reason):
            raise WarehouseRefused(f"the warehouse does not accept WAREHOUSE_URL: {reason}") from None
        raise WarehouseError(f"the warehouse cannot be reached: {reason}") from None


def reason_of(error: BaseException, address: Address) -> str:
    """Return the error's text on one line, with the password masked."""
    text, password = str(error), address.get("password")
    if password:
        text = text.replace(str(password), "***")
    return " ".join(text.split())
