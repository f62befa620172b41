"""One clean line on stderr for every request."""

from __future__ import annotations

import logging
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from traceback import extract_tb

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from noc_tui.clock import Clock, iso, to_us
from noc_tui.domain.errors import NocError
from noc_tui.text import line

LOG = logging.getLogger("noc_tui.serve")
_REMARK = "noc.remark"
_LIMIT = 500  # characters


def remark(request: Request, said: str) -> None:
    """Adds to the request's line what became of it."""
    request.scope[_REMARK] = said


class AccessLog:
    """ASGI middleware: logs each request once it is answered, and answers 500 where the program failed."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = monotonic(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            scope[_REMARK] = where(error)
            if not status:
                failed = JSONResponse({"error": "The program failed."}, HTTPStatus.INTERNAL_SERVER_ERROR)
                await failed(scope, receive, watched)
        LOG.info("%s", self._line(scope, status, monotonic() - began))

    def _line(self, scope: Scope, status: int, seconds: float) -> str:
        client = scope.get("client")
        head = f"{iso(to_us(self._clock()))} {client[0] if client else '-'} {scope['method']} {scope['path']} {status}"
        said = scope.get(_REMARK)
        return line(f"{head} {seconds * 1000:.0f} ms" + (f" - {said}" if said else ""), _LIMIT)


def report(clock: Clock, said: str) -> None:
    """A line on what goes on beside the requests."""
    LOG.warning("%s", line(f"{iso(to_us(clock()))} {said}", _LIMIT))


def where(error: Exception) -> str:
    """What went wrong; for a fault of ours also where."""
    if isinstance(error, NocError):
        return str(error)
    frames = extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}: {error}"
