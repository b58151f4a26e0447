"""The file of byte code: what comes from it, and when it is left alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hostbridge

PACKAGE = Path(hostbridge.__file__).parent
ASK = """
import sys
from hostbridge.state import bytecode
import os
bytecode.use(os.environ)
import hostbridge.shims
print(type(hostbridge.shims.__loader__).__module__, getattr(hostbridge.shims, "NEW", "old"))
import inspect
assert "def " in inspect.getsource(hostbridge.shims)
bytecode.remember()
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package whose sources a test may change."""
    shutil.copytree(
        PACKAGE, tmp_path / "lib/hostbridge", ignore=shutil.ignore_patterns("__pycache__")
    )
    return tmp_path


def ask(tree: Path, **more: str) -> str:
    """Where a module's code came from, and whether it is the changed one."""
    env = {"PYTHONPATH": str(tree / "lib"), "HOSTBRIDGE_CACHE_DIR": str(tree / "cache é"), **more}
    done = subprocess.run(
        [sys.executable, "-S", "-c", ASK], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def kept(tree: Path) -> Path:
    (found,) = (tree / "cache é").glob("code-*")
    return found


OWN, KEPT = "_frozen_importlib_external old", "hostbridge.state.bytecode old"


def test_the_second_command_takes_it_from_the_file(tree: Path) -> None:
    assert ask(tree) == OWN
    assert ask(tree) == KEPT
    assert kept(tree).stat().st_mode & 0o777 == 0o600


def test_a_source_that_changed(tree: Path) -> None:
    ask(tree)
    source = tree / "lib/hostbridge/shims.py"
    source.write_text(source.read_text() + "\nNEW = 'new'\n")
    assert ask(tree) == "_frozen_importlib_external new"
    assert ask(tree) == "hostbridge.state.bytecode new"


@pytest.mark.parametrize("size", [0, 3, 200, -1])
def test_a_file_that_is_cut_off_or_damaged(tree: Path, size: int) -> None:
    ask(tree)
    content = kept(tree).read_bytes()
    kept(tree).write_bytes(content[:size] if size >= 0 else b"\xff" * len(content))
    assert ask(tree) == OWN
    assert ask(tree) == KEPT


def test_code_that_is_damaged_behind_an_index_that_is_not(tree: Path) -> None:
    ask(tree)
    content = kept(tree).read_bytes()
    start = 4 + int.from_bytes(content[:4], "little")
    kept(tree).write_bytes(content[:start] + bytes(len(content) - start))
    assert ask(tree) == KEPT  # found there, and read from its own file


def test_a_file_that_others_may_write(tree: Path) -> None:
    ask(tree)
    kept(tree).chmod(0o666)
    assert ask(tree) == OWN


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_another_user(tree: Path) -> None:
    ask(tree)
    os.chown(kept(tree), 12345, 12345)
    assert ask(tree) == OWN


def test_a_link_in_its_place(tree: Path) -> None:
    ask(tree)
    place = kept(tree)
    place.rename(tree / "elsewhere")
    place.symlink_to(tree / "elsewhere")
    assert ask(tree) == OWN


def test_where_nothing_is_to_be_written(tree: Path) -> None:
    assert ask(tree, PYTHONDONTWRITEBYTECODE="1") == OWN
    assert not (tree / "cache é").exists()
    (tree / "cache é").write_text("no directory")
    assert ask(tree) == OWN
    assert ask(tree, HOSTBRIDGE_CACHE_DIR="relative") == OWN


def test_many_at_once(tree: Path) -> None:
    env = {"PYTHONPATH": str(tree / "lib"), "HOSTBRIDGE_CACHE_DIR": str(tree / "cache é")}
    running = [
        subprocess.Popen([sys.executable, "-S", "-c", ASK], env=env, stdout=subprocess.DEVNULL)
        for _ in range(8)
    ]
    assert [one.wait(60) for one in running] == [0] * 8
    assert ask(tree) == KEPT
    assert [path.name for path in (tree / "cache é").iterdir()] == [kept(tree).name]
