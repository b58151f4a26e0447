"""What may follow some words: from the catalogue, from tables, and from what an engine would name."""

from __future__ import annotations

import importlib

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.catalogue import names
from hostbridge.catalogue.find import command, options_of
from hostbridge.cli.completion import host_words, values
from hostbridge.cli.completion.answer import answer_for
from hostbridge.cli.completion.asking import OF_DOCKER, OF_PODMAN, QUERIES, STATES, Asking
from hostbridge.cli.completion.candidates import (
    DIRECTORIES,
    NO_FILES,
    NO_SPACE,
    Answer,
    engines_words,
)
from hostbridge.cli.completion.command import SHELLS, script
from hostbridge.cli.entrance import HOST_COMMANDS
from hostbridge.cli.options import Options


class Names(Asking):
    """An engine that knows some names, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(Options(), {"HOME": "/", "EDITOR": "vi"}, "/", "docker")
        self.asked: list[tuple[str, str]] = []

    def names(self, kind: str, command: str = "") -> list[str]:
        self.asked.append((kind, command))
        return {"container": ["web", "db"], "image": ["reg:5000/a:1"], "volume-name": ["data"], "network-name": ["lan"],
                "pod": ["p"], "context-name": ["far"]}.get(kind, [])  # fmt: skip


WORDS = ["", "-", "--", "=", "--=", "run", "ps", "exec", "-it", "-f", "--filter", "--filter=", "status=", "--network", "-v", "a:",
         "help", "compose", "container", "image", "--context", "--machine", "--backend=", "settings", "get", "-e=", "-e",
         "machines.", 'machines."', "alias", "--dir", "buildx", "debug", "cp", "inspect", "--type"]  # fmt: skip


def answer(line: str, dialect: str = "docker") -> tuple[list[str], int]:
    *words, last = line.split(" ")
    told: Answer = engines_words(words, last, dialect, Names())  # type: ignore[arg-type]
    return [word for word, _ in told.words if word.startswith(last)], told.directive


@pytest.mark.parametrize(
    ("line", "words", "directive"),
    [
        ("ru", ["run"], NO_FILES),
        ("container insp", ["inspect"], NO_FILES),
        ("image trust s", ["set", "show"], NO_FILES),
        ("exec w", ["web"], NO_FILES),
        ("exec -it w", ["web"], NO_FILES),
        ("exec web ", [], NO_FILES),
        ("rm web ", ["db"], NO_FILES),
        ("run reg:", ["reg:5000/a:1"], NO_FILES),
        ("run --rm -it reg:", ["reg:5000/a:1"], NO_FILES),
        ("run image --r", [], NO_FILES),
        ("volume rm ", ["data"], NO_FILES),
        ("network inspect l", ["lan"], NO_FILES),
        ("run --network l", ["lan"], NO_FILES),
        ("run --network=l", ["--network=lan"], NO_FILES),
        ("run --net h", ["host"], NO_FILES),
        ("run --network container:w", ["container:web"], NO_FILES),
        ("run --pid c", ["container:"], NO_FILES | NO_SPACE),
        ("run --pid container:", ["container:web", "container:db"], NO_FILES),
        ("run --pull=n", ["--pull=never", "--pull=newer"], NO_FILES),
        ("run --rm=", ["--rm=true", "--rm=false"], NO_FILES),
        ("run -v ", ["data:"], NO_SPACE),
        ("run -v ./", [], NO_SPACE),
        ("run -e EDI", ["EDITOR"], NO_FILES),
        ("run --env-file ", [], 0),
        ("build ", [], DIRECTORIES),
        ("build -f ", [], 0),
        ("cp ", ["web:", "db:"], NO_SPACE),
        ("cp ./", [], 0),
        ("load -i ", [], 0),
        ("ps -f sta", ["status="], NO_FILES | NO_SPACE),
        ("ps -f status=ru", ["status=running"], NO_FILES),
        ("ps --filter=status=ru", ["--filter=status=running"], NO_FILES),
        ("ps --filter network=", ["network=lan"], NO_FILES),
        ("inspect --type c", ["container", "config"], NO_FILES),
        ("inspect ", ["web", "db", "reg:5000/a:1", "lan", "data"], NO_FILES),
        ("inspect --type image ", ["reg:5000/a:1"], NO_FILES),
        ("--log-level de", ["debug"], NO_FILES),
        ("--context f", ["far"], NO_FILES),
        ("--context far exec w", ["web"], NO_FILES),
        ("--nonsense --context", ["--context"], NO_FILES),
        ("not-a-command ", [], NO_FILES),
        ("buildx history inspect att", ["attachment"], NO_FILES),
        ("run -- --", [], NO_FILES),
    ],
)  # fmt: skip
def test_what_may_follow(line: str, words: list[str], directive: int) -> None:
    told, found = answer(line)
    assert sorted(told) == sorted(words)
    assert found == directive


def test_options_are_those_of_the_command_the_dialects_own_first() -> None:
    told, _ = answer("run --")
    assert {"--rm", "--volume", "--pod"} <= set(told)
    assert told.index("--rm") < told.index("--pod")
    assert set(answer("network create --")[0]) == {
        row[0] for row in options_of(command("network create"))
    }


@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=6),
    st.sampled_from(WORDS),
)
def test_any_words_have_an_answer(words: list[str], last: str) -> None:
    for dialect in ("docker", "podman"):
        told = engines_words(words, last, dialect, Names())
        assert told.directive in range(64)
    answer_for(words, last, None, {"HOME": "/nowhere", "HOSTBRIDGE_ENGINE": "nonsense"})


@pytest.mark.parametrize("dialect", ["docker", "podman"])
def test_every_option_of_every_command_has_an_answer(dialect: str) -> None:
    asking = Names()
    for name in names():
        words = name.split(" ")
        for row in options_of(command(name)):
            told = engines_words([*words, row[0]], "", dialect, asking)  # type: ignore[arg-type]
            assert all(word for word, _ in told.words)
            told = engines_words(words, f"{row[0]}=", dialect, asking)  # type: ignore[arg-type]
            assert all(word.startswith(f"{row[0]}=") for word, _ in told.words)
        engines_words(words, "", dialect, asking)  # type: ignore[arg-type]


def test_tables_name_options_commands_and_kinds_that_are_there() -> None:
    options = {row[0] for name in names() for row in options_of(command(name))} | {"--connection", "--context", "--log-level",
               "--cgroup-manager", "--events-backend"}  # fmt: skip
    known = set(names())
    for table in (values.WORDS, values.KINDS):
        for key in table:
            name, _, option = key.rpartition(" ")
            assert option in options, key
            assert not name or (
                name in known and option in {row[0] for row in options_of(command(name))}
            ), key
    assert set(values.FILTERS) <= known
    assert set(STATES) <= known
    kinds = {kind.removesuffix(":") for kind in values.KINDS.values()} | set(
        values.FILTER_KINDS.values()
    )
    assert kinds - {""} <= set(QUERIES)
    assert {*OF_DOCKER, *OF_PODMAN} <= set(QUERIES)


def test_host_words_are_those_of_the_click_commands() -> None:
    told: dict[str, tuple[set[str], set[str]]] = {}

    def walk(name: str, made: click.Command) -> None:
        params = [p for p in made.params if isinstance(p, click.Option)]
        below = set(made.commands) if isinstance(made, click.Group) else set[str]()
        told[name] = (
            below,
            {
                "--help",
                *(o for p in params for o in (*p.opts, *p.secondary_opts) if o.startswith("--")),
            },
        )
        for word in below:
            walk(f"{name} {word}", made.commands[word])  # type: ignore[attr-defined]

    for name, where in HOST_COMMANDS.items():
        module, _, attribute = where.partition(":")
        walk(name, getattr(importlib.import_module(module), attribute))
    assert set(told) == set(host_words.COMMANDS)
    for name, (operands, options) in host_words.COMMANDS.items():
        assert {o for o in options if o.startswith("--")} == told[name][1], name
        assert told[name][0] <= set(operands), name


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_names_its_program_alone(shell: str) -> None:
    text = script(shell, "docker")
    assert "docker" in text
    assert "PROGRAM" not in text
    assert "hostbridge" not in text
    assert "__complete" in text


def test_the_powershell_script_is_balanced() -> None:
    """Its grammar as far as it goes without a PowerShell: brackets, quotes and here-strings."""
    text = script("powershell", "hostbridge")
    closing = {")": "(", "]": "[", "}": "{"}
    stack: list[str] = []
    quote = ""
    place = 0
    while place < len(text):
        char = text[place]
        if quote:
            if char == "`" and quote == '"':
                place += 1
            elif char == quote:
                quote = ""
        elif char == "#" and (place == 0 or text[place - 1] in "\n "):
            place = text.index("\n", place)
        elif char in "'\"":
            quote = char
        elif char in "([{":
            stack.append(char)
        elif char in closing:
            assert stack.pop() == closing[char], text[:place].count("\n")
        place += 1
    assert (stack, quote) == ([], "")
