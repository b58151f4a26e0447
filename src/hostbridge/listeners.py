"""Who listens on a port of this host, where the host tells: for errors that name the holder."""

from __future__ import annotations

import contextlib
import errno
import os

from hostbridge.errors import HostbridgeError

_LISTEN = "0A"
"""The state TCP_LISTEN in /proc/net/tcp, see proc_pid_net(5)."""


def refused(address: str, port: int, error: OSError) -> HostbridgeError:
    """The error for an address that cannot be bound, with the reason and the remedy."""
    where = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    if error.errno == errno.EADDRINUSE:
        held = holder(port)
        return HostbridgeError(
            f"cannot listen on {where}: the port is taken on this host",
            f"{held} listens there: address already in use" if held else "address already in use",
            "choose another port, or end what listens there",
        )
    if error.errno == errno.EACCES:
        return HostbridgeError(
            f"cannot listen on {where}: not permitted",
            "ports below net.ipv4.ip_unprivileged_port_start need a privilege",
            "choose a port of 1024 or above",
        )
    return HostbridgeError(
        f"cannot listen on {where}: {error.strerror}", "", "name another address"
    )


def holder(port: int) -> str:
    """``name (pid)`` of the process that listens on a TCP port; empty where that is not told."""
    inodes = {
        inode
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for inode in listening_inodes(_read(table), port)
    }
    if not inodes:
        return ""
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            for descriptor in os.listdir(f"/proc/{pid}/fd"):
                if os.readlink(f"/proc/{pid}/fd/{descriptor}") in wanted:
                    return f"{_read(f'/proc/{pid}/comm').strip()} ({pid})"
    return ""


def listening_inodes(table: str, port: int) -> list[str]:
    """The socket inodes that listen on a port, by the text of /proc/net/tcp."""
    found: list[str] = []
    for line in table.splitlines()[1:]:
        words = line.split()
        if len(words) > 9 and words[3] == _LISTEN and int(words[1].rpartition(":")[2], 16) == port:
            found.append(words[9])
    return found


def _read(path: str) -> str:
    with contextlib.suppress(OSError), open(path, encoding="utf-8", errors="replace") as file:
        return file.read()
    return ""
