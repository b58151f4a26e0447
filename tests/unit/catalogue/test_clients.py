"""The catalogue beside the recorded command lines of real clients; says what is missing.

``scripts/record-commands`` records them; ``tests/integration/test_catalogue_help.py`` asks the ones
that are installed.
"""

from __future__ import annotations

import pytest

from clihelp.comparing import differences
from clihelp.reading import read as read_help
from clihelp.recorded import DATA, read
from hostbridge.catalogue.find import SYNONYMS, everything, find

CLIENTS = {
    "docker-20.10": 170, "docker-26": 190, "docker-28": 170, "buildx-pages": 30, "podman-4.3": 180, "podman-5.4": 200,
}  # fmt: skip
"""Recorded clients, and how many commands each has at the least."""

DOCKER_HELP = """
Usage:  docker thing [OPTIONS] NAME [ARG...]

Do it

Aliases:
  docker thing, docker stuff thing

Options:
      --add-host list        Add a host (default [])
  -a, --attach list          Attach to
                             several streams
      --pull string[="true"]   Sometimes
      --quiet                Say nothing
  -m, --memory <number>[<unit>]   Bytes
"""


def test_reading_a_help_text() -> None:
    told = read_help(DOCKER_HELP, "thing")
    assert told.usage == "[OPTIONS] NAME [ARG...]"
    assert told.aliases == ["docker thing", "docker stuff thing"]
    assert told.options == {
        "--add-host": ("", "list", False),
        "--attach": ("-a", "list", False),
        "--pull": ("", "string", True),
        "--quiet": ("", "", False),
        "--memory": ("-m", "<number>[<unit>]", False),
    }


def test_reading_a_list_of_commands() -> None:
    text = """Usage:  docker [OPTIONS] COMMAND

Management Commands:
  buildx*     Docker Buildx
  scout*      Somebody's own
  volume      Manage volumes

Commands:
  attach      Attach
  auto-update
"""
    assert read_help(text, "").commands == ["buildx", "volume", "attach", "auto-update"]


@pytest.mark.parametrize("client", CLIENTS)
def test_every_command_and_option_is_in_the_catalogue(client: str) -> None:
    commands = read(client)
    assert len(commands) >= CLIENTS[client]
    assert differences(commands, "podman" if client.startswith("podman") else "docker") == []


def test_every_recorded_client_is_compared() -> None:
    by_hand = {"nerdctl-2.3"}  # tests/unit/engine/test_nerdctl.py: its page tells no types
    assert {path.stem for path in DATA.glob("*.json")} == set(CLIENTS) | by_hand


def test_a_missing_option_and_a_missing_command_are_named() -> None:
    commands = read("docker-28")
    commands["run"].options["--newer"] = ("-N", "string", False)
    commands["run"].options["--rm"] = ("", "string", False)
    commands["newer"] = commands["ps"]
    told = differences(commands, "docker")
    assert "run --newer string: not in the catalogue" in told
    assert "run --rm: string, in the catalogue bool" in told
    assert "newer: not in the catalogue" in told


def test_no_everyday_command_hides_a_rarer_one() -> None:
    for spelling, row in everything().items():
        found = find(spelling.split(" "))
        assert found is not None
        assert (found[0].name, found[1]) == (row[0], len(spelling.split(" ")))


def test_synonyms_mean_options_that_are_there() -> None:
    assert {meant for meant, _ in SYNONYMS.values()}.isdisjoint(SYNONYMS)
