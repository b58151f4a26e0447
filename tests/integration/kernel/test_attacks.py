"""Attempts to get out of a container of the kernel engine, each as one who wants to would do it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from rig.image import File, Image
from rig.subject import Subject

from .attacked import DEADLINE, IMAGE, engine, image, outside, running

__all__ = ["engine", "image", "outside", "running"]


def attempts(engine: Subject, *options: str, names: Sequence[str] = ()) -> dict[str, str]:
    """The outcome of each attempt in a new container with these options."""
    done = engine.run(
        "run",
        "--rm",
        "--network",
        "none",
        *options,
        IMAGE,
        "python",
        "-S",
        "/attempts.py",
        *names,
        timeout=DEADLINE,
    )
    found: dict[str, str] = json.loads(done.ok().text)
    assert len(found) > 60 or names
    return found


def state(engine: Subject, container: str) -> dict[str, Any]:
    """docker's State of a container, by its id: what inspect shows."""
    data = Path(engine.env["HOSTBRIDGE_DATA_DIR"])
    found: dict[str, Any] = json.loads(
        (data / "kernel/containers" / container / "state.json").read_text()
    )
    return found["State"]  # type: ignore[no-any-return]


def done(found: dict[str, str]) -> dict[str, str]:
    return {name: outcome for name, outcome in found.items() if outcome.startswith("DONE")}


def test_nothing_succeeds_by_default(engine: Subject) -> None:
    found = attempts(engine)
    assert done(found) == {}
    assert found["clone3"] == "refused ENOSYS"
    assert found["read /proc/kcore"] in ("hidden", "absent")


def test_nothing_succeeds_without_capabilities(engine: Subject) -> None:
    assert done(attempts(engine, "--cap-drop", "ALL", "--security-opt", "no-new-privileges")) == {}


def test_with_the_hosts_users_devices_stay_shut(engine: Subject) -> None:
    assert done(attempts(engine, "--userns", "host")) == {}


HARMLESS = (
    "mount tmpfs",
    "mount proc",
    "mount sysfs",
    "bind /proc/sys",
    "unshare ",
    "clone with",
    "setns",
    "open_tree",
    "fsopen",
    "mount_setattr",
    "remount",
    "unmount",
    "keyctl",
    "add_key",
    "pivot_root",
    "sethostname",
    "io_uring_setup",
    "mount cgroup2",
    "release agent",
    "userfaultfd",
    "perf_event_open",
    "clone3",
    "own group",
    "list ",
    "read /proc/keys",
    "write /proc/sys/kernel/hostname",
    "a socket to",
)
"""What root of a user namespace may do in namespaces of its own, when the filter is taken away."""


def test_all_capabilities_are_those_of_a_user_namespace(engine: Subject) -> None:
    found = attempts(engine, "--cap-add", "ALL", "--security-opt", "seccomp=unconfined")
    assert {
        name: outcome for name, outcome in done(found).items() if not name.startswith(HARMLESS)
    } == {}


