"""Networks of an ordinary user's containers: each way out, ports with nothing installed, neighbours."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.kernel.boxes import ASK, ECHO, RESOLVE, Boxes, Failed, eventually
from integration.kernel.outside import outside
from rig.world import World

USER = 54321
WAYS = ("pasta", "slirp4netns", "none")


@pytest.fixture
def boxes(near: World) -> Iterator[Boxes]:
    """Boxes of a user in a world where /dev/net/tun is as distributions have it: for everybody."""
    folder = Path(tempfile.mkdtemp(prefix="hb-rootless-", dir="/tmp"))
    os.chown(folder, USER, USER)
    tun = folder / "tun"
    near.run("mknod", "--mode=666", str(tun), "c", "10", "200")
    near.run("mount", "--bind", str(tun), "/dev/net/tun")
    made = Boxes(near, folder / "data", USER)
    try:
        yield made
        made.close()
    finally:
        near.run("umount", "--lazy", "/dev/net/tun")
        shutil.rmtree(folder)


def ask(world: World, address: str, port: int, words: str, kind: str = "tcp") -> str:
    argv = (sys.executable, "-I", "-S", "-c", ASK, address, str(port), kind, words, "20")
    return world.run(*argv).stdout.decode().strip()


def only(near: World, boxes: Boxes, way: str) -> None:
    """Leave one way out: the programs before it are not found."""
    folder = boxes.data.parent / "bin"
    folder.mkdir()
    if way != "none":
        path = shutil.which(way)
        assert path is not None, f"{way} is not installed"
        (folder / way).symlink_to(path)
    boxes.path = str(folder)


@pytest.mark.parametrize("way", WAYS)
def test_ports_and_the_way_out(boxes: Boxes, near: World, way: str) -> None:
    only(near, boxes, way)
    with outside(near) as (_address, there):
        ports_and_the_way_out(boxes, near, way, there)


def ports_and_the_way_out(boxes: Boxes, near: World, way: str, there: outside) -> None:
    listening = near.make_socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    ports = {
        "80/tcp": [{"HostIp": "", "HostPort": "8080"}],
        "53/udp": [{"HostIp": "127.0.0.1", "HostPort": "5353"}],
    }
    box = boxes.start("web", ports=ports)
    assert box.settings["Ports"]["80/tcp"][0] == {"HostIp": "0.0.0.0", "HostPort": "8080"}
    with box.serving(ECHO, "0.0.0.0", "80", "tcp"), box.serving(ECHO, "0.0.0.0", "53", "udp"):
        assert ask(near, "127.0.0.1", 8080, "hello").endswith(" hello")
        assert ask(near, "::1", 8080, "hello").endswith(" hello")
        assert ask(near, "127.0.0.1", 5353, "ping", "udp").endswith(" ping")
    hosts = box.file("hosts")
    if way == "none":
        assert "host.docker.internal" not in hosts
        assert box.run("ip", "route") == ""
    else:
        address = hosts.split("\thost.docker.internal")[0].splitlines()[-1]
        port = str(listening.getsockname()[1])
        assert box.python(_CONNECT, address, port) == "connected"
        assert there.echo(box) == "10.99.0.1 out"
    assert box.python(RESOLVE, "nowhere.test", "1") in ("2", "3")
    taken = boxes.make("second", ports={"80/tcp": [{"HostIp": "", "HostPort": "8080"}]})
    with pytest.raises(Failed, match="port is already allocated\ncontainer web"):
        taken.attach()
    box.kill()
    eventually(lambda: not boxes.left())
    taken.attach()
    listening.close()


def test_neighbours(boxes: Boxes, near: World) -> None:
    only(near, boxes, "none")
    boxes.call("create", "net", {"six": True})
    web = boxes.start(
        "web", "net", aliases=["app"], ports={"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}
    )
    too, apart = boxes.start("too", "net"), boxes.start("apart")
    assert too.python(RESOLVE, "app", "1") == f"0 {web.address}"
    assert apart.python(RESOLVE, "app", "1") != f"0 {web.address}"
    six = web.settings["Networks"]["net"]["GlobalIPv6Address"]
    large = "x" * 100_000
    with web.serving(ECHO, "::", "80", "tcp"):
        assert too.python(ASK, web.address, "80", "tcp", large) == f"::ffff:{too.address} {large}"
        assert too.python(ASK, six, "80", "tcp", "hello").endswith(" hello")
        assert "error" in apart.python(ASK, web.address, "80", "tcp", "x", "2")
        assert ask(near, "127.0.0.1", 8080, "hello").endswith(" hello")
    web.kill()
    third = boxes.start("third", "net")
    assert third.address == web.address
    with third.serving(ECHO, "0.0.0.0", "80", "tcp"):
        assert too.python(ASK, third.address, "80", "tcp", "x") == f"{too.address} x"


def test_without_the_device(boxes: Boxes, near: World) -> None:
    near.run("chmod", "0600", str(boxes.data.parent / "tun"))
    only(near, boxes, "slirp4netns")
    boxes.call("create", "net", {})
    with pytest.raises(Failed, match=r"/dev/net/tun: Permission denied\n.*\nas root: chmod 0666"):
        boxes.start("web", "net")
    box = boxes.start("alone", ports={"80/tcp": [{"HostIp": "", "HostPort": "8080"}]})
    with box.serving(ECHO, "0.0.0.0", "80", "tcp"):
        assert ask(near, "127.0.0.1", 8080, "hello").endswith(" hello")


_CONNECT = """
import socket, sys
made = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=20)
print("connected")
"""
