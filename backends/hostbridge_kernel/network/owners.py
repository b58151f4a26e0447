"""Who listens on a port of this host, where the host tells."""

from __future__ import annotations

import os

_LISTEN, _UNCONNECTED = "0A", "07"
"""TCP_LISTEN, and the state of a UDP socket without a peer, in proc_pid_net(5)."""


def owner(protocol: str, port: int) -> str:
    """``name (pid)`` of the process that has a port, empty where that is not told."""
    state = _LISTEN if protocol == "tcp" else _UNCONNECTED
    inodes = {
        inode
        for table in (f"/proc/net/{protocol}", f"/proc/net/{protocol}6")
        for inode in holding(_read(table), port, state)
    }
    if not inodes:
        return ""
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            for descriptor in os.listdir(f"/proc/{pid}/fd"):
                if os.readlink(f"/proc/{pid}/fd/{descriptor}") in wanted:
                    return f"{_read(f'/proc/{pid}/comm').strip()} ({pid})"
        except OSError:
            continue
    return ""


def holding(table: str, port: int, state: str) -> list[str]:
    """The socket inodes that have a port in a state, by the text of /proc/net/tcp or udp."""
    found: list[str] = []
    for line in table.splitlines()[1:]:
        words = line.split()
        if len(words) > 9 and words[3] == state and int(words[1].rpartition(":")[2], 16) == port:
            found.append(words[9])
    return found


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
