"""Which product an endpoint is of: recorded facts of the products, and of what is none."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

import pytest

from hostbridge.clients.products import (
    PRODUCTS,
    how_to_start,
    machine_name,
    path_map,
    product_named,
    product_of,
    sockets,
)
from hostbridge.errors import NotShared

if TYPE_CHECKING:
    from hostbridge.host.system import System

MAC, LINUX, WINDOWS = "/Users/me", "/home/me", r"C:\Users\me"

RECORDED: tuple[tuple[System, str, str, str, bool, str], ...] = (
    # system, home, context's or connection's name, address, podman says it is a machine's, product
    ("macos", MAC, "desktop-linux", "unix:///Users/me/.docker/run/docker.sock", False, "Docker Desktop"),
    ("macos", MAC, "", "unix:///var/run/docker.sock", False, "Docker Desktop"),
    ("macos", MAC, "orbstack", "unix:///Users/me/.orbstack/run/docker.sock", False, "OrbStack"),
    ("macos", MAC, "colima", "unix:///Users/me/.colima/default/docker.sock", False, "Colima"),
    ("macos", MAC, "colima-x86", "unix:///Users/me/.colima/x86/docker.sock", False, "Colima"),
    ("macos", MAC, "colima", "unix:///Users/me/.config/colima/default/docker.sock", False, "Colima"),
    ("macos", MAC, "rancher-desktop", "unix:///Users/me/.rd/docker.sock", False, "Rancher Desktop"),
    ("macos", MAC, "finch", "unix:///Applications/Finch/lima/data/finch/sock/finch.sock", False, "Finch"),
    ("macos", MAC, "lima-docker", "unix:///Users/me/.lima/docker/sock/docker.sock", False, "Lima"),
    ("macos", MAC, "podman-machine-default", "ssh://core@127.0.0.1:54321/run/user/501/podman/podman.sock", True, "podman machine"),
    ("macos", MAC, "", "unix:///var/folders/2k/xx/T/podman/podman-machine-default-api.sock", False, "podman machine"),
    ("windows", WINDOWS, "desktop-linux", "npipe:////./pipe/dockerDesktopLinuxEngine", False, "Docker Desktop"),
    ("windows", WINDOWS, "rancher-desktop", "npipe:////./pipe/docker_engine", False, "Rancher Desktop"),
    ("windows", WINDOWS, "podman-machine-default", "npipe:////./pipe/podman-machine-default", False, "podman machine"),
    ("linux", LINUX, "desktop-linux", "unix:///home/me/.docker/desktop/docker.sock", False, "Docker Desktop"),
    ("linux", LINUX, "rancher-desktop", "unix:///home/me/.rd/docker.sock", False, "Rancher Desktop"),
    ("linux", LINUX, "colima", "unix:///home/me/.colima/default/docker.sock", False, "Colima"),
    ("linux", LINUX, "lima-docker", "unix:///home/me/.lima/docker/sock/docker.sock", False, "Lima"),
    ("linux", LINUX, "", "unix:///run/user/1000/podman/podman-machine-default-api.sock", False, "podman machine"),
    # nobody's: this kernel's own engines, and other machines
    ("linux", LINUX, "rootless", "unix:///run/user/1000/docker.sock", False, ""),
    ("linux", LINUX, "default", "unix:///var/run/docker.sock", False, ""),
    ("linux", LINUX, "", "unix:///run/user/1000/podman/podman.sock", False, ""),
    ("linux", LINUX, "colima", "tcp://colima.example:2376", False, ""),
    ("macos", MAC, "server", "ssh://me@server", False, ""),
    ("macos", MAC, "podman-machine-default", "ssh://core@server/run/podman/podman.sock", False, ""),
    ("linux", LINUX, "", "unix:///home/you/.rd/docker.sock", False, ""),
)  # fmt: skip


@pytest.mark.parametrize(
    "row", RECORDED, ids=[f"{row[0]}-{row[5] or 'none'}-{row[2]}" for row in RECORDED]
)
def test_whose_an_endpoint_is(row: tuple[System, str, str, str, bool, str]) -> None:
    system, home, name, address, machine, product = row
    found = product_of(name, address, system, home, podman_machine=machine)
    assert (found.name if found else "") == product


def test_every_product_has_a_record() -> None:
    recorded = {(row[0], row[5]) for row in RECORDED if row[5]}
    assert recorded == {(product.system, product.name) for product in PRODUCTS}


@pytest.mark.parametrize(
    ("product", "system", "home", "shown", "hidden"),
    [
        ("Docker Desktop", "macos", MAC, "/Users/me/src", "/opt/src"),
        ("Docker Desktop", "linux", LINUX, "/home/me/src", "/srv/src"),
        ("OrbStack", "macos", MAC, "/Volumes/disk/src", "/opt/src"),
        ("Colima", "macos", MAC, "/Users/me/src", "/Users/you/src"),
        ("Rancher Desktop", "macos", MAC, "/Volumes/x", "/private/x"),
        ("Finch", "macos", MAC, "/Users/me/x", "/Volumes/x"),
        ("Lima", "linux", LINUX, "/tmp/lima/x", "/tmp/x"),
        ("podman machine", "macos", MAC, "/private/tmp/x", "/opt/x"),
    ],
)
def test_what_containers_see(product: str, system: str, home: str, shown: str, hidden: str) -> None:
    row = next(p for p in PRODUCTS if (p.name, p.system) == (product, system))
    paths = path_map(row, home)
    assert paths.to_machine(shown) == shown
    with pytest.raises(NotShared):
        paths.to_machine(hidden)


def test_windows_shows_every_drive() -> None:
    for row in PRODUCTS:
        if row.system == "windows":
            assert path_map(row, WINDOWS).to_machine(r"D:\src") == r"D:\src"


def test_products_that_are_known_by_their_sockets_alone() -> None:
    there = [
        "/Users/me/.colima/default/docker.sock", "/Users/me/.colima/arm/docker.sock",
        "/Users/me/.lima/docker/sock/docker.sock", "/Users/me/.orbstack/run/docker.sock",
        "/var/folders/ab/cd/T/podman/podman-machine-work-api.sock",
    ]  # fmt: skip
    found = sockets("macos", MAC, lambda pattern: fnmatch.filter(there, pattern))
    names = {machine_name(product, address): product for product, address in found}
    assert set(names) == {"colima", "colima-arm", "lima-docker", "orbstack", "podman-machine-work"}
    started = {name: how_to_start(product, name) for name, product in names.items()}
    assert started["colima-arm"] == "colima start arm"
    assert started["lima-docker"] == "limactl start docker"
    assert started["podman-machine-work"] == "podman machine start podman-machine-work"
    pipes = sockets(
        "windows",
        WINDOWS,
        lambda pattern: ["//./pipe/docker_engine"] if "docker_engine" in pattern else [],
    )
    assert [(product.name, address) for product, address in pipes] == [
        ("Rancher Desktop", "npipe:////./pipe/docker_engine")
    ]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("colima", "unix:///Users/me/.colima/default/docker.sock"),
        ("colima-arm", "unix:///Users/me/.colima/arm/docker.sock"),
        ("lima-docker", "unix:///Users/me/.lima/docker/sock/docker.sock"),
        ("orbstack", "unix:///Users/me/.orbstack/run/docker.sock"),
        ("desktop-linux", "unix:///Users/me/.docker/run/docker.sock"),
        ("server", ""),
    ],
)
def test_a_product_that_does_not_run_is_still_known_by_name(name: str, address: str) -> None:
    found = product_named(name, "macos", MAC)
    assert (found[1] if found else "") == address
    assert found is None or product_of("", address, "macos", MAC) == found[0]
