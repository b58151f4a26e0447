"""Where what ``cp`` brought belongs, by docker's rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostbridge.dispatch.copying import place
from hostbridge.errors import HostbridgeError


@pytest.fixture
def arrived(tmp_path: Path) -> tuple[str, str]:
    """A file and a tree that have arrived."""
    near = tmp_path / "near"
    (near / "tree").mkdir(parents=True)
    (near / "file").write_text("x")
    return str(near / "file"), str(near / "tree")


def test_into_a_directory_that_exists(arrived: tuple[str, str], tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    for path in arrived:
        assert place(path, str(there)) == str(there / Path(path).name)


def test_under_the_given_name_where_nothing_is(arrived: tuple[str, str], tmp_path: Path) -> None:
    for path in arrived:
        assert place(path, str(tmp_path / "new")) == str(tmp_path / "new")


def test_the_contents_alone(arrived: tuple[str, str], tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    assert place(arrived[1], f"{there}/.") == str(there)


def test_a_file_to_a_directory_that_is_missing(arrived: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(HostbridgeError):
        place(arrived[0], f"{tmp_path}/missing/")


def test_a_directory_over_a_file(arrived: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    with pytest.raises(HostbridgeError):
        place(arrived[1], str(tmp_path / "there"))
