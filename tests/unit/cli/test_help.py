"""``--help`` from the catalogue: every command has one, with a text for it and for each option."""

from __future__ import annotations

import io
from typing import Any

import pytest

from hostbridge.catalogue import names
from hostbridge.catalogue.find import GLOBALS, below, command, everything, options_of
from hostbridge.catalogue.texts import command_text, option_text, option_type
from hostbridge.cli.entrance import HOST_COMMANDS, enter
from hostbridge.cli.help import HOST, answer, command_help_text, group_text, own_text
from hostbridge.errors import UsageError


def test_every_command_has_a_help_with_all_of_its_options() -> None:
    for name in names():
        made = command(name)
        text = command_help_text(made)
        assert text.startswith(f"Usage:  hostbridge {name}")
        lines = [line.split() for line in text.splitlines()]
        for row in options_of(made):
            line = next(line for line in lines if row[0] in [w.split("[")[0] for w in line[:2]])
            assert len(line) > 2, (name, line)
            assert option_text(made, row), (name, row[0])


def test_every_command_group_and_global_option_has_a_text() -> None:
    groups = {
        " ".join(spelling.split(" ")[:n])
        for spelling in everything()
        for n in range(1, len(spelling.split(" ")))
    }
    for name in {*names(), *groups}:
        assert command_text(name), name
    assert all(option_text(None, row) for row in GLOBALS)
    assert all(group_text(group.split(" ")) for group in groups)


def test_the_layout_is_dockers() -> None:
    text = command_help_text(command("run"))
    assert text.startswith("Usage:  hostbridge run [OPTIONS] IMAGE [COMMAND] [ARG...]\n\n")
    assert "\nAliases:\n  hostbridge run, hostbridge container run\n\nOptions:\n" in text
    assert "\n      --cpus decimal  " in text
    assert "\n  -v, --volume list  " in text
    assert "\n  -d, --detach  " in text
    assert "(podman)\n" in text


def test_types_are_named() -> None:
    rows = {row[0]: row for row in options_of(command("run"))}
    told = {
        name: option_type(command("run"), rows[name])
        for name in ("--memory", "--env", "--rm", "--name")
    }
    assert told == {"--memory": "bytes", "--env": "list", "--rm": "", "--name": "string"}


def test_own_help_lists_host_commands_groups_and_commands() -> None:
    text = own_text()
    assert dict(HOST).keys() == HOST_COMMANDS.keys()
    for name in (*HOST_COMMANDS, *below(())):
        row = everything().get(name)
        if row is None or row[0] == name:
            assert f"\n  {name} " in text, name
    assert "Commands of hostbridge" not in own_text("docker")


@pytest.mark.parametrize(
    ("words", "start", "code"),
    [
        (["run", "--help"], "Usage:  hostbridge run ", 0),
        (["help", "run"], "Usage:  hostbridge run ", 0),
        (["container", "--help"], "Usage:  hostbridge container COMMAND", 0),
        (["help", "image", "trust"], "Usage:  hostbridge image trust COMMAND", 0),
        (["--help"], "Usage:  hostbridge [OPTIONS] COMMAND", 0),
        (["system", "connection", "-h"], "Usage:  hostbridge system connection COMMAND", 0),
    ],
)
def test_ways_to_ask(
    words: list[str], start: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert enter(words, "hostbridge") == code
    assert capsys.readouterr().out.startswith(start)


def test_by_the_name_of_docker(capsys: pytest.CaptureFixture[str]) -> None:
    assert enter(["run", "--help"], "docker") == 0
    assert capsys.readouterr().out.startswith("Usage:  docker run ")
    # docker shows the help of a group and is content; podman is not
    assert enter(["container"], "docker") == 0
    assert capsys.readouterr().err.startswith("Usage:  docker container COMMAND")


def test_podman_wants_a_command_of_a_group() -> None:
    with pytest.raises(UsageError, match="missing command 'podman pod COMMAND'"):
        enter(["pod"], "podman")


def test_a_host_command_never_takes_a_containers_name() -> None:
    """``completion`` and ``help`` mean the same there, and are answered here; no table has them."""
    assert set(HOST_COMMANDS) & set(below(())) <= {"machine"}


@pytest.mark.parametrize(
    ("words", "program", "start"),
    [
        (["--debug", "--version"], "docker", "Docker version 28."),
        (["-D", "-v"], "docker", "Docker version 28."),
        (["--log-level=debug", "--version"], "podman", "podman version 5."),
        (["--debug", "--help"], "docker", "Usage:  docker [OPTIONS] COMMAND"),
    ],
)
def test_answers_behind_the_clients_options(
    words: list[str], program: str, start: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert enter(words, program) == 0
    assert capsys.readouterr().out.startswith(start)


def test_options_alone_are_an_error() -> None:
    with pytest.raises(UsageError, match="no command is given"):
        enter(["--debug"], "docker")


def test_a_stream_without_the_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(
        "sys.stdout", io.TextIOWrapper(written, encoding="ascii", write_through=True)
    )
    assert enter(["run", "--help"], "hostbridge") == 0
    assert b"period, in ?s" in written.getvalue()


@pytest.mark.parametrize(
    ("words", "dialect", "usage"),
    [
        (["container", "rm"], "docker", "docker container rm [OPTIONS] CONTAINER [CONTAINER...]"),
        (["container", "wait"], "docker", "docker container wait CONTAINER [CONTAINER...]"),
        (["port"], "docker", "docker port CONTAINER [PRIVATE_PORT[/PROTO]]"),
        (["image", "ls"], "docker", "docker image ls [OPTIONS] [REPOSITORY[:TAG]]"),
        (["rename"], "docker", "docker rename CONTAINER NEW_NAME"),
        (["port"], "podman", "podman port [OPTIONS] CONTAINER [PRIVATE_PORT[/PROTO]]"),
    ],
)  # fmt: skip
def test_a_usage_line_is_what_the_client_has(
    words: list[str], dialect: Any, usage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(words, dialect, asked=True) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"Usage:  {usage}"
