"""The states of the shards in files: one per shard and micro-batch, below the outputs, where all executors reach them.

A micro-batch that is run again after a crash starts from the state before it, so it gives the same results.
"""

from dataclasses import dataclass
from pathlib import Path

from common.errors import StateLost
from common.files.json_files import replace_bytes
from spark.shard import Shard

STATES_KEPT = 3
"""Number of states kept: the last micro-batch may be run again from the state before it; one more is a reserve."""


@dataclass(frozen=True)
class ShardStates:
    """The states of one shard in a folder."""

    folder: Path
    number: int

    def before(self, batch_id: int) -> Shard:
        """Return the state with which a micro-batch starts. Raises StateLost when there is none that fits it."""
        if later := [batch for batch in self.batches() if batch > batch_id]:
            raise StateLost(f"{self._path(max(later))} is from a later micro-batch than {batch_id}")
        if batch_id == 0:
            return Shard.empty()
        return self.after(batch_id - 1)

    def after(self, batch_id: int) -> Shard:
        """Return the state that was kept after a micro-batch. Raises StateLost when it is missing or damaged."""
        path = self._path(batch_id)
        try:
            return Shard.from_bytes(path.read_bytes())
        except FileNotFoundError:
            raise StateLost(f"{path} is missing") from None
        except (ValueError, KeyError, TypeError) as error:
            raise StateLost(f"{path} cannot be used: {error}") from None

    def batches(self) -> set[int]:
        """Return the micro-batches after which a state was kept."""
        return {int(path.stem) for path in self._folder.glob("[0-9]*.state")}

    def keep(self, batch_id: int, shard: Shard) -> None:
        """Store the state after a micro-batch, and remove those that no micro-batch can start from any more."""
        replace_bytes(self._path(batch_id), shard.to_bytes())
        self._path(batch_id - STATES_KEPT).unlink(missing_ok=True)

    def _path(self, batch_id: int) -> Path:
        return self._folder / f"{batch_id}.state"

    @property
    def _folder(self) -> Path:
        return self.folder / f"shard={self.number}"


def shards_in(folder: Path) -> int:
    """Return how many shards have states in a folder."""
    return sum(1 for _ in folder.glob("shard=*"))
