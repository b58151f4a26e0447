"""podman-compose, unmodified, with hostbridge in podman's place: both engines, both sessions."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rig.case import BUILDING, Case
from rig.running import Result
from rig.subject import Subject

COMPOSE = """
services:
  web:
    image: {image}
    command: ["httpd", "-f", "-p", "8080", "-h", "/pages"]
    ports: ["{port}:8080"]
    volumes: ["./pages:/pages:ro", "kept:/kept"]
    environment:
      WORD: "two words ü"
    labels:
      role: front
    depends_on:
      store:
        condition: service_healthy
    networks:
      inside:
        aliases: [www]
      outside: {{}}
  store:
    image: {image}
    command: ["sh", "-c", "sleep 1; touch /tmp/ready; echo stored; sleep 600"]
    healthcheck:
      test: ["CMD-SHELL", "test -e /tmp/ready"]
      interval: 1s
      timeout: 2s
      retries: 20
    networks: [inside]
  once:
    image: {image}
    command: ["sh", "-c", "echo done; exit 3"]
    networks: [inside]
networks:
  inside: {{}}
  outside: {{}}
volumes:
  kept: {{}}
"""
Compose = Callable[..., Result]


@pytest.fixture
def project(case: Case, image: str) -> Path:
    """A folder with a compose file, a page, and a space in its name."""
    folder = case.folder() / "my project"
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "index.html").write_text("a page of the project\n")
    (folder / "compose.yaml").write_text(COMPOSE.format(image=image, port=18090))
    return folder


@pytest.fixture
def compose(case: Case, project: Path) -> Iterator[Compose]:
    """podman-compose in the project's folder."""
    subject = case.subject
    words = subject.words("x")[:-1]
    prefix, command = words[: len(words) - len(subject.argv)], subject.argv
    launcher = project.parent / "podman"
    quoted = " ".join(f"'{word}'" for word in command)
    launcher.write_text(f'#!/bin/sh\nexec {quoted} "$@"\n')
    launcher.chmod(0o755)
    del prefix
    argv = (sys.executable, "-m", "podman_compose", "--podman-path", str(launcher))
    env = {
        **subject.env,
        "HOSTBRIDGE_DIALECT": "podman",
        "PYTHONWARNINGS": "ignore",
        "PATH": os.environ["PATH"],
    }
    runner = Subject("podman-compose", argv, subject.world, env, project)

    def run(*words: str, timeout: float = 90) -> Result:
        return runner.run(*words, timeout=timeout)

    yield run
    run("down", "-v", "-t", "1")


def test_up_serves_and_down_leaves_nothing(case: Case, compose: Compose, project: Path) -> None:
    up = compose("up", "-d")
    assert up.code == 0, up.error
    client = case.engine.client.run
    # depends_on with health: web runs, so store was healthy before.
    running = client("ps", "--format", "{{.Names}}").text.split()
    assert any("web" in name for name in running), up.error
    assert b"a page of the project" in _page(case)
    (project / "pages" / "index.html").write_text("changed on the host\n")
    assert b"changed" in _page(case)

    told = compose("ps").ok()
    assert "web" in told.text
    assert "store" in told.text
    listed = json.loads(compose("ps", "--format", "json").ok().out)
    assert {c["Labels"]["io.podman.compose.service"] for c in listed} == {"web", "store", "once"}

    assert "stored" in compose("logs", "store").ok().text
    env = compose("exec", "-T", "web", "env").ok().text
    assert "WORD=two words ü" in env
    assert compose("exec", "-T", "web", "sh", "-c", "exit 5").code == 5
    compose("exec", "-T", "web", "sh", "-c", "echo x > /kept/x").ok()
    # names on the network: the service's own, and its alias
    compose("exec", "-T", "store", "wget", "-q", "-O", "-", "http://web:8080/").ok()
    compose("exec", "-T", "store", "wget", "-q", "-O", "-", "http://www:8080/").ok()
    assert (
        ":18090" in compose("port", "web", "8080").ok().text
        or "18090" in compose("port", "web", "8080").ok().text
    )

    again = compose("up", "-d")
    assert again.code == 0, again.error
    compose("stop", "-t", "1").ok()
    compose("start").ok()
    assert b"changed" in _page(case)
    assert compose("exec", "-T", "web", "cat", "/kept/x").ok().text == "x"
    compose("restart", "-t", "1", "web").ok()
    assert b"changed" in _page(case)
    compose("kill", "web").ok()

    down = compose("down", "-t", "1")
    assert down.code == 0, down.error
    assert client("ps", "-aq").text == ""
    assert "kept" in client("volume", "ls", "-q").text
    compose("down", "-v").ok()
    assert "kept" not in client("volume", "ls", "-q").text
    assert "inside" not in client("network", "ls").text


def test_run_once_and_its_exit_code(compose: Compose) -> None:
    result = compose("run", "--rm", "-T", "--no-deps", "once")
    assert "done" in result.text
    assert result.code == 3
    assert compose("run", "--rm", "-T", "--no-deps", "once", "echo", "other words").text.endswith(
        "other words"
    )


@BUILDING
def test_build_pull_and_images(case: Case, compose: Compose, project: Path, image: str) -> None:
    (project / "Dockerfile").write_text(
        f"FROM {image}\nARG WHAT=x\nRUN echo $WHAT > /built\nCMD cat /built\n"
    )
    (project / "compose.yaml").write_text(
        "services:\n  made:\n    image: made-by-compose:1\n    build:\n      context: .\n      args: {WHAT: by compose}\n"
    )
    compose("build", timeout=100).ok()
    assert compose("run", "--rm", "-T", "made").ok().text.endswith("by compose")
    assert "made-by-compose" in compose("images").ok().text
    up = compose("up", timeout=60)
    assert "by compose" in up.text + up.error


def test_config_and_unknown_service(compose: Compose) -> None:
    assert "services" in compose("config").ok().text
    assert compose("exec", "-T", "none", "true").code != 0


def _page(case: Case) -> bytes:
    deadline = time.monotonic() + 15
    while True:
        try:
            return case.fetch(18090)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
