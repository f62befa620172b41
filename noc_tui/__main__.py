"""The program's entry: chooses between TUI and command line, and imports neither before it has chosen."""

from __future__ import annotations

import gc
import os
import sys

from noc_tui.domain.errors import BadInput, Mistake, NocError

_TUI_OPTIONS = {"--filter", "--view", "--sort"}


def main() -> None:
    """`noc`: alone on a terminal it opens the TUI, with a command it does that."""
    sys.exit(_run(sys.argv[1:]))


def tui() -> None:
    """`noc-tui`: always the TUI."""
    sys.exit(_run(["--tui", *sys.argv[1:]]))


def _run(argv: list[str]) -> int:
    """Does what the line says. Gives the exit status; whatever goes wrong is told in words."""
    _open_closed_streams()
    try:
        return _start(argv)
    except NocError as error:
        _complain(error.message, error.hint)
        return 2 if isinstance(error, BadInput) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _settle_stdout()
        return 0  # nobody reads on: not our failure
    except OSError as error:
        _complain(f"The system refused: {error.strerror or error}{f' ({error.filename})' if error.filename else ''}.")
        return 1
    except Exception as error:
        if os.environ.get("NOC_DEBUG"):
            raise
        mistake = Mistake(error)
        _complain(mistake.message, mistake.hint)
        return 1


def _start(argv: list[str]) -> int:
    tui = argv[:1] == ["--tui"]
    options, rest = _common(argv[1:] if tui else argv)
    if rest == ["--version"]:
        from noc_tui import __version__

        print(f"noc {__version__}", flush=True)
        return 0
    if _has_command(rest):
        return _command(options, rest)
    wanted = _wanted(rest)
    if all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):  # stderr is what the screen is drawn on
        return _open_tui(options, wanted)
    if tui:
        raise BadInput("The control room needs a terminal.", "`noc queue` prints the queue once.")
    words = wanted.pop("filter", "").split()
    return _command(options, ["queue", *(f"--{name}={value}" for name, value in wanted.items()), "--", *words])


def _command(options: dict[str, str], words: list[str]) -> int:
    gc.set_threshold(50_000)  # a start makes many objects and no garbage: to look for it takes 5 to 10% of a list
    from noc_tui.cli.main import run

    return run(options, words)


def _open_tui(options: dict[str, str], wanted: dict[str, str]) -> int:
    gc.disable()  # until the app has settled: a start makes many objects and no garbage
    from noc_tui import config
    from noc_tui.app import run

    return run(config.load(options.get("db"), options.get("as")), None, **wanted)


def _common(argv: list[str]) -> tuple[dict[str, str], list[str]]:
    """Takes `--db URL` and `--as NAME` out of the line, wherever they stand before a `--`."""
    options: dict[str, str] = {}
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            return options, [*rest, word, *words]
        if name in {"--db", "--as"}:
            given = value if equals else next(words, "")
            if not given:
                raise BadInput(f"{name} needs a value.", "noc --db sqlite:///room.db --as rossi")
            options[name.removeprefix("--")] = given
        else:
            rest.append(word)
    return options, rest


def _has_command(rest: list[str]) -> bool:
    return bool(rest) and rest[0].partition("=")[0] not in _TUI_OPTIONS


def _wanted(rest: list[str]) -> dict[str, str]:
    """What the TUI is to begin with. Raises BadInput where the line says anything else."""
    wanted: dict[str, str] = {}
    words = iter(rest)
    for word in words:
        name, equals, value = word.partition("=")
        given = value if equals else next(words, None)
        if name not in _TUI_OPTIONS or given is None:
            raise BadInput(f"“{word}” cannot stand there.", "noc --view mine --filter 'customer:acme' --sort age")
        wanted[name.removeprefix("--")] = given
    return wanted


def _open_closed_streams() -> None:
    """Who starts us with stdout or stderr closed wants nothing written there, least of all into the store."""
    for handle in (0, 1, 2):
        try:
            os.fstat(handle)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _complain(message: str, hint: str = "") -> None:
    from noc_tui.cli.output import tell

    _settle_stdout()
    tell(message)
    if hint:
        tell(hint)


def _settle_stdout() -> None:
    """Writes what is still in the buffer, or forgets it where it cannot be written."""
    from noc_tui.cli.output import silence

    try:
        sys.stdout.flush()
    except OSError:
        silence(sys.stdout.fileno())


if __name__ == "__main__":
    main()
