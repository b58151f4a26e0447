"""What the engines said, recorded, in the words of the other dialect, with its exit codes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest

from hostbridge.catalogue import parse
from hostbridge.contract.engine import Emulation, Site
from hostbridge.contract.features import Features
from hostbridge.contract.session import Completed
from hostbridge.engine.applying import apply
from hostbridge.engine.words.errors import code_of, recognised, said
from hostbridge.engine.words.failures import ROWS
from hostbridge.engine.words.images import removed
from hostbridge.engine.words.pruning import QUESTIONS, as_docker, as_podman
from hostbridge.engine.words.streaming import ending
from hostbridge.errors import Unavailable
from hostbridge.testing.fakes import ScriptedSession

ID = "badf15f2f207e8332dfb2632b40d2ef9eb81a1251c84ef7b2596a6e034de4e01"
DAEMON = "Error response from daemon: "
PODMAN_RUNNING = f"Error: cannot remove container {ID} as it is running - running or paused containers cannot be removed without force: container state improper"

SAID = [
    ("stop", f"{DAEMON}No such container: x", 'Error: no container with name or ID "x" found: no such container', 125),
    ("rm", f"{DAEMON}No such container: x", 'Error: no container with name or ID "x" found: no such container', 1),
    ("kill", f"{DAEMON}Cannot kill container: x: No such container: x", 'Error: no container with name or ID "x" found: no such container', 125),
    ("kill", f"{DAEMON}Cannot kill container: x: Container {ID} is not running", f"Error: can only kill running containers. {ID} is in state exited: container state improper", 125),
    ("kill", f"{DAEMON}Invalid signal: BOGUS", "Error: invalid signal: BOGUS", 125),
    ("rm", f"{DAEMON}You cannot remove a running container {ID}. Stop the container before attempting removal or force remove", PODMAN_RUNNING, 2),
    ("pause", f"{DAEMON}Container {ID} is already paused", f'Error: "{ID}" is already paused: container state improper', 125),
    ("unpause", f"{DAEMON}Container {ID} is not paused", f'Error: "{ID}" is not paused, can\'t unpause: container state improper', 125),
    ("create", f'{DAEMON}Conflict. The container name "/x" is already in use by container "{ID}". You have to remove (or rename) that container to be able to reuse that name.', f'Error: creating container storage: the container name "x" is already in use by {ID}. You have to remove that container to be able to reuse that name: that name is already in use', 125),
    ("rmi", f"{DAEMON}No such image: x:latest", "Error: x: image not known", 1),
    ("push", "An image does not exist locally with the tag: x/y", "Error: x/y: image not known", 125),
    ("save", f"{DAEMON}No such image: x", "Error: x: image not known", 125),
    ("volume rm", f"{DAEMON}get x: no such volume", 'Error: no volume with name "x" found: no such volume', 1),
    ("volume rm", f"{DAEMON}remove x: volume is in use - [{ID}]", f"Error: volume x is being used by the following container(s): {ID}: volume is being used", 2),
    ("network rm", f"{DAEMON}network x not found", "Error: unable to find network with name or ID x: network not found", 1),
    ("network rm", f"{DAEMON}error while removing network: network x has active endpoints", 'Error: "x" has associated containers with it. Use -f to forcibly delete containers and pods: network is being used', 2),
    ("network create", f"{DAEMON}network with name x already exists", "Error: network name x already used: network already exists", 125),
    ("network disconnect", f"{DAEMON}container {ID} is not connected to network n", "Error: container x is not connected to network n", 125),
    ("cp", f"{DAEMON}Could not find the file /a b in container x", 'Error: "/a b" could not be found on container x: no such file or directory', 125),
    ("cp", "lstat /a b: no such file or directory", 'Error: "/a b" could not be found on the host: no such file or directory', 125),
    ("load", "open /x: no such file or directory", "Error: stat /x: no such file or directory", 125),
    ("build", 'unable to prepare context: path "/x" not found', 'Error: context must be a directory: "/x"', 125),
    ("create", "unknown flag: --x", "Error: unknown flag: --x", 125),
    ("create", "Run 'docker create --help' for more information", "See 'podman create --help'", 125),
]  # fmt: skip
"""A command, docker 28's line, podman 4.3's line, and the exit code that podman gives."""


@pytest.mark.parametrize(("command", "docker", "podman", "code"), SAID)
def test_each_failure_is_said_in_both_dialects(
    command: str, docker: str, podman: str, code: int
) -> None:
    def lookup(name: str) -> str:
        return ID if name == "x" else ""

    assert said(docker, "docker", "podman", "x", lookup, command) == podman
    assert said(podman, "podman", "docker", "x", lookup, command) == docker
    found = recognised(docker, "docker")
    if found is not None:
        assert code_of(found[0], command, "podman") == code
        assert code_of(found[0], command, "docker") == 1


def test_what_docker_20_says_is_known_too() -> None:
    for line in ("Error: No such container: x", "Error: No such volume: x", "Error: No such network: x", "Error: No such image: x"):  # fmt: skip
        found = recognised(line, "docker")
        assert found is not None
        assert found[1]["name"] == "x"


def test_what_nobody_knows_is_said_behind_the_dialects_beginning() -> None:
    assert (
        said("Error: the moon {is} full", "podman", "docker", "x", str, "rm")
        == f"{DAEMON}the moon {{is}} full"
    )
    assert (
        said(f"{DAEMON}out of {{beer}}", "docker", "podman", "x", str, "rm")
        == "Error: out of {beer}"
    )


def test_kinds_have_a_name_of_their_own() -> None:
    names = [row[0] for row in ROWS]
    assert len(names) == len(set(names))


class Engine(ScriptedSession):
    """Containers by name; a missing one is told in the words of the engine."""

    def __init__(self, engine: str, there: Sequence[str]) -> None:
        super().__init__()
        self._engine = engine
        self._there = list(there)
        self.ran: list[list[str]] = []

    def run(self, argv: Sequence[str], **_: Any) -> Completed:
        self.ran.append(list(argv))
        missing = [word for word in argv if word.startswith("no-")]
        if not missing:
            return Completed(
                tuple(argv), 0, ("\n".join(w for w in argv if w in self._there) + "\n").encode()
            )
        words = {
            "docker": f"Error: No such container: {missing[0]}",
            "podman": f'Error: no container with name or ID "{missing[0]}" found: no such container',
        }
        return Completed(tuple(argv), 125, b"", words[self._engine].encode() + b"\n")

    def spawn(self, argv: Sequence[str], **_: Any) -> Any:
        return _Ended(self.run(argv))


class _Ended:
    def __init__(self, done: Completed) -> None:
        self._done = done
        self.argv = done.argv

    def communicate(self) -> tuple[bytes, bytes]:
        return self._done.stdout, self._done.stderr

    def wait(self) -> int:
        return self._done.returncode

    def close(self) -> None:
        return


def _perform(
    words: str, engine: str, dialect: str, there: Sequence[str]
) -> tuple[int, str, str, Engine]:
    session = Engine(engine, there)
    out, err = io.BytesIO(), io.BytesIO()
    site = Site(session, (engine,), {}, "/nowhere", dialect, out, err)  # type: ignore[arg-type]
    made = apply(parse(words.split(), dialect), engine)  # type: ignore[arg-type]
    assert isinstance(made, Emulation)
    code = made.perform(site)
    return code, out.getvalue().decode(), err.getvalue().decode(), session


def test_docker_acts_on_each_and_tells_of_each() -> None:
    code, out, err, _ = _perform("start a no-1 b", "podman", "docker", ["a", "b"])
    assert (code, out) == (1, "a\nb\n")
    assert err == f"{DAEMON}No such container: no-1\nError: failed to start containers: no-1\n"


def test_podman_acts_on_all_or_none() -> None:
    code, out, err, session = _perform("stop a no-1 b", "docker", "podman", ["a", "b"])
    assert (code, out) == (125, "")
    assert err == 'Error: no container with name or ID "no-1" found: no such container\n'
    assert not [argv for argv in session.ran if "stop" in argv]
    code, out, err, session = _perform("rm -f a no-1", "docker", "podman", ["a"])
    assert (code, out, err) == (0, "a\n", "")


def test_docker_removes_at_once_and_no_container_with_a_network_or_a_volume() -> None:
    _, _, _, session = _perform("rm -f a", "podman", "docker", ["a"])
    assert ["podman", "rm", "--time=0", "-f", "a"] in session.ran
    for kind in ("network", "volume"):
        code, out, _, session = _perform(f"{kind} rm -f a", "podman", "docker", ["a"])
        assert (code, out) == (0, "a\n")
        assert session.ran == [["podman", kind, "rm", "a"]]


def test_a_call_without_names_is_told() -> None:
    code, _, err, _ = _perform("stop", "podman", "docker", [])
    assert code == 1
    assert "'docker stop' requires at least 1 argument" in err
    code, _, err, _ = _perform("stop", "docker", "podman", [])
    assert (code, err) == (125, "Error: you must provide at least one name or id\n")


def test_prunes_in_both_words() -> None:
    podman = ["Deleted Images", ID, "Deleted Networks", "lan", "Total reclaimed space: 2.1MB"]
    docker = ["Deleted Images:", f"deleted: sha256:{ID}", "", "Deleted Networks:", "lan", ""]
    assert as_docker("system prune", podman) == docker
    assert as_podman([*docker, "Total reclaimed space: 2.1MB"], heads=True) == podman
    assert as_docker("container prune", [ID]) == ["Deleted Containers:", ID, ""]
    assert as_podman(["Deleted Containers:", ID, "", "Total reclaimed space: 0B"], heads=False) == [
        ID
    ]
    assert as_docker("volume prune", []) == []
    for dialect in ("docker", "podman"):
        assert {name for said_in, name in QUESTIONS if said_in == dialect} >= {
            "container prune",
            "system prune",
        }


def test_removed_images_in_both_words() -> None:
    assert (
        removed(f"Untagged: localhost/x:1\nDeleted: {ID}\n", "docker")
        == f"Untagged: x:1\nDeleted: sha256:{ID}\n"
    )
    assert (
        removed(f"Untagged: x:1\nDeleted: sha256:{ID}\n", "podman")
        == f"Untagged: docker.io/library/x:1\nDeleted: {ID}\n"
    )


@pytest.mark.parametrize(
    ("engine", "words", "given", "text", "code"),
    [
        ("podman", "pull x", 125, "Error: initializing source", 1),
        ("podman", "build .", 3, "", 3),
        ("podman", "create --x y", 125, "Error: unknown flag: --x", 125),
        ("podman", "pull x", 0, "", 0),
        ("podman", "logout r", 125, "Error: not logged into r", 0),
        ("podman", "pull x", 130, "", 130),
        ("docker", "pull x", 1, "Error response from daemon: nothing", 125),
        ("docker", "build .", 1, "process \"/bin/sh -c exit 7\" did not complete successfully: exit code: 7", 7),
        ("docker", "build .", 1, "The command '/bin/sh -c false' returned a non-zero code: 1", 1),
        ("docker", "create x", 1, "Error response from daemon: Conflict.", 125),
    ],
)  # fmt: skip
def test_exit_codes_of_what_keeps_the_callers_streams(
    engine: str, words: str, given: int, text: str, code: int
) -> None:
    dialect = "docker" if engine == "podman" else "podman"
    call = parse(words.split(), dialect)  # type: ignore[arg-type]
    assert ending(call, engine, given, text) == code  # type: ignore[arg-type]


def test_run_becomes_the_engines_client() -> None:
    for engine, dialect in (("docker", "podman"), ("podman", "docker")):
        assert not isinstance(apply(parse(["run", "img"], dialect), engine), Emulation)  # type: ignore[arg-type]


_GONE = {
    "docker": b"Error response from daemon: No such container: c\n",
    "podman": b'Error: no container with name or ID "c" found: no such container\n',
}
_STATES: dict[str, tuple[int, bytes, str]] = {
    "gone": (125, b"", ""),
    "exited": (0, b"exited\n", ""),
    "paused": (0, b"paused\n", ""),
    "running": (0, b"running\n", ""),
}
_INSIDE = [
    ("exec c ls", "docker", "gone", 1, "Error response from daemon: No such container: c"),
    ("exec c ls", "podman", "gone", 125, 'Error: no container with name or ID "c" found: no such container'),
    ("exec c ls", "docker", "paused", 1, "Error response from daemon: Container c is paused, unpause the container before exec"),
    ("exec c ls", "podman", "exited", 255, "Error: can only create exec sessions on running containers: container state improper"),
    ("exec -d c ls", "podman", "exited", 125, "Error: can only create exec sessions on running containers: container state improper"),
    ("attach c", "docker", "exited", 1, "You cannot attach to a stopped container, start it first"),
    ("attach c", "podman", "paused", 125, "Error: you can only attach to running containers"),
    ("logs c", "docker", "gone", 1, "Error response from daemon: No such container: c"),
    ("logs c", "podman", "exited", 0, ""),
    ("start -a c", "docker", "gone", 1, "Error response from daemon: No such container: c"),
    ("start -a c", "docker", "exited", 0, ""),
    ("exec c ls", "docker", "running", 0, ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "dialect", "state", "code", "words"), _INSIDE)
def test_what_is_in_the_way_of_a_containers_streams(
    line: str, dialect: Any, state: str, code: int, words: str
) -> None:
    engine: Any = "podman" if dialect == "docker" else "docker"
    made = apply(parse(line.split(), dialect), engine)
    assert isinstance(made, Emulation)
    given, out, _ = _STATES[state]
    answer = (given, out, _GONE[engine] if given else b"")
    far = Features(shares="none")
    session = ScriptedSession({(engine, "container", "inspect"): answer}, features=far)
    stderr = io.BytesIO()
    site = Site(session, (engine,), {}, "", dialect, io.BytesIO(), stderr)
    assert (made.perform(site), stderr.getvalue().decode().rstrip("\n")) == (code, words)
    assert made.then is not None


def test_exec_on_this_host_is_not_looked_at_beforehand() -> None:
    for engine, dialect in (("docker", "podman"), ("podman", "docker")):
        made = apply(parse(["exec", "c", "ls"], dialect), engine)  # type: ignore[arg-type]
        assert isinstance(made, Emulation)
        assert made.refusing is not None
        session = ScriptedSession({(engine, "container", "inspect"): (0, b"running\n", b"")})
        site = Site(session, (engine,), {}, "", dialect, io.BytesIO(), io.BytesIO())  # type: ignore[arg-type]
        assert made.perform(site) == 0
        assert session.calls == []
        assert made.refusing.holds(_GONE[engine].decode().strip())
        assert not made.refusing.holds(_GONE[engine].decode().strip().replace("c", "other"))
        # The container is there and runs: the line was a program's own.
        assert made.refusing.told(125 if engine == "podman" else 1, "") is None
        assert made.refusing.told(3, "") is None


def test_an_engine_that_does_not_answer_is_not_taken_for_a_missing_container() -> None:
    class Silent(ScriptedSession):
        def run(self, argv: Sequence[str], **_: Any) -> Completed:
            return Completed(
                tuple(argv), 1, b"", b"Cannot connect to the Docker daemon at tcp://h:1."
            )

    site = Site(Silent(), ("docker",), {}, "/nowhere", "podman", io.BytesIO(), io.BytesIO())
    for words in ("stop a", "rm -f a", "rmi -f a"):
        made = apply(parse(words.split(), "podman"), "docker")
        assert isinstance(made, Emulation)
        with pytest.raises(Unavailable) as raised:
            made.perform(site)
        assert "Cannot connect" in raised.value.detail


def test_load_names_images_as_docker_does() -> None:
    call = parse(["load", "-i", "x"], "docker")
    made = apply(call, "podman")
    assert isinstance(made, Emulation)
    assert made.wording is not None
    assert made.wording.out is not None
    out = b"Loaded image: docker.io/library/busybox:1\nLoaded image(s): localhost/a:1,quay.io/b:2\n"
    assert made.wording.out(out + b"Loaded image: sha256:00\n").decode().splitlines() == [
        "Loaded image: busybox:1",
        "Loaded image: a:1",
        "Loaded image: quay.io/b:2",
        "Loaded image ID: sha256:00",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("system prune -f --volumes --filter until=1h", '"until" filter is not supported with "--volumes"'),
        ("volume prune -f --filter until=1h", "invalid filter 'until'"),
        ("container prune -f --filter nosuch=1", "invalid filter 'nosuch'"),
    ],
)  # fmt: skip
def test_filters_that_docker_refuses_remove_nothing(words: str, said: str) -> None:
    made = apply(parse(words.split(), "docker"), "podman")
    assert isinstance(made, Emulation)
    session, out, err = ScriptedSession(), io.BytesIO(), io.BytesIO()
    site = Site(session, ("podman",), {}, "/none", "docker", out, err)
    assert made.perform(site) == 1
    assert said in err.getvalue().decode()
    assert (session.calls, out.getvalue()) == ([], b"")


@pytest.mark.parametrize(("words", "marked"), [("volume create", True), ("volume create v", False)])
def test_a_volume_that_nobody_names_is_marked_as_docker_does(words: str, marked: bool) -> None:
    made = apply(parse(words.split(), "docker"), "podman")
    assert isinstance(made, Emulation)
    assert ("--label=com.docker.volume.anonymous=" in made.what) == marked
