"""Start afresh when a run must not continue the last one: the source has changed, or a recording is played.

The pipeline's clock is the newest poll it has seen, so after today's traffic every record of yesterday's recording
would be late. Such a run moves the outputs to `output/previous/`, replacing those there, and empties the topic.
"""

from dataclasses import dataclass
from pathlib import Path

from common.files.json_files import read_json, write_json
from common.files.previous import PREVIOUS, move_to_previous

_KEPT = {PREVIOUS, ".gitkeep"}


@dataclass(frozen=True)
class RunRecord:
    """The file `run.json` beside the outputs, which names their source."""

    output_dir: Path

    @property
    def path(self) -> Path:
        return self.output_dir / "run.json"

    def continues(self, source: str, *, recording: bool) -> bool:
        """Return True if a run of this source can continue the last one, or is the first."""
        last = read_json(self.path)
        return last is None or (not recording and last.get("source") == source)

    def write(self, source: str) -> None:
        write_json(self.path, {"source": source})


def put_aside(output_dir: Path) -> Path | None:
    """Move all outputs to `previous/` and return that folder, or None if there are no outputs."""
    outputs = [path for path in output_dir.iterdir() if path.name not in _KEPT] if output_dir.is_dir() else []
    return move_to_previous(output_dir, outputs) if outputs else None
