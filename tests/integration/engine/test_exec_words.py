"""Commands whose streams are a container's own: refusals in the caller's words, everything else untouched."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from rig import hostbridge as hostbridge_subject
from rig.case import Case
from rig.engines import DockerRig, EngineRig, PodmanRig
from rig.running import Result
from rig.subject import Subject

REFUSED = """
exec missing true
exec idle true
exec still true
logs missing
attach missing
attach idle
start -a missing
top missing
top idle
port missing
history missing
logs --since bogus idle
"""
CODES = """
run
create
ps surplus
version surplus
network ls surplus
exec -d idle true
"""
"""What the clients explain with their usage: compared are exit code and standard output."""
OTHER = {"docker": "podman", "podman": "docker"}
MISSING = {
    "docker": (1, b"Error response from daemon: No such container: missing\n"),
    "podman": (125, b'Error: no container with name or ID "missing" found: no such container\n'),
}
LIKE_A_REFUSAL = {
    "docker": 'echo "Error response from daemon: No such container: on" >&2; exit 1',
    "podman": "echo 'Error: no container with name or ID \"on\" found: no such container' >&2; exit 125",
}


@pytest.fixture(params=["docker", "podman"])
def pair(
    request: pytest.FixtureRequest, docker_rig: DockerRig, podman_rig: PodmanRig, tmp_path: Path
) -> tuple[str, EngineRig, EngineRig, Subject]:
    """A dialect, its engine, the other one, and hostbridge speaking the dialect on the other one."""
    rigs: dict[str, EngineRig] = {"docker": docker_rig, "podman": podman_rig}
    dialect = str(request.param)
    for rig in rigs.values():
        rig.clear()
        request.addfinalizer(rig.clear)
    other = rigs[OTHER[dialect]]
    ours = hostbridge_subject.native(other, tmp_path / "own")
    return dialect, rigs[dialect], other, ours.with_env(HOSTBRIDGE_DIALECT=dialect)


def _populate(rig: EngineRig, image: str) -> None:
    for words in (
        ("create", "--name", "idle", image, "true"),
        ("run", "-d", "--name", "still", image, "sleep", "1000"),
        ("pause", "still"),
    ):
        assert rig.client.run(*words).code == 0


def test_refusals_are_the_dialects_own(
    pair: tuple[str, EngineRig, EngineRig, Subject], image: str
) -> None:
    dialect, rig, other, ours = pair
    _populate(rig, image)
    _populate(other, image)
    differing: list[str] = []
    for line in REFUSED.strip().split("\n"):
        real, said = rig.client.run(*shlex.split(line)), ours.run(*shlex.split(line))
        if _told(real) != _told(said):
            differing += [f"$ {line}", f"  real {_told(real)}", f"  ours {_told(said)}"]
    for line in CODES.strip().split("\n"):
        real, said = rig.client.run(*shlex.split(line)), ours.run(*shlex.split(line))
        if (real.code, real.out) != (said.code, said.out) or not said.err:
            differing += [f"$ {line}", f"  real {_told(real)}", f"  ours {_told(said)}"]
    assert not differing, "\n".join(differing)
    assert ours.run("image", "inspect", "missing").code == (1 if dialect == "docker" else 125)
    assert rig.client.run("unpause", "still").code == other.client.run("unpause", "still").code == 0


def _told(result: Result) -> tuple[int, bytes, str]:
    text = re.sub(r"\b[0-9a-f]{64}\b", "<id>", result.err.decode())
    # podman's top has a beginning of its own.
    text = text.replace("Error: unable to look up requested container: ", "Error: ")
    text = re.sub(
        r'Error: no container with name or ID "(\S+)" found: no such container',
        r'Error: no such container "\1"',
        text,
    )
    return result.code, result.out, text


def test_what_a_program_writes_is_its_own(
    pair: tuple[str, EngineRig, EngineRig, Subject], image: str
) -> None:
    _, _, other, ours = pair
    assert other.client.run("run", "-d", "--name", "on", image, "sleep", "1000").code == 0
    line = LIKE_A_REFUSAL[other.name]
    alone = other.client.run("exec", "on", "sh", "-c", line)
    result = ours.run("exec", "on", "sh", "-c", line)
    assert (result.code, result.out, result.err) == (alone.code, b"", alone.err)
    assert result.err
    for code in (0, 125):
        assert ours.run("exec", "on", "sh", "-c", f"exit {code}").code == code
    half = ours.run("exec", "on", "sh", "-c", "printf 'Error: ' >&2; exit 125")
    assert (half.code, half.err) == (125, b"Error: ")
    data = bytes(range(256)) * 5000
    assert ours.run("exec", "-i", "on", "sh", "-c", "cat >&2", input=data).err == data
    assert ours.run("exec", "-i", "on", "cat", input=data).out == data


def test_a_working_directory_is_made_where_it_is_missing(
    podman_rig: PodmanRig, tmp_path: Path, image: str
) -> None:
    """As docker does it; podman refuses one that is neither the image's nor in a mount."""
    ours = hostbridge_subject.native(podman_rig, tmp_path / "own")
    ours = ours.with_env(HOSTBRIDGE_DIALECT="docker")
    told = ours.run(
        "run", "--rm", "-i", "-w", "/made/for it", image, "sh", "-c", "pwd; cat; exit 7", input="in"
    )
    assert (told.code, told.out, told.err) == (7, b"/made/for it\nin", b"")
    where = tmp_path / "id"
    on = ("run", "-d", "--name", "on", "--cidfile", str(where), "-w", "/made", image, "sleep", "99")
    identity = ours.run(*on).ok().text
    assert where.read_text().strip() == identity
    assert ours.run("exec", "on", "pwd").ok().text == "/made"
    assert ours.run("exec", "-d", "on", "true").out == b""
    assert ours.run("run", "--rm", "-w", "/www", image, "pwd").ok().text == "/www"
    assert podman_rig.client.run("ps", "-aq").ok().text.split() == [identity[:12]]
    podman_rig.clear()


