"""Log-ins from files and helpers."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.registry.credentials import Login, login


def auth(user: str, secret: str) -> dict[str, str]:
    return {"auth": base64.b64encode(f"{user}:{secret}".encode()).decode()}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "docker").mkdir()
    return {"HOME": str(tmp_path), "DOCKER_CONFIG": str(tmp_path / "docker"), "PATH": str(tmp_path)}


def write(env: dict[str, str], content: object) -> None:
    Path(env["DOCKER_CONFIG"], "config.json").write_text(json.dumps(content))


def test_no_file_is_no_log_in(env: dict[str, str]) -> None:
    assert login("docker.io", env) is None
    assert login("docker.io", {}) is None


def test_dockers_file(env: dict[str, str]) -> None:
    hub = "https://index.docker.io/v1/"
    write(
        env,
        {"auths": {hub: auth("hub", "a:b"), "https://quay.io/v2/": auth("q", "s"), "r:5000": {}}},
    )
    assert login("docker.io", env) == Login("hub", "a:b")
    assert login("quay.io", env) == Login("q", "s")
    assert login("r:5000", env) is None


def test_podmans_file_comes_first(env: dict[str, str], tmp_path: Path) -> None:
    write(env, {"auths": {"r": auth("docker", "s")}})
    named = tmp_path / "auth.json"
    named.write_text(json.dumps({"auths": {"r": auth("podman", "s")}}))
    assert login("r", {**env, "REGISTRY_AUTH_FILE": str(named)}) == Login("podman", "s")
    runtime = tmp_path / "run" / "containers"
    runtime.mkdir(parents=True)
    named.rename(runtime / "auth.json")
    assert login("r", {**env, "XDG_RUNTIME_DIR": str(tmp_path / "run")}) == Login("podman", "s")


def test_an_identity_token(env: dict[str, str]) -> None:
    write(env, {"auths": {"r": {"identitytoken": "T"}}})
    assert login("r", env) == Login("", "T")


@pytest.mark.parametrize("text", ["", "[]", "{", "nonsense", "[" * 100_000, "1"])
def test_a_damaged_file_is_named(env: dict[str, str], text: str) -> None:
    path = Path(env["DOCKER_CONFIG"], "config.json")
    path.write_text(text)
    with pytest.raises(HostbridgeError) as told:
        login("r", env)
    assert str(path) in str(told.value)


def test_a_damaged_entry_is_named(env: dict[str, str]) -> None:
    write(env, {"auths": {"r": {"auth": "%%%"}}})
    with pytest.raises(HostbridgeError, match="cannot be read"):
        login("r", env)


def test_other_shapes_are_passed_over(env: dict[str, str]) -> None:
    write(env, {"auths": {"r": 5}, "credHelpers": [], "credsStore": 7})
    assert login("r", env) is None
    write(env, {"auths": [], "credHelpers": {"r": "../../bin/sh"}})
    with pytest.raises(HostbridgeError, match="no name of a credential helper"):
        login("r", env)
