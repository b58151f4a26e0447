"""What the host has to let through: routing switched on, and other programs' FORWARD chains.

An accept in a table of ours does not help where docker, ufw or podman have set the policy of
iptables' FORWARD to drop: the packet passes every table, and one drop is enough. So bridges of ours
get an accept in that chain, marked as ours, in the form in which iptables itself writes rules.
"""

from __future__ import annotations

from hostbridge_kernel.network import expressions as x
from hostbridge_kernel.network import names, netlink, nftables
from hostbridge_kernel.network.nftables import IPV4, IPV6, Tables

_LEGACY = {IPV4: "/proc/net/ip_tables_names", IPV6: "/proc/net/ip6_tables_names"}
_PROGRAMS = {IPV4: ("iptables-legacy", "iptables"), IPV6: ("ip6tables-legacy", "ip6tables")}


def write_sysctl(name: str, value: str) -> bool:
    """Set net.NAME (with slashes) in this network namespace, if it is not so; tells whether it is."""
    path = f"/proc/sys/net/{name}"
    try:
        with open(path) as file:
            if file.read().strip() == value:
                return True
        with open(path, "w") as file:
            file.write(value)
    except OSError:
        return False
    return True


def switch_on(*, six: bool) -> bool:
    """Let this kernel route; tells whether it does.

    A router takes no default route of router advertisements unless accept_ra is 2
    (Documentation/networking/ip-sysctl): the host's own links keep theirs.
    """
    done = write_sysctl("ipv4/ip_forward", "1")
    if six and not _reads("ipv6/conf/all/forwarding", "1"):
        import os

        try:
            links = os.listdir("/proc/sys/net/ipv6/conf")
        except OSError:
            return done
        for link in links:
            if link not in ("all", "default") and _reads(f"ipv6/conf/{link}/accept_ra", "1"):
                write_sysctl(f"ipv6/conf/{link}/accept_ra", "2")
        done = write_sysctl("ipv6/conf/all/forwarding", "1") and done
    return done


def _reads(name: str, value: str) -> bool:
    try:
        with open(f"/proc/sys/net/{name}") as file:
            return file.read().strip() == value
    except OSError:
        return False


def let_through(tables: Tables, instance: str, *, legacy: bool) -> None:
    """Accept an instance's bridges in iptables' FORWARD, where its policy is to drop. Repeatable.

    legacy: also in the older kernel interface, which has to be asked by starting a program.
    """
    for family in (IPV4, IPV6):
        if _drops(tables, family):
            marks = {rule.mark for rule in tables.rules(family, "filter", "FORWARD")}
            prefix = names.prefix(instance)
            wanted = {_mark(instance, b"in"): x.from_link, _mark(instance, b"out"): x.to_link}
            tables.change(
                [
                    nftables.add_rule(
                        family, "filter", "FORWARD",
                        [*match(prefix, prefix=True), x.count(), x.verdict(nftables.ACCEPT)],
                        mark=mark, first=True,
                    )
                    for mark, match in wanted.items()
                    if mark not in marks
                ]
            )  # fmt: skip
        if legacy and _legacy_drops(family):
            _legacy(family, instance, add=True)


def no_more(tables: Tables, instance: str) -> None:
    """Take those rules away. Repeatable."""
    ours = (_mark(instance, b"in"), _mark(instance, b"out"))
    for family in (IPV4, IPV6):
        try:
            rules = tables.rules(family, "filter", "FORWARD")
        except netlink.NetlinkError:
            rules = []
        gone = [
            nftables.delete_rule(family, "filter", "FORWARD", rule.handle)
            for rule in rules
            if rule.mark in ours
        ]
        if gone:
            tables.change(gone)
        if _has_legacy_filter(family):
            _legacy(family, instance, add=False)


def _mark(instance: str, direction: bytes) -> bytes:
    """A comment as nft shows it (type 0, length, text with NUL)."""
    text = b"hostbridge " + instance.encode() + b" " + direction + b"\0"
    return bytes((0, len(text))) + text


def _drops(tables: Tables, family: int) -> bool:
    return any(
        chain.table == "filter"
        and chain.name == "FORWARD"
        and chain.hook == nftables.FORWARD
        and chain.policy == nftables.DROP
        for chain in tables.chains(family)
    )


def _has_legacy_filter(family: int) -> bool:
    try:
        with open(_LEGACY[family]) as file:
            return "filter" in file.read().split()
    except OSError:
        return False


def _legacy_drops(family: int) -> bool:
    if not _has_legacy_filter(family):
        return False
    for program in _PROGRAMS[family]:
        code, out = _run([program, "-w", "5", "-S", "FORWARD"])
        if code == 0:
            return "-P FORWARD DROP" in out
    return False


def _legacy(family: int, instance: str, *, add: bool) -> None:
    """The same in the older kernel interface, by its own program: whoever set the policy used it."""
    wanted = f"{names.prefix(instance)}+"
    for program in _PROGRAMS[family]:
        for direction in ("-i", "-o"):
            rule = ["FORWARD", direction, wanted, "-j", "ACCEPT"]
            there = _run([program, "-w", "5", "-C", *rule])[0] == 0
            if there != add:
                _run([program, "-w", "5", "-I" if add else "-D", *rule])


def _run(argv: list[str]) -> tuple[int, str]:
    import subprocess

    try:
        done = subprocess.run(argv, check=False, capture_output=True, text=True)
    except OSError:
        return 127, ""
    return done.returncode, done.stdout
