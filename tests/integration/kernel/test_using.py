"""``pause``, ``unpause``, ``stats``, ``top`` and ``update`` on a running container of the kernel engine."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator

import pytest

from rig.image import BASE, base_image
from rig.running import Result
from rig.subject import Subject
from rig.world import World

DEADLINE = 60
COUNT = "i=0; while :; do i=$((i+1)); echo $i >/tmp/i; sleep 0.01; done"


@pytest.fixture(scope="module")
def engine(near: World, tmp_path_factory: pytest.TempPathFactory) -> Subject:
    folder = tmp_path_factory.mktemp("using")
    env = {
        "PATH": os.environ["PATH"], "HOME": str(folder),
        "HOSTBRIDGE_DATA_DIR": str(folder / "data"), "HOSTBRIDGE_RUNTIME_DIR": str(folder / "run"),
    }  # fmt: skip
    subject = Subject("kernel", (sys.executable, "-m", "hostbridge_kernel"), near, env)
    subject.run("load", input=base_image().archive(), timeout=DEADLINE).ok()
    return subject


@pytest.fixture
def name(engine: Subject) -> Iterator[str]:
    """A running container that counts, with limits."""
    wanted = f"counts-{os.getpid()}"
    limits = ("-m", "64m", "--memory-swap", "64m", "--pids-limit", "50")
    engine.run("run", "-d", "--network", "none", "--name", wanted, *limits, BASE, "sh", "-c", COUNT, timeout=DEADLINE).ok()  # fmt: skip
    yield wanted
    engine.run("rm", "-f", wanted, timeout=DEADLINE).ok()


def refused(result: Result, *words: str) -> None:
    assert result.code == 1, result.text
    assert "Traceback" not in result.error
    for word in words:
        assert word in result.error, result.error


def count(engine: Subject, name: str) -> int:
    text = engine.run("exec", name, "cat", "/tmp/i").ok().text
    return int(text or 0)


def test_a_paused_container_stands_still(engine: Subject, name: str) -> None:
    assert engine.run("pause", name).ok().text == name
    refused(engine.run("pause", name), "is already paused")
    refused(engine.run("exec", name, "true"), "is paused")
    assert "(Paused)" in engine.run("ps", "--format", "{{.Status}}").ok().text
    refused(engine.run("rm", name), "paused")
    assert engine.run("unpause", name).ok().text == name
    refused(engine.run("unpause", name), "is not paused")
    before = count(engine, name)
    deadline = time.monotonic() + DEADLINE
    while count(engine, name) == before:
        assert time.monotonic() < deadline
    events = engine.run("events", "--since", "1h", "--until", "0s").ok().text
    assert "container pause" in events
    assert "container unpause" in events
    engine.run("pause", name).ok()
    engine.run("stop", "-t", "1", name, timeout=DEADLINE).ok()
    refused(engine.run("pause", name), "is not running")
    refused(engine.run("pause", "nowhere"), "No such container")


def test_what_it_uses(engine: Subject, name: str) -> None:
    told = json.loads(
        engine.run("stats", "--no-stream", "--format", "json", name, timeout=DEADLINE).ok().text
    )
    assert told["Name"] == name
    assert told["MemUsage"].endswith(" / 64MiB")
    assert int(told["PIDs"]) >= 1
    assert told["NetIO"] == "0B / 0B"
    table = engine.run("stats", "--no-stream", timeout=DEADLINE).ok().text.splitlines()
    assert table[0].split("   ")[0] == "CONTAINER ID"
    assert len(table) == 2
    refused(engine.run("stats", "--no-stream", "nowhere"), "No such container")
    with engine.start("stats", name) as following:
        following.expect("64MiB")
        following.expect("64MiB")


def test_its_processes(engine: Subject, name: str) -> None:
    lines = engine.run("top", name).ok().text.splitlines()
    assert lines[0].split() == ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]
    assert any("while :; do" in line for line in lines[1:])
    chosen = engine.run("top", name, "-eo", "pid,comm").ok().text.splitlines()
    assert chosen[0].split() == ["PID", "COMMAND"]
    assert "sh" in chosen[1].split()
    refused(engine.run("top", name, "-eo", "comm"), "PID")
    refused(engine.run("top", name, "--no-such-option"), "ps")


def inside(engine: Subject, name: str) -> list[str]:
    """The limits as the container sees them, on v1 and v2."""
    files = "memory/memory.limit_in_bytes memory.max pids/pids.max pids.max"
    script = f"cd /sys/fs/cgroup; for f in {files}; do cat $f 2>/dev/null; done; true"
    return engine.run("exec", name, "sh", "-c", script).ok().text.split()


def test_other_limits_while_it_runs(engine: Subject, name: str) -> None:
    assert inside(engine, name) == [str(64 << 20), "50"]
    refused(engine.run("update", "-m", "128m", name), "memoryswap limit")
    assert inside(engine, name) == [str(64 << 20), "50"]
    words = [
        "update",
        "-m",
        "128m",
        "--memory-swap",
        "128m",
        "--pids-limit",
        "40",
        "--cpus",
        "0.5",
        "--restart",
        "no",
    ]
    assert engine.run(*words, name).ok().text == name
    assert inside(engine, name) == [str(128 << 20), "40"]
    refused(engine.run("update", name), "one or more flags")
    refused(engine.run("update", "--cpu-period", "5000", name), "NanoCPUs")
    refused(engine.run("update", "--cpuset-cpus", "700", name), "--cpuset-cpus")
    for wrong in ("1", "6x", "-5m"):
        result = engine.run("update", "-m", wrong, name)
        assert result.code != 0
        assert "Traceback" not in result.error
    engine.run("restart", "-t", "0", name, timeout=DEADLINE).ok()
    assert inside(engine, name) == [str(128 << 20), "40"]


def test_a_limit_that_cannot_be_set_fails_the_run(engine: Subject) -> None:
    words = ["run", "--rm", "--network", "none", "--cpuset-cpus", "700", BASE, "echo", "runs"]
    failed = engine.run(*words)
    assert failed.code == 125
    assert "--cpuset-cpus cannot be set" in failed.error
    assert "HOSTBRIDGE_LIMITS=warn" in failed.error
    went_on = engine.with_env(HOSTBRIDGE_LIMITS="warn").run(*words)
    assert went_on.ok().text == "runs"
    assert "WARNING: --cpuset-cpus cannot be set" in went_on.error
    assert engine.run("ps", "-aq").ok().text == ""
