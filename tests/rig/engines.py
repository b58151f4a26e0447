"""Private engines in a world: a real dockerd, and podman."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from hostbridge.engine.kernel import entrance
from rig.image import Image, base_image
from rig.run import Missing
from rig.subject import Subject, clean_environment
from rig.sweep import base
from rig.world import World

DAEMON_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NETAVARK = ("/usr/lib/podman/netavark", "/usr/libexec/podman/netavark")
_INIT = ("/usr/bin/catatonit", "/usr/libexec/podman/catatonit", "/usr/bin/docker-init")


def _containers_conf() -> str:
    init = [path for path in _INIT if Path(path).exists()]
    backend = "netavark" if any(Path(path).exists() for path in _NETAVARK) else "cni"
    runtime = "runc" if shutil.which("runc") else "crun"
    return f"""\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "{runtime}"
image_copy_tmp_dir = "storage"
{f'init_path = "{init[0]}"' if init else ""}
[network]
network_backend = "{backend}"
network_config_dir = "/var/lib/containers/networks"
default_subnet = "10.203.0.0/24"
default_subnet_pools = [{{ base = "10.204.0.0/16", size = 24 }}]
"""


def _storage_driver() -> str:
    """Overlays cannot be stacked on one: inside of a container every layer is a copy."""
    words = ["stat", "--file-system", "--format=%T", str(base())]
    below = subprocess.run(words, check=True, capture_output=True, text=True)
    return "vfs" if below.stdout.strip() == "overlayfs" else "overlay"


def engine_files() -> dict[str, str]:
    """The configuration that makes both engines fit for a world, by path in the world."""
    daemon = {
        "bip": "10.201.0.1/24",
        "default-address-pools": [{"base": "10.202.0.0/16", "size": 24}],
        "exec-opts": ["native.cgroupdriver=cgroupfs"],
        # Otherwise a daemon that starts after a crash waits for each container to end.
        "live-restore": True,
    }
    return {
        "/etc/docker/daemon.json": json.dumps(daemon, indent=2),
        "/etc/containerd/config.toml": """\
version = 2
disabled_plugins = ["io.containerd.grpc.v1.cri"]
""",
        "/etc/containers/containers.conf": _containers_conf(),
        "/etc/containers/storage.conf": f"""\
[storage]
driver = "{_storage_driver()}"
graphroot = "/var/lib/containers/storage"
runroot = "/run/containers/storage"
""",
        "/etc/containers/policy.json": '{"default": [{"type": "insecureAcceptAnything"}]}\n',
        "/etc/containers/registries.conf": """\
unqualified-search-registries = []
[[registry]]
location = "127.0.0.1:5000"
insecure = true
""",
    }


class EngineRig:
    """One private engine: its own client as a ``Subject``, and what tests prepare with it.

    Everything is at the engine's default paths in its world, so a plain ``docker`` or ``podman``
    there needs no environment.
    """

    name: str
    _at_once: tuple[str, ...] = ()
    """What ``rm -f`` needs to not wait for a container's own end."""

    def __init__(self, world: World, client: str) -> None:
        self.world = world
        env = clean_environment(world.home)
        if world.own_processes:
            env = {"HOME": "/root", "PATH": DAEMON_PATH, "LANG": "C.UTF-8", "TERM": "xterm"}
        self.client = Subject(f"{world.name}-{self.name}", (client,), world, env)
        self._loaded: set[str] = set()

    def load(self, image: Image) -> str:
        """Load an image, once; gives its reference."""
        if image.reference not in self._loaded:
            self.client.run("load", "-q", input=image.archive()).ok()
            self._loaded.add(image.reference)
        return image.reference

    def clear(self) -> None:
        """Remove all containers, volumes and networks; images stay, and the engine runs on."""
        for _ in range(5):
            containers = self._lines("ps", "-aq", "--no-trunc")
            if not containers:
                break
            # A container whose client was killed may still be on its way: then once more.
            if self.client.run("rm", "-f", "-v", *self._at_once, *containers).code:
                time.sleep(1)
        if volumes := self._lines("volume", "ls", "-q"):
            self.client.run("volume", "rm", "-f", *volumes).ok()
        own = set(self._lines("network", "ls", "--format", "{{.Name}}"))
        if networks := own - {"bridge", "host", "none", "podman"}:
            self.client.run("network", "rm", *sorted(networks)).ok()

    def _lines(self, *argv: str) -> list[str]:
        return self.client.run(*argv).ok().text.split()