def test_a_filter_of_ones_own_decides(engine: Subject, tmp_path: Path) -> None:
    profile = tmp_path / "no chmod é.json"
    rule = {
        "names": ["chmod", "fchmod", "fchmodat", "fchmodat2"],
        "action": "SCMP_ACT_ERRNO",
        "errnoRet": 95,
    }
    profile.write_text(json.dumps({"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [rule]}))
    option = f"seccomp={profile}"
    result = engine.run(
        "run",
        "--rm",
        "--network",
        "none",
        "--security-opt",
        option,
        IMAGE,
        "chmod",
        "600",
        "/etc/passwd",
    )
    assert result.code == 1
    assert "not supported" in result.error
    profile.write_text('{"defaultAction": "SCMP_ACT_PERHAPS"}')
    broken = engine.run("run", "--rm", "--network", "none", "--security-opt", option, IMAGE, "true")
    assert broken.code == 125
    assert "SCMP_ACT_PERHAPS" in broken.error
    assert "Traceback" not in broken.error


@pytest.mark.parametrize("number", [3, 5, 7, 8, 9, 12])
def test_no_working_directory_is_outside(engine: Subject, number: int) -> None:
    # CVE-2024-21626: a descriptor that the runtime left open leads to the host.
    for path in (f"/proc/self/fd/{number}", f"/proc/self/fd/{number}/../../.."):
        result = engine.run(
            "run",
            "--rm",
            "--network",
            "none",
            "-w",
            path,
            IMAGE,
            "ls",
            "-d",
            "../../../../../../etc/hostname",
            ".",
        )
        assert result.code != 0, result.text
        assert "Traceback" not in result.error


def test_an_image_that_is_the_runtimes_own_program(engine: Subject, image: Image) -> None:
    # CVE-2019-5736: the container runs what runs it, and writes to it.
    files: dict[str, File | bytes] = {
        "bin/self": File(b"#!/proc/self/exe\n", 0o755),
        "own": File(link="/proc/self/exe"),
    }
    engine.run("load", input=image.derive("attacks:self", files).archive(), timeout=DEADLINE).ok()
    interpreter = os.path.realpath(sys.executable)
    before = os.stat(interpreter)
    for options in ((), ("--userns", "host")):
        for word in ("/proc/self/exe", "/own", "/bin/self"):
            result = engine.run(
                "run",
                "--rm",
                "--network",
                "none",
                *options,
                "attacks:self",
                word,
                "-c",
                "print('owned')",
                timeout=DEADLINE,
            )
            assert "owned" not in result.text
            assert "Traceback" not in result.error, result.error
    after = os.stat(interpreter)
    assert (before.st_mtime_ns, before.st_size, before.st_ino) == (
        after.st_mtime_ns,
        after.st_size,
        after.st_ino,
    )


def test_what_exec_brings_in_leads_nowhere(engine: Subject, running: Callable[..., str]) -> None:
    name = running()
    words = [
        "descriptors",
        "descriptors of process 1",
        "programs",
        "setns",
        "mount tmpfs",
        "unshare user",
        "node b 7:0",
    ]
    result = engine.run("exec", name, "python", "-S", "/attempts.py", *words, timeout=DEADLINE)
    assert done(json.loads(result.ok().text)) == {}
    for number in range(3, 12):
        refused = engine.run("exec", "-w", f"/proc/self/fd/{number}", name, "ls", "../../..")
        assert refused.code != 0
        assert "Traceback" not in refused.error


def test_programs_are_not_written_while_exec_enters(
    engine: Subject, running: Callable[..., str]
) -> None:
    # A watcher inside tries every process's program as soon as it is seen.
    watch = "import os, time\nend = time.monotonic() + 20\nown = os.stat('/bin/busybox').st_ino, os.stat(os.path.realpath('/bin/python')).st_ino\nprint('watching', flush=True)\nwhile time.monotonic() < end and not os.path.exists('/tmp/enough'):\n    for word in os.listdir('/proc'):\n        if word.isdigit() and int(word) != os.getpid():\n            try:\n                handle = os.open(f'/proc/{word}/exe', os.O_WRONLY)\n            except OSError:\n                continue\n            if os.fstat(handle).st_ino not in own:\n                print('DONE', word, os.readlink(f'/proc/{word}/exe'), flush=True)\n            os.close(handle)\n"
    name = running("--userns", "host", command=("python", "-S", "-c", watch))
    deadline = time.monotonic() + DEADLINE
    while "watching" not in engine.run("logs", name).text:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    for _ in range(5):
        engine.run("exec", name, "true", timeout=DEADLINE).ok()
    engine.run("exec", name, "touch", "/tmp/enough").ok()
    assert engine.run("wait", name, timeout=DEADLINE).ok().text == "0"
    assert "DONE" not in engine.run("logs", name).text


def test_signals_do_not_leave_the_namespace(engine: Subject, running: Callable[..., str]) -> None:
    neighbour = running()
    with subprocess.Popen(["sleep", "600"]) as outside:
        try:
            script = f"kill -9 -1; kill -9 {outside.pid}; kill -STOP {outside.pid}; true"
            engine.run(
                "run", "--rm", "--network", "none", IMAGE, "sh", "-c", script, timeout=DEADLINE
            )
            assert outside.poll() is None
            assert state(engine, neighbour)["Running"] is True
        finally:
            outside.kill()


def test_a_neighbour_cannot_be_traced(engine: Subject, running: Callable[..., str]) -> None:
    running()
    code = "import ctypes, os\nfrom attempts import *\nfound = [int(w) for w in os.listdir('/proc') if w.isdigit() and int(w) not in (1, os.getpid())]\nprint(len(found))"
    result = engine.run(
        "run",
        "--rm",
        "--network",
        "none",
        "--cap-add",
        "SYS_PTRACE",
        "-e",
        "PYTHONPATH=/",
        IMAGE,
        "python",
        "-S",
        "-c",
        code,
        timeout=DEADLINE,
    )
    assert result.ok().text == "0"


def test_sockets_without_a_name_are_not_shared(engine: Subject) -> None:
    name = f"\0hostbridge-attack-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as outside:
        outside.bind(name)
        outside.listen()
        code = f"import socket\ntry:\n    socket.socket(socket.AF_UNIX).connect({name!r})\n    print('DONE')\nexcept OSError as error:\n    print(error.errno)"
        result = engine.run(
            "run", "--rm", "--network", "none", IMAGE, "python", "-S", "-c", code, timeout=DEADLINE
        )
        assert result.ok().text == "111"


@pytest.mark.parametrize(
    ("options", "expected"), [((), "0"), (("--security-opt", "no-new-privileges"), "1000")]
)
def test_set_user_helpers(engine: Subject, options: Sequence[str], expected: str) -> None:
    script = (
        "/helpers/python -S -c 'import os; print(os.geteuid())'; grep NoNewPrivs /proc/self/status"
    )
    result = engine.run(
        "run",
        "--rm",
        "--network",
        "none",
        "-u",
        "1000",
        *options,
        IMAGE,
        "sh",
        "-c",
        script,
        timeout=DEADLINE,
    )
    lines = result.ok().text.split("\n")
    assert lines[0] == expected
    assert lines[1].split()[1] == str(int(bool(options)))


def test_roots_files_of_the_host_are_not_the_containers(engine: Subject, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("only root's")
    secret.chmod(0o600)
    inside = (
        engine.run("run", "--rm", "--network", "none", IMAGE, "cat", "/proc/self/uid_map")
        .ok()
        .text.split()
    )
    assert inside[0] == "0"
    assert inside[1] != "0", "container root is host root"


def test_a_bomb_of_processes_stays_in_its_limit(engine: Subject) -> None:
    bomb = "import os, time\nmade = 0\ntry:\n    while made < 500:\n        if os.fork() == 0:\n            time.sleep(60)\n            os._exit(0)\n        made += 1\nexcept OSError as error:\n    print(made, error.errno)"
    result = engine.run(
        "run",
        "--rm",
        "--network",
        "none",
        "--pids-limit",
        "20",
        IMAGE,
        "python",
        "-S",
        "-c",
        bomb,
        timeout=DEADLINE,
    )
    made, number = result.ok().text.split()
    assert int(number) == 11
    assert int(made) < 20


def test_a_bomb_of_memory_ends_alone(engine: Subject, running: Callable[..., str]) -> None:
    neighbour = running()
    name = f"bomb-{os.getpid()}"
    eat = "held = []\nwhile True: held.append(b'x' * (1 << 20))"
    words = ["--name", name, "-m", "48m", "--memory-swap", "48m", IMAGE, "python", "-S", "-c", eat]
    result = engine.run("run", "--network", "none", *words, timeout=DEADLINE)
    try:
        assert result.code == 137
        found = state(engine, engine.run("ps", "-aq", "--no-trunc", "-f", f"name={name}").ok().text)
        assert (found["OOMKilled"], found["ExitCode"]) == (True, 137)
        beside = state(engine, neighbour)
        assert (beside["OOMKilled"], beside["Running"]) == (False, True)
    finally:
        engine.run("rm", "-f", name)
