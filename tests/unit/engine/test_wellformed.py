"""What the clients refuse before they ask their engine, and which containers a plain list shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hostbridge.testing.fakes import ScriptedSession

NO_ARGUMENTS = """\
docker: 'docker {0}' accepts no arguments

Usage:  docker {0} [OPTIONS]

Run 'docker {0} --help' for more information
"""
UNKNOWN = """\
{0}

Usage:  docker ps [OPTIONS]

Run 'docker ps --help' for more information
"""
DOCKER = [
    ("ps extra", 1, NO_ARGUMENTS.format("ps")),
    ("container ls extra", 1, NO_ARGUMENTS.format("container ls")),
    ("volume ls extra", 1, NO_ARGUMENTS.format("volume ls")),
    (
        "inspect",
        1,
        "docker: 'docker inspect' requires at least 1 argument\n\n"
        "Usage:  docker inspect [OPTIONS] NAME|ID [NAME|ID...]\n\n"
        "See 'docker inspect --help' for more information\n",
    ),
    (
        "port",
        1,
        "docker: 'docker port' requires at least 1 and at most 2 arguments\n\n"
        "Usage:  docker port CONTAINER [PRIVATE_PORT[/PROTO]]\n\n"
        "Run 'docker port --help' for more information\n",
    ),
    (
        "history a b",
        1,
        "docker: 'docker history' requires 1 argument\n\nUsage:  docker history [OPTIONS] IMAGE\n\n"
        "Run 'docker history --help' for more information\n",
    ),
    ("ps --nope", 125, UNKNOWN.format("unknown flag: --nope")),
    ("ps -az", 125, UNKNOWN.format("unknown shorthand flag: 'z' in -z")),
    (
        "ps --all=maybe",
        125,
        UNKNOWN.format(
            'invalid argument "maybe" for "-a, --all" flag: '
            'strconv.ParseBool: parsing "maybe": invalid syntax'
        ),
    ),
    (
        "ps -n x",
        125,
        UNKNOWN.format(
            'invalid argument "x" for "-n, --last" flag: '
            'strconv.ParseInt: parsing "x": invalid syntax'
        ),
    ),
    (
        "ps --filter noequals",
        125,
        UNKNOWN.format(
            'invalid argument "noequals" for "-f, --filter" flag: '
            "bad format of filter (expected name=value)"
        ),
    ),
]
PODMAN = [
    ("ps extra", "Error: `podman ps` takes no arguments"),
    ("ps --nope", "Error: unknown flag: --nope\nSee 'podman ps --help'"),
    ("ps -aqs", "Error: quiet conflicts with size and namespace"),
    ("ps -ln2", "Error: last and latest are mutually exclusive"),
    ("ps --filter noequals", 'Error: invalid filter "noequals"'),
    (
        "ps --sort nope",
        'Error: invalid argument "nope" for "--sort" flag: "nope" is not a valid value. Choose from: '
        "\"command, created, id, image, names, runningfor, size, status\"\nSee 'podman ps --help'",
    ),
    ("images a b", "Error: accepts at most 1 arg(s), received 2"),
    ("history", "Error: accepts 1 arg(s), received 0"),
    ("inspect", "Error: no names or ids specified"),
    ("port", "Error: you must supply a running container name or id"),
    ("port a b c", "Error: `port` accepts at most 2 arguments"),
    ("volume ls -q --format x", "Error: quiet and format flags cannot be used together"),
    (
        "volume ls --filter noequals",
        "Error: filter input must be in the form of filter=value: noequals is invalid",
    ),
]


@pytest.mark.parametrize(("words", "code", "said"), DOCKER)
def test_docker_refuses(
    shown: Any, capsys: pytest.CaptureFixture[str], words: str, code: int, said: str
) -> None:
    assert shown(words, "docker", "podman") == (code, "")
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(("words", "said"), PODMAN)
def test_podman_refuses(
    shown: Any, capsys: pytest.CaptureFixture[str], words: str, said: str
) -> None:
    assert shown(words, "podman", "docker") == (125, "")
    assert capsys.readouterr().err == said + "\n"


class Asked(ScriptedSession):
    """Keeps what it is asked, and has nothing to list."""

    def __init__(self, code: int = 0, said: bytes = b"", out: bytes = b"") -> None:
        super().__init__()
        self.words: list[str] = []
        self._answer = (code, out, said)

    def run(self, argv: Any, **_: Any) -> Any:
        """Always the same."""
        from hostbridge.contract.session import Completed

        self.words = list(argv)
        return Completed(tuple(argv), *self._answer)

    @property
    def data(self) -> dict[str, Any]:
        """The time at which it answers."""
        return {"now": 0.0}


@pytest.mark.parametrize(
    ("words", "dialect", "engine", "asked"),
    [
        # A plain list of docker's has paused containers, podman's has not.
        ("ps", "docker", "podman", "--filter status=running --filter status=paused"),
        ("ps -q", "docker", "podman", "--filter status=running --filter status=paused"),
        ("ps", "podman", "docker", "--filter status=running --size=false"),
        ("ps -a", "docker", "podman", "-a"),
        ("ps --filter status=exited", "docker", "podman", "json --filter status=exited"),
        ("ps -l", "docker", "podman", "json --latest"),
        ("ps -n 2", "docker", "podman", "json --last 2"),
        # The number wins, and one below 1 is none.
        ("ps -ln2", "docker", "podman", "json --last 2"),
        ("ps -n -1", "docker", "podman", "--filter status=running --filter status=paused"),
        ("ps -n 0", "podman", "docker", "--filter status=running --size=false"),
    ],
)
def test_what_a_list_asks_for(
    shown: Any, words: str, dialect: str, engine: str, asked: str
) -> None:
    session = Asked()
    shown(words, dialect, engine, session)
    assert " ".join(session.words).endswith(asked)


def test_a_filter_that_is_none_is_told_in_the_callers_words(
    shown: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Asked(125, b"Error: nope is an invalid filter\n")
    assert shown("ps -a --filter nope=1", "docker", "podman", session) == (1, "")
    session = Asked(125, b"Error: unknown container state: x: invalid argument\n")
    assert shown("ps -a --filter status=x", "docker", "podman", session) == (1, "")
    session = Asked(1, b"Error response from daemon: Invalid filter 'dangling=[x]'\n")
    assert shown("images --filter dangling=x", "podman", "docker", session) == (125, "")
    assert shown("ps -a --filter health=x", "docker", "podman")[0] == 1
    assert shown("ps -a --filter expose=x", "docker", "podman")[0] == 1
    assert capsys.readouterr().err.splitlines() == [
        "Error response from daemon: invalid filter 'nope'",
        "Error response from daemon: invalid filter 'status=x'",
        'Error: "x" is not a valid value for the "dangling" filter - must be true or false',
        "Error response from daemon: unrecognized filter value for health: x",
        "Error response from daemon: error while looking up for expose x: "
        'strconv.ParseUint: parsing "x": invalid syntax',
    ]


def test_the_word_raw_is_a_line_for_each_field(shown: Any) -> None:
    volumes = json.dumps([{"Name": "data", "Driver": "local", "Mountpoint": "/m"}]).encode()
    assert shown("volume ls --format raw", "docker", "podman", Asked(out=volumes)) == (
        0,
        "name: data\ndriver: local\n\n",
    )
    assert shown("volume ls -q --format raw", "docker", "podman", Asked(out=volumes)) == (
        0,
        "name: data\n",
    )


def test_a_template_of_stats_is_tried_before_anything_is_measured(
    shown: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "stats --no-stream --format {{.Nope}}"
    assert shown(words, "docker", "podman", Asked()) == (1, "")
    assert shown(words, "podman", "docker", Asked()) == (125, "")
    assert capsys.readouterr().err.splitlines() == [
        'template parsing error: template: :1:2: executing "" at <.Nope>: '
        "can't evaluate field Nope in type *container.statsContext",
        'Error: template: stats:1:13: executing "stats" at <.Nope>: '
        "can't evaluate field Nope in type containers.containerStats",
    ]


def test_a_prune_that_is_refused_tells_no_sum(
    shown: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Asked(1, b"Error response from daemon: invalid filter 'nope'\n")
    assert shown("network prune -f --filter nope=1", "podman", "docker", session) == (125, "")
    assert capsys.readouterr().err == "Error: nope is an invalid filter\n"


def test_a_container_of_stats_is_called_as_the_caller_did() -> None:
    from hostbridge.engine.show.stats import _as_named

    row = {"id": "a" * 64, "name": "web", "container": "a" * 64}
    assert [_as_named(row, names)["container"] for names in (["web"], ["aaaa"], [], ["other"])] == [
        "web",
        "aaaa",
        "a" * 12,
        "a" * 12,
    ]


def test_podman_takes_the_word_table_for_a_template(shown: Any) -> None:
    volumes = json.dumps({"Name": "data", "Driver": "local", "Mountpoint": "/m"}).encode()
    for wanted in ("table", ""):
        answer = shown(f"volume ls --format '{wanted}'", "podman", "docker", Asked(out=volumes))
        assert answer == (0, f"{wanted}\n")
    table = shown("volume ls", "podman", "docker", Asked(out=volumes))
    assert table == (0, "DRIVER      VOLUME NAME\nlocal       data\n")