def test_both_outputs_may_be_one(
    pair: tuple[str, EngineRig, EngineRig, Subject], image: str, tmp_path: Path
) -> None:
    dialect, _, other, ours = pair
    assert other.client.run("run", "-d", "--name", "on", image, "sleep", "1000").code == 0
    together = Subject("sh", ("sh", "-c", '"$@" 2>&1', "sh", *ours.argv), ours.world, ours.env)
    told = together.run("exec", "on", "sh", "-c", "echo out; echo err >&2")
    assert sorted(told.out.splitlines()) == [b"err", b"out"]
    code, words = MISSING[dialect]
    refused = together.run("exec", "missing", "true")
    assert (refused.code, refused.out, refused.err) == (code, words, b"")
    gone = Subject(
        "sh", ("bash", "-c", '"$@" 2>&1 | head -n 1; exit ${PIPESTATUS[0]}', "sh", *ours.argv),
        ours.world, ours.env,
    )  # fmt: skip
    assert gone.run("exec", "on", "sh", "-c", "while echo y; do :; done").code == 141


@pytest.mark.parametrize(
    "case", ["native-docker", "native-podman", "ssh-docker", "ssh-podman"], indirect=True
)
def test_a_refusal_on_a_terminal_and_over_ssh(case: Case, image: str) -> None:
    dialect = OTHER[case.engine.name]
    ours = case.subject.with_env(HOSTBRIDGE_DIALECT=dialect)
    code, words = MISSING[dialect]
    for command in ("exec", "logs", "attach"):
        refused = ours.run(*shlex.split(f"{command} missing {'true' if command == 'exec' else ''}"))
        assert (refused.code, refused.err) == (code, words), command
    on_terminal = ours.run("exec", "-it", "missing", "sh", tty=True)
    assert (on_terminal.code, on_terminal.out.replace(b"\r", b"")) == (code, words)
    assert case.engine.client.run("run", "-d", "--name", "on", image, "sleep", "1000").code == 0
    inside = ours.run("exec", "-it", "on", "sh", "-c", "tty; exit 125", tty=True)
    assert inside.code == 125
    assert b"/dev/" in inside.out
