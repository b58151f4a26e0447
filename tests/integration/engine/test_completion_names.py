"""Names in completion, from real engines."""

from __future__ import annotations

from rig.engines import EngineRig
from rig.subject import Subject


def ask(subject: Subject, *words: str) -> list[str]:
    done = subject.run("__completeNoDesc", *words)
    assert (done.code, done.err) == (0, b"")
    lines = done.out.decode().splitlines()
    assert lines[-1][0] == ":"
    return lines[:-1]


def test_names_of_pods(engine: EngineRig, hostbridge: Subject) -> None:
    """Also of those that hostbridge emulates."""
    subject = hostbridge.with_env(HOSTBRIDGE_DIALECT="podman")
    for name in ("comp-pod", "other"):
        subject.run("pod", "create", "--infra=false", "--share=", "--name", name).ok()
    assert ask(subject, "pod", "rm", "comp-") == ["comp-pod"]
    assert ask(subject, "run", "--pod", "comp-") == ["comp-pod"]
    subject.run("pod", "rm", "comp-pod", "other").ok()
    assert ask(subject, "pod", "rm", "comp-") == []


def test_names_of_what_is_there(engine: EngineRig, hostbridge: Subject, image: str) -> None:
    client = engine.client
    for words in (
        ["run", "-d", "--name", "comp-runs", image, "sleep", "1000"],
        ["create", "--name", "comp-made", image, "true"],
        ["volume", "create", "comp-volume"],
        ["network", "create", "comp-net"],
    ):
        done = client.run(*words)
        assert done.code == 0, done.err
    assert ask(hostbridge, "exec", "comp-") == ["comp-runs"]
    assert ask(hostbridge, "start", "comp-") == ["comp-made"]
    assert sorted(ask(hostbridge, "rm", "comp-")) == ["comp-made", "comp-runs"]
    assert ask(hostbridge, "rm", "comp-runs", "comp-") == ["comp-made"]
    assert ask(hostbridge, "volume", "rm", "comp-") == ["comp-volume"]
    assert ask(hostbridge, "run", "--network", "comp-") == ["comp-net"]
    assert ask(hostbridge, "run", "-v", "comp-") == ["comp-volume:"]
    assert any(image.split(":", maxsplit=1)[0] in name for name in ask(hostbridge, "run", ""))
    assert ask(hostbridge, "unpause", "comp-") == []
    assert client.run("pause", "comp-runs").code == 0
    assert ask(hostbridge, "unpause", "comp-") == ["comp-runs"]
    assert client.run("unpause", "comp-runs").code == 0
    assert client.run("kill", "comp-runs").code == 0
