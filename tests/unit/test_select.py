"""Which backend, machine and engine: options, environment, record, and what is tried."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hostbridge import choosing
from hostbridge.contract.availability import Availability, unusable, usable
from hostbridge.errors import HostbridgeError, NotFound, Unavailable
from hostbridge.plugins import load_backend, load_engine
from hostbridge.select import select
from hostbridge.selection import choice_file, recorded


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {f"HOSTBRIDGE_{name}_DIR": str(tmp_path / name) for name in ("DATA", "CONFIG", "CACHE")}


def answers(monkeypatch: pytest.MonkeyPatch, **engines: Availability) -> list[str]:
    """Engines answer as told; the list keeps who was asked."""
    asked: list[str] = []

    def detect(name: str, _session: object) -> Availability:
        asked.append(name)
        return engines.get(name, unusable(f"{name} is not installed", f"install {name}"))

    monkeypatch.setattr(choosing, "_detect", detect)
    return asked


def test_the_first_that_answers_is_recorded_and_kept(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, podman=usable("podman 4"))
    first = select(env, "/")
    assert (first.backend, first.machine, first.engine) == ("native", "default", "podman")
    assert [item.name for item in first.passed_over] == ["docker"]
    asked = answers(monkeypatch, docker=usable("docker 28"), podman=usable("podman 4"))
    again = select(env, "/")
    assert (again.engine, again.recorded, asked) == ("podman", True, [])
    assert json.loads(Path(choice_file(env)).read_text())["version"] == 1
    anew = select(env, "/", choose=True)
    assert anew.engine == "docker"


def test_options_come_before_the_environment_before_the_record(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, docker=usable("docker"))
    select(env, "/")
    named = select({**env, "HOSTBRIDGE_ENGINE": "podman"}, "/")
    assert (named.engine, named.engine_why, named.backend) == (
        "podman",
        "HOSTBRIDGE_ENGINE",
        "native",
    )
    option = select({**env, "HOSTBRIDGE_ENGINE": "podman"}, "/", engine="docker")
    assert (option.engine, option.engine_why) == ("docker", "--engine")
    assert recorded(env)["engines"] == {"native/default": "docker"}


def test_a_machine_by_address_names_its_backend(env: dict[str, str]) -> None:
    chosen = select(env, "/", machine="ssh://far", engine="docker")
    assert (chosen.backend, chosen.machine) == ("ssh", "ssh://far")


def test_nothing_that_works_tells_every_reason(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch)
    with pytest.raises(Unavailable) as caught:
        select(env, "/")
    for word in ("docker is not installed", "podman is not installed", "wsl", "vm"):
        assert word in caught.value.detail
    assert "install podman" in caught.value.remedy
    assert not Path(choice_file(env)).exists()


def test_a_choice_that_cannot_be_recorded_is_made_all_the_same(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, docker=usable("docker"))
    assert select({**env, "HOSTBRIDGE_DATA_DIR": "/proc/none"}, "/").engine == "docker"


def test_names_that_do_not_exist(env: dict[str, str]) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        load_backend("nowhere")
    with pytest.raises(NotFound):
        load_engine("nothing")
    with pytest.raises(HostbridgeError):
        select(env, "/", backend="ssh", engine="docker")
