"""When a run must not continue the one before: another source, or a recording played again.

The pipeline's clock is the newest poll it has seen, so yesterday's recording after today's traffic would be all late.
Then the outputs so far are put aside in `output/previous/` (replacing what was there) and the topic starts anew.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from common.files.json_files import read_json, write_json

_KEPT = {"previous", ".gitkeep"}


@dataclass(frozen=True)
class RunRecord:
    """What the outputs were made from: a file beside them."""

    output_dir: Path

    @property
    def path(self) -> Path:
        return self.output_dir / "run.json"

    def continues(self, source: str, *, recording: bool) -> bool:
        """Whether a run of this source goes on where the last one stopped."""
        last = read_json(self.path)
        return last is None or (not recording and last.get("source") == source)

    def write(self, source: str) -> None:
        write_json(self.path, {"source": source})


def put_aside(output_dir: Path) -> Path | None:
    """Move all outputs to `previous/`; None when there are none."""
    outputs = [path for path in output_dir.iterdir() if path.name not in _KEPT] if output_dir.is_dir() else []
    if not outputs:
        return None
    previous = output_dir / "previous"
    shutil.rmtree(previous, ignore_errors=True)
    previous.mkdir()
    for path in outputs:
        path.rename(previous / path.name)
    return previous
