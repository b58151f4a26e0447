"""Another host beside a world of the rig."""

from __future__ import annotations

import os
import subprocess
import sys

from integration.kernel.boxes import ASK, ECHO, Box, eventually
from rig.world import World


class outside:
    """Another host: a namespace behind a pair of links, 10.99.0.1 here and 10.99.0.2 there.

    It is the way to everywhere, and echoes on a port.
    """

    def __init__(self, near: World) -> None:
        self.near = near
        self.port = 7777
        self.address = "10.99.0.2"

    def __enter__(self) -> tuple[str, outside]:
        self.process = subprocess.Popen(
            [*self.near.words(), "unshare", "--net", "sleep", "infinity"]
        )
        mine = f"/proc/{self.process.pid}/ns/net"
        outer = (os.readlink(f"/proc/{self.near.pid}/ns/net"), os.readlink("/proc/self/ns/net"))
        eventually(lambda: os.readlink(mine) not in outer)
        pid = str(self.process.pid)
        self.near.run(
            "ip", "link", "add", "uplink", "type", "veth", "peer", "name", "up0", "netns", pid
        )
        self.near.run("ip", "address", "add", "10.99.0.1/24", "dev", "uplink")
        self.near.run("ip", "link", "set", "uplink", "up")
        self.near.run("ip", "route", "add", "default", "via", self.address)
        for words in ("address add 10.99.0.2/24 dev up0", "link set up0 up", "link set lo up",
                      "route add 172.16.0.0/12 via 10.99.0.1"):  # fmt: skip
            subprocess.run([*self._inside(), "ip", *words.split()], check=True)
        argv = [
            *self._inside(),
            sys.executable,
            "-I",
            "-S",
            "-u",
            "-c",
            ECHO,
            "0.0.0.0",
            str(self.port),
            "tcp",
        ]
        self.server = subprocess.Popen(argv, stdout=subprocess.PIPE)
        assert self.server.stdout is not None
        assert self.server.stdout.readline()
        return self.address, self

    def __exit__(self, *_error: object) -> None:
        self.server.kill()
        self.server.wait()
        assert self.server.stdout is not None
        self.server.stdout.close()
        self.process.kill()
        self.process.wait()
        self.near.run("ip", "link", "del", "uplink", check=False)

    def _inside(self) -> list[str]:
        return ["nsenter", f"--target={self.process.pid}", "--net", "--"]

    def __call__(self, address: str, port: int, words: str, seconds: str = "20") -> str:
        argv = [
            *self._inside(),
            sys.executable,
            "-I",
            "-S",
            "-c",
            ASK,
            address,
            str(port),
            "tcp",
            words,
            seconds,
        ]
        return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.strip()

    def echo(self, box: Box) -> str:
        """What the other host answers to a box: the address that it sees, and the words."""
        return box.python(_LINE, self.address, str(self.port))


# It ends its side only after the answer: pasta of 2023 loses what is sent together with an end.
_LINE = """
import socket, sys
made = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=20)
made.sendall(b"out\\n")
print(b"".join(iter(lambda: made.recv(65536), b"")).decode().strip())
"""
