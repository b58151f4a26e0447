"""Proxy variables inside of containers, as the caller's dialect has them, on either engine."""

from __future__ import annotations

import pytest

from integration.logins.conftest import write_docker
from rig.engines import EngineRig
from rig.hostbridge import native
from rig.subject import Subject

PROXY = "http://user:secret@proxy.example:3128"
SHOW = ("sh", "-c", "echo $http_proxy,$HTTPS_PROXY,$no_proxy")


@pytest.mark.parametrize("dialect", ["docker", "podman"])
def test_proxy_variables(hostbridge: Subject, dialect: str, image: str) -> None:
    subject = hostbridge.with_env(HOSTBRIDGE_DIALECT=dialect, http_proxy=PROXY, no_proxy="near")
    run = ("run", "--rm", image, *SHOW)
    plain = subject.run(*run).ok().text
    assert plain == (f"{PROXY},,near" if dialect == "podman" else ",,")
    write_docker(subject, {"proxies": {"default": {"httpsProxy": PROXY, "noProxy": "far"}}})
    if dialect == "docker":
        assert subject.run(*run).ok().text == f",{PROXY},far"
        own = subject.run("run", "--rm", "-e", "HTTPS_PROXY=mine", image, *SHOW)
        assert own.ok().text == ",mine,far"
        assert "secret" not in subject.run("--plan", *run).ok().text
    else:
        without = subject.run("run", "--rm", "--http-proxy=false", image, *SHOW).ok().text
        assert PROXY not in without or "docker" in str(subject)


def test_a_build_has_them(engine: EngineRig, image: str, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text(
        f"FROM {image}\nRUN echo $http_proxy >/said\nCMD cat /said\n"
    )
    for dialect, expected in (("podman", "http://near:1"), ("docker", "http://configured:1")):
        subject = native(engine, Path(str(tmp_path)) / dialect).with_env(
            HOSTBRIDGE_DIALECT=dialect, http_proxy="http://near:1", no_proxy="*"
        )
        if dialect == "docker":
            write_docker(subject, {"proxies": {"default": {"httpProxy": expected}}})
        subject.run("build", "-q", "--no-cache", "-t", "said:1", str(folder), timeout=120).ok()
        assert subject.run("run", "--rm", "said:1").ok().text == expected
    engine.client.run("rmi", "-f", "said:1")
