"""Containers, images, networks, volumes, files and events by the API, with both real engines."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from pathlib import Path

import pytest

import hostbridge
from integration.api.inside import Scene, inside

pytestmark = pytest.mark.parametrize("place", ["native-docker", "native-podman"], indirect=True)


@inside
def test_the_life_of_a_container(scene: Scene) -> None:
    client = scene.client
    made = client.containers.create(
        scene.image, ["sh", "-c", "trap 'exit 5' TERM; echo up; while :; do sleep 0.1; done"],
        name="life", labels={"part": "a,b=c"},
    )  # fmt: skip
    with made as container:
        assert container.status == "created"
        assert container.info().labels["part"] == "a,b=c"
        container.start()
        container.wait_for("running")
        assert container in client.containers.list(filters={"label": "part"})
        assert container not in client.containers.list(filters=["label=other"])
        assert client.containers.get("life").name == "life"
        assert (container.inspect()["Name"], container.inspect()["State"]["Status"]) == (
            "/life",
            "running",
        )
        assert container.exec(["echo", "a b"], check=True).text == "a b"
        assert container.exec(["sh", "-c", "cat; exit 4"], stdin=b"x").exit_code == 4
        with pytest.raises(hostbridge.ContainerFailed):
            container.exec("false", check=True)
        with container.exec(["sh", "-c", "echo 1; echo 2"], stream=True) as output:
            assert list(output.text()) == ["1", "2"]
        container.exec_detached(["touch", "/tmp/done"])
        deadline = time.monotonic() + 30
        while container.exec(["test", "-e", "/tmp/done"]).exit_code:
            assert time.monotonic() < deadline
        assert any("sleep" in one.command or "sh" in one.command for one in container.top())
        container.pause()
        assert container.status == "paused"
        container.unpause()
        container.rename("other")
        assert container.name == "other"
        container.stop(timeout=20)
        assert (container.wait(), container.info().exit_code, container.status) == (5, 5, "exited")
        with pytest.raises(hostbridge.Conflict):
            container.exec("true")
        with pytest.raises(hostbridge.HostbridgeError):
            container.kill()
        container.restart()
        assert container.status == "running"
        with pytest.raises(TimeoutError):
            container.wait(timeout=0.5)
        assert [line for line in container.logs(tail=1).text()] == ["up"]
    assert not made.exists()
    for gone in (
        made.remove,
        made.start,
        made.info,
        lambda: list(made.logs()),
        lambda: made.exec("true"),
    ):
        with pytest.raises(hostbridge.NotFound):
            gone()


@inside
def test_logs_are_followed_and_closed(scene: Scene) -> None:
    script = "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done"
    with scene.client.run(scene.image, ["sh", "-c", script], detach=True) as container:
        with container.logs(follow=True) as lines:
            texts = lines.text()
            assert [next(texts) for _ in range(3)] == ["line 1", "line 2", "line 3"]
            # closing from another thread ends whoever waits
            threading.Timer(0.3, lines.close).start()
            assert len(list(texts)) < 10000
        assert container.status == "running"
        assert container.stats().memory_limit > 0
        with container.watch_stats() as feed:
            seen = [next(feed), next(feed)]
        assert all(one.name and one.pids >= 1 for one in seen), seen


@inside
def test_ports_are_reached(scene: Scene) -> None:
    with scene.client.run(
        scene.image, ["httpd", "-f", "-p", "80", "-h", "/www"], detach=True, ports=[80]
    ) as web:
        address = web.address(80)
        assert address[1] > 0
        with pytest.raises(hostbridge.NotFound):
            web.address(81)
        body = fetch(address)
        assert body.startswith(b"HTTP/1")
        with scene.client.forwards.open(address[1]) as forward:
            assert fetch(("127.0.0.1", forward.spec.listen.port)) == body
        with pytest.raises(hostbridge.Conflict):
            scene.client.run(scene.image, ["true"], ports={address[1]: 80}, remove=True)


def fetch(address: tuple[str, int]) -> bytes:
    """``GET /``; the server may not listen yet."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with socket.create_connection(address, timeout=10) as made:
                made.sendall(b"GET / HTTP/1.0\r\n\r\n")
                said = b"".join(iter(lambda: made.recv(1 << 16), b""))
            if said:
                return b"\r\n".join(
                    line for line in said.split(b"\r\n") if not line.startswith(b"Date:")
                )
        except OSError:
            pass
        assert time.monotonic() < deadline
        time.sleep(0.05)


