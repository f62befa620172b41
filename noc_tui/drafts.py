"""What was begun to be written and is not saved yet: kept in files of the user's own, so that no end loses it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from noc_tui.config import drafts_folder
from noc_tui.domain.errors import BadInput
from noc_tui.text import clean


class Drafts:
    """Texts begun, by name, of one person at one store; a file each, for its owner's eyes only.

    Where they cannot be written they last as long as the program, and `unkept` counts them.
    """

    def __init__(self, store: str, who: str) -> None:
        self._store = store
        self._who = who
        self._texts: dict[str, str] = {}
        """As they were last read or written."""
        self._unkept: set[str] = set()
        self.handed_in: set[str] = set()
        """Those that are being saved at this moment."""
        self.trouble = ""
        """Why the last one could not be written."""

    @property
    def unkept(self) -> int:
        """How many would be gone with the program."""
        return len(self._unkept)

    def get(self, name: str) -> str:
        """The text of that name, empty where none was begun."""
        if name not in self._unkept:
            try:
                self._texts[name] = clean(self._path(name).read_text("utf-8", "replace"))
            except (OSError, BadInput):
                self._texts[name] = ""
        return self._texts[name]

    def keep(self, name: str, text: str) -> None:
        """Keeps a text as it stands now; forgets it where nothing is left of it."""
        text = text if text.strip() else ""
        if text == self._texts.get(name, "") and name not in self._unkept:
            return
        self._texts[name] = text
        try:
            _write(self._path(name), text)
            self._unkept.discard(name)
        except (OSError, BadInput) as error:
            self.trouble = error.strerror or str(error) if isinstance(error, OSError) else error.message
            self._unkept.add(name) if text else self._unkept.discard(name)

    def forget(self, name: str) -> None:
        """It is saved, or not wanted."""
        self.keep(name, "")

    def _path(self, name: str) -> Path:
        return folder_of(self._store) / f"{_readable(name)}-{_digest(self._who, name)}.txt"


def folder_of(store: str) -> Path:
    """Where what was begun at a store is kept. Raises BadInput where the user has no home."""
    return drafts_folder() / f"{_readable(store.rpartition('/')[2])}-{_digest(store)}"


def _write(path: Path, text: str) -> None:
    if not text:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def _readable(name: str) -> str:
    return re.sub(r"\W+", "-", name, flags=re.ASCII)[:60].strip("-")


def _digest(*words: str) -> str:
    from hashlib import sha256

    return sha256("\0".join(words).encode("utf-8", "replace")).hexdigest()[:12]
