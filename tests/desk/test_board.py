"""What the board shows: each row's track on the axis, and the folds and times in words."""

from __future__ import annotations

from datetime import date

from noc_tui.clock import to_us
from noc_tui.desk import contracts, customers
from noc_tui.desk.alerts import shelve
from noc_tui.desk.board import BoardView
from noc_tui.desk.ending import solve
from noc_tui.desk.work import take, wait
from noc_tui.domain.board import Chart, Shape, Tick, Track
from noc_tui.domain.words import Category, Reason
from noc_tui.store.room import Room
from tests.desk.monitoring import fires, hear
from tests.rooms import ADA, ANNA, SetClock, do, local, opened

Tracks = dict[str, Track]


def seen(room: Room, clock: SetClock, text: str = "", width: int = 100, span_h: int = 10) -> tuple[Chart, Tracks]:
    """The board's axis, and the track of each row by its subject."""
    with room.reading() as read:
        view = BoardView(read, room.clock, "anna", text)
        rows = [line.row for line in view.window(read, 0, 50)]
    chart = view.chart(rows, to_us(clock.now), width, span_h)
    return chart, {row.subject: track for row, track in zip(rows, chart.tracks, strict=True)}


def fold_words(chart: Chart) -> list[str]:
    """The fullest wording of each fold."""
    return [fold.words[0] for fold in chart.folds]


def test_closings_lunch_and_mornings_are_told(room: Room, clock: SetClock) -> None:
    opened(room)
    clock.set("2026-11-20 17:12")
    chart, _ = seen(room, clock)

    assert fold_words(chart) == ["closed until Mon 08:30", "lunch", "closed until Tue 08:30"]
    assert [fold.cell for fold in chart.folds] == [8, 49, 90]
    assert chart.folds[0].words[1:] == ("until Mon 08:30", "Mon 08:30")
    times = {(tick.cell, tick.day, tick.time) for tick in chart.ticks}
    assert {(8, "", "18:00"), (49, "Mon", "12:30"), (14, "Mon", "09:00"), (24, "Mon", "10:00")} <= times


def test_a_lunch_and_an_evening_that_one_is_in_say_when_they_end(room: Room, clock: SetClock) -> None:
    opened(room)
    clock.set("2026-11-23 13:10")
    assert fold_words(seen(room, clock)[0])[:2] == ["lunch until 14:00", "closed until Tue 08:30"]

    clock.set("2026-11-23 22:00")
    chart, _ = seen(room, clock)
    assert fold_words(chart)[0] == "closed until Tue 08:30"
    assert chart.folds[0].cell == 0
    assert min(tick.cell for tick in chart.ticks) > 0


def test_a_holiday_is_called_by_its_name(room: Room, clock: SetClock) -> None:
    clock.set("2026-12-07 16:30")
    opened(room)
    chart, _ = seen(room, clock)

    assert chart.folds[0].words == (
        "Immacolata Concezione, until Wed 08:30",
        "Immacolata Concezione",
        "holiday until Wed 08:30",
        "holiday",
    )


def test_days_further_off_are_given_as_dates(room: Room, clock: SetClock) -> None:
    opened(room)
    chart, _ = seen(room, clock, span_h=80)

    days = [tick.day for tick in sorted(chart.ticks, key=lambda tick: tick.cell)]
    assert days == sorted(days, key=["", "Tue", "Wed", "Thu", "Fri", "30 Nov", "01 Dec", "02 Dec", "03 Dec"].index)
    assert "30 Nov" in days


def test_each_row_has_the_track_that_its_clock_calls_for(room: Room, clock: SetClock) -> None:
    opened(room, subject="runs")
    do(room, ANNA, wait, opened(room, subject="waits").key, Reason.CUSTOMER, until=local("2026-11-24 10:00"))
    do(room, ANNA, wait, opened(room, subject="vendor").key, Reason.VENDOR, until=local("2026-11-24 09:00"))
    opened(room, subject="promised nothing", category=Category.CHANGE)
    opened(room, "BDA", subject="next business day", category=Category.NON_BLOCKING)
    _, tracks = seen(room, clock)

    assert (tracks["runs"].shape, tracks["runs"].end, tracks["runs"].words) == (Shape.BAR, 35 + 1 + 5, ())
    assert (tracks["waits"].shape, tracks["waits"].words) == (
        Shape.WORDS,
        ("customer, wakes Tue 10:00", "customer"),
    )
    assert (tracks["vendor"].shape, tracks["vendor"].end) == (Shape.BAR, tracks["runs"].end)
    assert tracks["vendor"].words == ("vendor, wakes Tue 09:00", "vendor")
    assert (tracks["promised nothing"].shape, tracks["promised nothing"].words) == (Shape.WORDS, ("no target",))
    assert (tracks["next business day"].shape, tracks["next business day"].words) == (Shape.BEYOND, ("Tue 18:00",))


