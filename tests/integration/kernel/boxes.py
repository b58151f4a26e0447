"""Stand-ins for containers: processes with a network namespace of their own in a world of the rig.

They let the engine's networks be tested by themselves: a box is attached, asked, killed.
"""

from __future__ import annotations

import binascii
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hostbridge_kernel.network import names
from rig.world import World

_CALLS = Path(__file__).with_name("box_calls.py")
_PATIENCE = 60.0


class Failed(Exception):
    """The engine's own error, as text."""


def eventually(what: Callable[[], Any]) -> Any:
    """What a condition gives once it holds."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        found = what()
        if found:
            return found
        assert time.monotonic() < deadline, "it does not come to hold"
        time.sleep(0.02)


class Box:
    """One process in namespaces of its own, and its record."""

    def __init__(self, boxes: Boxes, record: dict[str, Any]) -> None:
        self.boxes, self.record = boxes, record
        self.id: str = record["Id"]
        self.process = subprocess.Popen(
            [*boxes.world.words(), *boxes.become(), "sleep", "infinity"]
        )
        self.pid = self.process.pid
        outer = os.readlink(f"/proc/{boxes.world.pid}/ns/net")
        mine = f"/proc/{self.pid}/ns/net"
        eventually(lambda: os.readlink(mine) not in (outer, os.readlink("/proc/self/ns/net")))
        self.settings: dict[str, Any] = {}

    def attach(self) -> Box:
        self.settings = self.boxes.call("attach", self.record, self.pid)
        return self

    @property
    def address(self) -> str:
        return str(next(iter(self.settings["Networks"].values()))["IPAddress"])

    def words(self, *argv: str) -> list[str]:
        return ["nsenter", f"--target={self.pid}", "--net", "--", *argv]

    def run(self, *argv: str, check: bool = True) -> str:
        done = subprocess.run(
            self.words(*argv), capture_output=True, text=True, timeout=60, check=False
        )
        assert not check or done.returncode == 0, done.stderr
        return done.stdout

    def python(self, program: str, *words: str) -> str:
        return self.run(sys.executable, "-I", "-S", "-c", program, *words).strip()

    @contextlib.contextmanager
    def serving(self, program: str, *words: str) -> Iterator[None]:
        """A program that says a line when it serves."""
        argv = self.words(sys.executable, "-I", "-S", "-u", "-c", program, *words)
        with subprocess.Popen(argv, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            try:
                assert server.stdout.readline()
                yield
            finally:
                server.kill()
                server.wait(timeout=60)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=60)

    def file(self, name: str) -> str:
        return (self.boxes.data / "containers" / self.id / name).read_text()


class Boxes:
    """The boxes of one data directory; uid is whose they are, path where programs are found."""

    def __init__(self, world: World, data: Path, uid: int = 0) -> None:
        self.world, self.data, self.uid = world, data, uid
        self.path = "/usr/sbin:/usr/bin:/sbin:/bin"
        self.all: list[Box] = []

    def become(self) -> list[str]:
        """An argv prefix: in a network namespace, as an ordinary user in a user namespace too."""
        if not self.uid:
            return ["unshare", "--net"]
        user = f"{self.uid}"
        return ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "unshare", "--user", "--map-root-user", "--net"]  # fmt: skip

    def call(self, what: str, *words: Any) -> Any:
        program = [sys.executable, str(_CALLS), what, str(self.uid), str(self.data)]
        argv = ["env", f"PATH={self.path}", *program, *map(json.dumps, words)]
        done = self.world.run(*argv, check=False, timeout=100)
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        found = json.loads(done.stdout)
        if done.returncode:
            raise Failed(found["error"])
        return found

    def make(self, name: str, network: str = "default", ports: Any = None, **more: Any) -> Box:
        """A box; more: aliases, ip, config, host (parts of Config and HostConfig), others."""
        container = uuid.uuid4().hex * 2
        folder = self.data / "containers" / container
        folder.mkdir(parents=True)
        for made in (self.data, folder.parent, folder):
            os.chown(made, self.uid, self.uid)
        endpoint = {"Aliases": more.get("aliases"), "IPAMConfig": more.get("ip")}
        named = (
            network not in ("default", "bridge", "none", "host")
            or more.get("aliases")
            or more.get("ip")
        )
        record = {
            "Id": container, "Name": f"/{name}",
            "Config": {"Hostname": container[:12], **more.get("config", {})},
            "HostConfig": {"NetworkMode": network, "PortBindings": ports or {}, **more.get("host", {})},
            "NetworkingConfig": {
                "EndpointsConfig": {**({network: endpoint} if named else {}), **more.get("others", {})}
            },
        }  # fmt: skip
        box = Box(self, record)
        self.all.append(box)
        return box

    def start(self, name: str, network: str = "default", ports: Any = None, **more: Any) -> Box:
        return self.make(name, network, ports, **more).attach()

    @property
    def mark(self) -> str:
        """The instance, as its user's processes have it."""
        text = f"{self.uid}:{os.path.realpath(self.data)}"
        return f"{binascii.crc32(os.fsencode(text)) & 0xFFFFFF:06x}"

    @property
    def keeper(self) -> str:
        """What its keepers are called."""
        return names.keeper(self.mark)

    def left(self) -> list[str]:
        """What of this world's network is not loopback: links, tables, keepers."""
        links = self.world.run("ip", "-o", "link").stdout.decode().splitlines()
        tables = self.world.run("nft", "list", "tables").stdout.decode().splitlines()
        mark = self.mark
        found = [line for line in [*links, *tables] if mark in line]
        return found + [f"process {pid}" for pid in self.world.processes(self.keeper)]

    def close(self) -> None:
        for box in self.all:
            box.kill()
        self.data.mkdir(exist_ok=True)
        os.chown(self.data, self.uid, self.uid)
        self.call("detach", "0" * 64)
        eventually(lambda: not self.left())


