"""The program's entry: chooses between TUI and command line, and imports neither before it has chosen."""

from __future__ import annotations

import os
import sys

_TUI_OPTIONS = {"--filter", "--view", "--sort"}


def main() -> None:
    """`noc`: alone on a terminal it opens the TUI, with a command it does that."""
    sys.exit(_run(sys.argv[1:]))


def tui() -> None:
    """`noc-tui`: always the TUI."""
    sys.exit(_run(["--tui", *sys.argv[1:]]))


def _run(argv: list[str]) -> int:
    from noc_tui.domain.errors import NocError

    try:
        options, rest = _common(argv)
        if not _has_command(rest) and ("--tui" in argv or (sys.stdin.isatty() and sys.stdout.isatty())):
            return _open_tui(options, rest)
        from noc_tui.cli.main import run

        return run(options, rest or ["queue"])
    except NocError as error:
        from noc_tui.text import clean

        print(clean(error.message), file=sys.stderr)
        if error.hint:
            print(clean(error.hint), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: not our error
        return 0


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
            given = value if equals else next(words, None)
            if given is None:
                from noc_tui.domain.errors import BadInput

                raise BadInput(f"{name} needs a value.", "noc --db sqlite:///room.db --as rossi")
            options[name.removeprefix("--")] = given
        elif word != "--tui":
            rest.append(word)
    return options, rest


def _has_command(rest: list[str]) -> bool:
    return bool(rest) and rest[0].partition("=")[0] not in _TUI_OPTIONS


def _open_tui(options: dict[str, str], rest: list[str]) -> int:
    from noc_tui import config

    wanted: dict[str, str] = {}
    words = iter(rest)
    for word in words:
        name, equals, value = word.partition("=")
        if name in _TUI_OPTIONS:
            wanted[name.removeprefix("--")] = value if equals else next(words, "")
    from noc_tui.app import run

    return run(config.load(options.get("db"), options.get("as")), None, **wanted)


if __name__ == "__main__":
    main()
