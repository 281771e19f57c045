"""The lake that the warehouse belongs to: one row, written by the first load after this migration."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table."""
    op.execute(
        """
        CREATE TABLE flightwatch.loaded_lake (
            id uuid PRIMARY KEY,
            location text COLLATE "C" NOT NULL,
            since timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute("CREATE UNIQUE INDEX loaded_lake_is_one ON flightwatch.loaded_lake ((true))")
