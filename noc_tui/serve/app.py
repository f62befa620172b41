"""The application that answers under `noc serve`: intake for monitoring, and a sign of life."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from noc_tui import __version__
from noc_tui.desk.due import holder_name, work_due
from noc_tui.desk.reception import Room, schema_version
from noc_tui.domain.errors import NotFound, StoreBusy, StoreError
from noc_tui.serve import intake
from noc_tui.serve.log import AccessLog, remark, report, where

RETRY_AFTER_S = 5
_DUE_S = 1.0


def make_app(room: Room) -> FastAPI:
    """The application over a room, whose store is there already."""
    app = FastAPI(title="noc", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    app.state.room = room
    app.state.turn = asyncio.Lock()
    app.add_api_route("/api/v1/health", _health, methods=["GET"])
    app.include_router(intake.router)
    app.add_middleware(AccessLog, clock=room.clock)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(StoreError, _unavailable)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """What runs beside the requests begins before the yield and ends after it."""
    room: Room = app.state.room
    with room.reading() as held:  # while one connection is open, SQLite need not clear its log after every commit
        held.value("SELECT count(*) FROM alembic_version")
        due = asyncio.create_task(_do_what_is_due(room))
        yield
        due.cancel()
    room.close()


async def _do_what_is_due(room: Room) -> None:
    """Wake-ups and ends of shelves, looked for every second. What goes wrong is logged, once while it lasts."""
    holder, trouble = holder_name(), ""
    while True:
        try:
            worked = await run_in_threadpool(work_due, room, holder)
            told, trouble = worked.failed, ""
        except Exception as error:
            said = where(error)
            told, trouble = () if said == trouble else (said,), said
        for said in told:
            report(room.clock, f"due work: {said}")
        await asyncio.sleep(_DUE_S)


async def _health(request: Request) -> JSONResponse:
    room: Room = request.app.state.room
    schema = await run_in_threadpool(schema_version, room)
    if schema is None:
        return JSONResponse({"status": "no store"}, HTTPStatus.SERVICE_UNAVAILABLE)
    return JSONResponse({"status": "ok", "schema": schema, "version": __version__})


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code, dict(error.headers or {}))


async def _not_found(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, NotFound)
    return JSONResponse({"error": error.message, "hint": error.hint}, HTTPStatus.NOT_FOUND)


async def _unavailable(request: Request, error: Exception) -> JSONResponse:
    """Nothing was stored. Where and why is for our log: whoever asks may be a stranger."""
    remark(request, str(error))
    said = "The store is busy." if isinstance(error, StoreBusy) else "The store cannot be used now."
    return JSONResponse(
        {"error": said, "hint": "Nothing was kept: send it again."},
        HTTPStatus.SERVICE_UNAVAILABLE,
        {"Retry-After": str(RETRY_AFTER_S)},
    )
