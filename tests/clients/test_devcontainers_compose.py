"""@devcontainers/cli with a compose file: hostbridge is docker, and docker's plug-in is compose."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from clients.provided import devcontainers_cli, plugin_of
from clients.test_devcontainers import PROJECTS, outcome
from rig.case import BUILDING, Case
from rig.fixtures import required
from rig.running import Result
from rig.subject import Subject

SOAK = bool(os.environ.get("HOSTBRIDGE_SOAK"))
pytestmark = pytest.mark.timeout(400)
Cli = Callable[..., Result]


@pytest.fixture
def project(case: Case) -> Path:
    """Every user may write there, as the containers' user has to."""
    made = case.folder() / "composed"
    shutil.copytree(PROJECTS / "composed", made)
    for path in (made.parent, made):
        path.chmod(0o777)
    return made


@pytest.fixture
def cli(case: Case, project: Path) -> Cli:
    """``cli(command, *words)``; hostbridge is ``--docker-path``, and has docker's compose."""
    if case.far and not SOAK:
        pytest.skip("over ssh with --soak alone")
    plugin_of(case.subject, "compose")
    launcher = project.parent / "hostbridge"
    launcher.write_text(f'#!/bin/sh\nexec {shlex.join(case.subject.argv)} "$@"\n')
    launcher.chmod(0o755)
    env = {**case.subject.env, "HOSTBRIDGE_DIALECT": "docker", "PATH": os.environ["PATH"]}
    subject = Subject("devcontainer", required(devcontainers_cli), case.near, env, project)

    def run(command: str, *words: str) -> Result:
        own = ("--docker-path", str(launcher), "--workspace-folder", str(project))
        return subject.run(command, *own, *words, timeout=180)

    return run


@BUILDING
def test_up_with_a_compose_file(case: Case, cli: Cli, project: Path) -> None:
    told = outcome(cli("up"))
    assert (told["remoteUser"], told["remoteWorkspaceFolder"]) == ("app", "/workspace")
    assert told["composeProjectName"]

    # The other service is reached by its name, and the hook has run in the one that was asked for.
    looked = cli("exec", "sh", "-c", "pwd; id -un; cat /tmp/page; echo x > from-inside").ok()
    assert looked.text.splitlines() == ["/workspace", "app", "a page from the base image"]
    assert (project / "from-inside").read_text() == "x\n"
    assert cli("exec", "sh", "-c", "exit 9").code == 9

    label = f"label=com.docker.compose.project={told['composeProjectName']}"
    running = case.engine.client.run("ps", "--filter", label, "--format", "{{.Names}}").ok()
    assert len(running.text.split()) == 2, running.text
    (container,) = json.loads(case.engine.client.run("inspect", told["containerId"]).ok().out)
    assert container["Config"]["Labels"]["com.docker.compose.service"] == "app"

    again = outcome(cli("up"))
    assert again["containerId"] == told["containerId"]
    read = json.loads(cli("read-configuration", "--include-merged-configuration").ok().out)
    assert read["mergedConfiguration"]["remoteUser"] == "app"
