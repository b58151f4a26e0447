"""What names an endpoint, and what comes first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hostbridge.catalogue.parse import leading
from hostbridge.clients.discover import endpoints, find
from hostbridge.clients.options import by_options
from hostbridge.clients.remote import default_of
from hostbridge.clients.wanted import Wanted, by_variables, current_context
from hostbridge.errors import NotFound, UsageError
from hostbridge.select import select
from hostbridge.testing.fakes import FakeSession

TCP = "tcp://server:2376"


@pytest.mark.parametrize(
    ("env", "dialect", "engine", "expected"),
    [
        ({}, "docker", "", None),
        ({"DOCKER_HOST": TCP, "DOCKER_CONTEXT": "x"}, "docker", "", ("docker", TCP, "DOCKER_HOST")),
        ({"DOCKER_CONTEXT": "x"}, "docker", "", ("docker", "x", "DOCKER_CONTEXT")),
        ({"CONTAINER_HOST": TCP, "CONTAINER_CONNECTION": "y"}, "podman", "", ("podman", TCP, "CONTAINER_HOST")),
        ({"CONTAINER_CONNECTION": "y", "DOCKER_CONTEXT": "x"}, "podman", "", ("podman", "y", "CONTAINER_CONNECTION")),
        ({"CONTAINER_CONNECTION": "y", "DOCKER_CONTEXT": "x"}, "docker", "", ("docker", "x", "DOCKER_CONTEXT")),
        ({"CONTAINER_CONNECTION": "y"}, "docker", "", ("podman", "y", "CONTAINER_CONNECTION")),
        ({"CONTAINER_CONNECTION": "y", "DOCKER_CONTEXT": "x"}, "docker", "podman", ("podman", "y", "CONTAINER_CONNECTION")),
        ({"DOCKER_HOST": TCP}, "podman", "podman", None),
        ({"DOCKER_HOST": "", "DOCKER_CONTEXT": ""}, "docker", "", None),
        ({"DOCKER_HOST": "server"}, "docker", "", ("docker", "tcp://server", "DOCKER_HOST")),
    ],
)  # fmt: skip
def test_variables(
    env: dict[str, str], dialect: str, engine: str, expected: tuple[str, str, str] | None
) -> None:
    found = by_variables(env, dialect, engine)
    assert found == (Wanted(*expected) if expected else None)


@pytest.mark.parametrize(
    ("words", "dialect", "expected"),
    [
        (["-H", TCP, "ps"], "docker", Wanted("docker", TCP, "-H")),
        (["--host=" + TCP, "ps"], "podman", Wanted("docker", TCP, "--host")),
        (["-H", "server:2375", "ps"], "docker", Wanted("docker", "tcp://server:2375", "-H")),
        (["-c", "x", "ps"], "docker", Wanted("docker", "x", "-c")),
        (["-c", "x", "ps"], "podman", Wanted("podman", "x", "-c")),
        (["-H", TCP, "--tlsverify", "--tlscacert", "ca", "ps"], "docker",
         Wanted("docker", TCP, "-H", ("--tlsverify", "--tlscacert=ca"))),
        (["--url", "ssh://u@h/x", "--identity", "key", "ps"], "podman",
         Wanted("podman", "ssh://u@h/x", "--url", ("--identity=key",))),
        (["-r", "ps"], "podman", Wanted("podman", "", "-r")),
        (["--remote=false", "ps"], "podman", None),
        (["--log-level", "debug", "ps"], "docker", None),
        (["--tlsverify", "ps"], "docker", Wanted("docker", "default", "DOCKER_HOST", ("--tlsverify",), named=False)),
    ],
)  # fmt: skip
def test_options(words: list[str], dialect: str, expected: Wanted | None) -> None:
    assert by_options(leading(words, dialect), {}) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [["-H", TCP, "-c", "x"], ["-H", TCP, "-H", "tcp://other:1"], ["-H", TCP, "--remote"],
     ["--url", TCP, "--connection", "x"], ["-H", ""]],
)  # fmt: skip
def test_options_that_contradict(words: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        by_options(leading([*words, "ps"], "docker"), {})
    assert caught.value.exit_code == 125


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    places = {
        f"HOSTBRIDGE_{name}_DIR": str(tmp_path / name) for name in ("DATA", "CONFIG", "CACHE")
    }
    return {**places, "HOME": str(tmp_path), "CONTAINERS_CONF": str(tmp_path / "containers.conf")}


def write_config(env: dict[str, str], text: str) -> None:
    folder = Path(env["HOME"]) / ".docker"
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(text)


def test_the_current_context_and_its_cache_hold_no_secret(env: dict[str, str]) -> None:
    assert current_context(env) is None
    write_config(env, '{"currentContext": "one", "auths": {"r": {"auth": "c2VjcmV0"}}}')
    found = current_context(env)
    assert found is not None
    assert (found.engine, found.machine) == ("docker", "one")
    kept: list[bytes] = []
    while not kept:  # nothing is kept of a file that changed within a tick of its clock
        assert current_context(env) == found
        kept = [path.read_bytes() for path in Path(env["HOSTBRIDGE_CACHE_DIR"]).rglob("*.marshal")]
    assert not any(b"c2VjcmV0" in content for content in kept)
    write_config(env, '{"currentContext": "another"}')
    assert (found := current_context(env)) is not None
    assert found.machine == "another"
    for text in ("", "{", "[]", '{"currentContext": 7}', '{"currentContext": "default"}'):
        write_config(env, text)
        assert current_context(env) is None
    elsewhere = {**env, "DOCKER_CONFIG": str(Path(env["HOME"]) / "none")}
    assert current_context(elsewhere) is None


def test_a_pipe_or_a_directory_in_place_of_a_file(env: dict[str, str]) -> None:
    folder = Path(env["HOME"]) / ".docker"
    (folder / "config.json").mkdir(parents=True)
    assert current_context(env) is None
    (folder / "config.json").rmdir()
    os.mkfifo(folder / "config.json")
    assert current_context(env) is None
    (folder / "config.json").unlink()
    (folder / "config.json").symlink_to("config.json")
    assert current_context(env) is None
    (folder / "config.json").unlink()
    (folder / "config.json").write_text("[" * 200_000)
    assert current_context(env) is None
    meta = folder / "contexts/meta/x"
    meta.mkdir(parents=True)
    os.mkfifo(meta / "meta.json")
    os.mkfifo(env["CONTAINERS_CONF"])
    assert endpoints(env) == []


def test_endpoints_by_name_and_address(env: dict[str, str]) -> None:
    meta = Path(env["HOME"]) / ".docker/contexts/meta/0a/meta.json"
    meta.parent.mkdir(parents=True)
    meta.write_text('{"Name": "both", "Endpoints": {"docker": {"Host": "tcp://a:1"}}}')
    Path(env["CONTAINERS_CONF"]).write_text(
        '[engine]\nactive_service = "both"\n[engine.service_destinations.both]\nuri = "tcp://b:2"\n'
    )
    assert [one.words for one in endpoints(env)] == [
        ("--context", "both"),
        ("--connection", "both"),
    ]
    assert find("both", env).engine == "docker"
    assert find("both", env, "podman").address == "tcp://b:2"
    assert find("unix:///x/podman.sock", env).words == ("--url", "unix:///x/podman.sock")
    assert find("tcp://a:1", env).words == ("--host", "tcp://a:1")
    assert default_of(Wanted("podman", "", "--remote"), env) == "both"
    with pytest.raises(NotFound, match="nothing") as caught:
        find("nothing", env)
    assert "both" in caught.value.detail


def test_the_order_of_what_names_a_machine(env: dict[str, str]) -> None:
    named = {
        **env,
        "HOSTBRIDGE_BACKEND": "native",
        "HOSTBRIDGE_ENGINE": "docker",
        "DOCKER_HOST": TCP,
    }
    assert select(named, "/").backend == "native"
    by_variable = select({**env, "DOCKER_HOST": TCP}, "/")
    assert (by_variable.backend, by_variable.machine, by_variable.engine) == (
        "context",
        TCP,
        "docker",
    )
    assert by_variable.machine_why == "DOCKER_HOST"
    for own in ("unix:///var/run/docker.sock", "unix:///run/docker.sock"):
        assert select({**env, "DOCKER_HOST": own}, "/").backend == "native"
    told = select({**env, "DOCKER_CONTEXT": "x"}, "/", wanted=Wanted("podman", "y", "--connection"))
    assert (told.machine, told.engine) == ("y", "podman")
    with pytest.raises(UsageError, match="contradict"):
        select(env, "/", machine="z", wanted=Wanted("podman", "y", "--connection"))
    settings = Path(env["HOSTBRIDGE_CONFIG_DIR"])
    settings.mkdir()
    (settings / "config.toml").write_text('backend = "native"\nengine = "podman"\n')
    assert select({**env, "DOCKER_HOST": TCP}, "/").machine == TCP
    assert select(env, "/").engine == "podman"


def test_sessions_add_nothing_to_a_client_of_their_own() -> None:
    assert list(FakeSession.client(FakeSession.__new__(FakeSession), "docker")) == []
