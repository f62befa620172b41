"""What a database says, in whatever language, told in ours."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from psycopg import errors

from noc_tui.domain.errors import Collided, NocError, StoreBusy, StoreDamaged, StoreError, StoreGone
from noc_tui.store.read.connection import store_error
from noc_tui.store.room import Room
from tests.rooms import on_postgres, rows

ITALIAN = [
    (errors.UndefinedTable('la relazione "alembic_version" non esiste\nRIGA 1'), StoreDamaged),
    (errors.DeadlockDetected("rilevato un deadlock"), StoreBusy),
    (errors.LockNotAvailable("annullamento dell'istruzione a causa di timeout di lock"), StoreBusy),
    (errors.SerializationFailure("serializzazione dell'accesso fallita"), StoreBusy),
    (errors.DiskFull("spazio sul disco esaurito"), StoreError),
    (errors.AdminShutdown("interruzione della connessione su comando dell'amministratore"), StoreGone),
    (errors.CannotConnectNow("il database si sta avviando"), StoreGone),
    (errors.ConnectionFailure("la connessione è caduta"), StoreGone),
    (errors.TooManyConnections("spiacente, troppi client già connessi"), StoreGone),
    (errors.ReadOnlySqlTransaction("transazione in sola lettura"), StoreGone),
    (errors.UniqueViolation("un valore chiave duplicato viola il vincolo univoco"), Collided),
    (errors.DataCorrupted("pagina non valida"), StoreDamaged),
    (errors.RaiseException("events are never changed"), StoreError),
    (psycopg.OperationalError("connessione fallita: rifiutata"), StoreGone),
    (psycopg.ProgrammingError("cannot adapt type"), StoreError),
]


@pytest.mark.parametrize(("error", "kind"), ITALIAN, ids=[type(error).__name__ for error, _ in ITALIAN])
def test_a_server_is_understood_in_its_own_language(error: psycopg.Error, kind: type[NocError]) -> None:
    told = store_error(error)

    assert type(told) is kind
    assert told.hint


def test_the_words_of_a_servers_refusal_do_not_make_it_another() -> None:
    """A constraint or a column may be called anything."""
    told = store_error(errors.NotNullViolation('null value in column "locked_at" of relation "full_connection"'))

    assert type(told) is StoreError
    assert "locked_at" in told.message


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("database is locked", StoreBusy),
        ("no such table: ticket", StoreDamaged),
        ("database disk image is malformed", StoreDamaged),
        ("file is not a database", StoreDamaged),
        ("unable to open database file", StoreGone),
        ("attempt to write a readonly database", StoreGone),
        ("near SELEKT: syntax error", StoreError),
    ],
)
def test_sqlite_always_speaks_english(said: str, kind: type[NocError]) -> None:
    assert type(store_error(sqlite3.OperationalError(said))) is kind


@on_postgres
def test_a_table_that_is_missing_is_found_out_by_its_code(room: Room) -> None:
    with pytest.raises(StoreDamaged, match="no such table"):
        rows(room, "SELECT * FROM nowhere")
