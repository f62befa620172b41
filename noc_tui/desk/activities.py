"""What a contract's words for activities mean for the five categories of a request (F5, G6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from noc_tui.domain.words import Category

_MEAN: Mapping[str, tuple[Category, ...]] = {
    **{category.value.replace("_", " "): (category,) for category in Category},
    "anomalies": (Category.BLOCKING, Category.NON_BLOCKING),
    "blocking anomalies": (Category.BLOCKING,),
    "non blocking anomalies": (Category.NON_BLOCKING,),
    "clarifications": (Category.CLARIFICATION,),
    "changes": (Category.CHANGE,),
    "functional changes": (Category.CHANGE,),
    "tuning": (Category.CHANGE,),
    "features": (Category.FEATURE,),
    "new features": (Category.FEATURE,),
}


def categories_covered(activities: Iterable[str]) -> frozenset[Category]:
    """The categories that these words name; words of a contract's own (“tuning of the firewall”) name none."""
    return frozenset(category for word in activities for category in _MEAN.get(_plain(word), ()))


def _plain(word: str) -> str:
    return " ".join(word.replace("_", " ").replace("-", " ").casefold().split())