@inside
def test_files_with_any_name(scene: Scene) -> None:
    tree = scene.folder / "a dir é"
    tree.mkdir()
    (tree / "fi le:ü").write_bytes(b"\x00bytes")
    with scene.client.containers.create(scene.image, ["true"]) as container:
        container.copy_in(tree, "/tmp")
        container.copy_in(tree / "fi le:ü", "/tmp/single")
        back = scene.folder / "ba ck"
        container.copy_out("/tmp/a dir é", back)
        assert (back / "fi le:ü").read_bytes() == b"\x00bytes"
        container.copy_out("/tmp/single", scene.folder / "öne")
        assert (scene.folder / "öne").read_bytes() == b"\x00bytes"
        container.copy_in("a dir é/.", "/tmp/contents")
        container.copy_out("/tmp/contents/fi le:ü", scene.folder)
        assert (scene.folder / "fi le:ü").read_bytes() == b"\x00bytes"
        with pytest.raises(hostbridge.NotFound):
            container.copy_in(scene.folder / "none", "/tmp")
        with pytest.raises(hostbridge.NotFound):
            container.copy_out("/no/such", scene.folder / "x")
        container.export(scene.folder / "all.tar")
        assert (scene.folder / "all.tar").stat().st_size > 100_000


@inside
def test_networks_and_volumes(scene: Scene) -> None:
    client = scene.client
    with (
        client.networks.create("net-a", labels={"x": "1"}) as network,
        client.volumes.create("vol-a", labels={"x": "1"}) as volume,
    ):
        assert network.info().name == "net-a"
        assert network.info().subnets
        assert (volume.info().name, dict(volume.info().labels)) == ("vol-a", {"x": "1"})
        assert (
            network in client.networks.list(filters={"name": "net-a"}) or "net-a" in client.networks
        )
        assert [one.name for one in client.volumes.list(filters={"label": "x=1"})] == ["vol-a"]
        assert "net-a" in [one.name for one in client.networks.infos()]
        with pytest.raises(hostbridge.Conflict):
            client.networks.create("net-a")
        with client.run(
            scene.image, ["sleep", "1000"], detach=True, name="server", network=network,
            network_aliases=["db"], volumes={"vol-a": "/data"},
        ) as server:  # fmt: skip
            server.exec(["sh", "-c", "echo kept >/data/file"], check=True)
            assert server.info().networks == ("net-a",)
            with pytest.raises(hostbridge.Conflict):
                volume.remove()
            with pytest.raises(hostbridge.Conflict):
                network.remove()
        done = client.run(
            scene.image, ["cat", "/data/file"], volumes=[(volume, "/data")], remove=True
        )
        assert done.text == "kept"
        with client.containers.create(scene.image, ["true"]) as late:
            network.connect(late, aliases=["late"])
            network.disconnect(late)
    assert not client.volumes.exists("vol-a")
    assert not client.networks.exists("net-a")
    with pytest.raises(hostbridge.NotFound):
        client.volumes.get("vol-a")
    client.volumes.create("vol-b")
    pruned = (
        client.volumes.prune(filters={"label!": "keep"})
        if scene.engine == "docker"
        else client.volumes.prune()
    )
    assert "vol-b" in pruned.removed or client.volumes.exists("vol-b")
    if client.volumes.exists("vol-b"):
        client.volumes.get("vol-b").remove()


