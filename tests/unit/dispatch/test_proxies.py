"""Proxy variables as each dialect has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hostbridge.catalogue import parse
from hostbridge.contract.features import Features
from hostbridge.contract.paths import PathMap
from hostbridge.dispatch.make import Target, make_plan
from hostbridge.dispatch.plan import Exec
from hostbridge.dispatch.relayed import Relay
from hostbridge.plugins import load_engine
from hostbridge_native import NativeSession

SECRET = "http://user:pw@proxy.example:3128"


def plan(
    tmp_path: Path,
    dialect: str,
    engine: str,
    words: list[str],
    env: dict[str, str],
    *,
    far: bool = False,
) -> Exec | Relay:
    call = parse(words, dialect)  # type: ignore[arg-type]
    features = Features() if far else NativeSession.features
    whole = {"HOME": str(tmp_path), "CONTAINERS_CONF": str(tmp_path / "containers.conf"), **env}
    made = make_plan(
        call,
        Target(
            load_engine(engine), features, NativeSession.paths if not far else PathMap(), "/", whole
        ),
    )
    assert isinstance(made, (Exec, Relay))
    return made


def configure(tmp_path: Path, **proxies: str) -> None:
    (tmp_path / ".docker").mkdir(exist_ok=True)
    (tmp_path / ".docker/config.json").write_text(json.dumps({"proxies": {"default": proxies}}))


@pytest.mark.parametrize("command", ["run", "create", "build"])
def test_podmans_callers_hand_their_variables_on(tmp_path: Path, command: str) -> None:
    env = {"HTTPS_PROXY": SECRET, "no_proxy": "localhost", "OTHER": "x"}
    option = "--build-arg" if command == "build" else "--env"
    made = plan(tmp_path, "podman", "docker", [command, "."], env)
    assert {f"{option}=HTTPS_PROXY", f"{option}=no_proxy"} <= set(made.argv)
    assert not any("pw" in word for word in made.argv)
    for words in ([command, "--http-proxy=false", "."],):
        assert not any(
            "PROXY" in word for word in plan(tmp_path, "podman", "docker", words, env).argv
        )
    own = plan(tmp_path, "podman", "docker", [command, option, "HTTPS_PROXY=mine", "."], env)
    assert sum("HTTPS_PROXY" in word for word in own.argv) == 1
    (tmp_path / "containers.conf").write_text("[containers]\nhttp_proxy = false\n")
    assert not any(
        "PROXY" in word for word in plan(tmp_path, "podman", "docker", [command, "."], env).argv
    )


@pytest.mark.parametrize("command", ["run", "create", "build"])
def test_dockers_callers_have_what_is_configured_alone(tmp_path: Path, command: str) -> None:
    configure(tmp_path, httpProxy="http://proxy:1", httpsProxy=SECRET, noProxy="a,b")
    option = "--build-arg" if command == "build" else "--env"
    made = plan(
        tmp_path,
        "docker",
        "podman",
        [command, "."],
        {"FTP_PROXY": "ftp://x", "HTTP_PROXY": "http://y"},
    )
    assert isinstance(made, Exec)
    for word in (
        "HTTP_PROXY=http://proxy:1",
        "http_proxy=http://proxy:1",
        "HTTPS_PROXY",
        "https_proxy",
        "NO_PROXY=a,b",
    ):
        assert f"{option}={word}" in made.argv
    assert dict(made.env) == {"HTTPS_PROXY": SECRET, "https_proxy": SECRET}
    assert "--http-proxy=false" in made.argv
    assert not any("pw" in word or "ftp" in word for word in made.argv)
    own = plan(tmp_path, "docker", "podman", [command, option, "HTTP_PROXY=mine", "."], {})
    assert f"{option}=HTTP_PROXY=http://proxy:1" not in own.argv
    assert f"{option}=http_proxy=http://proxy:1" in own.argv


def test_over_there_values_travel_by_name(tmp_path: Path) -> None:
    configure(tmp_path, httpsProxy=SECRET)
    made = plan(tmp_path, "docker", "docker", ["run", "image"], {}, far=True)
    assert "--env=HTTPS_PROXY" in made.argv
    assert dict(made.env)["https_proxy"] == SECRET
    assert not any("pw" in word for word in made.argv)


def test_nothing_is_changed_where_nothing_is_to_be(tmp_path: Path) -> None:
    configure(tmp_path, httpProxy="http://proxy:1")
    env = {"HTTP_PROXY": "http://y"}
    for dialect in ("docker", "podman"):
        made = plan(tmp_path, dialect, dialect, ["run", "image"], env)
        assert made.argv == (dialect, "run", "image")
    assert plan(tmp_path, "podman", "docker", ["pull", "image"], env).argv == (
        "docker",
        "pull",
        "image",
    )
    (tmp_path / ".docker/config.json").write_text("broken")
    assert "HTTP" not in " ".join(plan(tmp_path, "docker", "podman", ["run", "image"], {}).argv)
