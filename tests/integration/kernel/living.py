"""The kernel engine on the near machine, with the base image, for the tests of its containers."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rig.image import base_image
from rig.subject import Subject
from rig.world import World

IMAGE = base_image().reference
PATIENCE = 60.0


def kernel_subject(near: World, folder: Path) -> Subject:
    """The engine's own command line, with data and sockets of its own."""
    env = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8",
        "HOSTBRIDGE_DATA_DIR": str(folder / "data ü"), "HOSTBRIDGE_RUNTIME_DIR": str(folder / "run"),
    }  # fmt: skip
    return Subject("kernel", (sys.executable, "-m", "hostbridge_kernel"), near, env)


@pytest.fixture(scope="module")
def shared_kernel(near: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    """One engine for a module, with the base image."""
    folder = tmp_path_factory.mktemp("kernel")
    subject = kernel_subject(near, folder)
    subject.run("load", "-q", input=base_image().archive()).ok()
    yield subject
    empty(subject)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def kernel(shared_kernel: Subject) -> Iterator[Subject]:
    """The same, with no container left of another test."""
    yield shared_kernel
    empty(shared_kernel)


def empty(subject: Subject) -> None:
    """Remove all containers."""
    names = subject.run("ps", "-aq").ok().text.split()
    if names:
        subject.run("rm", "-f", *names)


def until(true: Callable[[], Any], what: str = "it") -> Any:
    """Wait until something holds; returns it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = true()
        if found:
            return found
        assert time.monotonic() < deadline, f"{what} has not come"
        time.sleep(0.05)


def status(subject: Subject, name: str) -> str:
    """What ``ps`` says of one container; empty where it is not there."""
    return (
        subject.run("ps", "-a", "--filter", f"name=^/?{name}$", "--format", "{{.Status}}").ok().text
    )
