"""State files and places."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from hostbridge.errors import StateError
from hostbridge.state import files, places
from hostbridge.state.files import read, update


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = str(tmp_path / "new" / "state.json")
    assert read(path, version=1) is None
    update(path, lambda content: {"seen": content}, version=1)
    assert read(path, version=1) == {"seen": None}
    update(path, lambda content: {"seen": content}, version=1)
    assert read(path, version=1) == {"seen": {"seen": None}}
    assert [name for name in os.listdir(tmp_path / "new") if name.startswith(".")] == []


def test_a_damaged_file_is_kept_aside_and_explained(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    for damaged in (b"", b"{", b"[]", b'{"version": "x"}', b"\xff", b"null"):
        path.write_bytes(damaged)
        with pytest.raises(StateError, match="damaged"):
            read(str(path), version=1)
        assert not path.exists()
        kept = [name for name in tmp_path.iterdir() if ".damaged-" in name.name]
        assert any(name.read_bytes() == damaged for name in kept)


def test_a_newer_version_is_left_alone_and_an_older_one_migrated(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text('{"version": 9, "x": 1}')
    with pytest.raises(StateError, match="newer"):
        read(str(path), version=1)
    assert "9" in path.read_text()

    def add(content: dict[str, Any]) -> dict[str, Any]:
        return {**content, "y": 2}

    path.write_text('{"version": 1, "x": 1}')
    assert read(str(path), version=2, migrations={1: add}) == {"x": 1, "y": 2}


def test_a_failing_change_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = str(tmp_path / "state.json")
    update(path, lambda _: {"x": 1}, version=1)
    with pytest.raises(ZeroDivisionError):
        update(path, lambda _: {"x": 1 // 0}, version=1)
    assert read(path, version=1) == {"x": 1}


def test_places_follow_the_environment_then_xdg_then_platformdirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = {"HOME": "/home/x"}
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/x")
    assert places.data_dir(home) == platformdirs.user_data_dir("hostbridge", appauthor=False)
    assert places.config_dir(home) == platformdirs.user_config_dir("hostbridge", appauthor=False)
    assert places.cache_dir(home) == platformdirs.user_cache_dir("hostbridge", appauthor=False)
    assert places.data_dir({**home, "XDG_DATA_HOME": "/d"}) == "/d/hostbridge"
    assert places.data_dir({**home, "HOSTBRIDGE_DATA_DIR": "/e"}) == "/e"
    with pytest.raises(StateError):
        places.data_dir({"HOSTBRIDGE_DATA_DIR": "relative"})
    assert places.data_dir({}).startswith("/")
    assert len(places.instance_id(home)) == 6


def test_a_runtime_directory_of_somebody_else_is_refused(tmp_path: Path) -> None:
    assert places.private(str(tmp_path / "mine"))
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o700
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    (tmp_path / "file").write_text("")
    for name in ("open", "link", "file"):
        with pytest.raises(StateError):
            places.private(str(tmp_path / name))


def test_a_sockets_path_is_short_however_long_its_directory(tmp_path: Path) -> None:
    env = {"HOSTBRIDGE_RUNTIME_DIR": f"/tmp/{'x' * 150}"}
    assert len(places.socket_path(env, "ssh", "a")) <= places.MAX_SOCKET


def test_what_a_killed_writer_left_is_cleared_and_a_live_ones_is_not(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    dead, live, other = (
        tmp_path / f".state.json.{name}" for name in ("abcd1234", "efgh5678", "long-name")
    )
    for file in (dead, live, other):
        file.write_text("half")
    for file in (dead, other):
        os.utime(file, (1, 1))
    update(str(path), lambda _: {"x": 1}, version=1)
    assert not dead.exists()
    assert live.exists()
    assert other.exists()


@pytest.mark.parametrize("turns", [True, False])
def test_a_lock_is_waited_for_while_its_holders_take_turns(
    turns: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred holders of a second each are waited for, one that stays for 20 s is not."""
    path = str(tmp_path / "state.json")
    lock = Path(f"{path}.lock")
    clock = iter(range(10_000))
    tries = iter(range(10_000))
    monkeypatch.setattr(files, "_try_lock", lambda _: next(tries) >= 100)
    monkeypatch.setattr("hostbridge.state.files.time.monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(
        "hostbridge.state.files.time.sleep",
        lambda _: lock.write_text(str(next(clock) if turns else 7)),
    )
    if turns:
        assert update(path, lambda _: {"x": 1}, version=1) == {"x": 1}
    else:
        with pytest.raises(StateError, match="holds its lock") as caught:
            update(path, lambda _: {"x": 1}, version=1)
        assert "process 7" in caught.value.detail
