"""Alerts about sources, which are of no aircraft."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Allow alerts without an aircraft."""
    op.execute("ALTER TABLE flightwatch.alerts ALTER COLUMN icao24 DROP NOT NULL")
