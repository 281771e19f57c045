"""Misbehaviour on demand: what a distant, overloaded API does now and then, so that clients can be shown to cope."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse


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
        self.flights: deque[Mishap | None] = deque()

    @staticmethod
    def next(script: "deque[Mishap | None]") -> Mishap | None:
        """Take the next mishap off the script; None is a request that goes well."""
        return script.popleft() if script else None


async def hang(script: "deque[Mishap | None]", request: Request) -> Mishap | None:
    """Take the next mishap and its silence; a caller who gives up ends it."""
    mishap = Mishaps.next(script)
    left_s = mishap.hang_s if mishap else 0.0
    while left_s > 0 and not await request.is_disconnected():
        await asyncio.sleep(min(0.05, left_s))
        left_s -= 0.05
    return mishap


def spoil(response: Response, mishap: Mishap | None) -> Response:
    """The answer with what goes wrong with it."""
    if mishap is None:
        return response
    body = bytes(response.body) if mishap.body is None else mishap.body
    status = mishap.status or response.status_code
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    headers |= dict(mishap.headers)
    if mishap.break_at is not None:
        # Too little for the announced length: the connection is closed with the answer incomplete.
        headers["content-length"] = str(len(body))
        return StreamingResponse(_pieces(body[: mishap.break_at], 0.0), status, headers=headers)
    if mishap.drip_s:
        return StreamingResponse(_pieces(body, mishap.drip_s), status, headers=headers)
    return Response(body[: mishap.cut_at], status, headers=headers)


async def _pieces(body: bytes, drip_s: float) -> AsyncIterator[bytes]:
    if not drip_s:
        yield body
        return
    for place in range(len(body)):
        yield body[place : place + 1]
        await asyncio.sleep(drip_s)