class DockerRig(EngineRig):
    """A dockerd of our own, with a containerd of its own."""

    name = "docker"

    def __init__(self, world: World) -> None:
        for need in ("dockerd", "docker", "containerd", "runc", "iptables"):
            if shutil.which(need) is None and not Path("/usr/sbin", need).exists():
                raise Missing(f"{need} is not installed (apt install docker.io)")
        self.socket = world.folder / "docker.sock"
        """The daemon's socket, which can be reached from outside of the world as well."""
        self.log = world.folder / "dockerd.log"
        super().__init__(world, "docker")
        self.start()
        self.load(base_image())

    def start(self, seconds: float = 30) -> None:
        """Start the daemon, and wait until it answers. Nothing happens if it runs."""
        if self.world.processes("dockerd"):
            return
        env = {"PATH": DAEMON_PATH}
        if not self.world.processes("containerd"):
            self.world.daemon("containerd", log=self.world.folder / "containerd.log", env=env)
        # As seen in the world: a far one shows our folder nowhere, and has the default path.
        own = [] if self.world.own_processes else ["-H", f"unix://{self.socket}"]
        address = "/run/containerd/containerd.sock"
        argv = ("dockerd", "--containerd", address, "-H", "unix:///run/docker.sock", *own)
        daemon = self.world.daemon(*argv, log=self.log, env=env)
        deadline = time.monotonic() + seconds
        while not self.answers():
            if daemon.poll() is not None or time.monotonic() > deadline:
                tail = self.log.read_text(errors="replace")[-1500:]
                raise Missing(f"dockerd does not come up:\n{tail}")
            time.sleep(0.03)
        # Docker closes forwarding to everything else, which would close podman's ports too.
        self.world.run("iptables", "-P", "FORWARD", "ACCEPT")

    def stop(self) -> None:
        """End the daemon gracefully; its containers go on."""
        self.world.end("dockerd")

    def kill(self) -> None:
        """End the daemon as a crash would; its containers go on."""
        self.world.end("dockerd", signal.SIGKILL)

    def forbid(self) -> None:
        """Let the daemon's sockets be another user's: for ``Subject.bound_by_permissions``."""
        self._own_sockets("nobody", "600")

    def _own_sockets(self, owner: str, mode: str) -> None:
        own = [] if self.world.own_processes else [str(self.socket)]
        self.world.run("chown", owner, "/run/docker.sock", *own)
        self.world.run("chmod", mode, "/run/docker.sock", *own)

    def clear(self) -> None:
        """Undo ``kill``, ``stop`` and ``forbid``; remove all containers, volumes and networks."""
        self.start()
        self._own_sockets("root", "660")
        super().clear()

    def answers(self) -> bool:
        """Whether the daemon answers a ping."""
        path = f"/proc/{self.world.pid}/root/run/docker.sock"
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as made:
            made.settimeout(5)
            made.connect(path)
            made.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return b" 200 " in made.recv(200)
        return False


class PodmanRig(EngineRig):
    """Podman with storage, networks and locks of its own."""

    name = "podman"
    _at_once = ("-t", "0")

    def __init__(self, world: World) -> None:
        for need in ("podman", "conmon"):
            if shutil.which(need) is None:
                raise Missing(f"{need} is not installed (apt install podman)")
        super().__init__(world, "podman")
        self.load(base_image())


class KernelRig(EngineRig):
    """hostbridge's own engine, with data of its own; its command line is a program."""

    name = "kernel"

    def __init__(self, world: World) -> None:
        super().__init__(world, sys.executable)
        self.own = {
            "HOSTBRIDGE_DATA_DIR": str(world.folder / "kernel"),
            "HOSTBRIDGE_RUNTIME_DIR": f"{world.folder}/krt",
        }
        """What leads to its data: for hostbridge, too."""
        argv = (sys.executable, "-I", "-S", entrance())
        self.client = replace(self.client, argv=argv, env={**self.client.env, **self.own})
        self.load(base_image())
