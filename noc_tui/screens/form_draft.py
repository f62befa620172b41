"""What is being written in a form: kept until it is saved or forgotten."""

from __future__ import annotations

import json

from textual.screen import ModalScreen

from noc_tui.drafts import Drafts
from noc_tui.text import clean
from noc_tui.widgets.items import Answers

_AGAIN = "As you had begun it; Ctrl+N forgets that."


class FormDraft:
    """Keeps what is written in a form under the form's title; of a mere choice it keeps nothing."""

    def __init__(self, form: ModalScreen[object], drafts: Drafts) -> None:
        """Fills the form as it had been begun, where it was not saved."""
        from noc_tui.widgets.form import Form

        self._form = form if isinstance(form, Form) else None
        self._drafts = drafts
        self._handed_in = ""
        if self._form is not None and self._form.topic not in drafts.handed_in:
            self._form.recall(_answers(drafts.get(self._form.topic)), _AGAIN)

    def keep(self) -> None:
        """Keeps it as it stands now."""
        if self._form is not None and self._form.is_touched:
            self._drafts.keep(self._form.topic, json.dumps(self._form.answers, ensure_ascii=False))

    def hand_in(self, answers: object) -> None:
        """It is being saved, which may take long: until that is known it is kept."""
        if self._form is not None:
            self._handed_in = json.dumps(answers, ensure_ascii=False)
            self._drafts.keep(self._form.topic, self._handed_in)
            self._drafts.handed_in.add(self._form.topic)

    def settle(self, *, saved: bool) -> None:
        """It was saved, or it was not and is asked for again; what was begun meanwhile under the same title stays."""
        if self._form is not None:
            self._drafts.handed_in.discard(self._form.topic)
            if saved and self._drafts.get(self._form.topic) == self._handed_in:
                self._drafts.forget(self._form.topic)

    def leave(self) -> bool:
        """It was left: whether anything was written, which is kept for the next time."""
        if self._form is None:
            return False
        begun = self._form.begun
        self._drafts.keep(self._form.topic, json.dumps(begun, ensure_ascii=False) if begun else "")
        return bool(begun)


def _answers(begun: str) -> Answers:
    try:
        answers = json.loads(begun or "{}")
    except ValueError:
        return {}
    if not isinstance(answers, dict):
        return {}
    return {name: clean(value) for name, value in answers.items() if isinstance(value, str)}
