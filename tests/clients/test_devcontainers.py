"""@devcontainers/cli, unmodified, with hostbridge in docker's place: both engines."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clients.provided import devcontainers_cli
from rig.case import BUILDING, Case
from rig.fixtures import required
from rig.running import Result
from rig.subject import Subject

PROJECTS = Path(__file__).with_name("devcontainers")
SOAK = bool(os.environ.get("HOSTBRIDGE_SOAK"))
pytestmark = pytest.mark.timeout(400)
Cli = Callable[..., Result]


@pytest.fixture(scope="session")
def program() -> tuple[str, ...]:
    return required(devcontainers_cli)


@pytest.fixture
def folder(case: Case) -> Path:
    """Where the projects are: every user may write there, as the containers' user has to."""
    made = case.folder() / "dev containers"
    shutil.copytree(PROJECTS, made)
    for path in (made.parent, made, *made.iterdir()):
        path.chmod(0o777)
    return made


@pytest.fixture
def cli(case: Case, folder: Path, program: tuple[str, ...]) -> Cli:
    """``cli(command, project, *words)``; hostbridge is ``--docker-path``."""
    if case.far and not SOAK:
        pytest.skip("over ssh with --soak alone")
    launcher = folder.parent / "hostbridge"
    launcher.write_text(f'#!/bin/sh\nexec {shlex.join(case.subject.argv)} "$@"\n')
    launcher.chmod(0o755)
    env = {
        **case.subject.env,
        "HOSTBRIDGE_DIALECT": "docker",
        "CALLER": "the caller's own",
        "PATH": os.environ["PATH"],
    }
    subject = Subject("devcontainer", program, case.near, env, folder)

    def run(command: str, project: str, *words: str) -> Result:
        own = ("--docker-path", str(launcher), "--workspace-folder", str(folder / project))
        return subject.run(command, *own, *words, timeout=150)

    return run


def outcome(result: Result) -> dict[str, Any]:
    """What a command says on its last line; it has to be a success."""
    assert result.code == 0, result.text[-1500:] + result.error[-3000:]
    told: dict[str, Any] = json.loads(result.text.splitlines()[-1])
    assert told["outcome"] == "success", told
    return told


@BUILDING
def test_up_from_a_dockerfile_with_a_feature(case: Case, cli: Cli, folder: Path) -> None:
    project = folder / "whole"
    told = outcome(cli("up", "whole"))
    assert (told["remoteUser"], told["remoteWorkspaceFolder"]) == ("app", "/work space")
    (project / "initialized").unlink()
    hooks = ["onCreate", "updateContent", "the feature", "postCreate", "postStart", "postAttach"]
    assert (project / "order").read_text().splitlines() == hooks
    assert (project / "from an object").exists()

    looked = cli("exec", "whole", "sh", "-c", "pwd; id -un; hostname; cat /made /text; greet; "
                 'echo "$CONTAINER_WORD $HERE $REMOTE_WORD $CALLER $GREETED"; ls /configuration')  # fmt: skip
    assert looked.ok().text.splitlines() == [
        "/work space", "app", "devbox", "from the configuration", "copied from the context",
        "hello, all of you", "two words ü whole remote two words ü the caller's own yes",
        "Dockerfile", "devcontainer-lock.json", "devcontainer.json", "greet",
    ]  # fmt: skip
    assert cli("exec", "whole", "sh", "-c", "exit 7").code == 7
    assert (
        cli("exec", "whole", "--remote-env", "GIVEN=x y", "sh", "-c", 'echo "$GIVEN"').ok().text
        == "x y"
    )

    (container,) = json.loads(case.engine.client.run("inspect", told["containerId"]).ok().out)
    assert container["Config"]["Labels"]["mine"] == "yes"
    assert container["Config"]["Labels"]["built"] == "by options"
    assert "devcontainer-data" in [mount.get("Name") for mount in container["Mounts"]]
    assert any(cap.endswith("SYS_PTRACE") for cap in container["HostConfig"]["CapAdd"])

    # Stopped and up again: only what belongs to a start, and the same container.
    case.subject.run("stop", "-t", "0", told["containerId"]).ok()
    (project / "order").unlink()
    assert outcome(cli("up", "whole"))["containerId"] == told["containerId"]
    assert (project / "order").read_text().splitlines() == ["postStart", "postAttach"]
    (project / "order").unlink()
    outcome(cli("run-user-commands", "whole", "--skip-post-attach"))
    assert not (project / "order").exists()

    fresh = outcome(cli("up", "whole", "--remove-existing-container"))
    assert fresh["containerId"] != told["containerId"]
    assert case.engine.client.run("ps", "-aq").ok().text.count("\n") == 0


@BUILDING
def test_build_and_configuration(case: Case, cli: Cli) -> None:
    if not SOAK and case.engine.name == "docker":
        pytest.skip("the build of up is the same on docker; with --soak alone")
    told = outcome(
        cli(
            "build",
            "whole",
            "--image-name",
            "built-one:1",
            "--image-name",
            "built-two:2",
        )
    )
    assert told["imageName"] == ["built-one:1", "built-two:2"]
    for name in told["imageName"]:
        assert case.subject.run("run", "--rm", name, "greet").ok().text == "hello, all of you"
    (image,) = json.loads(case.engine.client.run("image", "inspect", "built-two:2").ok().out)
    assert "devcontainer.metadata" in image["Config"]["Labels"]
    read = json.loads(cli("read-configuration", "whole", "--include-merged-configuration",
                          "--include-features-configuration").ok().out)  # fmt: skip
    assert read["mergedConfiguration"]["remoteUser"] == "app"
    assert read["workspace"]["workspaceFolder"] == "/work space"


@pytest.mark.skipif(not SOAK, reason="with --soak alone: up from a Dockerfile has it all")
def test_up_from_an_image(case: Case, cli: Cli, folder: Path) -> None:
    words = ("--id-label", "who=me", "--gpu-availability", "detect")
    extra = f"type=bind,source={folder / 'whole'},target=/other"
    told = outcome(cli("up", "image", *words, "--mount", extra, "--remote-env", "A=b"))
    assert told["remoteWorkspaceFolder"] == "/workspaces/image"
    assert (folder / "image" / "made").read_text() == "from the image's container\n"
    said = cli(
        "exec",
        "image",
        "--id-label",
        "who=me",
        "sh",
        "-c",
        "ls /other; grep -c /scratch /proc/mounts",
    )
    assert said.ok().text.split() == ["text", "1"]
    by_id = cli("exec", "image", "--container-id", told["containerId"], "echo", "by its id")
    assert by_id.ok().text == "by its id"
    again = outcome(cli("up", "image", "--id-label", "who=me", "--remove-existing-container"))
    assert again["containerId"] != told["containerId"]
    outcome(cli("build", "image", "--image-name", "from-image:1", "--no-cache"))
    assert case.subject.run("image", "inspect", "from-image:1").code == 0
