"""The command palette: every key in force, by what it does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content


class RoomCommands(Provider):
    """Every key in force as a command."""

    async def discover(self) -> Hits:
        """All of them."""
        for words, run in self._commands():
            yield DiscoveryHit(Content(words), run, text=words)

    async def search(self, query: str) -> Hits:
        """Those that match."""
        matcher = self.matcher(query)
        for words, run in self._commands():
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, matcher.highlight(words), run, text=words)

    def _commands(self) -> list[tuple[str, Callable[[], object]]]:
        seen: dict[str, tuple[str, Callable[[], object]]] = {}
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if binding.description and binding.id and binding.action not in seen:
                run = partial(self.app.run_action, binding.action, active.node)
                seen[binding.action] = (f"{binding.description}  ({self.app.get_key_display(binding) or key})", run)
        return list(seen.values())
