"""Alembic's entry point. It uses the connection that `etl.warehouse.schema` passes in, so no file holds an address."""

from alembic import context
from sqlalchemy import Connection, text

SCHEMA = "flightwatch"


def migrate(connection: Connection) -> None:
    """Bring the schema to the newest revision, in one transaction."""
    # CREATE SCHEMA IF NOT EXISTS needs the right to create schemas even if the schema exists.
    if connection.scalar(text("SELECT to_regnamespace(:schema)"), {"schema": SCHEMA}) is None:
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    context.configure(connection=connection, version_table_schema=SCHEMA)
    context.run_migrations()


migrate(context.config.attributes["connection"])
