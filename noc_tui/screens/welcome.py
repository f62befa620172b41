"""The first thing in an empty room: three ways on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from noc_tui.desk.live import LiveRoom
from noc_tui.domain.errors import NocError
from noc_tui.screens.queue import QueueScreen, new_queue_screen
from noc_tui.widgets.form import Form, Picker
from noc_tui.widgets.items import Answers, Choice, Field, Item, filled

_TITLE = "This room is new: nothing is in it yet."
_WAYS = (
    ("demo", "load the demo room", "an Italian support company with customers, contracts and work, to look around in"),
    ("room", "set up my room", "the first customer and contract; everything else can follow"),
    ("alerts", "take alerts", "a token for Prometheus Alertmanager, and what to write in its configuration"),
    ("empty", "start empty", "o opens the first ticket"),
)


_CONFIGURATION = """In Alertmanager's configuration:

receivers:
- name: noc
  webhook_configs:
  - url: http://127.0.0.1:8099/api/v1/intake/alertmanager
    send_resolved: true
    http_config:
      authorization:
        credentials: {token}

Then let `noc serve` run. The token is shown only now."""


class WelcomeScreen(QueueScreen):
    """The empty queue with the greeting over it."""

    _greeted = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "greet", "the ways on", show=False, id="welcome.greet")]

    def on_screen_resume(self) -> None:
        """Greets, the first time."""
        super().on_screen_resume()
        if not self._greeted:
            self._greeted = True
            self.call_later(self.action_greet)

    async def action_greet(self) -> None:
        """Asks which way to go on, and goes it."""
        ways = {"demo": self._load_demo, "room": self._set_up, "alerts": self._take_alerts}

        async def go(way: str) -> None:
            if way in ways:
                await ways[way]()

        await self.show_form(Picker(_TITLE, _WAYS, told="Enter goes that way · Esc starts empty"), go)

    async def _load_demo(self) -> None:
        self.say("Loading the demo room…")
        if await self.attempt(self.live.in_background(self.room_app.load_demo)):
            self.live.begin()
            self.app.switch_screen(new_queue_screen(self.live))

    async def _set_up(self) -> None:
        from noc_tui.desk import setup
        from noc_tui.desk.welcome import profile_names

        profiles = await self.live.read(profile_names)
        items: list[Item] = [
            Field("name", "the first customer's name", "for example: Banca dell'Adda"),
            Field("code", "a short code for it", "for example: BDA"),
            Choice("profile", "its contract's profile", [(name, name) for name in profiles], _usual(profiles)),
            Choice("monitoring", "do its alerts open tickets", [("yes", "yes"), ("no", "no")], "yes"),
            Field("operator", "your name", "for example: Marco Rossi"),
        ]
        login = self.live.actor.name

        async def set_up(answers: Answers) -> None:
            done = await self.live.act(lambda tx: setup.first_customer(
                tx, code=answers["code"], name=answers["name"], profile=answers["profile"],
                monitoring=answers["monitoring"] == "yes", login=login, operator=answers["operator"],
            ))  # fmt: skip
            self.say(f"{done.name} is set up. o opens a ticket; noc customer, contract and operator add the others.")

        async def again(answers: Answers, error: NocError) -> None:
            form = Form("Set up my room", filled(items, answers), told=str(error), verb="set up")
            await self.show_form(form, set_up, again)

        await self.show_form(Form("Set up my room", items, verb="set up"), set_up, again)

    async def _take_alerts(self) -> None:
        from noc_tui.desk.setup import make_token

        token = await self.live.act(lambda tx: make_token(tx, "alertmanager"))
        told = _CONFIGURATION.format(token=token)

        async def go_on(_: Answers) -> None:
            self.say("Let `noc serve` run, and alerts come in here.")

        await self.show_form(Form("Take alerts from Alertmanager", [], told=told, verb="go on"), go_on)


def _usual(profiles: Sequence[str]) -> str:
    """The profile that most customers have."""
    return "professional" if "professional" in profiles else profiles[0]


def welcome_screen(live: LiveRoom) -> WelcomeScreen:
    """The greeting over an empty queue."""
    screen = new_queue_screen(live, WelcomeScreen)
    assert isinstance(screen, WelcomeScreen)
    return screen
