"""Set-up files in tests: brought into a room, compared with it, looked through for mistakes."""

from __future__ import annotations

from noc_tui import resources
from noc_tui.clock import to_us
from noc_tui.desk.room_document import Comparison, apply_documents, compare, mistakes_in
from noc_tui.domain.actor import Actor
from noc_tui.store.room import Room
from noc_tui.toml_file import Document, parse_document
from tests.rooms import ADA, do, look

EXAMPLE = resources.read_text("room.example.toml")


def document(text: str, name: str = "room.toml") -> Document:
    return parse_document(name, text)


def brought_in(room: Room, text: str, actor: Actor = ADA) -> Comparison:
    return do(room, actor, apply_documents, [document(text)])


def compared(room: Room, text: str) -> Comparison:
    return look(room, compare, [document(text)], to_us(room.clock()))


def mistakes(room: Room, *texts: str) -> list[str]:
    documents = [document(text, f"{number}.toml") for number, text in enumerate(texts, 1)]
    return [error.message for error in look(room, mistakes_in, documents, to_us(room.clock()))]
