"""Names, proxies, the registry and its certificate, the clock, ports of this host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostbridge.contract.check import Check, CheckResult, Command, fine, unneeded
from hostbridge.doctor.causes.sysctl import said, sysctl
from hostbridge.doctor.trials import kernel, network
from hostbridge.doctor.weight import grave

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_EVERYWHERE = ("linux", "windows", "macos")
_SKEW = 300.0


def _loopback(facts: Facts) -> CheckResult:
    tried = facts.trial("loopback", network.loopback)
    if tried is None:
        return unneeded("was not tried")
    evidence = ("127.0.0.1", tried["error"] or "a port can be bound and reached")
    if not tried["error"]:
        return fine("ports of this host can be reached", evidence)
    return CheckResult(
        "error", "no port of this host can be reached: its loopback interface is down", (evidence,),
        ("$ sudo ip link set lo up",), (Command(("ip", "link", "set", "lo", "up"), ("ip", "link", "set", "lo", "down"), root=True),),
    )  # fmt: skip


def _ipv6(facts: Facts) -> CheckResult:
    tried = facts.trial("ipv6", network.ipv6)
    if tried is None:
        return unneeded("was not tried")
    evidence = ("::1", tried["error"] or "can be bound")
    if not tried["error"]:
        return fine("IPv6 works on this host", evidence)
    return CheckResult(
        "info", "this host has no IPv6: ports are published on IPv4 alone", (evidence,)
    )


def _low_ports(facts: Facts) -> CheckResult:
    if facts.host.is_root:
        return unneeded("root may")
    tried = facts.trial("low_port", network.low_port)
    told = facts.trial("values", kernel.values) or {}
    start = told.get("net/ipv4/ip_unprivileged_port_start", "1024")
    if tried is None:
        return unneeded("was not tried")
    evidence = (f"port {tried['port']}", tried["error"] or "can be bound")
    if not tried["error"]:
        return fine("this user may publish low ports", evidence)
    wanted = {"net.ipv4.ip_unprivileged_port_start": "80"}
    return CheckResult(
        "info", f"this user may publish ports from {start} on", (evidence,), said(wanted),
        sysctl(wanted, {"net.ipv4.ip_unprivileged_port_start": start}),
    )  # fmt: skip


def _resolver(facts: Facts) -> CheckResult:
    told = facts.trial("resolver", network.resolver)
    if told is None:
        return unneeded("was not read")
    evidence = ("/etc/resolv.conf", ", ".join(told["servers"]) or told["error"] or "no nameserver")
    tried = facts.trial("names", network.names)
    if told["servers"] or (tried is not None and not tried["error"]):
        return fine("a name server is named", evidence)
    return CheckResult(
        "error", "no name server is named: no name can be resolved", (evidence,),
        ("name one: $ echo nameserver 9.9.9.9 | sudo tee -a /etc/resolv.conf", "or start what writes it: $ sudo systemctl start systemd-resolved"),
    )  # fmt: skip


def _names(facts: Facts) -> CheckResult:
    tried = facts.trial("names", network.names)
    if tried is None:
        return unneeded("was not tried")
    evidence = (
        tried["host"],
        tried["error"] or ", ".join(tried["addresses"]) or f"by the {tried['by']}",
    )
    if not tried["error"]:
        return fine("the registry's name is known", evidence)
    return CheckResult(
        "warning", f"{tried['host']} cannot be resolved: {tried['error']}", (evidence,),
        ("see whether this host has a network, and which name servers /etc/resolv.conf names",
         "behind a VPN: reconnect it, or name its server", "where everything goes through a proxy: set HTTPS_PROXY"),
    )  # fmt: skip


def _proxies(facts: Facts) -> CheckResult:
    tried = facts.trial("proxies", network.proxies)
    if not tried:
        return unneeded("no proxy is named")
    evidence = tuple(
        (f"{one['scheme']}_proxy {one['address']}", one["error"] or "answers") for one in tried
    )
    dead = [one for one in tried if one["error"]]
    if not dead:
        return fine("the proxies answer", *evidence)
    return CheckResult(
        "error", f"the proxy {dead[0]['address']} does not answer: {dead[0]['error']}", evidence,
        tuple(f"start it, name another, or: $ unset {one['scheme']}_proxy {one['scheme'].upper()}_PROXY" for one in dead),
    )  # fmt: skip


def _certificate(facts: Facts) -> CheckResult:
    tried = facts.trial("registry", network.registry)
    if tried is None:
        return unneeded("was not tried")
    evidence = (
        f"TLS to {tried['host']}",
        tried["error"] if tried["step"] == "certificate" else tried["step"],
    )
    if tried["step"] == "connect":
        return unneeded("the registry is not reached")
    if tried["step"] != "certificate":
        return fine("the registry's certificate is trusted", evidence)
    return CheckResult(
        "error", f"the certificate of {tried['host']} is not trusted: {tried['error']}", (evidence,),
        ("behind a proxy that reads TLS: add its certificate to the system's",
         "$ sudo cp CA.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates",
         "for a registry of your own: /etc/docker/certs.d/HOST/ca.crt"),
    )  # fmt: skip


def _clock(facts: Facts) -> CheckResult:
    tried = facts.trial("registry", network.registry)
    newest = facts.trial("newest", _newest)
    early = newest is not None and newest["early"] > 86400
    ahead = tried.get("clock") if tried else None
    evidence = [("against the registry", f"{ahead} s")] if ahead is not None else []
    if early and newest is not None:
        evidence.append(
            ("newest file of this system", f"{newest['early'] / 86400:.0f} days in the future")
        )
    if not early and (ahead is None or abs(ahead) < _SKEW):
        return (
            fine("the clock is right", *evidence)
            if evidence
            else unneeded("nothing to compare it with")
        )
    return CheckResult(
        "error", "this host's clock is wrong: certificates and signatures seem invalid", tuple(evidence),
        ("$ sudo timedatectl set-ntp true", "or set it: $ sudo date -s …"),
        (Command(("timedatectl", "set-ntp", "true"), ("timedatectl", "set-ntp", "false"), root=True),) if facts.host.environment.systemd else (),
    )  # fmt: skip


def _newest(facts: Facts) -> dict[str, float]:
    """How far in the future the newest of some files lies that only the past can have changed."""
    import os
    import time

    del facts
    latest = 0.0
    for path in (__file__, "/etc/passwd", "/var/lib/dpkg/status", "/etc/ld.so.cache", "/usr/bin"):
        try:
            latest = max(latest, os.stat(path).st_mtime)
        except OSError:
            continue
    return {"early": max(0.0, latest - time.time())}


def _registry(facts: Facts) -> CheckResult:
    tried = facts.trial("registry", network.registry)
    if tried is None:
        return unneeded("was not tried")
    evidence = (tried["host"], f"{tried['step']}: {tried['error'] or tried.get('status', '')}")
    if tried["step"] == "done":
        return fine("the registry answers", evidence)
    return CheckResult(
        "warning", f"{tried['host']} does not answer: {tried['error'] or tried['step']}", (evidence,),
        ("images that are here still work; to pull others, mend the network",
         "behind a proxy: $ export HTTPS_PROXY=http://proxy:port", "with a mirror: name it in the engine's configuration"),
    )  # fmt: skip


def _packets(facts: Facts) -> CheckResult:
    found = [tool for name in ("nft", "iptables") if (tool := facts.host.tool(name))]
    evidence = tuple((tool.name, tool.path) for tool in found) or (
        ("nft, iptables", "neither on PATH"),
    )
    names = {tool.name for tool in found}
    engines = [name for name in ("dockerd", "netavark") if facts.host.tool(name)]
    if grave(facts) == "info":
        return fine("docker's daemon has what it needs", *evidence)
    if (
        not facts.host.is_root
        or not engines
        or names & {"iptables"}
        or (names and "dockerd" not in engines)
    ):
        return (
            fine("packets can be forwarded to containers", *evidence)
            if found
            else unneeded("no engine here needs it")
        )
    return CheckResult(
        "error", f"{engines[0]} needs iptables to give containers a network, and there is none", evidence,
        ("$ sudo apt-get install iptables",), (Command(("apt-get", "install", "-y", "iptables"), ("apt-get", "remove", "-y", "iptables"), root=True),),
    )  # fmt: skip


def _ping(facts: Facts) -> CheckResult:
    told = (facts.trial("values", kernel.values) or {}).get("net/ipv4/ping_group_range")
    if told is None or facts.host.is_root:
        return unneeded("concerns ordinary users")
    low, _, high = told.partition("\t")
    evidence = ("/proc/sys/net/ipv4/ping_group_range", told.replace("\t", " "))
    if low.isdigit() and high.strip().isdigit() and int(low) <= facts.host.ids.gid <= int(high):
        return fine("containers of this user may ping", evidence)
    wanted = {"net.ipv4.ping_group_range": "0 2147483647"}
    return CheckResult(
        "info", "ping in containers of this user fails", (evidence,), ('$ sudo sysctl -w "net.ipv4.ping_group_range=0 2147483647"',),
        sysctl(wanted, {"net.ipv4.ping_group_range": told.replace("\t", " ")}),
    )  # fmt: skip


_PODMAN = "github.com/containers/podman/blob/main/troubleshooting.md"
CHECKS = (
    Check("LNX-LOOPBACK", "network", "Ports of this host can be reached", "published ports cannot be reached", _loopback),
    Check("ANY-IPV6", "network", "IPv6 works on this host", "published ports do not answer on ::1", _ipv6, _EVERYWHERE),
    Check("LNX-PRIVPORT", "network", "Low ports can be published", "-p 80:80 fails: permission denied", _low_ports, source=_PODMAN),
    Check("LNX-PING", "network", "Containers may ping", "ping fails: operation not permitted", _ping, source=_PODMAN),
    Check("LNX-IPTABLES", "network", "Packets can be forwarded", "docker does not start, or containers have no network", _packets, budget=8.0),
    Check("LNX-RESOLV", "network", "A name server is named", "no image can be pulled, and containers know no names", _resolver),
    Check("ANY-PROXY", "network", "The proxies answer", "no image can be pulled", _proxies, _EVERYWHERE, source="github.com/containers/podman/issues/11941"),
    Check("ANY-DNS", "network", "The registry's name is known", "no image can be pulled", _names, _EVERYWHERE, depends_on=("LNX-LOOPBACK", "LNX-RESOLV", "ANY-PROXY"), budget=2.5),
    Check("ANY-CLOCK", "network", "The clock is right", "certificates are refused", _clock, _EVERYWHERE, depends_on=("ANY-PROXY",), budget=2.5),
    Check("ANY-TLS", "network", "The registry's certificate is trusted", "no image can be pulled: x509", _certificate, _EVERYWHERE,
          depends_on=("ANY-DNS", "ANY-CLOCK"), budget=2.5),
    Check("ANY-REGISTRY", "network", "The registry answers", "no image can be pulled", _registry, _EVERYWHERE,
          depends_on=("LNX-LOOPBACK", "ANY-DNS", "ANY-PROXY", "ANY-TLS", "ANY-CLOCK"), budget=2.5),
)  # fmt: skip
