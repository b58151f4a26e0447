"""State files and their cache, places, and settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from hostbridge.errors import HostbridgeError, StateError
from hostbridge.settings.effective import effective
from hostbridge.state import places
from hostbridge.state.cached import cached
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


def test_the_cache_is_used_until_the_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "file"
    loads: list[str] = []

    def load(name: str) -> str:
        loads.append(name)
        return Path(name).read_text()

    def get() -> Any:
        return cached(str(path), str(tmp_path / "cache"), load)

    assert get() is None
    path.write_text("one")
    assert (get(), get(), len(loads)) == ("one", "one", 1)
    path.write_text("other")
    assert (get(), len(loads)) == ("other", 2)
    for entry in (tmp_path / "cache").iterdir():
        entry.write_bytes(b"\xff damaged")
    assert get() == "other"


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


def _env(tmp_path: Path) -> dict[str, str]:
    return {
        "HOSTBRIDGE_CONFIG_DIR": str(tmp_path / "config"),
        "HOSTBRIDGE_CACHE_DIR": str(tmp_path / "cache"),
    }


def test_settings_environment_over_project_over_user(tmp_path: Path) -> None:
    env = _env(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('engine = "podman"\nbackend = "native"\n')
    project = tmp_path / "project" / "deep"
    project.mkdir(parents=True)
    (tmp_path / "project" / "hostbridge.toml").write_text('engine = "docker"\n')
    told = effective({**env, "HOSTBRIDGE_DIALECT": "podman"}, str(project))
    assert told.get("engine").value == "docker"
    assert told.get("engine").source.endswith("hostbridge.toml")
    assert told.get("backend").value == "native"
    assert told.get("dialect").source == "HOSTBRIDGE_DIALECT"
    assert told.get("log_file").value == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'engin = "docker"', "did you mean 'engine'"),
        (b"\n\nengine = 3", ":3"),
        (b"[machines.x]\nshare = []", "shares"),
        (b"= nonsense", "not TOML"),
        (b"\xff\xfe", "not UTF-8"),
        (b'dialect = "other"', "dialect"),
    ],
)
def test_broken_settings_name_the_place(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_bytes(text)
    with pytest.raises(HostbridgeError) as caught:
        effective(_env(tmp_path), "/")
    assert said in str(caught.value)


def test_settings_that_are_a_directory_or_a_loop_of_links(tmp_path: Path) -> None:
    file = tmp_path / "config" / "config.toml"
    file.mkdir(parents=True)
    with pytest.raises(HostbridgeError):
        effective(_env(tmp_path), "/")
    file.rmdir()
    file.symlink_to(file)
    with pytest.raises((HostbridgeError, OSError)):
        effective(_env(tmp_path), "/")
