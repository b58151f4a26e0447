"""Inspected objects of one engine have the fields that every object of the other dialect has."""

from __future__ import annotations

from typing import Any

import pytest

from hostbridge.engine.show import podman_shape
from hostbridge.engine.show.inspect import adapted

from .test_lists import DATA


def objects(engine: str, kind: str) -> list[dict[str, Any]]:
    return list(DATA[engine]["objects"][kind].values())


@pytest.mark.parametrize("section", ["", "State", "Config", "HostConfig", "NetworkSettings"])
def test_a_container_of_podmans_has_what_docker_tells_of_one(section: str) -> None:
    """Docker's own recorded objects are the list of what there has to be."""
    for own in objects("docker", "container"):
        wanted = set(own[section] if section else own)
        for item in objects("podman", "container"):
            told = adapted(item, "docker")
            lacking = wanted - set(told[section] if section else told)
            # What docker leaves out where it is empty, and what it no longer has.
            assert lacking <= {"Health", "Healthcheck", "KernelMemory", "KernelMemoryTCP", "StopTimeout",
                               "StopSignal", "Init", "SizeRw", "SizeRootFs", "ExposedPorts", "Sysctls", "Tmpfs", "StorageOpt", "Shell"}  # fmt: skip


def test_an_image_of_podmans_has_what_docker_tells_of_one() -> None:
    for own in objects("docker", "image"):
        for item in objects("podman", "image"):
            told = adapted(item, "docker")
            assert set(own) - set(told) <= {"Container", "ContainerConfig"}
            assert set(own["Config"]) <= set(told["Config"])


def test_a_container_of_dockers_has_what_podman_tells_of_one() -> None:
    for item in objects("docker", "container"):
        told = adapted(item, "podman")
        for section, fields in podman_shape.CONTAINER.items():
            assert set(fields) <= set(told[section] if section else told)


@pytest.mark.parametrize(
    ("words", "dialect", "engine", "code", "said"),
    [
        ("inspect --type nope web", "docker", "podman", 1,
         'unknown type: "nope": must be one of "config", "container", "image", "network", "node", "plugin", '
         '"secret", "service", "task", "volume"\n'),
        ("inspect --type nope web", "podman", "docker", 125,
         'Error: invalid type "nope": must be "image", "container", "pod", "network", "volume", or "all"\n'),
    ],
)  # fmt: skip
def test_a_type_that_is_none(
    shown: Any, capsys: pytest.CaptureFixture[str],
    words: str, dialect: str, engine: str, code: int, said: str,
) -> None:  # fmt: skip
    assert shown(words, dialect, engine) == (code, "")
    assert capsys.readouterr().err == said
