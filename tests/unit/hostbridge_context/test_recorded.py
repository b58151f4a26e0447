"""What the backend says about recorded hosts, and its machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hostbridge.clients.discover import Endpoint
from hostbridge.clients.products import PRODUCTS
from hostbridge.contract.machine import MachineSpec, no_progress
from hostbridge.contract.paths import Share
from hostbridge.errors import NotFound, Unavailable, Unsupported, UsageError
from hostbridge.host.host import Host
from hostbridge.host.items import Context, Socket
from hostbridge.host.judge import everything
from hostbridge.host.raw import from_record
from hostbridge_context import ContextBackend, ContextMachine
from hostbridge_context.judging import availability, seen

DATA = Path(__file__).parents[1] / "host/data"


@pytest.mark.parametrize(
    ("record", "status", "words"),
    [
        ("macos-apple-docker-desktop", "usable", "desktop-linux (Docker Desktop)"),
        ("macos-intel-docker-desktop", "usable", "desktop-linux (Docker Desktop)"),
        ("macos-rosetta-colima", "usable", "colima (Colima)"),
        ("windows-11-wsl", "usable", "desktop-linux (Docker Desktop)"),
        ("macos-apple", "unusable", "no docker context"),
        ("windows-10", "unusable", "no docker context"),
        ("debian-12-root", "unusable", "no docker context"),
        ("debian-12-rootless", "unusable", "no docker context"),
        ("fedora-41-rootless", "unusable", "none is current and runs: far (podman at ssh://"),
    ],
)
def test_recorded_hosts(record: str, status: str, words: str) -> None:
    host = everything(from_record(json.loads((DATA / f"{record}.json").read_text())))
    found = availability(seen(host, lambda _address: False))
    assert (found.status, words in found.why) == (status, True), found


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda p: f"{p.system}-{p.name}")
def test_each_product_by_its_socket_alone(product: object) -> None:
    from hostbridge.clients.products import Product

    assert isinstance(product, Product)
    scheme, _, path = product.addresses[0].partition("://")
    path = path.replace("~", "/Users/me").replace(
        "*", "podman-machine-default" if "podman" in path else "default"
    )
    host = Host(product.system, sockets=(Socket("x", path, "usable"),))
    found = availability(seen(host, lambda _address: False))
    assert found.usable
    assert f"({product.name})" in found.why
    shut = Host(product.system, sockets=(Socket("x", path, "forbidden"),))
    assert availability(seen(shut, lambda _address: False)).status == "unusable"
    context = Context(
        product.engine, product.names[0].replace("*", "x"), f"{scheme}://{path}", True
    )
    gone = Host(product.system, contexts=(context,))
    told = availability(seen(gone, lambda _address: False))
    assert (told.status, "is not there" in told.why) == ("unusable", True)
    assert told.remedy


def test_a_far_context_that_is_current_is_taken_at_its_word() -> None:
    host = Host("macos", contexts=(Context("docker", "server", "ssh://me@server", True),))
    assert availability(seen(host, lambda _address: False)).usable


def machine(name: str, engine: str, address: str, shares: tuple[Share, ...] = ()) -> ContextMachine:
    from hostbridge.clients.products import product_of

    product = product_of(name, address, "linux", "/home/me")
    return ContextMachine(Endpoint(name, engine, address, ("--context", name), "", product), shares)


def test_machines(tmp_path: Path) -> None:
    rootless = machine("rootless", "docker", f"unix://{tmp_path}/docker.sock")
    assert (rootless.features.local, rootless.paths.identity) == (True, True)
    assert rootless.status().state == "stopped"
    with pytest.raises(Unavailable, match=r"context rootless: unix://.*docker.sock is not there"):
        rootless.ensure_ready()
    (tmp_path / "docker.sock").touch()
    rootless.ensure_ready()
    desktop = machine("desktop-linux", "docker", "unix:///home/me/.docker/desktop/docker.sock")
    assert (
        desktop.features.local,
        desktop.features.client_here,
        desktop.features.published_here,
    ) == (False, True, True)
    with pytest.raises(Unavailable, match="Docker Desktop does not run") as caught:
        desktop.ensure_ready()
    assert "systemctl --user start docker-desktop" in caught.value.remedy
    server = machine("server", "docker", "tcp://server:2376", (Share("/src", "/srv/src"),))
    assert server.status().state == "running"
    assert server.paths.to_machine("/src/x") == "/srv/src/x"
    assert not server.features.published_here
    assert list(server.session().client("docker")) == ["--context", "server"]
    assert machine("kube", "docker", "").status().state == "broken"
    for act in (server.stop, server.delete):
        with pytest.raises(Unsupported):
            act()


def test_the_backend_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST", "CONTAINER_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    monkeypatch.setenv("CONTAINERS_CONF", str(tmp_path / "none"))
    backend = ContextBackend()
    assert list(backend.machines()) == []
    with pytest.raises(NotFound):
        backend.default_machine()
    with pytest.raises(NotFound, match="nothing"):
        backend.machine("nothing")
    assert backend.engine_of("tcp://x:1") == "docker"
    assert backend.engine_of("unix:///run/podman/podman.sock") == "podman"
    with pytest.raises(Unsupported):
        backend.create(MachineSpec("tcp://x:1", cpus=2), no_progress)
    with pytest.raises(UsageError, match="no option"):
        backend.create(MachineSpec("tcp://x:1", options=(("size", "2"),)), no_progress)
    monkeypatch.setenv("DOCKER_HOST", "tcp://server:2376")
    assert backend.default_machine() == "tcp://server:2376"
