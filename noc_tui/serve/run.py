"""Running the application: a port, uvicorn, and a quiet end."""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from noc_tui.desk.reception import Room
from noc_tui.domain.errors import BadInput, NocError, Refused
from noc_tui.serve.app import make_app
from noc_tui.serve.log import LOG
from noc_tui.text import line

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8099
END_WITHIN_S = 10
"""How long requests under way may take to end once we are told to stop."""


class Server(uvicorn.Server):
    """uvicorn, which says when it really listens."""

    def __init__(self, room: Room, listening: Callable[[], None] = lambda: None) -> None:
        super().__init__(uvicorn.Config(
            make_app(room), log_config=None, log_level="warning", access_log=False, ws="none", lifespan="on",
            server_header=False, proxy_headers=False, timeout_graceful_shutdown=END_WITHIN_S,
        ))  # fmt: skip
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts the application, then to listen."""
        await super().startup(sockets)
        if self.started:
            self._listening()


def serve(room: Room, host: str = DEFAULT_HOST, port: int = DEFAULT_PORT) -> None:
    """Serves until SIGINT or SIGTERM; requests under way are answered first. Port 0 takes a free one.

    Raises Refused where the port is taken or not ours to take, BadInput for a host that is not this machine's.
    """
    room.ensure()
    listener = listen(host, port)
    address = _shown(listener)
    server = Server(room, lambda: print(f"Listening on {address}/api/v1/", file=sys.stderr, flush=True))
    _log_to_stderr()
    if not _is_loopback(listener):
        LOG.warning("Tokens and alerts cross the network in the clear: put a proxy with TLS in front.")
    with listener, _stopping(server):
        server.run(sockets=[listener])
    print("Stopped.", file=sys.stderr, flush=True)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises Refused and BadInput as `serve` does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's delay off (40 ms an answer) only on sockets that name their protocol.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        raise _refusal(host, port, error) from error
    return listener


def _refusal(host: str, port: int, error: OSError | OverflowError) -> NocError:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        hint = f"Give another (--port), or find who has it: ss -ltnp | grep {port}"
        return Refused(f"Port {port} on {line(host)} is in use.", hint)
    if number == errno.EACCES:
        return Refused(f"This user may not open port {port}.", "Ports below 1024 are root's: give a higher one.")
    if isinstance(error, OverflowError):
        return BadInput(f"There is no port {port}.", "Ports are 1 to 65535; 0 takes a free one.")
    said = error.strerror if number is None or isinstance(error, socket.gaierror) else os.strerror(number)
    hint = "Give an address of this machine, such as 127.0.0.1."
    return BadInput(f"Nothing can listen on {line(host)}: {said}.", hint)


def _shown(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_loopback(listener: socket.socket) -> bool:
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.handlers[:] = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


@contextmanager
def _stopping(server: uvicorn.Server) -> Iterator[None]:
    """A signal stops the server and nothing else: uvicorn raises it once more when it has ended, and that ends here."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
