"""Plans that hostbridge takes part in, done for a program: their streams, their ends, their errors."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from hostbridge.catalogue import parse
from hostbridge.contract.engine import Site
from hostbridge.contract.features import Features
from hostbridge.contract.paths import IDENTITY
from hostbridge.contract.session import NULL, PIPE, Process, Stdio
from hostbridge.dispatch.carrying import carry
from hostbridge.dispatch.make import Target, make_plan
from hostbridge.dispatch.plan import Local, Render
from hostbridge.engine.podman import PodmanEngine
from hostbridge.errors import HostbridgeError, Unsupported
from hostbridge.testing.fakes import ScriptedSession

PIPES = Stdio(NULL, PIPE, PIPE)


def started(plan: object, session: ScriptedSession, stdio: Stdio = PIPES) -> Process:
    return carry(
        plan, session, PodmanEngine(), stdio=stdio, env={}, state="/nowhere", dialect="docker"  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_local_plan_has_streams_and_a_code() -> None:
    def perform(site: Site) -> int:
        site.stdout.write(b"out")
        site.stderr.write(b"err")
        return 3

    with started(Local("x", "y", perform), ScriptedSession()) as process:
        assert process.communicate() == (b"out", b"err")
        assert (process.wait(), process.poll()) == (3, 3)


def test_both_outputs_can_be_one() -> None:
    def perform(site: Site) -> int:
        site.stderr.write(b"err ")
        site.stdout.write(b"out")
        return 0

    stdio = Stdio(b"data", PIPE, "stdout")
    with started(Local("x", "y", perform), ScriptedSession(), stdio) as process:
        assert process.stderr is None
        assert process.communicate()[0] == b"err out"


@pytest.mark.parametrize("error", [HostbridgeError("it failed"), ValueError("a mistake of ours")])
def test_what_goes_wrong_is_raised_where_it_is_waited_for(error: Exception) -> None:
    def perform(site: Site) -> int:
        raise error

    with started(Local("x", "y", perform), ScriptedSession()) as process:
        with pytest.raises(type(error)):
            process.communicate()
        with pytest.raises(type(error)):
            process.wait()


def test_closing_does_not_wait_for_what_nobody_reads() -> None:
    ended = threading.Event()

    def perform(site: Site) -> int:
        try:
            while True:
                site.stdout.write(b"x" * (1 << 16))
        finally:
            ended.set()

    process = started(Local("x", "y", perform), ScriptedSession())
    with pytest.raises(TimeoutError):
        process.wait(0.01)
    process.close()
    process.close()
    assert ended.wait(60)


def test_a_rendering_complains_on_the_programs_stream(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    gone = (125, b"[]\n", b'Error: no such container "x"\n')
    session = ScriptedSession({("podman",): gone})
    call = parse(["container", "inspect", "x"], "docker")
    target = Target(PodmanEngine(), Features(local=True), IDENTITY, str(tmp_path), {})
    plan = make_plan(call, target)
    assert isinstance(plan, Render)
    with started(plan, session) as process:
        out, err = process.communicate()
    assert out.strip() == b"[]"
    assert err == b"Error response from daemon: No such container: x\n"
    assert capsys.readouterr() == ("", "")


def test_an_exec_is_spawned_and_what_it_needs_is_made_first(tmp_path: Path) -> None:
    session = ScriptedSession()
    call = parse(["run", "-v", f"{tmp_path}/new:/x", "image"], "docker")
    target = Target(PodmanEngine(), Features(local=True), IDENTITY, str(tmp_path), {})
    with pytest.raises(Unsupported):  # a scripted session starts nothing
        started(make_plan(call, target), session)
    assert session.calls[-1][:2] == (
        "spawn",
        ("podman", "run", "-v", f"{tmp_path}/new:/x", "image"),
    )
    assert (tmp_path / "new").is_dir()
