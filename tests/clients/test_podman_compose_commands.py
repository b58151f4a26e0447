"""podman-compose's commands and their options: both engines, both sessions, with ``--soak``."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator

import pytest

from clients.composing import Compose, composing, wait_until
from rig.case import Case

pytestmark = [
    pytest.mark.skipif(
        not os.environ.get("HOSTBRIDGE_SOAK"),
        reason="with --soak alone: the features' test has the commands of every day",
    ),
    pytest.mark.timeout(400),
]


@pytest.fixture
def compose(case: Case) -> Iterator[Compose]:
    with composing(case, "commands", "commands") as made:
        yield made


def names(compose: Compose, *, every: bool = False) -> set[str]:
    """The services that run; every one that exists."""
    listed = compose.engine("ps", *(["-a"] if every else []), "--format", "{{.Names}}")
    return {name.removeprefix("commands_").rpartition("_")[0] for name in listed.split()}


def test_starting_and_stopping(compose: Compose) -> None:
    assert compose.run("up", "-d").code == 0
    assert names(compose) == {"first", "second"}
    ids = compose.run("ps", "-q").ok().text.split()
    assert len(ids) == 2
    assert all(any(whole.startswith(one) for one in ids) for whole in all_ids(compose))
    shown = compose.run("ps", "--format", "{{.Names}} {{.State}}").ok().text.splitlines()
    assert sorted(shown) == ["commands_first_1 running", "commands_second_1 running"]
    listed = json.loads(compose.run("ps", "--format", "json").ok().out)
    assert {row["State"] for row in listed} == {"running"}

    compose.run("pause", "first").ok()
    assert state(compose, "first") == "paused"
    compose.run("unpause", "first").ok()
    assert state(compose, "first") == "running"
    compose.run("kill", "--signal", "KILL", "second").ok()
    wait_until(lambda: state(compose, "second") == "exited")
    compose.run("start", "second").ok()
    compose.run("stop", "-t", "1", "second").ok()
    assert names(compose) == {"first"}
    compose.run("restart", "-t", "1").ok()
    assert names(compose) == {"first", "second"}
    compose.run("kill", "--all").ok()
    wait_until(lambda: not names(compose))
    compose.run("up", "-d", "first").ok()
    assert names(compose) == {"first"}
    before = all_ids(compose)
    compose.run("up", "-d", "--no-recreate").ok()
    assert set(all_ids(compose)) == set(before)
    compose.run("up", "-d", "--force-recreate", "-t", "1").ok()
    assert not set(all_ids(compose)) & set(before)
    compose.run("down", "-t", "1", "second").ok()
    assert names(compose, every=True) == {"first"}
    compose.run("up", "--no-start").ok()
    assert names(compose, every=True) == {"first", "second"}
    compose.run("up", "-d", "--wait").ok()
    assert names(compose) == {"first", "second"}
    stats = compose.run("stats", "--no-stream", "--no-reset").ok().text
    assert "first" in stats
    assert "second" in stats


def test_logs(compose: Compose) -> None:
    compose.run("up", "-d").ok()
    both = compose.run("logs", "--no-color").ok().text
    assert "first says this" in both
    assert "second says this" in both
    assert "first errs" in compose.run("logs", "first").ok().error + both
    assert compose.run(
        "logs", "--no-color", "--no-log-prefix", "--tail", "1", "second"
    ).ok().text == ("second says this")
    stamped = compose.run("logs", "-t", "--no-color", "--no-log-prefix", "second").ok().text
    assert stamped[:4].isdecimal()
    assert stamped.endswith("second says this")
    assert compose.run("logs", "--since", "1h", "--names", "--no-color", "second").ok().text
    with compose.subject.start("logs", "-f", "--no-color", "first", "second") as following:
        following.expect("first says this")
        following.signal(signal.SIGINT)
        following.wait(timeout=30)


def test_one_off_runs(compose: Compose) -> None:
    assert compose.run("--profile", "ending", "run", "--rm", "-T", "ends").code == 4
    said = compose.run("run", "--rm", "-T", "-e", "MORE=it is", "first", "sh", "-c", "echo $MORE")
    assert said.ok().text.splitlines()[-1] == "it is"
    entered = compose.run("--profile", "ending", "run", "--rm", "-T", "entered")
    assert entered.ok().text.splitlines()[-1] == "the entrypoint and its words"
    other = compose.run(
        "--profile", "ending", "run", "--rm", "-T", "--entrypoint", "echo other", "entered", "words"
    )
    assert other.ok().text.splitlines()[-1] == "other words"
    user = compose.run(
        "run", "--rm", "-T", "-u", "1000", "-w", "/www", "first", "sh", "-c", "id -u; pwd"
    )
    assert user.ok().text.splitlines()[-2:] == ["1000", "/www"]
    source = compose.folder / "mounted"
    source.mkdir()
    (source / "file").write_text("mounted for once")
    seen = compose.run(
        "run", "--rm", "-T", "-v", f"{source}:/mounted", "first", "cat", "/mounted/file"
    )
    assert seen.ok().text.splitlines()[-1] == "mounted for once"
    compose.run("run", "-d", "--name", "kept-running", "--no-deps", "-p", "18081:81", "-l", "a=b",
                "second", "httpd", "-f", "-p", "81", "-h", "/www").ok()  # fmt: skip
    assert compose.case.fetch(18081) == b"a page from the base image\n"
    compose.engine("rm", "-f", "kept-running")


def test_executing(compose: Compose) -> None:
    compose.run("up", "-d").ok()
    got = compose.run("exec", "-T", "-e", "A=one two", "-u", "1000", "-w", "/www", "first",
                      "sh", "-c", 'echo "$A $(id -u) $(pwd)"')  # fmt: skip
    assert got.ok().text == "one two 1000 /www"
    assert compose.run("exec", "-T", "first", "sh", "-c", "exit 9").code == 9
    compose.run("exec", "-d", "first", "touch", "/kept/touched").ok()
    wait_until(lambda: compose.run("exec", "-T", "first", "test", "-e", "/kept/touched").code == 0)


def test_attached_and_its_exit_code(compose: Compose) -> None:
    up = compose.run("--profile", "ending", "up", "--exit-code-from", "ends", "ends", timeout=60)
    assert "it ends" in up.text
    assert up.code == 4
    compose.run("--profile", "ending", "down", "-t", "0").ok()
    failed = compose.run(
        "--profile", "ending", "up", "--abort-on-container-failure", "ends", "first", timeout=90
    )
    assert failed.code == 4
    assert "first says this" in failed.text


def test_health_that_never_comes(compose: Compose) -> None:
    up = compose.run(
        "--profile", "unhealthy", "up", "-d", "--wait", "--wait-timeout", "4", "never", timeout=90
    )
    assert "unhealthy" in compose.engine("inspect", "commands_never_1") or up.code != 0


def test_files_profiles_scale_and_config(compose: Compose) -> None:
    config = compose.run("config").ok().text
    assert "unset" in config
    services = compose.run("config", "--services").ok().text.split()
    assert {"first", "second"} <= set(services)
    merged = ("-f", "compose.yaml", "-f", "more.yaml")
    assert "from the second file" in compose.run(*merged, "config").ok().text
    assert "from another env file" in compose.run("--env-file", "other.env", "config").ok().text
    compose.run(*merged, "-p", "named", "up", "-d", "--scale", "third=2").ok()
    running = compose.engine("ps", "--format", "{{.Names}}").split()
    assert {"named_first_1", "named_third_1", "named_third_2"} <= set(running)
    env = compose.run(*merged, "-p", "named", "exec", "-T", "first", "env").ok().text
    assert "WORD=from the second file" in env
    compose.run(*merged, "-p", "named", "down", "-v", "-t", "0", "--remove-orphans").ok()
    assert compose.engine("ps", "-aq") == ""


def test_pods(compose: Compose) -> None:
    compose.run("--in-pod", "true", "up", "-d").ok()
    assert names(compose) >= {"first", "second"}
    listed = compose.case.subject.with_env(HOSTBRIDGE_DIALECT="podman").run(
        "pod", "ps", "--format", "{{.Name}} {{.NumberOfContainers}}"
    )
    assert listed.ok().text.startswith("pod_commands "), listed.text
    compose.run("--in-pod", "true", "down", "-t", "0").ok()
    assert compose.engine("ps", "-aq") == ""
    gone = compose.case.subject.with_env(HOSTBRIDGE_DIALECT="podman").run(
        "pod", "exists", "pod_commands"
    )
    assert gone.code == 1


def test_images(compose: Compose) -> None:
    built = ("--profile", "building")
    compose.run(*built, "build", "--no-cache", "inline", timeout=120).ok()
    assert compose.run(*built, "run", "--rm", "-T", "inline").ok().text.endswith("inline argued")
    again = compose.run(*built, "build", "--build-arg", "WORD=told", "inline", timeout=120)
    assert again.code == 0, again.error
    compose.run(*built, "up", "-d", "--build", "inline").ok()
    images = compose.run(*built, "images").ok().text
    assert "hostbridge-test-inline" in images
    quiet = compose.run(*built, "images", "-q").ok().text.split()
    assert quiet
    assert all(len(one) >= 12 for one in quiet)
    compose.run(*built, "down", "-t", "0", "--rmi", "local").ok()
    left = compose.engine("images", "--format", "{{.Repository}}")
    assert "hostbridge.test/base" in left


def state(compose: Compose, service: str) -> str:
    """The state of a service's first container, as the engine says it."""
    return compose.engine("inspect", "--format", "{{.State.Status}}", f"commands_{service}_1")


def all_ids(compose: Compose) -> list[str]:
    """The whole ids of all containers."""
    return compose.engine("ps", "-aq", "--no-trunc").split()
