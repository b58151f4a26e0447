"""The kernel engine's networks as root: what reaches what, names, ports, and what is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from integration.kernel.boxes import ASK, ECHO, RESOLVE, Boxes, Failed, eventually
from integration.kernel.outside import outside
from rig.world import World


@pytest.fixture
def boxes(near: World, tmp_path: Path) -> Iterator[Boxes]:
    made = Boxes(near, tmp_path / "data ü")
    yield made
    made.close()


def ask(
    world: World, address: str, port: int, words: str, kind: str = "tcp", seconds: str = "20"
) -> str:
    argv = (sys.executable, "-I", "-S", "-c", ASK, address, str(port), kind, words, seconds)
    return world.run(*argv).stdout.decode().strip()


def test_published(boxes: Boxes, near: World) -> None:
    ports = {
        "80/tcp": [{"HostIp": "", "HostPort": "8080"}, {"HostIp": "127.0.0.1", "HostPort": ""}],
        "53/udp": [{"HostIp": "", "HostPort": "5353"}],
    }
    box = boxes.start("web", ports=ports)
    rows = box.settings["Ports"]["80/tcp"]
    assert {"HostIp": "0.0.0.0", "HostPort": "8080"} in rows
    chosen = int(next(row["HostPort"] for row in rows if row["HostIp"] == "127.0.0.1"))
    gateway = box.settings["Gateway"]
    # It answers before anything serves inside: an end, and no silence.
    assert ask(near, "::1", 8080, "x") in (
        "",
        "error ConnectionResetError",
        "error BrokenPipeError",
    )
    with box.serving(ECHO, "0.0.0.0", "80", "tcp"), box.serving(ECHO, "0.0.0.0", "53", "udp"):
        for address, port in (
            ("127.0.0.1", 8080),
            ("::1", 8080),
            (gateway, 8080),
            ("127.0.0.1", chosen),
        ):
            assert ask(near, address, port, "hello").endswith(" hello"), address
        for address in ("127.0.0.1", "::1", gateway):
            assert ask(near, address, 5353, "ping", "udp").endswith(" ping"), address
        large = "x" * 3_000_000
        with near.connect(8080, "::1") as stream:
            stream.settimeout(60)
            stream.sendall(large.encode())
            stream.shutdown(1)
            got = b"".join(iter(lambda: stream.recv(1 << 16), b""))
        assert got.split(b" ", 1)[1] == large.encode()
        # Its own published port, from inside, and a neighbour's.
        assert box.python(ASK, gateway, "8080", "tcp", "me").endswith(" me")
        other = boxes.start("other")
        assert other.python(ASK, gateway, "8080", "tcp", "it").endswith(" it")
        assert other.python(ASK, box.address, "80", "tcp", "it") == f"{other.address} it"
        # What is published on 127.0.0.1 is for the host alone, and containers never reach its loopback.
        assert "error" in other.python(ASK, gateway, str(chosen), "tcp", "x", "2")
    assert box.settings["IPAddress"] in box.file("hosts")
    assert f"{gateway}\thost.docker.internal host.containers.internal\n" in box.file("hosts")


def test_from_outside(boxes: Boxes, near: World) -> None:
    """A second host behind a link: published ports answer it, nothing else does, and it is reached."""
    with outside(near) as (address, ask_there):
        box = boxes.start("web", ports={"80/tcp": [{"HostIp": "", "HostPort": "8080"}]})
        with box.serving(ECHO, "0.0.0.0", "80", "tcp"), box.serving(ECHO, "0.0.0.0", "81", "tcp"):
            assert ask_there("10.99.0.1", 8080, "hello") == f"{address} hello"
            assert "error" in ask_there(box.address, 81, "hello", "2")
            # A FORWARD chain that drops, as docker's and ufw's.
            near.run("iptables", "-P", "FORWARD", "DROP")
            before = near.run("iptables", "-S", "FORWARD").stdout
            try:
                second = boxes.start(
                    "second", ports={"80/tcp": [{"HostIp": "", "HostPort": "8081"}]}
                )
                with second.serving(ECHO, "0.0.0.0", "80", "tcp"):
                    assert ask_there("10.99.0.1", 8081, "hello") == f"{address} hello"
                    assert "hb" in near.run("iptables", "-S", "FORWARD").stdout.decode()
                # And outbound, with the host's address.
                assert ask_there.echo(second) == "10.99.0.1 out"
                for one in (box, second):
                    one.kill()
                eventually(lambda: not boxes.left())
                assert near.run("iptables", "-S", "FORWARD").stdout == before
            finally:
                near.run("iptables", "-P", "FORWARD", "ACCEPT")


def test_taken_ports(boxes: Boxes, near: World) -> None:
    first = boxes.start("first", ports={"80/tcp": [{"HostIp": "", "HostPort": "8080"}]})
    second = boxes.make("second", ports={"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]})
    with pytest.raises(
        Failed, match=r"127\.0\.0\.1:8080 failed: port is already allocated\ncontainer first"
    ):
        second.attach()
    holder = near.make_socket()
    holder.bind(("127.0.0.1", 9090))
    holder.listen()
    third = boxes.make("third", ports={"80/tcp": [{"HostIp": "", "HostPort": "9090"}]})
    with pytest.raises(
        Failed, match=rf"0\.0\.0\.0:9090 failed.*\n.*\({os.getpid()}\) has 9090/tcp"
    ):
        third.attach()
    # A range takes the first that is free, and what failed has left nothing of itself.
    third.record["HostConfig"]["PortBindings"]["80/tcp"][0]["HostPort"] = "9090-9092"
    third.attach()
    assert third.settings["Ports"]["80/tcp"][0]["HostPort"] == "9091"
    holder.close()
    # A container that was killed gives its port to the next one at once.
    first.kill()
    second.attach()
    assert second.settings["Ports"] == {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]}


@pytest.fixture
def servers(near: World) -> Iterator[None]:
    """A resolv.conf that names a server which containers can reach."""
    near.run("cp", "/etc/resolv.conf", "/etc/resolv.conf.kept")
    near.run("sh", "-c", "echo nameserver 192.0.2.53 > /etc/resolv.conf")
    yield
    near.run("mv", "/etc/resolv.conf.kept", "/etc/resolv.conf")


def test_names(boxes: Boxes, near: World, servers: None) -> None:
    network = boxes.call("create", "net", {"ranges": [{"Subnet": "10.77.0.0/24"}], "six": True})
    web = boxes.start("web", "net", aliases=["app"], ip={"IPv4Address": "10.77.0.20"})
    too = boxes.start("too", "net", aliases=["app", "Mixed"])
    apart = boxes.start("apart")
    assert web.address == "10.77.0.20"
    assert too.address == "10.77.0.2"
    assert "nameserver 127.0.0.11\n" in too.file("resolv.conf")
    assert apart.file("resolv.conf") == "nameserver 192.0.2.53\n"
    for name in ("web", "WEB", "web.net", web.id[:12]):
        assert too.python(RESOLVE, name, "1") == "0 10.77.0.20", name
    assert too.python(RESOLVE, "web", "1", "tcp") == "0 10.77.0.20"
    assert too.python(RESOLVE, "mixed", "1") == "0 10.77.0.2"
    both = {too.python(RESOLVE, "app", "1") for _ in range(4)}
    assert both == {"0 10.77.0.20 10.77.0.2", "0 10.77.0.2 10.77.0.20"}
    six = web.settings["Networks"]["net"]["GlobalIPv6Address"]
    assert too.python(RESOLVE, "web", "28") == f"0 {six}"
    assert too.python(RESOLVE, "20.0.77.10.in-addr.arpa", "12") == "0 web.net"
    with web.serving(ECHO, "::", "80", "tcp"):
        answer = too.python(ASK, six, "80", "tcp", "hello")
        assert answer == f"{too.settings['Networks']['net']['GlobalIPv6Address']} hello"
        assert "error" in apart.python(ASK, "10.77.0.20", "80", "tcp", "x", "2")
    # A container may serve port 53 of its own.
    with too.serving(ECHO, "0.0.0.0", "53", "udp"):
        assert web.python(ASK, too.address, "53", "udp", "own") == "10.77.0.20 own"
    # Other names are asked of the host's servers, and a container that has gone has no name.
    # A server on the host's loopback is asked from the host, for containers of any network.
    near.run("sh", "-c", "echo nameserver 127.0.0.53 > /etc/resolv.conf")
    argv = [*near.words(), sys.executable, "-I", "-S", "-u", "-c", _UPSTREAM]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as upstream:
        assert upstream.stdout is not None
        assert upstream.stdout.readline()
        for one in (boxes.start("third", "net"), boxes.start("fourth")):
            assert one.python(RESOLVE, "example.test", "1") == "0 192.0.2.7"
        upstream.kill()
    # What has gone has no name.
    web.kill()
    eventually(lambda: too.python(RESOLVE, "web.net", "1").split()[0] in ("2", "3"))
    assert network["Name"] == "net"


def test_internal_and_apart(boxes: Boxes, near: World) -> None:
    with outside(near) as (address, there):
        boxes.call("create", "inner", {"internal": True})
        boxes.call("create", "outer", {})
        inner, outer = boxes.start("a", "inner"), boxes.start("b", "outer")
        assert inner.run("ip", "route", "show", "default") == ""
        assert "host.docker.internal" not in inner.file("hosts")
        assert inner.python(RESOLVE, "example.test", "1") == "3"
        inner.run("ip", "route", "add", "default", "via", _gateway(inner))
        assert "error" in inner.python(ASK, address, str(there.port), "tcp", "x", "2")
        assert outer.python(ASK, address, str(there.port), "tcp", "x").endswith(" x")
        with outer.serving(ECHO, "0.0.0.0", "80", "tcp"):
            assert "error" in inner.python(ASK, outer.address, "80", "tcp", "x", "2")


def test_joining_and_leaving(boxes: Boxes, near: World) -> None:
    boxes.call("create", "one", {})
    boxes.call("create", "two", {})
    box = boxes.start("box", "one", ports={"80/tcp": [{"HostIp": "", "HostPort": "8080"}]})
    peer = boxes.start("peer", "two", config={"Hostname": "host-of-peer"})
    assert box.python(RESOLVE, "peer", "1").split()[0] != "0"
    with box.serving(ECHO, "0.0.0.0", "80", "tcp"):
        box.settings = boxes.call("connect", box.record, "two", {"Aliases": ["known"]})
        assert sorted(box.settings["Networks"]) == ["one", "two"]
        assert box.python(RESOLVE, "peer", "1") == f"0 {peer.address}"
        assert box.python(RESOLVE, "host-of-peer", "1") == f"0 {peer.address}"
        address = box.settings["Networks"]["two"]["IPAddress"]
        assert peer.python(RESOLVE, "known", "1") == f"0 {address}"
        assert peer.python(ASK, address, "80", "tcp", "x") == f"{peer.address} x"
        with pytest.raises(Failed, match="already exists in network two"):
            boxes.call("connect", box.record, "two", {})
        # Without the network behind its ports they are carried to the other one.
        box.settings = boxes.call("disconnect", box.record, "one")
        assert list(box.settings["Networks"]) == ["two"]
        for host in ("127.0.0.1", "::1"):
            assert ask(near, host, 8080, "still").endswith(" still")
    with pytest.raises(Failed, match="not connected to network one"):
        boxes.call("disconnect", box.record, "one")


def test_refusals(boxes: Boxes) -> None:
    boxes.call("create", "named", {"ranges": [{"Subnet": "10.78.0.0/30"}]})
    boxes.call("create", "chosen", {})
    one = boxes.start("one", "named", ip={"IPv4Address": "10.78.0.2"})
    for network, ip, words in (
        ("named", {"IPv4Address": "10.78.0.2"}, "Address already in use: 10.78.0.2"),
        ("named", {"IPv4Address": "10.79.0.2"}, "is not in 10.78.0.0/30"),
        ("named", {"IPv4Address": "nonsense"}, "invalid IP address"),
        ("named", {"IPv6Address": "fd00::2"}, "has no subnet for fd00::2"),
        ("named", None, "no address is free in 10.78.0.0/30"),
        ("chosen", {"IPv4Address": "172.30.0.2"}, "networks with a named subnet alone"),
        ("bridge", {"IPv4Address": "172.17.0.9"}, "user defined networks only"),
        ("missing", None, "network missing not found"),
    ):
        with pytest.raises(Failed, match=words):
            boxes.start("two", network, ip=ip)
    for name, how, words in (
        ("named", {}, "already exists"),
        ("host", {}, "predefined host network"),
        ("a b", {}, "invalid network name"),
        ("x", {"ranges": [{"Subnet": "10.78.0.0/24"}]}, "overlaps with network named"),
        ("x", {"ranges": [{"Subnet": "10.0.0.1/24"}]}, "bits of a host"),
        (
            "x",
            {"ranges": [{"Subnet": "10.1.0.0/24", "Gateway": "10.2.0.1"}]},
            "no matching subnet for gateway",
        ),
        ("x", {"driver": "overlay"}, "has bridge alone"),
        ("x", {"options": {"com.docker.network.driver.mtu": "big"}}, "invalid MTU"),
    ):
        with pytest.raises(Failed, match=words):
            boxes.call("create", name, how)
    boxes.call("create", "small", {"options": {"com.docker.network.driver.mtu": "1400"}})
    assert "mtu 1400" in boxes.start("small", "small").run("ip", "link", "show", "eth0")
    assert one.address == "10.78.0.2"


def test_two_instances_and_a_subnet_that_is_in_use(near: World, tmp_path: Path) -> None:
    near.run("ip", "link", "add", "their-bridge", "type", "bridge")
    near.run("ip", "address", "add", "172.17.0.1/16", "dev", "their-bridge")
    near.run("ip", "link", "set", "their-bridge", "up")
    here, there = Boxes(near, tmp_path / "a"), Boxes(near, tmp_path / "b")
    try:
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda at: (here, there)[at % 2].start(f"box{at}"), range(6)))
        addresses = [box.address for box in made]
        assert len(set(addresses)) == 6
        nets = {tuple(address.split(".")[:2]) for address in addresses}
        assert nets == {("172", "18"), ("172", "19")}
        mine, other = made[0], made[1]
        with other.serving(ECHO, "0.0.0.0", "80", "tcp"):
            assert "error" in mine.python(ASK, other.address, "80", "tcp", "x", "2")
            assert made[3].python(ASK, other.address, "80", "tcp", "x").endswith(" x")
    finally:
        here.close()
        there.close()
        near.run("ip", "link", "del", "their-bridge")


def test_killed_at_any_moment(boxes: Boxes, near: World) -> None:
    """A command that is killed leaves what the next one collects: also without its keeper."""
    rounds = 60 if os.environ.get("HOSTBRIDGE_SOAK") == "1" else 6
    ports = {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}
    boxes.call("create", "net", {})
    for number in range(rounds):
        box = boxes.make("box", ("net", "default")[number % 2], ports)
        argv = [sys.executable, "-X", "importtime", "-c", _SLOW, str(number), str(boxes.data)]
        done = near.run(*argv, json.dumps(box.record), str(box.pid), check=False)
        assert done.returncode in (-signal.SIGKILL, 0), done.stderr[-2000:]
        if number % 3 == 0:
            for pid in near.processes(boxes.keeper):
                os.kill(pid, signal.SIGKILL)
        box.kill()
    last = boxes.start("last", ports=ports)
    with last.serving(ECHO, "0.0.0.0", "80", "tcp"):
        assert ask(near, "127.0.0.1", 8080, "hello").endswith(" hello")
    links = [line for line in boxes.left() if "link" in line]
    assert len(links) == 2, links


def test_rules_that_somebody_flushed(boxes: Boxes, near: World) -> None:
    ports = {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}
    first = boxes.start("first", ports=ports)
    # As "nft flush ruleset" does, but for the rules of other engines on this machine.
    for line in near.run("nft", "list", "tables").stdout.decode().splitlines():
        if " hostbridge-" in line:
            near.run("nft", "delete", *line.split())
    assert first.address not in near.run("nft", "list", "ruleset").stdout.decode()
    with first.serving(ECHO, "0.0.0.0", "80", "tcp"):
        assert ask(near, "127.0.0.1", 8080, "by the keeper").endswith(" by the keeper")
        boxes.start("second")
        rules = near.run("nft", "list", "ruleset").stdout.decode()
        assert f"tcp . 8080 : {first.address} . 80" in rules


def _gateway(box: object) -> str:
    settings = box.settings  # type: ignore[attr-defined]
    address = next(iter(settings["Networks"].values()))["IPAddress"]
    return str(address).rpartition(".")[0] + ".1"


_UPSTREAM = """
import socket
made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
made.bind(("127.0.0.53", 53))
print("ready")
while True:
    data, client = made.recvfrom(4096)
    head = data[:2] + b"\\x81\\x80" + b"\\0\\1\\0\\1\\0\\0\\0\\0"
    made.sendto(head + data[12:] + b"\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\x3c\\0\\4" + socket.inet_aton("192.0.2.7"), client)
"""
_SLOW = """
import json, os, random, signal, sys, threading
from hostbridge_kernel.network import netlink, attach, keeper
from hostbridge_kernel.network.networks import Networks
left = random.Random(int(sys.argv[1])).randrange(1, 40)
def die(kept):
    def call(*words, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return kept(*words, **named)
    return call
netlink.Netlink.request = die(netlink.Netlink.request)
netlink.Netlink.batch = die(netlink.Netlink.batch)
attach.attach(Networks(sys.argv[2]), json.loads(sys.argv[3]), int(sys.argv[4]))
if random.Random(sys.argv[1]).random() < 0.5:
    attach.detach(Networks(sys.argv[2]), json.loads(sys.argv[3])["Id"])
"""
