"""Options before the command where the machine is reached over ssh: each has a rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hostbridge.catalogue import parse
from hostbridge.catalogue.find import GLOBALS
from hostbridge.contract.features import Features
from hostbridge.contract.paths import PathMap
from hostbridge.dispatch.far_globals import RULES
from hostbridge.dispatch.make import Target, make_plan
from hostbridge.dispatch.plan import Exec
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.podman import PodmanEngine
from hostbridge.errors import UsageError
from hostbridge.select import select

FAR = "ssh://far"


def plan(line: str, engine: Any) -> Any:
    call = parse(line.split(), engine.dialect)
    target = Target(engine, Features(shares="mapped"), PathMap(), "/", {}, FAR)
    return make_plan(call, target)


def test_every_option_before_the_command_has_one_rule() -> None:
    named = [option for options, *_ in RULES for option in options.split()]
    assert sorted(named) == sorted(row[0] for row in GLOBALS)


@pytest.mark.parametrize(
    ("line", "engine"),
    [
        ("--tlsverify ps", DockerEngine()),
        ("--tlscacert ca.pem ps", DockerEngine()),
        ("--identity key ps", PodmanEngine()),
        ("--out file ps", PodmanEngine()),
    ],
)
def test_what_can_mean_nothing_there_is_refused_with_the_reason(line: str, engine: Any) -> None:
    with pytest.raises(UsageError) as error:
        plan(line, engine)
    assert line.split(maxsplit=1)[0] in error.value.summary
    assert FAR in error.value.summary
    assert "over ssh" in error.value.detail
    assert error.value.remedy
    assert error.value.exit_code == 125


@pytest.mark.parametrize(
    ("line", "engine"),
    [
        ("--log-level debug ps -a", DockerEngine()),
        ("--debug ps -a", DockerEngine()),
        ("--root /there --runroot /run/there ps -a", PodmanEngine()),
        ("--log-level=debug --storage-driver vfs ps -a", PodmanEngine()),
    ],
)
def test_what_is_the_machines_is_handed_on(line: str, engine: Any) -> None:
    made = plan(line, engine)
    assert isinstance(made, Exec)
    assert made.argv == (engine.name, *line.split())


def test_tls_alone_names_no_machine(tmp_path: Path) -> None:
    """Where another machine is set, TLS is not a reason to go to this host's docker instead."""
    from hostbridge.clients.options import by_options

    env = {
        "HOME": str(tmp_path),
        **{
            f"HOSTBRIDGE_{name}_DIR": str(tmp_path / name)
            for name in ("DATA", "CONFIG", "CACHE", "RUNTIME")
        },
    }
    wanted = by_options(parse(["--tls", "ps"], "docker").globals, env)
    far = {**env, "HOSTBRIDGE_MACHINE": FAR, "HOSTBRIDGE_ENGINE": "docker"}
    chosen = select(far, str(tmp_path), wanted=wanted)
    assert (chosen.backend, chosen.machine, chosen.words) == ("ssh", FAR, ())
    here = select(env, str(tmp_path), wanted=wanted)
    assert (here.backend, here.machine, here.words) == ("context", "default", ("--tls",))
