"""Helpers shared by the local servers: JSON responses, and serving on this machine."""

from collections.abc import Mapping
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response


def json_response(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return the value as a JSON response."""
    return Response(orjson.dumps(value), status, headers=headers, media_type="application/json")


def serve(app: Starlette, *, port: int) -> None:
    """Serve on 127.0.0.1 until a signal; the server is not reachable from other machines."""
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=2)
