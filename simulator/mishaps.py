"""Misbehaviour on demand: what a distant, overloaded API does now and then, so that clients can be shown to cope."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mishap:
    """What goes wrong with one answer; the defaults change nothing.

    status, body, headers: sent instead of the true ones (a status without a body has an empty one); hang_s: silence
    before the answer; cut_at: bytes of the true body that are sent, a well-formed response with broken JSON;
    break_at: bytes sent before the connection breaks; drip_s: pause between single bytes of the body.
    """

    status: int | None = None
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_s: float = 0.0
    cut_at: int | None = None
    break_at: int | None = None
    drip_s: float = 0.0


class Mishaps:
    """A script of mishaps per endpoint, one for each request, in order; after the last one all is well again."""

    def __init__(self) -> None:
        self.states: deque[Mishap | None] = deque()
        self.token: deque[Mishap | None] = deque()

    @staticmethod
    def next(script: "deque[Mishap | None]") -> Mishap | None:
        """Take the next mishap off the script; None is a request that goes well."""
        return script.popleft() if script else None
