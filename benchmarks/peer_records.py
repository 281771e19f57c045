"""What both peers of the throughput bench share: the scores of new records as JSON Lines, and files for them."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pandas as pd

from benchmarks.workers import Span
from common.files.json_rows import json_objects
from ml.forest.flag_rules import RuleLimits
from ml.forest.model import AnomalyModel
from ml.forest.scoring import score_states

RECORDS = "records"
WINDOWS = "windows"
"""Files of the peers: `records-N.jsonl` and `windows-N.jsonl` of worker N."""


def scored_lines(states: pd.DataFrame, texts: list[bytes], model: AnomalyModel, limits: RuleLimits) -> bytes:
    """Return the records with their scores and flags as JSON Lines; texts: each record as a JSON object."""
    scores = score_states(states, model=model, limits=limits)
    added = json_objects({name: scores[name].to_numpy() for name in scores})
    return b"".join(b"%b,%b\n" % (text[:-1], own[1:].encode()) for text, own in zip(texts, added, strict=True))


@dataclass
class WorkerFiles:
    """The files of one worker in one run, and when it handled its first message and wrote last."""

    folder: Path
    number: int
    first: float | None = None
    last: float | None = None
    _files: dict[str, IO[bytes]] = field(default_factory=dict)

    def note_message(self) -> None:
        """Note the time of the first message."""
        self.first = self.first or time.time()

    def write(self, name: str, lines: bytes) -> None:
        """Append lines to a file of this worker, and flush it."""
        if name not in self._files:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._files[name] = (self.folder / f"{name}-{self.number}.jsonl").open("ab")
        self._files[name].write(lines)
        self._files[name].flush()
        self.last = time.time()

    def close(self) -> Span:
        """Close the files; return when the worker started and ended."""
        for file in self._files.values():
            file.close()
        return Span(self.first, self.last)
