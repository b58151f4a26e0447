"""The kernel engine's containers: from ``run`` to ``rm``, as a user sees them."""

from __future__ import annotations

import json
import re
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.kernel.living import (
    IMAGE,
    empty,
    kernel,
    kernel_subject,
    shared_kernel,
    status,
    until,
)
from rig.image import base_image
from rig.running import Running
from rig.subject import Subject
from rig.world import World

__all__ = ["kernel", "shared_kernel"]

WAITS = ("sh", "-c", "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.1; done")


def test_in_front(kernel: Subject, tmp_path: Path) -> None:
    result = kernel.run("run", "--rm", IMAGE, "sh", "-c", "echo out; echo err >&2; exit 3")
    assert (result.code, result.out, result.err) == (3, b"out\n", b"err\n")
    data = bytes(range(256)) * 2000
    result = kernel.run("run", "--rm", "-i", IMAGE, "cat", input=data)
    assert (result.code, result.out) == (0, data)
    assert kernel.run("run", "--rm", IMAGE, "cat").ok().out == b""
    for words, code in ((("nope",), 127), (("/etc",), 126)):
        refused = kernel.run("run", "--rm", IMAGE, *words)
        assert refused.code == code
        assert words[0] in refused.error
        assert "Traceback" not in refused.error
    cidfile = tmp_path / "id ü"
    kernel.run("run", "--rm", "--cidfile", str(cidfile), IMAGE, "true").ok()
    assert re.fullmatch("[0-9a-f]{64}", cidfile.read_text())
    again = kernel.run("run", "--rm", "--cidfile", str(cidfile), IMAGE, "true")
    assert again.code == 125
    assert "Container ID file found" in again.error
    assert kernel.run("ps", "-aq").ok().text == ""


def test_signals_reach_the_container(kernel: Subject) -> None:
    with kernel.start("run", "--rm", IMAGE, *WAITS) as it:
        it.expect("up", timeout=60)
        it.signal(signal.SIGTERM)
        result = it.wait(timeout=60)
        assert (result.code, result.out) == (7, b"up\nbye\n")
    with kernel.start("run", "--rm", "--name", "deaf", "--sig-proxy=false", IMAGE, *WAITS) as it:
        it.expect("up", timeout=60)
        it.signal(signal.SIGTERM)
        assert it.wait(timeout=60).code != 7
        assert status(kernel, "deaf").startswith("Up")


def test_a_whole_life(kernel: Subject) -> None:
    made = kernel.run("run", "-d", "--name", "web", "-l", "a=1", IMAGE, *WAITS).ok().text
    assert re.fullmatch("[0-9a-f]{64}", made)
    assert kernel.run("ps", "-q", "--no-trunc").ok().text == made
    assert kernel.run("start", "web").ok().text == "web"
    until(lambda: "up" in kernel.run("logs", "web").ok().text)
    taken = kernel.run("run", "--name", "web", IMAGE, "true")
    assert taken.code == 125
    assert 'The container name "/web" is already in use' in taken.error
    kept = kernel.run("rm", "web")
    assert kept.code == 1
    assert f"You cannot remove a running container {made}" in kept.error
    assert kernel.run("stop", "web").ok().text == "web"
    assert kernel.run("stop", "web").ok().text == "web"
    assert kernel.run("wait", made[:12]).ok().text == "7"
    assert re.match(r"Exited \(7\) ", status(kernel, "web"))
    assert kernel.run("ps", "-q").ok().text == ""
    assert kernel.run("logs", "web").ok().text == "up\nbye"
    assert kernel.run("start", "web").ok().text == "web"
    assert kernel.run("restart", "-t", "30", "web").ok().text == "web"
    assert status(kernel, "web").startswith("Up")
    killed = kernel.run("kill", "--signal=KILL", "web")
    assert killed.ok().text == "web"
    assert kernel.run("wait", "web").ok().text == "137"
    again = kernel.run("kill", "web")
    assert again.code == 1
    assert "is not running" in again.error
    kernel.run("rename", "web", "other").ok()
    assert kernel.run("rm", "other").ok().text == "other"
    missing = kernel.run("rm", "web", "other")
    assert (missing.code, missing.error) == (
        1,
        "Error: No such container: web\nError: No such container: other",
    )
    text = kernel.run("events", "--since", "10m", "--until", "0s", "--filter", f"container={made}",
                      "--format", "{{.Action}}").ok().text  # fmt: skip
    assert text.split()[:2] == ["create", "start"]
    assert text.split()[-3:] == ["die", "rename", "destroy"]
    assert "restart" in text.split()


