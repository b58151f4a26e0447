"""What counts, where files are looked for, and what is said about broken ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.errors import HostbridgeError
from hostbridge.settings.effective import effective
from hostbridge.settings.places import DEEPEST, folders, foreign, project_file


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "config").mkdir()
    return {
        "HOSTBRIDGE_CONFIG_DIR": str(tmp_path / "config"),
        "HOSTBRIDGE_CACHE_DIR": str(tmp_path / "cache"),
        "HOSTBRIDGE_DATA_DIR": str(tmp_path / "data"),
        "HOME": str(tmp_path),
    }


def user(env: dict[str, str]) -> Path:
    return Path(env["HOSTBRIDGE_CONFIG_DIR"]) / "config.toml"


@pytest.mark.parametrize(
    "cwd", ["", ".", "a", "a/b", "..", "//", "/", "/no/such/place", "a\0b", "~"]
)
def test_no_directory_makes_the_search_endless(cwd: str, env: dict[str, str]) -> None:
    assert len(list(folders(cwd, env))) <= DEEPEST
    try:
        found = project_file(cwd, env)
    except ValueError:
        assert "\0" in cwd
    else:
        assert not found or found.startswith("/")


@given(st.text(max_size=300))
def test_the_search_ends_for_any_text(cwd: str) -> None:
    assert len(list(folders(cwd, {}))) <= DEEPEST
    assert len(list(folders(f"/{cwd}", {"HOME": "/"}))) <= DEEPEST


def test_the_nearest_file_counts_up_to_the_home_directory(
    tmp_path: Path, env: dict[str, str]
) -> None:
    home = tmp_path / "home"
    deep = home / "a" / "b"
    deep.mkdir(parents=True)
    env["HOME"] = str(home)
    (tmp_path / "hostbridge.toml").write_text('engine = "above"\n')
    assert project_file(str(deep), env) == ""
    (home / "hostbridge.toml").write_text('engine = "docker"\n')
    assert project_file(str(deep), env) == str(home / "hostbridge.toml")
    (home / "a" / "hostbridge.toml").write_text('engine = "podman"\n')
    assert effective(env, str(deep)).get("engine").value == "podman"
    assert project_file(str(tmp_path), env) == str(tmp_path / "hostbridge.toml")
    many = "/x" * (DEEPEST + 5)
    assert len(list(folders(many, {}))) == DEEPEST


def test_environment_over_project_over_user(tmp_path: Path, env: dict[str, str]) -> None:
    user(env).write_text('engine = "podman"\nbackend = "native"\n')
    project = tmp_path / "project" / "deep"
    project.mkdir(parents=True)
    (tmp_path / "project" / "hostbridge.toml").write_text('engine = "docker"\n')
    told = effective({**env, "HOSTBRIDGE_DIALECT": "podman"}, str(project))
    assert told.get("engine").value == "docker"
    assert told.get("engine").source.endswith("hostbridge.toml")
    assert told.get("backend").value == "native"
    assert told.get("dialect").source == "HOSTBRIDGE_DIALECT"
    assert told.get("log_file").value == ""


def test_a_strangers_file_where_everybody_may_write_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "hostbridge.toml"
    file.write_text("")
    found = list(os.lstat(file))
    found[4] = os.geteuid() + 7
    strangers = os.stat_result(found)
    tmp_path.chmod(0o755)
    assert not foreign(strangers, str(tmp_path))
    tmp_path.chmod(0o1777)
    assert foreign(strangers, str(tmp_path))
    assert not foreign(os.lstat(file), str(tmp_path))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('engine = "docker"\nengin = "docker"', (":2:", "no setting engin", "did you mean engine?")),
        ("\n\nengine = 3", (":3:", "engine is a number, 3", "write text in quotes")),
        ("# x\n[machines.x]\ncpu = 1", (":3:", "machines.x.cpu", "did you mean machines.x.cpus?")),
        ("[machines.x]\n\nmemory = -1", (":3:", "machines.x.memory", "not negative")),
        ("[machines.x]\nmemory = 99999999999999999999999", (":2:", "machines.x.memory")),
        ('[machines."a.b"]\ncpus = "1"', (":2:", 'machines."a.b".cpus is text', "whole number")),
        ('dialect = "dokcer"', (":1:", "dialect is 'dokcer'", "did you mean docker?")),
        ("[[machines.x.shares]]\nhost = '/a'\nmachine = '/b'\n[[machines.x.shares]]\nhost = 1\nmachine='/b'", (":5:", "shares[1].host")),
        ("[machines.x]\nshares = [\n  {host = '/a', machine = '/b'},\n  {host = '/a'},\n]", (":4:", "shares[1]", "needs machine")),
        ("[machines.x]\nshares = [\n {host='/a', machine='/b', redonly=true}]", (":3:", "did you mean", "read_only")),
        ("machines = 3", (":1:", "machines is a number", "a table")),
        ("engine = [\n  'docker'", ("is not TOML", ":2:")),
        ("engine = 'docker'\nx = = 1", (":2:", "not TOML")),
        ("engine = 'a'\nengine = 'b'", (":2:", "not TOML")),
        ("x = " + "[" * 5000, ("not TOML",)),
        ("engine = 1979-05-27", ("engine is a date", "text in quotes")),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_what_was_wanted(
    text: str, words: tuple[str, ...], env: dict[str, str]
) -> None:
    user(env).write_text(text)
    with pytest.raises(HostbridgeError) as caught:
        effective(env, "/")
    said = str(caught.value)
    assert said.startswith(str(user(env)))
    assert caught.value.exit_code == 125
    for word in words:
        assert word in said, said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("engine = 'docker'".encode("utf-16"), "is UTF-16, not UTF-8"),
        (b"# a\nengine = '\xff'", ":2: is not UTF-8"),
        (b"#" * (1 << 20) + b"#", "larger than 1 MiB"),
        (b"\0", "not TOML"),
    ],
)
def test_bytes_that_are_no_settings(raw: bytes, said: str, env: dict[str, str]) -> None:
    user(env).write_bytes(raw)
    with pytest.raises(HostbridgeError, match=said):
        effective(env, "/")


def test_a_byte_order_mark_and_windows_line_ends_are_allowed(env: dict[str, str]) -> None:
    user(env).write_bytes(b"\xef\xbb\xbfengine = 'docker'\r\nmachine = 'x'\r\n")
    assert effective(env, "/").get("machine").value == "x"


@pytest.mark.parametrize("who", ["user", "project"])
@pytest.mark.parametrize("kind", ["directory", "fifo", "loop", "device", "nothing", "socket"])
def test_what_is_no_file_is_named_and_never_waited_for(
    kind: str, who: str, tmp_path: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    path = user(env) if who == "user" else project / "hostbridge.toml"
    said = kind
    if kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
        said = "FIFO"
    elif kind == "loop":
        (path.parent / "other").symlink_to(path)
        path.symlink_to(path.parent / "other")
        said = "leads back to itself"
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "nothing":
        path.symlink_to(tmp_path / "gone")
        said = "which does not exist"
    else:
        import socket

        monkeypatch.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    with pytest.raises(HostbridgeError) as caught:
        effective(env, str(project))
    assert said in str(caught.value)
    assert str(path) in caught.value.summary
    assert caught.value.remedy


def test_a_file_that_may_not_be_read(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    user(env).write_text("engine = 'docker'")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("hostbridge.settings.load.os.open", refuse)
    with pytest.raises(HostbridgeError, match="permission denied") as caught:
        effective(env, "/")
    assert "right to read" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('engine = "docker"\nlog_file = "/home/me/.bashrc"', "log_file"),
        ("[machines.x.options]\nssh_config = './evil'", "machines.x.options.ssh_config"),
    ],
)
def test_a_project_cannot_name_files_of_the_user(
    text: str, key: str, tmp_path: Path, env: dict[str, str]
) -> None:
    (tmp_path / "hostbridge.toml").write_text(text)
    with pytest.raises(HostbridgeError) as caught:
        effective(env, str(tmp_path))
    assert f":2: {key} cannot be set by a project" in caught.value.summary
    (tmp_path / "hostbridge.toml").unlink()
    user(env).write_text(text)
    assert effective(env, str(tmp_path)).files


def test_variables_of_every_plain_setting(env: dict[str, str]) -> None:
    user(env).write_text("[ports]\nbind = '127.0.0.1'")
    assert effective(env, "/").get("ports.bind").value == "127.0.0.1"
    told = effective({**env, "HOSTBRIDGE_PORTS_BIND": "::1"}, "/").get("ports.bind")
    assert (told.value, told.source) == ("::1", "HOSTBRIDGE_PORTS_BIND")
