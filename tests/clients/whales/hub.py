"""Docker Hub for tests that pull from it: small images under its names, in a registry on loopback."""

from __future__ import annotations

import json

from rig.image import File, Image, base_image
from rig.registry import RegistryRig

NAMES = ("busybox:latest", "busybox:1", "busybox:1.26", "busybox:1.32", "alpine:latest",
         "ubuntu:latest", "ubuntu:16.04", "ubuntu:18.04", "ubuntu:20.04", "hello-world:latest")  # fmt: skip
_HELLO = b"Hello from Docker!\nThis is one of the tests' own images.\n"
_BASH = {"bin/bash": File(b'#!/bin/sh\nexec /bin/sh "$@"\n', mode=0o755)}


def engine_files(files: dict[str, str]) -> dict[str, str]:
    """The engines' configuration, with the registry as Docker Hub's mirror."""
    daemon = json.loads(files["/etc/docker/daemon.json"])
    daemon["registry-mirrors"] = [f"http://{RegistryRig.name}"]
    mirror = f'location = "{RegistryRig.name}"\ninsecure = true\n'
    registries = (
        'unqualified-search-registries = ["docker.io"]\nshort-name-mode = "permissive"\n'
        f'[[registry]]\n{mirror}[[registry]]\nlocation = "docker.io"\n[[registry.mirror]]\n{mirror}'
    )
    return {
        **files,
        "/etc/docker/daemon.json": json.dumps(daemon),
        "/etc/containers/registries.conf": registries,
    }


def fill(registry: RegistryRig) -> None:
    """Every image, each under its name."""
    for name in NAMES:
        place, _, tag = name.partition(":")
        registry.push(_image(place, name), f"library/{place}", tag)


def _image(place: str, name: str) -> Image:
    base = base_image()
    if place == "hello-world":
        return base.derive(name, {"hello.txt": _HELLO}, Cmd=["cat", "/hello.txt"])
    if place == "ubuntu":
        return base.derive(name, _BASH, Cmd=["/bin/bash"])
    if place == "alpine":
        return base.derive(name, {"etc/alpine-release": b"3.19.0\n"}, Cmd=["/bin/sh"])
    return base.derive(name, Cmd=["sh"])
