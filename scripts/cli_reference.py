"""Writes docs/cli.md: what each command says of itself, and what scripts/cli_reference.toml adds.

python scripts/cli_reference.py [--check]
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer import Context
from typer.core import TyperGroup
from typer.main import get_command

from noc_tui.cli.main import NOUNS, trunk
from noc_tui.desk.tickets import JSON_KEYS
from noc_tui.domain.filter import FIELDS

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "cli.md"
WORDS = ROOT / "scripts" / "cli_reference.toml"

HEAD = """# The command line

<!-- Written by scripts/cli_reference.py: change the commands, or scripts/cli_reference.toml, and run it again. -->

`noc` alone on a terminal opens the control room; `noc --filter`, `--view` and `--sort` say what it shows first.
Everything else is `noc NOUN VERB`, and does what the same key does in the control room.

- **The store**: `--db URL`, else `NOC_DATABASE_URL`, else the settings file, else `room.db` in your data folder.
  A URL is `sqlite:///room.db` or `postgresql+psycopg://user@host/room`; a file's name alone will do.
- **Who acts**: `--as NAME`, else `NOC_OPERATOR`, else the settings file, else your login name. Like `--db`, it may
  stand anywhere before a `--`.
- **Output**: data on stdout, talk on stderr. `--json` gives one object a line, instants in UTC, everything beyond ASCII
  escaped. Without a terminal there is no colour and no line is cut; `NO_COLOR` takes the colour from terminals too.
- **Exit status**: 0 done, 1 refused (the reason is on stderr), 2 wrong usage (what was typed cannot be understood),
  3 partly done. A pipe that closes early (`| head`) is no failure.
- **Many at once**: verbs that change tickets or alerts take many keys, and `-` for keys on stdin. What can be done is
  done, in one transaction; each refusal says why. `--dry-run` shows each change and makes none.
- **Times** that you type are on the room's wall clock: `2h`, `3d`, `tomorrow 9:00`, `mon 14:30`, `2026-12-01 08:30`.

## Filters

`noc queue` and `noc ticket list` show what all words let through:

- `field:value`, with several values as `level:2,3`; the beginning of a value is enough. Fields: {fields}.
- `overrun` (past its target), `soon` (due within the hour), `today`, `paused`, `nobody`, `mine`.
- Any other word stands in the subject, the key, the customer's name or the assignee; `"vpn down"` is one word.
- A minus turns a word round: `-team:reti`, `-mine`.

`status:closed`, `resolved`, `cancelled` or `all` looks beyond what is open.

```sh
noc queue customer:acme level:2,3 -team:reti overrun
noc ticket list "vpn down" status:all --limit 10
```

## Tickets as JSON

`noc ticket list --json`, and every verb that changes tickets, gives objects with these keys, in this order:
{keys}.
A clock whose target the contract does not have is null; so is `…_due` while it is paused and not overrun.
A ticket that only alerts resolved has the `response_status` "none".
`…_remaining_s` counts open seconds, and is negative once they are used up.
`outside_hours` says that the next clock stands because the calendar is closed.
"""


def main() -> None:
    """Writes the reference, or says that it is out of date."""
    text = reference()
    if "--check" in sys.argv[1:]:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
            raise SystemExit(f"{TARGET} is out of date: python scripts/cli_reference.py")
        return
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")


def reference() -> str:
    """The whole of docs/cli.md. Raises KeyError where a command has no example in cli_reference.toml."""
    words: dict[str, dict[str, str]] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    fields = " ".join(f"`{name}`" for name in sorted(FIELDS))
    keys = " ".join(f"`{name}`" for name in JSON_KEYS)
    parts = [HEAD.replace("{fields}", fields).replace("{keys}", keys)]
    for noun in NOUNS:
        parts.append(f"## noc {noun}\n\n{words[noun]['intro']}\n")
        parts += [_section(path, command, words[noun]) for path, command in commands(noun)]
    return "\n".join(parts)


def commands(noun: str) -> Iterator[tuple[str, Any]]:
    """Every command of a noun, under the words that call it."""
    group: Any = get_command(trunk)
    yield from _below(noun, group.get_command(Context(group, info_name="noc"), noun))


def _below(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(command, TyperGroup):
        yield path, command
        return
    for name, one in command.commands.items():
        yield from _below(f"{path} {name}", one)


def _section(path: str, command: Any, words: dict[str, str]) -> str:
    context = Context(command, info_name=f"noc {path}")
    usage = " ".join([f"noc {path}", *command.collect_usage_pieces(context)]).replace("[OPTIONS]", "[options]")
    verb = path.partition(" ")[2]
    lines = [f"### {re.sub(r'[{}]', '', usage)}\n" if verb else f"```\n{usage}\n```\n", f"{command.help}\n"]
    lines += [line for parameter in command.params if (line := _parameter(parameter, context))]
    lines.append(f"\n```sh\n{words[verb or 'example']}\n```\n")
    return "\n".join(lines)


def _parameter(parameter: Any, context: Context) -> str:
    record = parameter.get_help_record(context)
    if record is None or "--help" in record[0]:
        return ""
    name, told = record
    return f"- `{name.strip()}` {re.sub(r' +', ' ', told)}".rstrip()


if __name__ == "__main__":
    main()
