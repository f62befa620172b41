"""`noc setup settings`: the settings file, in which each setting explains itself."""

from __future__ import annotations

from noc_tui import config, resources
from noc_tui.cli.output import say, tell
from noc_tui.domain.errors import Refused


def settings() -> None:
    """Write the settings file if there is none, and print its name. Each setting is explained in it."""
    path = config.settings_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)  # a database's address may hold a password
        path.write_text(resources.read_text("settings.toml"), encoding="utf-8")
    except FileExistsError:
        tell("It is there already, and stays as it is.")
    except OSError as error:
        said = f"{path} cannot be written: {error.strerror}."
        raise Refused(said, "XDG_CONFIG_HOME names another folder.") from error
    say(str(path))
