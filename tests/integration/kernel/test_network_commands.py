"""``network *``, ``port`` and ``run``'s words about them on the kernel engine, as a user sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from integration.kernel.living import IMAGE, kernel, shared_kernel, until
from rig.subject import Subject
from rig.world import World

__all__ = ["kernel", "shared_kernel"]

SERVE = ("httpd", "-f", "-h", "/www", "-p", "80")


@pytest.fixture
def engine(kernel: Subject) -> Iterator[Subject]:
    """The engine, without the networks of another test."""
    yield kernel
    for name in kernel.run("ps", "-aq").ok().text.split():
        kernel.run("rm", "-f", name).ok()
    kernel.run("network", "prune", "-f").ok()


def refuses(near: World, port: int) -> bool:
    try:
        near.connect(port, timeout=2).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False


def test_a_network_from_its_making_to_its_end(engine: Subject, near: World) -> None:
    made = engine.run(
        "network", "create", "--subnet", "10.66.0.0/24", "--label", "a=b", "--ipv6", "net",
    ).ok().text  # fmt: skip
    assert len(made) == 64
    engine.run("run", "-d", "--name", "web", "--network", "net", "--ip", "10.66.0.9", "--network-alias",
               "app", "-p", "8080:80", IMAGE, *SERVE).ok()  # fmt: skip
    assert near.fetch(8080)
    page = engine.run("run", "--rm", "--network", "net", IMAGE, "wget", "-qO-", "http://app/").ok()
    assert page.out == near.fetch(8080)
    listed = engine.run("network", "ls", "--format", "{{.Name}} {{.Driver}}").ok().text.splitlines()
    assert listed == ["bridge bridge", "host host", "net bridge", "none null"]
    assert engine.run("network", "ls", "-q", "-f", "label=a").ok().text == made[:12]
    (shown,) = json.loads(engine.run("network", "inspect", "net").ok().text)
    assert (shown["Id"], shown["EnableIPv6"]) == (made, True)
    (place,) = shown["Containers"].values()
    assert (place["Name"], place["IPv4Address"]) == ("web", "10.66.0.9/24")
    inside = engine.run("exec", "web", "ip", "-4", "address", "show", "eth0").ok().text
    assert "inet 10.66.0.9/24" in inside
    ports = engine.run("port", "web").ok().text.splitlines()
    assert ports == ["80/tcp -> 0.0.0.0:8080", "80/tcp -> [::]:8080"]
    assert engine.run("port", "web", "80").ok().text.splitlines() == ["0.0.0.0:8080", "[::]:8080"]
    refused = engine.run("port", "web", "81")
    assert (refused.code, "no public port '81/tcp' published for web" in refused.error) == (1, True)
    refused = engine.run("network", "rm", "net")
    assert (refused.code, "active endpoints" in refused.error) == (1, True)
    # Restarted it has the same address and port, and stopped none.
    engine.run("restart", "-t", "0", "web").ok()
    assert near.fetch(8080) == page.out
    engine.run("stop", "-t", "0", "web").ok()
    assert engine.run("port", "web").ok().text == ""
    until(lambda: refuses(near, 8080), "a port that refuses")
    engine.run("rm", "web").ok()
    assert engine.run("network", "rm", "net").ok().text == "net"
    refused = engine.run("network", "inspect", "net")
    assert (refused.code, refused.text) == (1, "[]")


def test_connecting_and_disconnecting(engine: Subject) -> None:
    engine.run("network", "create", "one").ok()
    engine.run("network", "create", "two").ok()
    engine.run("run", "-d", "--name", "web", "--network", "one", IMAGE, *SERVE).ok()
    fetch = ("run", "--rm", "--network", "two", IMAGE, "wget", "-qO-", "http://known/")
    assert engine.run(*fetch).code != 0
    engine.run("network", "connect", "--alias", "known", "two", "web").ok()

    def networks() -> list[str]:
        return engine.run("ps", "-a", "--format", "{{.Networks}}").ok().text.split(",")

    assert networks() == ["one", "two"]
    assert engine.run(*fetch).ok().out
    engine.run("network", "disconnect", "one", "web").ok()
    engine.run("restart", "-t", "0", "web").ok()
    assert networks() == ["two"]
    assert engine.run(*fetch).ok().out
    refused = engine.run("network", "disconnect", "one", "web")
    assert (refused.code, "is not connected to network one" in refused.error) == (1, True)
    # Of a container that is stopped it is noted for its start.
    engine.run("stop", "-t", "0", "web").ok()
    engine.run("network", "connect", "one", "web").ok()
    engine.run("start", "web").ok()
    assert networks() == ["one", "two"]
    assert engine.run("network", "prune", "-f").ok().text == ""
    engine.run("rm", "-f", "web").ok()
    gone = engine.run("network", "prune", "-f").ok().text.splitlines()
    assert gone == ["Deleted Networks:", "one", "two"]


def test_modes(engine: Subject) -> None:
    links = ("ls", "/sys/class/net")
    assert engine.run("run", "--rm", "--network", "none", IMAGE, *links).ok().text == "lo"
    engine.run("run", "-d", "--name", "web", IMAGE, *SERVE).ok()
    inside = ("run", "--rm", "--network", "container:web", IMAGE)
    assert engine.run(*inside, *links).ok().text.split() == ["eth0", "lo"]
    assert engine.run(*inside, "wget", "-qO-", "http://127.0.0.1/").ok().out
    seen = ("run", "--rm", "--network", "host", IMAGE, "ip", "-o", "link")
    assert ": eth0" not in engine.run(*seen).ok().text  # docker's veth0… may be there


def test_refusals(engine: Subject) -> None:
    engine.run("run", "-d", "--name", "web", "-p", "8080:80", IMAGE, *SERVE).ok()
    for words, code, said in (
        (("run", "--rm", "-p", "8080:80", IMAGE, "true"), 125, "port is already allocated"),
        (("run", "--rm", "--network", "missing", IMAGE, "true"), 125, "network missing not found"),
        (("network", "create", "--subnet", "10.0.0.1/8", "x"), 1, "bits of a host set"),
        (("network", "create", "-d", "macvlan", "x"), 1, "the kernel engine has bridge alone"),
        (("network", "create", "host"), 1, "predefined host network"),
        (("network", "create", "--gateway", "10.1.1.1", "x"), 1, "no matching subnet for gateway"),
        (("network", "rm", "bridge"), 1, "pre-defined network and cannot be removed"),
        (("network", "rm", "missing"), 1, "network missing not found"),
        (("network", "connect", "host", "web"), 1, "host cannot be connected"),
        (("network", "connect", "missing", "web"), 1, "network missing not found"),
        (("network", "ls", "--filter", "x=y"), 1, "invalid filter 'x'"),
    ):
        refused = engine.run(*words)
        assert (refused.code, said in refused.error) == (code, True), (words, refused.error)
        assert "Traceback" not in refused.error
    until(lambda: "web" in engine.run("ps", "--format", "{{.Names}} {{.Ports}}").ok().text)
    assert "0.0.0.0:8080->80/tcp" in engine.run("ps", "--format", "{{.Ports}}").ok().text
