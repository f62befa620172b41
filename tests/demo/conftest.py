"""What the demo room's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.rooms import SqliteStores


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStores]:
    """Stores in files, for what no database has a part in."""
    yield SqliteStores(tmp_path_factory.mktemp("demo"))