@inside
def test_events_tell_what_happens(scene: Scene) -> None:
    client = scene.client
    with client.events(filters={"type": "container"}) as events:
        done = threading.Event()

        def work() -> None:
            # An engine tells nothing of what happened before it listened.
            while not done.is_set():
                client.run(scene.image, ["sh", "-c", "exit 3"], name="told", remove=True)

        worker = threading.Thread(target=work)
        worker.start()
        seen = []
        for event in events:
            if event.name == "told":
                seen.append(event)
            if event.action in ("destroy",) and {"start", "die"} <= {one.action for one in seen}:
                break
        done.set()
        worker.join()
    assert {"create", "start", "die"} <= {one.action for one in seen}
    assert {one.type for one in seen} == {"container"}
    assert all(one.id and one.image == scene.image and one.time > 1.7e9 for one in seen), seen
    for until in (time.time() + 1, "0s"):
        past = list(client.events(since=seen[0].time - 5, until=until))
        assert any(one.name == "told" for one in past), until


@inside
def test_asyncio_is_not_blocked(scene: Scene) -> None:
    client = scene.client

    async def main() -> list[str]:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticking = asyncio.create_task(tick())
        script = "for i in 1 2 3; do echo $i; sleep 0.2; done"
        runs = await asyncio.gather(
            *(
                asyncio.to_thread(client.run, scene.image, ["sh", "-c", script], remove=True)
                for _ in range(3)
            )
        )
        assert [run.text for run in runs] == ["1\n2\n3"] * 3
        container = await asyncio.to_thread(
            client.run,
            scene.image,
            ["sh", "-c", "while :; do echo x; sleep 0.05; done"],
            detach=True,
        )
        lines: list[str] = []
        async with contextlib.aclosing(hostbridge.iterate(container.logs(follow=True))) as output:
            async for line in output:
                lines.append(line.decode())
                if len(lines) == 3:
                    break
        # a task that is cancelled while it waits ends its command
        feed = client.events()

        async def watch() -> None:
            async for _ in hostbridge.iterate(feed):
                pass

        task = asyncio.create_task(watch())
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.to_thread(container.remove, force=True)
        ticking.cancel()
        assert ticks >= 10
        return lines

    assert asyncio.run(main()) == ["x\n"] * 3


@inside
def test_what_the_engine_says_of_itself(scene: Scene) -> None:
    client = scene.client
    version, info = client.version(), client.info()
    assert version.engine == info.engine == scene.engine
    assert version.version == info.version == client.ping().version
    assert (version.os, info.os) == ("linux", "linux")
    assert version.api_version
    assert info.cpus >= 1
    assert info.memory > 1 << 20
    assert info.kernel
    assert info.root.startswith("/")
    assert info.cgroup_version in ("1", "2")
    before = info.containers
    with client.containers.create(scene.image, ["sh", "-c", "echo > /new"]) as container:
        assert client.info().containers == before + 1
        usage = {one.type: one for one in client.disk_usage()}
        assert usage["Containers"].total >= 1
        assert usage["Images"].size > 0
        container.start()
        container.wait()
        assert hostbridge.Change("added", "/new") in container.diff()
    with pytest.raises(hostbridge.HostbridgeError, match=r"127\.0\.0\.1:9|search"):
        client.images.search("127.0.0.1:9/nothing", limit=1)


@inside
def test_machines(scene: Scene) -> None:
    names = [(one.backend, one.name) for one in scene.client.machines.list()]
    assert ("native", "default") in names
    with scene.client.machines.get("default") as machine:
        assert machine.status().state == "running"
    with pytest.raises(hostbridge.Unsupported):
        scene.client.machines.get("default").stop()
    chosen = hostbridge.choose()
    assert (chosen.backend, chosen.engine) == ("native", scene.engine)
    scene.client.close()
    scene.client.close()
    with pytest.raises(hostbridge.HostbridgeError, match="closed"):
        scene.client.containers.list()
    assert Path.cwd() == scene.folder