ECHO = """
import socket, sys
address, port, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
family = socket.AF_INET6 if ":" in address else socket.AF_INET
made = socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
made.bind((address, port))
if kind == "tcp":
    made.listen(64)
print("ready")
while True:
    if kind == "udp":
        data, client = made.recvfrom(65535)
        made.sendto(client[0].encode() + b" " + data, client)
        continue
    one, client = made.accept()
    data = b""
    while True:
        part = one.recv(65536)
        if not part:
            break
        data += part
        if data.endswith(b"\\n"):
            break
    try:
        one.sendall(client[0].encode() + b" " + data)
    except OSError:
        pass
    one.close()
"""
"""Answers with the client's address and what it sent: TCP after a line or the end, UDP each datagram."""

ASK = """
import socket, sys
address, port, kind, words = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4].encode()
family = socket.AF_INET6 if ":" in address else socket.AF_INET
made = socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
made.settimeout(float(sys.argv[5]) if len(sys.argv) > 5 else 20)
try:
    made.connect((address, port))
    made.sendall(words)
    if kind == "tcp":
        made.shutdown(socket.SHUT_WR)
    print(b"".join(iter(lambda: made.recv(65536), b"")).decode() if kind == "tcp" else made.recv(65535).decode())
except OSError as error:
    print("error", type(error).__name__)
"""
"""Sends words to an address, prints the answer, or the kind of the error."""

RESOLVE = """
import socket, struct, sys
name, kind = sys.argv[1], int(sys.argv[2])
query = struct.pack(">HHHHHH", 77, 0x100, 1, 0, 0, 0)
query += b"".join(bytes((len(part),)) + part.encode() for part in name.split(".")) + b"\\0" + struct.pack(">HH", kind, 1)
if len(sys.argv) > 3:
    made = socket.create_connection(("127.0.0.11", 53), timeout=20)
    made.sendall(struct.pack(">H", len(query)) + query)
    data = made.recv(65535)[2:]
else:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.settimeout(20)
    made.sendto(query, ("127.0.0.11", 53))
    data = made.recv(65535)
number, flags, _, answers, _, _ = struct.unpack(">HHHHHH", data[:12])
at, found = len(query), []
for _ in range(answers):
    _, got, _, _, length = struct.unpack(">HHHIH", data[at : at + 12])
    body = data[at + 12 : at + 12 + length]
    if got == 12:
        labels = []
        while body[0]:
            labels.append(body[1 : 1 + body[0]].decode())
            body = body[1 + body[0] :]
        found.append(".".join(labels))
    else:
        found.append(socket.inet_ntop(socket.AF_INET if length == 4 else socket.AF_INET6, body))
    at += 12 + length
print(number == 77 and flags & 15, *found)
"""
"""Asks the resolver of a box; prints the response's code and the answers."""
