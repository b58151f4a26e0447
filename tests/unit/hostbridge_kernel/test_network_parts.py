"""What networks are made of: subnets, addresses, files, bindings, leases, names, the switch."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from hostbridge.errors import Conflict, HostbridgeError, StateError, UsageError
from hostbridge_kernel.containers import processes
from hostbridge_kernel.network import endpoints, files, names, naming, owners, ports, subnets
from hostbridge_kernel.network import networks as definitions
from hostbridge_kernel.network.leases import Leases, look
from hostbridge_kernel.network.loop import Loop
from hostbridge_kernel.network.networks import Networks
from hostbridge_kernel.network.switch import Switch

NET = subnets.parsed("172.18.0.0/16")


def packed(text: str) -> bytes:
    return subnets.packed(text)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("10.0.0.0/8", "10.1.0.0/16", True),
        ("10.0.0.0/16", "10.1.0.0/16", False),
        ("0.0.0.0/0", "10.1.0.0/16", True),
        ("fd00::/64", "10.0.0.0/8", False),
        ("fd00::/64", "fd00::1/128", True),
    ],
)
def test_overlaps(one: str, other: str, shared: bool) -> None:
    assert subnets.overlap(subnets.parsed(one), subnets.parsed(other)) is shared
    assert subnets.overlap(subnets.parsed(other), subnets.parsed(one)) is shared


@pytest.mark.parametrize(
    "text", ["", "10.0.0.0", "10.0.0.1/24", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/²", "x/8", "::1/64", "1/8"]
)  # fmt: skip
def test_what_is_no_subnet(text: str) -> None:
    with pytest.raises(ValueError, match="."):
        subnets.parsed(text)


def test_free_subnets_are_the_first_of_dockers_pools() -> None:
    assert subnets.free([]) == subnets.parsed("172.17.0.0/16")
    taken = [subnets.parsed(text) for text in ("172.17.3.0/24", "172.18.0.0/15", "192.168.1.0/24")]
    assert subnets.free(taken) == subnets.parsed("172.20.0.0/16")
    taken.append(subnets.parsed("172.16.0.0/12"))
    assert subnets.free(taken) == subnets.parsed("192.168.16.0/20")
    with pytest.raises(HostbridgeError, match="no subnet is free"):
        subnets.free([*taken, subnets.parsed("192.168.0.0/16")])


def test_free_addresses() -> None:
    small = subnets.parsed("10.0.0.0/30")
    assert subnets.free_address(small, [packed("10.0.0.1")]) == packed("10.0.0.2")
    with pytest.raises(HostbridgeError, match=r"no address is free in 10\.0\.0\.0/30"):
        subnets.free_address(small, [packed("10.0.0.1"), packed("10.0.0.2")])
    within = subnets.parsed("172.18.5.0/24")
    assert subnets.free_address(NET, [], within) == packed("172.18.5.0")
    six = subnets.local6("ab" * 32)
    assert subnets.shown(six[0]) == "fdab:abab:abab:abab::"
    assert subnets.free_address(six, [subnets.gateway(six)]) == packed("fdab:abab:abab:abab::2")


def test_names_of_the_host_fit_and_differ() -> None:
    one, other = ("a" * 64, "b" * 64)
    made = [
        names.bridge("123abc", one),
        names.veth("123abc", one, other),
        names.veth("123abc", other, one),
    ]
    assert len(set(made)) == 3
    assert all(len(name) <= 15 and "123abc" in name for name in made)
    assert len(names.network_id("123abc", "bridge")) == 64
    assert names.mac(packed("172.17.0.2")).hex(":") == "02:42:ac:11:00:02"


RECORD: dict[str, Any] = {
    "Id": "f" * 64, "Name": "/web", "Config": {"Hostname": "here", "Domainname": "test"},
    "HostConfig": {"ExtraHosts": ["db:10.0.0.9", "me:host-gateway", "six:[fd00::1]"]},
}  # fmt: skip


def test_hosts() -> None:
    text = files.hosts(RECORD, ["172.18.0.2"], "172.18.0.1", [("172.18.0.7", "alias web")])
    lines = text.splitlines()
    assert lines[0] == "127.0.0.1\tlocalhost"
    assert lines[-6:] == [
        "10.0.0.9\tdb", "172.18.0.1\tme", "fd00::1\tsix",
        "172.18.0.1\thost.docker.internal host.containers.internal", "172.18.0.7\talias web",
        "172.18.0.2\there.test here",
    ]  # fmt: skip
    assert "internal" not in files.hosts(RECORD, [], "")
    given = {**RECORD, "HostConfig": {"ExtraHosts": ["host.docker.internal:10.1.1.1"]}}
    assert "172.18.0.1\thost.containers.internal\n" in files.hosts(given, [], "172.18.0.1")


HOST = "# a\nnameserver 127.0.0.53\nnameserver 9.9.9.9\nsearch lan  home\noptions edns0\n"


def test_resolv_conf() -> None:
    assert files.resolv_conf({}, HOST, own_resolver=False) == (
        "nameserver 9.9.9.9\nsearch lan home\noptions edns0\n"
    )
    assert files.resolv_conf({}, HOST, own_resolver=True) == (
        "nameserver 127.0.0.11\nsearch lan home\noptions edns0 ndots:0\n"
    )
    asked = {"HostConfig": {"Dns": ["127.0.0.1"], "DnsSearch": ["."], "DnsOptions": ["ndots:3"]}}
    assert files.resolv_conf(asked, HOST, own_resolver=False) == (
        "nameserver 127.0.0.1\noptions ndots:3\n"
    )
    assert (
        files.resolv_conf(asked, "", own_resolver=True)
        == "nameserver 127.0.0.11\noptions ndots:3\n"
    )


def test_bindings() -> None:
    record = {
        "Config": {"ExposedPorts": {"80/tcp": {}, "90/tcp": {}}},
        "HostConfig": {
            "PublishAllPorts": True,
            "PortBindings": {"80/tcp": [{"HostIp": "::1", "HostPort": "8080"}, {}], "53/udp": None},
        },
    }
    found = [(one.protocol, one.port, one.host, one.host_port) for one in ports.wanted(record)]
    assert found == [
        ("tcp", 80, "::1", "8080"), ("udp", 53, "", ""), ("tcp", 80, "", ""), ("tcp", 90, "", ""),
    ]  # fmt: skip
    with pytest.raises(UsageError, match="9/sctp: cannot be published"):
        ports.wanted({"HostConfig": {"PortBindings": {"9/sctp": []}}})


@pytest.mark.parametrize(("host", "port"), [("1.2.3", "1"), ("", "x"), ("", "9-8"), ("", "1-x")])
def test_bindings_that_make_no_sense(host: str, port: str) -> None:
    with pytest.raises(UsageError, match="invalid"):
        ports.bind(ports.Wanted("tcp", 80, host, port), {})


def test_a_socket_of_another_process_is_told() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        number = held.getsockname()[1]
        assert f"({os.getpid()})" in owners.owner("tcp", number)
        with pytest.raises(Conflict, match="already allocated") as refused:
            ports.bind(ports.Wanted("tcp", 80, "127.0.0.1", str(number)), {})
        assert f"({os.getpid()}) has {number}/tcp" in refused.value.detail
        lease = {"Name": "web", "Ports": [["tcp", "0.0.0.0", number, 80]]}
        with pytest.raises(Conflict) as refused:
            ports.bind(ports.Wanted("tcp", 80, "127.0.0.1", str(number)), {"x": lease})
        assert "container web has" in refused.value.detail
        chosen = ports.bind(ports.Wanted("tcp", 80, "127.0.0.1", ""), {})
        assert chosen[0].host_port != number
        chosen[0].socket.close()


def lease(name: str, network: str, address: str, *known: str) -> dict[str, Any]:
    place = {"Address": address, "Address6": "", "Names": [name, *known], "Link": "", "Mac": "",
             "Prefix": 16, "Prefix6": 0, "Gateway": "", "Gateway6": ""}  # fmt: skip
    return {
        "Name": name, "Pid": os.getpid(), "StartTime": processes.start_time(os.getpid()),
        "Keepers": [], "Networks": {network: place}, "Ports": [], "Outside": network,
    }  # fmt: skip


def user_network(networks: Networks, name: str) -> str:
    network = definitions.shape(name[0] * 64, name, "bridge")
    networks.write(network)
    return str(network["Id"])


def test_leases_outlive_their_command_and_not_their_boot(tmp_path: Path) -> None:
    folder = str(tmp_path / "ü")
    with Leases(folder) as leases:
        leases.endpoints["c"] = lease("web", "n", "10.0.0.2")
    with Leases(folder) as leases:
        assert leases.dead() == []
        leases.endpoints["d"] = {**lease("gone", "n", "10.0.0.3"), "StartTime": 1}
        assert leases.dead() == ["d"]
    assert sorted(look(folder)) == ["c", "d"]
    file = Path(folder, "leases.json")
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({**kept, "BootId": "another"}))
    assert look(folder) == {}
    for torn in ("", "[]", "{", '{"BootId": 1}', "\0" * 100):
        file.write_text(torn)
        assert look(folder) == {}


def test_names_and_turns(tmp_path: Path) -> None:
    networks = Networks(str(tmp_path))
    one, other = user_network(networks, "Front"), user_network(networks, "back")
    with Leases(networks.folder) as leases:
        leases.endpoints["a"] = lease("web", one, "10.0.0.2", "app")
        leases.endpoints["b"] = lease("too", one, "10.0.0.3", "app")
        leases.endpoints["c"] = lease("far", other, "10.1.0.2")
        leases.endpoints["d"] = lease("plain", networks.default()["Id"], "172.17.0.2")
    seen = naming.Naming(networks, "a", {"db": "too"})
    assert seen.addresses("too", 4) == [packed("10.0.0.3")]
    assert seen.addresses("too.front", 4) == [packed("10.0.0.3")]
    assert seen.addresses("db", 4) == [packed("10.0.0.3")]
    assert seen.addresses("too", 16) == []
    assert seen.addresses("far", 4) is None
    assert {tuple(seen.addresses("app", 4) or ()) for _ in range(4)} == {
        (packed("10.0.0.2"), packed("10.0.0.3")), (packed("10.0.0.3"), packed("10.0.0.2")),
    }  # fmt: skip
    assert seen.name(packed("10.0.0.3")) == "too.Front".lower()
    assert naming.Naming(networks, "d", {}).addresses("plain", 4) is None
    with Leases(networks.folder) as leases:
        del leases.endpoints["b"]
    assert seen.addresses("too", 4) is None


def test_networks_are_found(tmp_path: Path) -> None:
    networks = Networks(str(tmp_path))
    user_network(networks, "abc")
    assert [one["Name"] for one in networks.all()] == ["abc", "bridge", "host", "none"]
    assert networks.find("aaaa")["Name"] == networks.find("abc")["Name"] == "abc"
    with pytest.raises(HostbridgeError, match="network x not found"):
        networks.find("x")
    Path(networks.folder, "a" * 64 + ".json").write_text("{")
    with pytest.raises(StateError, match="is damaged"):
        networks.find("abc")


def test_places(tmp_path: Path) -> None:
    networks = Networks(str(tmp_path))
    network = definitions.shape("a" * 64, "net", "bridge")
    network["IPAM"]["Config"] = [
        {"Subnet": "10.9.0.0/24", "Gateway": "10.9.0.254", "IPRange": "10.9.0.64/26"}
    ]
    found = endpoints.place(networks, RECORD, (network, {"Aliases": ["Two"]}), [])
    assert (found["Address"], found["Prefix"], found["Gateway"]) == ("10.9.0.64", 24, "10.9.0.254")
    assert found["Names"] == ["web", "two", "f" * 12, "here"]
    with pytest.raises(Conflict, match="already in use"):
        endpoints.place(
            networks, RECORD, (network, {"IPAMConfig": {"IPv4Address": "10.9.0.64"}}), [found]
        )
    for mac in ("nonsense", "01:00:00:00:00:00", "02:42:ac:11:00", "02:42:ac:11:00:02:03"):
        with pytest.raises(UsageError, match="not a valid mac"):
            endpoints.place(networks, RECORD, (network, {"MacAddress": mac}), [])


def test_a_switch_learns_where_an_address_is(tmp_path: Path) -> None:
    """Datagram sockets stand in for taps: a frame is a datagram."""
    loop = Loop()
    pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(3)]
    for far, near in pairs:
        far.setblocking(False)
        near.setblocking(False)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        switch = Switch(loop, listening, [near.detach() for _, near in pairs], str(tmp_path / "s"))
        one, two, three = (far for far, _ in pairs)

        def carried(sender: socket.socket, target: str, source: str) -> list[int]:
            frame = bytes.fromhex(target + source) + b"\x08\0 words"
            sender.send(frame)
            loop.later(0.05, loop.stop)
            loop.run()
            loop._running = True
            got = []
            for at, far in enumerate((one, two, three)):
                try:
                    assert far.recv(2000) == frame
                    got.append(at)
                except BlockingIOError:
                    continue
            return got

        a, b, every = "0242ac110002", "0242ac110003", "ffffffffffff"
        assert carried(one, every, a) == [1, 2]
        assert carried(two, a, b) == [0]
        assert carried(one, b, a) == [1]
        assert carried(three, "0242ac110009", "0242ac110004") == [0, 1]
        assert carried(one, a, a) == []
        assert carried(two, b[:4], "") == []  # no whole frame
        switch.close()
    for far, _ in pairs:
        far.close()