def test_a_due_at_the_closing_ends_on_the_fold_and_is_overrun_only_when_it_opens_again(
    room: Room, clock: SetClock
) -> None:
    clock.set("2026-11-23 08:30")
    opened(room, subject="four hours")
    chart, tracks = seen(room, clock)
    assert tracks["four hours"].end == chart.folds[0].cell == 40

    clock.set("2026-11-23 13:00")
    chart, tracks = seen(room, clock)
    assert (tracks["four hours"].shape, tracks["four hours"].end) == (Shape.BAR, 0)

    clock.set("2026-11-23 14:01")
    _, tracks = seen(room, clock)
    assert tracks["four hours"] == Track(Shape.OVERRUN)


def test_a_wait_that_has_passed_is_a_bar_again(room: Room, clock: SetClock) -> None:
    do(room, ANNA, wait, opened(room, subject="waits").key, Reason.CUSTOMER, until=local("2026-11-23 09:30"))
    clock.move(minutes=45)
    _, tracks = seen(room, clock)

    assert (tracks["waits"].shape, tracks["waits"].words) == (Shape.BAR, ())


def test_an_overrun_ticket_that_waits_says_for_what(room: Room, clock: SetClock) -> None:
    key = opened(room, "OSP", subject="late").key
    clock.move(hours=5)
    do(room, ANNA, wait, key, Reason.CUSTOMER)
    _, tracks = seen(room, clock)

    assert tracks["late"].shape is Shape.OVERRUN
    assert tracks["late"].words[-1] == "customer"


def test_what_is_over_is_kept(room: Room, clock: SetClock) -> None:
    key = opened(room, subject="done").key
    do(room, ANNA, take, key)
    do(room, ANNA, solve, key, "Restarted")
    _, tracks = seen(room, clock, "status:resolved")

    assert tracks["done"] == Track(Shape.WORDS, words=("kept",))


def test_alerts_nobody_has_taken_have_tracks_too(room: Room, clock: SetClock) -> None:
    hear(room, fires(alert_key="a", customer_hint="nobody we know"), fires(alert_key="b", customer_hint="nobody else"))
    do(room, ANNA, shelve, 2, local("2026-11-23 11:00"), why="known")
    with room.reading() as read:
        view = BoardView(read, room.clock)
        rows = [line.row for line in view.window(read, 0, 9)]
    tracks = view.chart(rows, to_us(clock.now), 100, 10).tracks

    assert [track.shape for track in tracks] == [Shape.BAR, Shape.WORDS]
    assert tracks[1].words == ("shelved until 11:00", "shelved")


def test_the_hours_of_every_customer_shown_stay_open(room: Room, clock: SetClock) -> None:
    do(room, ADA, customers.add_customer, "NOON", "Mezzogiorno")
    do(
        room, ADA, contracts.add_contract, "NOON", code="NO-1", profile="professional", calendar="long",
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    opened(room, subject="office")
    opened(room, "NOON", subject="long")
    clock.set("2026-11-23 11:00")

    assert fold_words(seen(room, clock, "customer:acme")[0])[0] == "lunch"
    chart, tracks = seen(room, clock)
    assert fold_words(chart) == ["closed until Tue 08:00"]
    at_lunch = set(range(15, 30))
    assert tracks["office"].closed >= at_lunch
    assert not tracks["long"].closed


def test_clocks_round_the_clock_keep_the_night_open_until_they_are_due(room: Room, clock: SetClock) -> None:
    clock.set("2026-11-20 17:12")
    opened(room, subject="office", category=Category.NON_BLOCKING)
    opened(room, "OSP", subject="hospital")
    chart, tracks = seen(room, clock)

    assert fold_words(chart)[0] == "closed until Mon 08:30"
    assert chart.folds[0].cell == tracks["hospital"].end == 40
    assert tracks["office"].closed >= set(range(8, 40))
    assert seen(room, clock, "customer:osp")[0].folds == ()


def test_the_axis_moves_with_the_minute_and_not_before(room: Room, clock: SetClock) -> None:
    opened(room)
    with room.reading() as read:
        view = BoardView(read, room.clock)
        rows = [line.row for line in view.window(read, 0, 9)]

    def at(second: int) -> Chart:
        return view.chart(rows, to_us(clock.now) + second * 1_000_000, 100, 2)

    assert at(0) == at(31) == at(59)
    assert at(60) != at(59)
    assert (at(59).ticks[1], at(60).ticks[0]) == (Tick(12, "09:15", ""), Tick(11, "09:15", ""))


def test_a_store_that_was_replaced_is_charted_anew(room: Room, clock: SetClock) -> None:
    opened(room)
    with room.reading() as read:
        view = BoardView(read, room.clock)
        rows = [line.row for line in view.window(read, 0, 9)]
        before = view.chart(rows, to_us(clock.now), 100, 10)
        view.forget()
        view.window(read, 0, 9)
        assert view.chart(rows, to_us(clock.now), 100, 10) == before
