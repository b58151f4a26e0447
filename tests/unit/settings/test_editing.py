"""Changing settings: comments stay, what is wrong is never written, nothing is lost."""

from __future__ import annotations

import os
import stat
import threading
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hostbridge.errors import HostbridgeError, StateError
from hostbridge.settings import editing
from hostbridge.settings.editing import set_value, unset
from hostbridge.settings.listing import all_rows, file_rows
from hostbridge.settings.values import known_row, parsed, size

TEXT = """\
# mine
engine = "docker"   # because

[machines."ssh://far"] # far away
cpus = 2
# shares come later
[ports]
bind = "127.0.0.1"
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"HOSTBRIDGE_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config ü" / "config.toml"


def put(file: Path, key: tuple[str, ...], value: Any, env: dict[str, str]) -> None:
    set_value(str(file), key, value, env, project=False)


def test_comments_and_order_stay(file: Path, env: dict[str, str]) -> None:
    file.parent.mkdir()
    file.write_text(TEXT)
    put(file, ("engine",), "podman", env)
    put(file, ("machines", "ssh://far", "cpus"), 4, env)
    put(file, ("ports", "bind"), "::1", env)
    wanted = TEXT.replace("docker", "podman").replace("cpus = 2", "cpus = 4")
    assert file.read_text() == wanted.replace("127.0.0.1", "::1")
    assert unset(str(file), [("ports", "bind")], env) == ("ports", "bind")
    assert unset(str(file), [("ports", "bind")], env) is None
    assert unset(str(file), [("nothing",), ("machines", "ssh://far")], env)
    left = file.read_text()
    assert tomllib.loads(left) == {"engine": "podman"}
    assert "# mine" in left
    assert "# because" in left


def test_a_new_file_and_what_is_written_is_read(file: Path, env: dict[str, str]) -> None:
    shares = [
        {"host": "~/a b", "machine": "/x"},
        {"host": "/é", "machine": "/y", "read_only": True},
    ]
    put(file, ("machines", 'a "b".c', "shares"), shares, env)
    put(file, ("machines", 'a "b".c', "options", "k"), "v", env)
    put(file, ("engine",), "docker", env)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    rows = dict(file_rows(str(file), project=False))
    assert rows["machines", 'a "b".c', "shares"].value == shares
    assert rows["engine",].value == "docker"
    assert rows["engine",].source == f"{file}:1"
    assert [name for name in os.listdir(file.parent)] == ["config.toml"]


def test_a_projects_file_is_for_everybody_and_leaves_nothing_beside_it(
    tmp_path: Path, env: dict[str, str]
) -> None:
    file = tmp_path / "project" / "hostbridge.toml"
    file.parent.mkdir()
    set_value(str(file), ("engine",), "docker", env, project=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    file.chmod(0o664)
    set_value(str(file), ("engine",), "podman", env, project=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o664
    assert os.listdir(file.parent) == ["hostbridge.toml"]
    with pytest.raises(HostbridgeError, match="cannot be set by a project"):
        set_value(str(file), ("log_file",), "/x", env, project=True)
    assert file.read_text() == 'engine = "podman"\n'


def test_a_link_is_followed(tmp_path: Path, file: Path, env: dict[str, str]) -> None:
    real = tmp_path / "dotfiles" / "config.toml"
    real.parent.mkdir()
    real.write_text("# kept\n")
    file.parent.mkdir()
    file.symlink_to(real)
    put(file, ("engine",), "docker", env)
    assert file.is_symlink()
    assert real.read_text() == '# kept\nengine = "docker"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("engine = ", "not TOML"),
        ("engin = 'docker'", "no setting engin"),
        ("[machines.x]\ncpus = 'many'", "cpus is text"),
        ("machines = 3", "machines is no table"),
        ("[[machines]]\n", "machines is no table"),
    ],
)
def test_a_broken_file_is_not_touched(
    text: str, said: str, file: Path, env: dict[str, str]
) -> None:
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(HostbridgeError, match=said):
        put(file, ("machines", "y", "cpus"), 3, env)
    assert file.read_text() == text


def test_a_wrong_key_can_be_taken_out(file: Path, env: dict[str, str]) -> None:
    file.parent.mkdir()
    file.write_text("engin = 'x'\n# kept\n[machines.x]\ncpus = 'many'\n")
    assert unset(str(file), [("engin",)], env)
    assert unset(str(file), [("machines", "x", "cpus")], env)
    assert tomllib.loads(file.read_text()) == {}
    assert "# kept" in file.read_text()
    for name in ("fifo", "folder"):
        file.unlink()
        os.mkfifo(file) if name == "fifo" else file.mkdir()
        with pytest.raises(HostbridgeError, match="not a settings file"):
            unset(str(file), [("x",)], env)
        if name == "fifo":
            continue
        file.rmdir()
        file.write_text("")


def test_no_room_and_no_permission(
    file: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file.parent.mkdir()
    file.write_text(TEXT)

    def full(*_: object, **__: object) -> None:
        raise StateError(f"{file}: cannot be written", "No space left on device", "x")

    monkeypatch.setattr(editing, "replace_whole", full)
    with pytest.raises(HostbridgeError, match="No space left") as caught:
        put(file, ("engine",), "podman", env)
    assert "make room" in caught.value.remedy
    assert file.read_text() == TEXT


def test_fifty_at_once_lose_nothing(file: Path, env: dict[str, str]) -> None:
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            put(file, ("machines", f"m{number}", "cpus"), number, env)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 51)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    told = tomllib.loads(file.read_text())["machines"]
    assert told == {f"m{number}": {"cpus": number} for number in range(1, 51)}


_words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(
    name=_words.filter(bool),
    value=_words,
    more=st.dictionaries(_words.filter(bool), _words, max_size=3),
)
def test_any_value_is_read_as_it_was_written(
    name: str, value: str, more: dict[str, str], file: Path, env: dict[str, str]
) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(tomlkit.dumps({"machines": {"other": {"options": more}}}))
    put(file, ("machines", name, "options", "k"), value, env)
    told = tomllib.loads(file.read_text())["machines"]
    assert told[name]["options"]["k"] == value
    if name != "other":
        assert told["other"]["options"] == more


@pytest.mark.parametrize(
    ("text", "bytes"),
    [("0", 0), ("4294967296", 1 << 32), ("4GiB", 4 << 30), ("4g", 4 << 30), ("1.5G", 3 << 29), ("512 MB", 512 << 20)],
)  # fmt: skip
def test_sizes(text: str, bytes: int) -> None:
    assert size("memory", text) == bytes


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("engine", "dokcer", "did you mean docker?"),
        ("backend", "nativ", "did you mean native?"),
        ("dialect", "dock", "did you mean docker?"),
        ("count", "-1", "no whole number"),
        ("count", "٣", "no whole number"),
        ("bytes", "many", "4GiB"),
        ("bytes", "-1", "4GiB"),
        ("address", "localhost", "no IP address"),
        ("shares", "/a:/b", "array of tables"),
        ("shares", "[]\nengine = 1", "array of tables"),
        ("text", "a\x1b[31m", "control character"),
        ("text", "\udcff", "UTF-8"),
    ],
)
def test_values_that_are_refused(kind: str, text: str, said: str) -> None:
    names = {"engine": ["docker", "podman"], "backend": ["native", "ssh"]}
    with pytest.raises(HostbridgeError) as caught:
        parsed("key", kind, text, names)
    assert said in str(caught.value)


def test_the_nearest_key() -> None:
    for key, near in ((("enigne",), "engine"), (("machines", "x", "cpu"), "machines.NAME.cpus")):
        with pytest.raises(HostbridgeError, match=near):
            known_row(key)
    for key in (("machines", "", "cpus"), ("machines", "a\x1b[31m", "cpus")):
        with pytest.raises(HostbridgeError):
            known_row(key)


def test_where_every_value_came_from(tmp_path: Path) -> None:
    near, far = tmp_path / "hostbridge.toml", tmp_path / "config.toml"
    near.write_text("engine = 'docker'\n[machines.a]\ncpus = 1\n")
    far.write_text(
        "engine = 'podman'\nbackend = 'native'\n[machines.a]\nmemory = 5\n[machines.b]\ndisk = 3"
    )
    rows = {
        row.key: (row.value, row.source)
        for row in all_rows(
            {"machine": "m", "engine": ""}, {"HOSTBRIDGE_DIALECT": "podman"}, [(str(near), True), (str(far), False)]
        )
    }  # fmt: skip
    assert rows["machine"] == ("m", "--machine")
    assert rows["dialect"] == ("podman", "HOSTBRIDGE_DIALECT")
    assert rows["engine"] == ("docker", f"{near}:1")
    assert rows["backend"] == ("native", f"{far}:2")
    assert rows["log_file"] == ("", "default")
    assert rows["machines.a.cpus"] == (1, f"{near}:3")
    assert rows["machines.a.memory"] == (0, "default")  # a machine is taken whole
    assert rows["machines.b.disk"] == (3, f"{far}:6")
