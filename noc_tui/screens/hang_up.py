"""A terminal that is gone ends the program, whatever it is waiting for: nobody is there to end it."""

from __future__ import annotations

import os
import threading
import time

_LOOK_S = 2.0
_ORDERLY_S = 5.0
"""It has so long to end by itself, once its terminal is gone."""


def end_with_the_terminal(look_s: float = _LOOK_S, orderly_s: float = _ORDERLY_S) -> None:
    """Watches standard input from a thread of its own, since the program may be waiting to write to what is gone.

    The framework's writer ends with the terminal, and whoever hands it the next picture waits for ever.
    """
    threading.Thread(target=_watch, args=(look_s, orderly_s), name="noc-terminal", daemon=True).start()


def _watch(look_s: float, orderly_s: float) -> None:
    while os.isatty(0):
        time.sleep(look_s)
    time.sleep(orderly_s)
    os._exit(1)  # what was begun to be written is in its draft: it is kept each second
