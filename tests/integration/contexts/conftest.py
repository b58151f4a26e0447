"""Real endpoints for the backend ``context``: over unix, tcp with TLS, ssh, and podman's service."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.engines import DAEMON_PATH, DockerRig, PodmanRig
from rig.fixtures import required
from rig.hostbridge import hostbridge_argv, unset
from rig.image import base_image
from rig.run import Missing
from rig.subject import Subject
from rig.world import World

PORT = 2399
BRIDGE = "tls-docker0"
"""A bridge of its own: a dockerd without any removes docker0, which is the other's."""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CA of ours, a server's pair for 127.0.0.1, a client's (``cert.pem``, ``key.pem``)."""
    folder = tmp_path_factory.mktemp("tls")
    (folder / "server.ext").write_text("subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
    (folder / "client.ext").write_text("extendedKeyUsage=clientAuth\n")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    _openssl(
        folder,
        "req",
        "-x509",
        *curve,
        "-keyout",
        "ca-key.pem",
        "-out",
        "ca.pem",
        "-subj",
        "/CN=ca",
        "-days",
        "2",
    )
    for name, key, cert in (
        ("server", "server-key.pem", "server.pem"),
        ("client", "key.pem", "cert.pem"),
    ):
        _openssl(
            folder, "req", *curve, "-keyout", key, "-out", f"{name}.csr", "-subj", f"/CN={name}"
        )
        _openssl(
            folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca-key.pem",
            "-CAcreateserial", "-out", cert, "-days", "2", "-extfile", f"{name}.ext",
        )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def tls_docker(docker_rig: DockerRig, certificates: Path) -> Iterator[str]:
    """A second dockerd of the near machine, which listens on TCP and wants certificates."""
    world = docker_rig.world
    own = world.folder / "tls-docker"
    log = world.folder / "tls-dockerd.log"
    daemon = required(_start_daemon, world, own, log, certificates)
    yield f"tcp://127.0.0.1:{PORT}"
    daemon.terminate()
    daemon.wait(timeout=30)
    world.run("ip", "link", "delete", BRIDGE)


@pytest.fixture(scope="module")
def podman_service(podman_rig: PodmanRig) -> Iterator[str]:
    """podman's service on a socket of its own; it ends by itself, at the latest after minutes."""
    world = podman_rig.world
    path = world.folder / "podman-service.sock"
    argv = ("podman", "system", "service", "--time", "600", f"unix://{path}")
    env = {**podman_rig.client.env, "PATH": DAEMON_PATH}
    daemon = world.daemon(*argv, log=world.folder / "podman-service.log", env=env)
    deadline = time.monotonic() + 30
    while not path.exists():
        assert daemon.poll() is None, (world.folder / "podman-service.log").read_text()
        assert time.monotonic() < deadline, "the service does not come up"
        time.sleep(0.02)
    yield f"unix://{path}"
    daemon.terminate()
    daemon.wait(timeout=30)


@pytest.fixture
def free(near: World, tmp_path: Path) -> Subject:
    """hostbridge on the near machine with nothing chosen, nothing set, and a home of its own."""
    return unset(near, tmp_path / "own")


def named(world: World, subject: Subject) -> Subject:
    """The same with nothing of the caller's but its home: for programs beside hostbridge."""
    return Subject("docker", ("docker",), world, subject.env)


def _start_daemon(
    world: World, own: Path, log: Path, certificates: Path
) -> subprocess.Popen[bytes]:
    own.mkdir()
    world.run("ip", "link", "add", BRIDGE, "type", "bridge")
    world.run("ip", "address", "add", "10.206.0.1/24", "dev", BRIDGE)
    (own / "daemon.json").write_text("{}")
    argv = (
        "dockerd", "--config-file", str(own / "daemon.json"), "--containerd", "/run/containerd/containerd.sock",
        "--containerd-namespace", "tls", "--containerd-plugins-namespace", "tls-plugins",
        "--data-root", str(own / "data"), "--exec-root", "/run/tls-docker", "--pidfile", "/run/tls-docker.pid",
        "--bridge", BRIDGE, "--iptables=false", "--ip6tables=false", "--exec-opt", "native.cgroupdriver=cgroupfs",
        "-H", f"tcp://127.0.0.1:{PORT}", "--tlsverify", "--tlscacert", str(certificates / "ca.pem"),
        "--tlscert", str(certificates / "server.pem"), "--tlskey", str(certificates / "server-key.pem"),
    )  # fmt: skip
    daemon = world.daemon(*argv, log=log, env={"PATH": DAEMON_PATH})
    client = Subject(
        "tls", ("docker", "-H", f"tcp://127.0.0.1:{PORT}", "--tlsverify"), world,
        {"PATH": DAEMON_PATH, "HOME": str(own), "DOCKER_CERT_PATH": str(certificates)},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while client.run("version").code:
        if daemon.poll() is not None or time.monotonic() > deadline:
            raise Missing(f"dockerd does not come up: {log.read_text(errors='replace')[-1500:]}")
        time.sleep(0.05)
    client.run("load", "-q", input=base_image().archive()).ok()
    return daemon


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)


__all__ = ["hostbridge_argv"]
