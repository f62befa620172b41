"""POST /api/v1/intake/{source}: what monitoring sends."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from noc_tui.desk.reception import Parse, Received, Room, receive
from noc_tui.desk.tokens import Grant, find_grant
from noc_tui.domain.errors import StoreBusy
from noc_tui.intake.sources import parser_of
from noc_tui.serve.log import remark
from noc_tui.text import line

MAX_BODY = 8 * 2**20
BODY_WITHIN_S = 30.0
"""How long a sender may take over its body: a slow one must not hold memory for ever."""
IN_LINE_S = 25.0
"""How long a delivery may wait for its turn: its sender has given up by then, and comes again."""

router = APIRouter()


@router.post("/api/v1/intake/{source}")
async def take_delivery(source: str, request: Request) -> JSONResponse:
    """Stores a delivery and then answers: 200 with a receipt, 202 where nothing in it could be read.

    401, 404, 408 and 413 are answered before anything is kept, 503 where the store kept nothing.
    """
    parse = parser_of(source)
    grant = await _admit(request, source)
    body = await _body(request)
    received = await _take_turn(request.app.state.room, request.app.state.turn, grant, body, parse)
    remark(request, _told(received))
    return JSONResponse(_answer(received), HTTPStatus.OK if received.understood else HTTPStatus.ACCEPTED)


async def _admit(request: Request, source: str) -> Grant:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.casefold() != "bearer" or not token:
        raise _unknown("A bearer token is needed.", 'Bearer realm="noc"')
    grant = await run_in_threadpool(_grant, request.app.state.room, source, token)
    if grant is None:
        raise _unknown("This token opens nothing here.", 'Bearer realm="noc", error="invalid_token"')
    return grant


def _grant(room: Room, source: str, token: str) -> Grant | None:
    with room.reading() as read:
        return find_grant(read, source, token)


def _unknown(detail: str, challenge: str) -> HTTPException:
    return HTTPException(HTTPStatus.UNAUTHORIZED, detail, {"WWW-Authenticate": challenge})


async def _body(request: Request) -> bytes:
    """The whole body, never more of it than may be kept."""
    if _announced(request) > MAX_BODY:
        raise _too_large()
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            async for chunk in request.stream():
                size += len(chunk)
                if size > MAX_BODY:
                    raise _too_large()
                chunks.append(chunk)
    except TimeoutError:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, f"The body took over {BODY_WITHIN_S:.0f} s.") from None
    except ClientDisconnect:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The body broke off.") from None
    return b"".join(chunks)


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


def _too_large() -> HTTPException:
    return HTTPException(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A body may have {MAX_BODY // 2**20} MiB: nothing was kept."
    )


async def _take_turn(room: Room, turn: asyncio.Lock, grant: Grant, body: bytes, parse: Parse) -> Received:
    """Stores in a worker thread, one delivery after the other: they would only contend for the store's one lock."""
    now = asyncio.get_running_loop().time
    came = now()
    async with turn:
        if now() - came > IN_LINE_S:
            raise StoreBusy("Deliveries wait in line for the store.", "See who else writes to it.")
        return await run_in_threadpool(receive, room, grant.source, body, parse, grant.customer)


def _answer(received: Received) -> dict[str, object]:
    receipt = received.receipt
    return {
        "accepted": receipt.accepted,
        "news": receipt.news,
        "repeated": receipt.repeated,
        "tickets": list(receipt.tickets),
        "truncated": receipt.truncated,
        "quarantined": list(receipt.quarantined),
        "reasons": [line(reason, 500) for reason in received.reasons],
    }


def _told(received: Received) -> str:
    receipt = received.receipt
    parts = [f"accepted {receipt.accepted}", f"new {receipt.news}", *receipt.tickets[:3]]
    parts += ["repeated"] if receipt.repeated else []
    parts += [f"{receipt.truncated} CUT OFF by the sender"] if receipt.truncated else []
    parts += [f"quarantine {' '.join(map(str, receipt.quarantined[:5]))}"] if receipt.quarantined else []
    return ", ".join(parts)