def test_a_terminal(kernel: Subject) -> None:
    words = ("run", "-it", "--name", "tty", IMAGE, "sh")
    with kernel.start(*words, tty=True, size=(30, 100)) as it:
        it.expect("# ", timeout=60)
        it.send("stty size\r")
        it.expect("30 100", timeout=60)
        it.resize(40, 120)
        it.send("sleep 0.3; stty size\r")
        it.expect("40 120", timeout=60)
        it.send("\x10\x11")
        assert it.wait(timeout=60).code == 0
    assert status(kernel, "tty").startswith("Up")
    with kernel.start("attach", "--detach-keys", "ctrl-x,x", "tty", tty=True, size=(31, 101)) as it:
        it.send("stty size\r")
        it.expect("31 101", timeout=60)
        it.send("\x18x")
        it.expect("read escape sequence", timeout=60)
        assert it.wait(timeout=60).code == 1
    with kernel.start("attach", "tty", tty=True) as it:
        it.send("exit 5\r")
        assert it.wait(timeout=60).code == 5
    refused = kernel.run("attach", "tty")
    assert refused.code == 1
    assert "cannot attach to a stopped container" in refused.error


def test_more_processes_in_a_container(kernel: Subject) -> None:
    kernel.run("run", "-d", "--name", "web", "-e", "A=1", IMAGE, *WAITS).ok()
    result = kernel.run("exec", "web", "sh", "-c", "echo $A$B; id -u; exit 9")
    assert (result.code, result.text) == (9, "1\n0")
    result = kernel.run("exec", "-i", "-u", "app", "-w", "/tmp", "-e", "B=2", "web", "sh", "-c",
                        "cat; echo $A$B; id -u; pwd", input="in ü\n")  # fmt: skip
    assert result.ok().text == "in ü\n12\n1000\n/tmp"
    assert kernel.run("exec", "web", "nope").code in (126, 127)
    kernel.run("exec", "-d", "web", "touch", "/tmp/here").ok()
    until(lambda: kernel.run("exec", "web", "test", "-e", "/tmp/here").code == 0)
    with kernel.start("exec", "-it", "web", "sh", tty=True, size=(33, 99)) as it:
        it.expect("# ", timeout=60)
        it.send("stty size; exit 4\r")
        it.expect("33 99", timeout=60)
        assert it.wait(timeout=60).code == 4
    kernel.run("stop", "web").ok()
    refused = kernel.run("exec", "web", "true")
    assert refused.code == 1
    assert "is not running" in refused.error


def test_logs(kernel: Subject) -> None:
    script = "for n in 1 2 3 4 5; do echo line $n; done; echo bad >&2; sleep 1; echo last"
    kernel.run("run", "-d", "--name", "log", IMAGE, "sh", "-c", script).ok()
    followed = kernel.run("logs", "-f", "log").ok()
    assert (followed.out, followed.err) == (
        b"".join(b"line %d\n" % n for n in range(1, 6)) + b"last\n",
        b"bad\n",
    )
    assert kernel.run("logs", "-n", "2", "log").ok().text == "last"
    assert kernel.run("logs", "--tail", "3", "log").ok().text == "line 5\nlast"
    assert re.match(
        r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{9}Z line 1\n", kernel.run("logs", "-t", "log").ok().text
    )
    assert kernel.run("logs", "--until", "1h", "log").ok().text == ""
    kernel.run("run", "--name", "small", "--log-opt", "max-size=2k", "--log-opt", "max-file=2", IMAGE,
               "sh", "-c", "seq 1000 1200").ok()  # fmt: skip
    lines = kernel.run("logs", "small").ok().text.split()
    assert lines[-1] == "1200"
    assert len(lines) < 60
    kernel.run("run", "--name", "none", "--log-driver", "none", IMAGE, "echo", "x").ok()
    refused = kernel.run("logs", "none")
    assert refused.code == 1
    assert "does not support reading" in refused.error


