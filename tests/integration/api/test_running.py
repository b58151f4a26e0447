"""Running containers by the API, with both real engines."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import hostbridge
from integration.api.inside import Scene, inside

pytestmark = pytest.mark.parametrize("place", ["native-docker", "native-podman"], indirect=True)


@inside
def test_output_exit_code_and_input(scene: Scene) -> None:
    done = scene.client.run(
        scene.image, ["sh", "-c", "cat; echo problem >&2; exit 7"], stdin=b"\x00in\xff", remove=True
    )
    assert (done.exit_code, done.stdout, done.stderr) == (7, b"\x00in\xff", b"problem\n")
    with pytest.raises(hostbridge.ContainerFailed) as failed:
        done.check()
    assert (failed.value.exit_code, failed.value.stderr) == (7, b"problem\n")
    (scene.folder / "in put é").write_bytes(b"from a file")
    with (scene.folder / "in put é").open("rb") as file:
        done = scene.client.run(scene.image, ["cat"], stdin=file, remove=True, check=True)
    assert done.text == "from a file"
    # 125 to 127 may be the command's own
    for code in (125, 126, 127):
        told = scene.client.run(scene.image, ["sh", "-c", f"exit {code}"], remove=True)
        assert told.exit_code == code


@inside
def test_what_is_given_arrives(scene: Scene) -> None:
    source = scene.folder / "a b:ü"
    source.mkdir()
    (source / "file").write_text("seen")
    os.environ["TAKEN"] = "from the caller"
    done = scene.client.run(
        scene.image,
        ["sh", "-c", "pwd; id -u; echo $A; echo $TAKEN; hostname; cat /mnt/file; touch /mnt/x || echo ro"],
        env={"A": "x y'\"$é", "TAKEN": None}, user="app", workdir="/www", hostname="box",
        volumes=[(source, "/mnt", "ro")], labels={"l": "v w"}, remove=True,
    )  # fmt: skip
    lines = done.text.splitlines()
    assert lines[:5] == ["/www", "1000", "x y'\"$é", "from the caller", "box"], done
    assert lines[5] == "seenro", done


@inside
def test_the_engines_refusals_are_told_apart(scene: Scene) -> None:
    client, image = scene.client, scene.image
    with pytest.raises(hostbridge.NotFound):
        client.run("127.0.0.1:1/none:1", pull="never", remove=True)
    with pytest.raises(hostbridge.Unavailable):
        client.run("127.0.0.1:1/none:1", remove=True)
    with client.run(image, ["sleep", "100"], detach=True, name="taken") as held:
        with pytest.raises(hostbridge.Conflict):
            client.run(image, ["true"], name="taken")
        with pytest.raises(hostbridge.Conflict):
            held.remove()
        # Giving up a run of a name that another has leaves the other alone.
        with pytest.raises(ZeroDivisionError):
            with client.run(image, ["true"], name="taken", stream=True, remove=True):
                raise ZeroDivisionError
        assert held.status == "running"
        with pytest.raises(hostbridge.HostbridgeError):
            client.run(image, ["/no/such/program"], detach=True, name="unable")
        assert not client.containers.exists("unable")
    with pytest.raises(hostbridge.NotFound):
        client.containers.get("taken")
    with pytest.raises(hostbridge.HostbridgeError) as refused:
        client.run(image, ["/no/such/program"], remove=True)
    assert refused.value.exit_code == 127
    with pytest.raises(hostbridge.CommandFailed) as wrong:
        client.run(image, ["true"], memory="nonsense")
    assert wrong.value.returncode == 125
    assert "nonsense" in str(wrong.value)
    with pytest.raises(hostbridge.UsageError):
        client.run("--privileged", ["true"])
    assert not client.containers.exists("taken")


@inside
def test_a_stream_gives_lines_as_they_come(scene: Scene) -> None:
    script = "echo one; echo err >&2; read x; echo got $x; exit 3"
    with scene.client.run(
        scene.image, ["sh", "-c", script], stream=True, interactive=True, remove=True
    ) as run:
        seen = []
        for line in run:
            seen.append(line)
            if len(seen) == 2:
                run.write(b"word\n")
        assert sorted(seen[:2]) == [b"err\n", b"one\n"]
        assert seen[2:] == [b"got word\n"]
        assert run.wait() == 3
    with scene.client.run(scene.image, ["sleep", "1000"], stream=True, remove=True) as run:
        run.container.wait_for("running")
        container = run.container
    assert not container.exists()


@inside
def test_a_terminal(scene: Scene) -> None:
    with scene.client.run(
        scene.image, ["sh", "-c", "test -t 0 && test -t 1 && echo yes; read x; echo $x"],
        stream=True, tty=True, interactive=True, remove=True,
    ) as run:  # fmt: skip
        lines = run.text()
        assert next(lines) == "yes"
        run.write(b"typed\n")
        assert "typed" in "".join(lines)


@inside
def test_interrupts_leave_nothing(scene: Scene) -> None:
    client = scene.client

    def interrupt_when(there: str) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(hostbridge.HostbridgeError):
                if client.containers.get(there).status == "running":
                    break
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    watcher = threading.Thread(target=interrupt_when, args=("long",))
    watcher.start()
    with pytest.raises(KeyboardInterrupt):
        client.run(scene.image, ["sleep", "1000"], name="long", remove=True)
    watcher.join()
    assert not client.containers.exists("long")
    # at once, before the engine has made it
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        client.run(scene.image, ["sleep", "1000"], name="early", remove=True)
    assert not client.containers.exists("early")
    with pytest.raises(TimeoutError):
        client.run(scene.image, ["sleep", "1000"], name="timed", remove=True, timeout=2)
    assert not client.containers.exists("timed")
    with pytest.raises(ZeroDivisionError):
        with client.run(scene.image, ["sleep", "1000"], name="block", detach=True):
            raise ZeroDivisionError
    assert not client.containers.exists("block")


@inside
def test_twenty_threads_at_once(scene: Scene) -> None:
    def one(number: int) -> str:
        done = scene.client.run(
            scene.image, ["sh", "-c", "cat; echo $N"], stdin=b"in", env={"N": str(number)},
            remove=True, check=True, labels={"threads": "20"},
        )  # fmt: skip
        return done.text

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(one, range(20))) == [f"in{number}" for number in range(20)]
    assert scene.client.containers.list(all=True, filters={"label": "threads"}) == []


@inside
def test_limits_are_seen_inside(scene: Scene) -> None:
    done = scene.client.run(
        scene.image, ["sh", "-c", "ulimit -n; df -k /dev/shm | tail -1"],
        ulimits={"nofile": 77, "nproc": (1024, 1024)}, shm_size=8 << 20, remove=True, check=True,
    )  # fmt: skip
    first, second = done.text.splitlines()
    assert first == "77"
    assert "8192" in second.split()


@inside
def test_any_command_by_its_words(scene: Scene) -> None:
    assert scene.client.command("images", "-q").exit_code == 0
    with pytest.raises(hostbridge.NotFound):
        scene.client.command("stop", "nothing-of-this-name")
    assert scene.client.command("stop", "nothing", check=False).exit_code != 0
    with pytest.raises(hostbridge.UsageError):
        scene.client.command("no-such-command")
    assert scene.client.ping().usable


@inside
def test_an_engine_that_does_not_answer(scene: Scene) -> None:
    os.environ |= {"DOCKER_HOST": "unix:///no/such.sock", "PATH": str(scene.folder)}
    with pytest.raises(hostbridge.Unavailable) as gone:
        scene.client.run(scene.image, ["true"], remove=True)
    assert gone.value.remedy
    assert not scene.client.ping().usable
    with pytest.raises(hostbridge.Unavailable):
        scene.client.containers.list()
