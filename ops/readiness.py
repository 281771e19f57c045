"""Checks that a started part does its work."""

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import orjson

from common.files.json_files import read_json
from contracts.live import PUBLISHED_AT
from ops import ports

Ready = Callable[[float], bool]
"""Takes the start of the process (epoch s) and returns True once the part does its work."""


def never(_started_at: float) -> bool:
    """Return False: for a part that never counts as "running", only as "done" once its process has ended."""
    return False


def answers(url: str) -> Ready:
    """Return a check that the URL answers with status 200."""

    def ready(_started_at: float) -> bool:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310  (a URL of this machine)
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    return ready


def listens(port: int) -> Ready:
    """Return a check that something on this machine accepts connections on the port."""
    return lambda _started_at: ports.listens(port)


def written(path: Path) -> Ready:
    """Return a check that the live file was published after the start of the process."""

    def ready(started_at: float) -> bool:
        try:
            content = read_json(path)
        except orjson.JSONDecodeError:
            return False
        return isinstance(content, dict) and content.get(PUBLISHED_AT.name, 0) >= started_at

    return ready
