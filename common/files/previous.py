"""Put files aside in a folder `previous/` beside them, instead of deleting them."""

import shutil
from collections.abc import Iterable
from pathlib import Path

PREVIOUS = "previous"


def move_to_previous(folder: Path, paths: Iterable[Path]) -> Path:
    """Move paths to `previous/` in the folder, which replaces what was put there before; return that folder.

    A path inside the folder keeps its place in it, another one its name.
    """
    previous = folder / PREVIOUS
    shutil.rmtree(previous, ignore_errors=True)
    previous.mkdir()
    for path in paths:
        target = previous / (path.relative_to(folder) if path.is_relative_to(folder) else path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
    return previous
