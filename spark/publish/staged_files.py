"""The files of a micro-batch: tasks stage them beside their place, and the driver moves them there.

<kept>/date=YYYY-MM-DD/hour=HH/.batch=N/part-S.json   staged by the task of shard S
<kept>/date=YYYY-MM-DD/hour=HH/batch=N/part-S.json    in place
"""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from common.files.json_files import replace_bytes
from contracts.kept_files import batches_of, hours_of
from contracts.outputs import batch_folder

_STAGING = ".batch="


def stage(kept: Path, epoch_s: int, batch: int, *, shard: int, content: bytes) -> None:
    """Write a shard's staged file of a micro-batch, for the hour of that moment."""
    replace_bytes(_staging_folder(kept, epoch_s, batch) / _file_name(shard), content)


def move_into_place(kept: Path, batch: int, shards_of: Mapping[int, Iterable[int]]) -> None:
    """Move the staged files of a micro-batch into place, each hour's in one step.

    shards_of: by hour (epoch s), the shards that have staged a file.
    """
    for hour, shards in shards_of.items():
        staging, place = _staging_folder(kept, hour, batch), batch_folder(kept, hour, batch)
        names = {_file_name(shard) for shard in shards}
        for path in staging.iterdir():
            if path.name not in names:
                path.unlink()  # of a task that failed and was run again
        staging.rename(place)


def remove_try(kept: Path, batch: int) -> None:
    """Remove what an earlier try of a micro-batch left, in place or staged."""
    for hour in hours_of(kept):
        for folder in batches_of(hour):
            if folder.number == batch:
                shutil.rmtree(folder.path)
        for staging in hour.path.glob(f"{_STAGING}*"):
            shutil.rmtree(staging)


def _staging_folder(kept: Path, epoch_s: int, batch: int) -> Path:
    place = batch_folder(kept, epoch_s, batch)
    return place.with_name(f".{place.name}")


def _file_name(shard: int) -> str:
    return f"part-{shard:05}.json"
