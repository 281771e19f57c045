"""Scripted failures of a distant, overloaded API, to test that clients cope with them."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse


@dataclass(frozen=True)
class Mishap:
    """One response's failure; the defaults change nothing.

    status, body, headers: replace the true ones (a status alone empties the body); hang_s: silence before the response;
    cut_at: send this many bytes of the body, in a well-formed response with broken JSON; break_at: send this many bytes
    of the body, then break the connection; drip_s: pause between single bytes of the body.
    """

    status: int | None = None
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_s: float = 0.0
    cut_at: int | None = None
    break_at: int | None = None
    drip_s: float = 0.0


class Mishaps:
    """A script of mishaps per endpoint: one per request, in order, then none."""

    def __init__(self) -> None:
        self.states: deque[Mishap | None] = deque()
        self.token: deque[Mishap | None] = deque()
        self.flights: deque[Mishap | None] = deque()

    @staticmethod
    def next(script: "deque[Mishap | None]") -> Mishap | None:
        """Take the next mishap off the script; None leaves the request alone."""
        return script.popleft() if script else None


async def hang(script: "deque[Mishap | None]", request: Request) -> Mishap | None:
    """Take the next mishap and wait until its silence is over or the client disconnects."""
    mishap = Mishaps.next(script)
    left_s = mishap.hang_s if mishap else 0.0
    while left_s > 0 and not await request.is_disconnected():
        await asyncio.sleep(min(0.05, left_s))
        left_s -= 0.05
    return mishap


def spoil(response: Response, mishap: Mishap | None) -> Response:
    """Return the response with the mishap applied."""
    if mishap is None:
        return response
    body = bytes(response.body) if mishap.body is None else mishap.body
    status = mishap.status or response.status_code
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    headers |= dict(mishap.headers)
    if mishap.break_at is not None:
        # The body is shorter than announced, so the connection closes on an incomplete response.
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
