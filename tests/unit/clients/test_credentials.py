"""Log-ins: whose they are, what counts, and that they are not told."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.catalogue import parse
from hostbridge.clients import credentials
from hostbridge.clients.credentials import Credential, credential, has, merged, registry_of, server
from hostbridge.clients.docker_files import read_config
from hostbridge.clients.logins import engine_knows, known
from hostbridge.dispatch.registries import registries
from hostbridge.errors import HostbridgeError


@pytest.mark.parametrize(
    ("reference", "registry"),
    [
        ("alpine", "docker.io"), ("library/alpine:3", "docker.io"), ("me/app@sha256:00", "docker.io"),
        ("docker.io/library/alpine", "docker.io"), ("index.docker.io/x/y", "docker.io"),
        ("ghcr.io/me/app", "ghcr.io"), ("localhost/app", "localhost"), ("registry:5000/app:1", "registry:5000"),
        ("docker://quay.io/a/b", "quay.io"), ("127.0.0.1:5000/x", "127.0.0.1:5000"), ("", "docker.io"),
        ("alpine:5000", "docker.io"),
    ],
)  # fmt: skip
def test_whose_an_image_is(reference: str, registry: str) -> None:
    assert registry_of(reference) == registry


@pytest.mark.parametrize(
    ("key", "name"),
    [("https://index.docker.io/v1/", "docker.io"), ("docker.io", "docker.io"), ("https://ghcr.io", "ghcr.io"),
     ("quay.io/namespace/repo", "quay.io"), ("http://127.0.0.1:5000/v2/", "127.0.0.1:5000")],
)  # fmt: skip
def test_whose_a_key_is(key: str, name: str) -> None:
    assert server(key) == name


@given(st.text().filter(lambda text: ":" not in text), st.text())
def test_what_is_handed_over_is_what_was_there(user: str, password: str) -> None:
    given = Credential("r.example", user, password.rstrip("\0"))
    config = read_config(json.dumps({"auths": {"r.example": given.entry()}}), "x")
    assert credential(config, "r.example", {}) == given
    assert repr(given) == f"Credential('r.example', {user!r})"


def test_helpers_come_first_and_tokens_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def ask(helper: str, name: str, _env: object) -> tuple[str, str] | None:
        asked.append((helper, name))
        return {"one": ("me", "pw"), "store": ("<token>", "t")}.get(helper)

    monkeypatch.setattr(credentials, "ask", ask)
    text = {
        "auths": {"a.example": {}, "https://b.example": {}},
        "credsStore": "store",
        "credHelpers": {"a.example": "one"},
    }
    config = read_config(json.dumps(text), "x")
    assert credential(config, "a.example", {}) == Credential("a.example", "me", "pw")
    assert credential(config, "b.example", {}) == Credential("b.example", token="t")
    assert credential(config, "docker.io", {}) == Credential("docker.io", token="t")
    assert asked == [
        ("one", "a.example"),
        ("store", "https://b.example"),
        ("store", "https://index.docker.io/v1/"),
    ]


@pytest.mark.parametrize(
    "auth", ["", "no base64 !", base64.b64encode(b"no colon").decode(), "\u00fc"]
)
def test_entries_that_are_no_log_in(auth: str) -> None:
    config = read_config(json.dumps({"auths": {"a.example": {"auth": auth}}}), "x")
    assert credential(config, "a.example", {}) is None
    assert has(config, "a.example") == bool(auth)
    assert not has(config, "b.example")


def test_what_a_machine_has_stays_beside_what_is_handed_over() -> None:
    theirs = {
        "auths": {"https://index.docker.io/v1/": {"auth": "old"}, "other.example": {"auth": "theirs"}},
        "credsStore": "pass", "credHelpers": {"a.example": "x", "gcr.io": "gcloud"}, "proxies": {"default": {}},
        "currentContext": "mine",
    }  # fmt: skip
    told = merged(theirs, (Credential("docker.io", "u", "p"), Credential("a.example", token="t")))
    assert told["auths"]["other.example"] == {"auth": "theirs"}
    assert (
        told["auths"]["https://index.docker.io/v1/"]
        == told["auths"]["docker.io"]
        == {"auth": "dTpw"}
    )
    assert told["auths"]["a.example"] == {"identitytoken": "t"}
    assert told["credHelpers"] == {"gcr.io": "gcloud"}
    assert "credsStore" not in told
    assert (told["currentContext"], told["proxies"]) == ("mine", {"default": {}})


def test_the_registries_of_a_command(tmp_path: Path) -> None:
    def of(*words: str) -> list[str]:
        return registries(parse(list(words), "docker"), str(tmp_path))

    assert of("pull", "ghcr.io/a/b") == ["ghcr.io"]
    assert of("run", "-v", "q.example/x:/y", "a.example/b", "c.example/d") == ["a.example"]
    assert of("push", "r:5000/x") == ["r:5000"]
    (tmp_path / "Dockerfile").write_text(
        "# syntax=s.example/dockerfile:1\nARG BASE=a.example/base\nARG TAG=1\n"
        "FROM --platform=$BUILDPLATFORM ${BASE}:$TAG AS one\nfrom b.example/x\n"
        "COPY --from=c.example/tools /x /y\nRUN echo FROM nothing.example/x\n"
    )
    assert of("build", ".") == ["s.example", "a.example", "b.example", "c.example"]
    assert of("build", "--build-arg", "BASE=d.example/base", ".")[1] == "d.example"
    assert of("build", "https://example/repo.git") == ["docker.io"]
    assert of("build", "-f", "missing", ".") == ["docker.io"]


def test_what_an_engine_finds_by_itself(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "REGISTRY_AUTH_FILE": str(tmp_path / "auth.json")}
    (tmp_path / "auth.json").write_text('{"auths": {"p.example": {"auth": "dTpw"}}}')
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker/config.json").write_text('{"auths": {"d.example": {"auth": "dTpw"}}}')
    assert known(["p.example", "d.example", "x.example"], env, "docker") == (
        "p.example",
        "d.example",
    )
    assert not engine_knows("p.example", env, "docker")
    assert engine_knows("p.example", env, "podman")
    del env["REGISTRY_AUTH_FILE"]
    assert engine_knows("d.example", env, "podman")
    (tmp_path / ".docker/config.json").write_text('{"credsStore": "desktop"}')
    assert not engine_knows("d.example", env, "podman")
    assert engine_knows("d.example", env, "docker")
    (tmp_path / ".docker/config.json").write_text("broken")
    assert known(["d.example"], env, "docker") == ()


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a\0b"])
def test_a_helpers_name_is_no_path(name: str) -> None:
    from hostbridge.clients.helper import ask

    with pytest.raises(HostbridgeError, match="no credential helper"):
        ask(name, "x", {})
