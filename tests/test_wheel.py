"""The wheel holds what the program needs to run, wherever it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "noc_tui"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_every_module_style_and_data_file(wheel: Path) -> None:
    data = [path for path in (PACKAGE / "data").rglob("*") if path.is_file()]
    code = [path for kind in ("*.py", "*.tcss") for path in PACKAGE.rglob(kind)]
    shipped = {str(path.relative_to(ROOT)): path for path in data + code}

    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}

        assert shipped.keys() - held == set()
        assert [name for name, path in shipped.items() if archive.read(name) != path.read_bytes()] == []


def test_the_wheel_works_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    code = (
        "import noc_tui, importlib.resources\n"
        "print(noc_tui.__file__)\n"
        "data = importlib.resources.files('noc_tui') / 'data'\n"
        "print(sum(1 for entry in data.iterdir()))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )

    module, entries = done.stdout.split()
    assert Path(module).is_relative_to(installed)
    assert int(entries) == len(list((PACKAGE / "data").iterdir())) > 0


def test_the_source_archive_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(build("sdist", ROOT, tmp_path), tmp_path)
    (source,) = (path for path in tmp_path.iterdir() if path.is_dir())

    again = build("wheel", source, tmp_path)

    assert contents(again) == contents(wheel)


def build(target: str, project: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (built,) = folder.glob({"wheel": "*.whl", "sdist": "*.tar.gz"}[target])
    return built


def contents(wheel: Path) -> dict[str, int]:
    """The checksum of each file in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {entry.filename: entry.CRC for entry in archive.infolist()}