def test_restart_policies(kernel: Subject) -> None:
    kernel.run("run", "-d", "--name", "some", "--restart", "on-failure:2", IMAGE, "sh", "-c",
               "echo once; exit 3").ok()  # fmt: skip
    until(lambda: status(kernel, "some").startswith("Exited (3)"))
    assert kernel.run("logs", "some").ok().text == "once\nonce\nonce"
    kernel.run("run", "-d", "--name", "ever", "--restart", "always", IMAGE, "sh", "-c",
               "echo once; exit 0").ok()  # fmt: skip
    until(lambda: kernel.run("logs", "ever").ok().text.count("once") > 2)
    kernel.run("stop", "ever").ok()
    assert status(kernel, "ever").startswith("Exited (0)")
    kernel.run("start", "--all", "--filter", "restart-policy=always").ok()
    kernel.run("rm", "-f", "ever").ok()
    assert status(kernel, "ever") == ""


def test_a_unit_for_the_next_boot(kernel: Subject, tmp_path: Path) -> None:
    kernel.run("create", "--name", "unit", IMAGE, "sh", "-c", "echo up; exit 4").ok()
    written = kernel.run("generate", "systemd", "--files", "--name", "unit", cwd=tmp_path).ok().text
    assert written == str(tmp_path / "container-unit.service")
    lines = dict(
        line.split("=", 1) for line in Path(written).read_text().splitlines() if "=" in line
    )
    done = kernel.world.run(
        "env", "HOME=/", *(f"{name}={text}" for name, text in kernel.env.items()),
        *shlex.split(lines["ExecStart"]), check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (4, b"up\n"), done.stderr
    assert lines["Restart"] == "on-failure"
    refused = kernel.run("generate", "systemd", "--restart-policy", "x", "unit")
    assert "not a valid restart policy" in refused.error


def test_health(kernel: Subject) -> None:
    check = "test -e /tmp/ok || { echo not yet; exit 1; }"
    kernel.run("run", "-d", "--name", "ill", "--health-cmd", check, "--health-interval", "200ms",
               "--health-retries", "2", IMAGE, *WAITS).ok()  # fmt: skip
    until(lambda: "(unhealthy)" in status(kernel, "ill"))
    kernel.run("exec", "ill", "touch", "/tmp/ok").ok()
    until(lambda: "(healthy)" in status(kernel, "ill"))
    shown = kernel.run("ps", "-q", "--filter", "health=healthy").ok().text
    assert shown == kernel.run("ps", "-q").ok().text


def test_two_at_once(kernel: Subject) -> None:
    running = [kernel.start("run", "-d", "--name", "one", IMAGE, *WAITS) for _ in range(4)]
    codes = []
    for one in running:
        with one as it:
            codes.append(it.wait(timeout=100).code)
    assert sorted(codes) == [0, 125, 125, 125]
    kernel.run("stop", "-t", "0", "one").ok()
    running = [kernel.start("start", "one") for _ in range(4)]
    for one in running:
        with one as it:
            result = it.wait(timeout=100)
            assert (result.code, result.text) == (0, "one"), result.error
    running = [kernel.start("rm", "-f", "one") for _ in range(3)]
    for one in running:
        with one as it:
            assert "Traceback" not in it.wait(timeout=100).error
    assert kernel.run("ps", "-aq").ok().text == ""


def test_events_as_they_come(kernel: Subject) -> None:
    with kernel.start(
        "events", "--filter", "event=die", "--format", "{{.Actor.Attributes.exitCode}}"
    ) as it:
        made = kernel.run("create", "--name", "ev", IMAGE, "sh", "-c", "exit 6").ok().text
        until(lambda: _heard(kernel, it))
        it.signal(signal.SIGINT)
        assert it.wait(timeout=60).code == 130
    text = kernel.run("events", "--since", "10m", "--until", "0s", "--format", "json").ok().text
    rows = [json.loads(line) for line in text.splitlines()]
    assert {"create", "start", "die"} <= {row["Action"] for row in rows if row["id"] == made}


def _heard(kernel: Subject, it: Running) -> bool:
    kernel.run("start", "-a", "ev")
    try:
        it.expect("6\n", timeout=1)
    except AssertionError:
        return False
    return True


def test_a_killed_command_and_a_killed_monitor(kernel: Subject) -> None:
    with kernel.start("run", "--rm", "--name", "front", IMAGE, *WAITS) as it:
        it.expect("up", timeout=60)
        it.signal(signal.SIGKILL)
        it.wait(timeout=60)
    said = until(lambda: status(kernel, "front") or "gone")
    assert said == "gone" or said.startswith(("Up", "Exited"))
    kernel.run("rm", "-f", "front")
    kernel.run("run", "-d", "--name", "back", IMAGE, *WAITS).ok()
    state = json.loads(next(_states(kernel)).read_text())
    kernel.world.run("kill", "-9", str(state["Monitor"]["Pid"]))
    assert status(kernel, "back").startswith(("Up", "Exited"))
    kernel.world.run("kill", "-9", str(state["State"]["Pid"]))
    until(lambda: status(kernel, "back").startswith("Exited (255)"))
    kernel.run("start", "back").ok()
    assert status(kernel, "back").startswith("Up")
    path = next(_states(kernel))
    state = json.loads(path.read_text())
    for pid in (state["Monitor"]["Pid"], state["State"]["Pid"]):
        kernel.world.run("kill", "-9", str(pid))
    path.write_text(json.dumps({**state, "BootId": "before the reboot"}))
    assert status(kernel, "back").startswith("Exited (255)")
    kernel.run("start", "back").ok()
    kernel.run("rm", "-f", "back").ok()


def _states(kernel: Subject) -> Iterator[Path]:
    return Path(kernel.env["HOSTBRIDGE_DATA_DIR"]).glob("kernel/containers/*/state.json")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("start", "nope"), 1, "No such container: nope"),
        (("logs", "nope"), 1, "No such container: nope"),
        (("exec", "nope", "x"), 1, "No such container: nope"),
        (("wait", "nope"), 1, "No such container: nope"),
        (("run", "--name", "a b", IMAGE, "true"), 125, "Invalid container name (a b)"),
        (("run", "--pull", "never", "none:1"), 125, "No such image: none:1"),
        (("ps", "--filter", "x=y"), 1, "invalid filter 'x'"),
        (("stop", "-t", "x", "nope"), 125, "invalid argument"),
        (("kill", "-s", "NOPE", "nope"), 1, "No such container"),
        (("run", "--volume"), 125, "option needs an argument"),
    ],
)  # fmt: skip
def test_what_is_refused(kernel: Subject, words: tuple[str, ...], code: int, said: str) -> None:
    result = kernel.run(*words)
    assert (result.code, said in result.error) == (code, True), result.error
    assert "Traceback" not in result.error


def test_a_disk_that_is_full(near: World, tmp_path: Path) -> None:
    full = kernel_subject(near, tmp_path)
    data = Path(full.env["HOSTBRIDGE_DATA_DIR"])
    data.mkdir()
    near.run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(data))
    try:
        full.run("load", "-q", input=base_image().archive()).ok()
        full.run("create", "--name", "before", IMAGE, "echo", "hi").ok()
        near.run("sh", "-c", f"cat /dev/zero > '{data}/filler' || true", check=False)
        refused = full.run("run", "--name", "new", IMAGE, "true")
        assert refused.code == 125
        assert "No space left" in refused.error
        assert "Traceback" not in refused.error
        assert "Traceback" not in full.run("start", "-a", "before").error
        near.run("rm", f"{data}/filler")
        assert full.run("start", "-a", "before").ok().text == "hi"
        full.run("run", "--rm", "--name", "new", IMAGE, "true").ok()
        full.run("rm", "-f", "before").ok()
    finally:
        empty(full)
        near.run("umount", str(data))
