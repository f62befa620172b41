"""A room that an older program kept goes on in this one: its tickets run on as they did."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import column, create_engine, insert, inspect, table

from noc_tui.desk.doctor import examine
from noc_tui.desk.ending import solve
from noc_tui.desk.room import open_room
from noc_tui.desk.work import take, wait
from noc_tui.domain.words import Reason
from noc_tui.models.schema import METADATA
from noc_tui.store.room import Room
from tests.desk.derived import differences
from tests.desk.monitoring import fires, hear
from tests.rooms import ANNA, NON_BLOCKING, SetClock, Stores, do, opened, rows
from tests.store.copies import migrated


def handed_down(room: Room, url: str) -> None:
    """Writes the room's rows into a store of an older schema, as far as that knows them."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        there = inspect(connection)
        for now in METADATA.sorted_tables:
            if not there.has_table(now.name):
                continue
            columns = [known["name"] for known in there.get_columns(now.name)]
            found = rows(room, f'SELECT {", ".join(columns)} FROM "{now.name}"')
            if found:
                records = [dict(zip(columns, row, strict=True)) for row in found]
                connection.execute(insert(table(now.name, *map(column, columns))), records)
            numbered = now.autoincrement_column
            if found and numbered is not None and engine.dialect.name == "postgresql":
                counter = f"pg_get_serial_sequence('{now.name}', '{numbered.name}')"
                connection.exec_driver_sql(f'SELECT setval({counter}, max({numbered.name})) FROM "{now.name}"')
    engine.dispose()


def test_a_room_from_before_work_on_call_and_turns_is_sound_and_its_clocks_turn_as_before(
    room: Room, stores: Stores, clock: SetClock
) -> None:
    for customer in ("ACME", "BDA", "OSP", "TEL", "CDS", None):
        opened(room, customer)
        opened(room, customer, category=NON_BLOCKING)
        clock.move(minutes=11)
    hear(room, fires(customer_hint="somebody else"))
    do(room, ANNA, take, "1")
    do(room, ANNA, wait, "2", Reason.CUSTOMER, until=clock.now + timedelta(days=2))
    do(room, ANNA, solve, "3", "Restarted")
    queue = rows(room, "SELECT * FROM queue ORDER BY kind, ref")
    with stores.blank() as url:
        migrated(url, "0002")
        handed_down(room, url)

        upgraded = open_room(url, clock)
        upgraded.ensure()

        assert rows(upgraded, "SELECT * FROM queue ORDER BY kind, ref") == queue
        assert list(examine(upgraded)) == []
        assert differences(upgraded) == []
        assert rows(upgraded, "SELECT count(*) FROM legal_clock") == [(0,)]
        upgraded.close()
