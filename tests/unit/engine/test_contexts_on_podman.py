"""``context inspect`` and ``context use`` on podman: its connections, and this machine as ``default``."""

from __future__ import annotations

import io
import json
import shlex

import pytest

from hostbridge.catalogue import parse
from hostbridge.contract.engine import Emulation, Site
from hostbridge.engine.podman import PodmanEngine
from hostbridge.testing.fakes import ScriptedSession

LIST = ("podman", "system", "connection", "list")
ROWS = [{"Name": "far", "URI": "ssh://me@far/run/podman.sock", "Default": False}]


def context(words: str) -> tuple[int, str, str, ScriptedSession]:
    made = PodmanEngine().translate(parse(["context", *shlex.split(words)], "docker"))
    assert isinstance(made, Emulation)
    default = ("podman", "system", "connection", "default", "far")
    answers = {LIST: (0, json.dumps(ROWS).encode(), b""), default: (0, b"", b"")}
    session, out, err = ScriptedSession(answers), io.BytesIO(), io.BytesIO()
    code = made.perform(Site(session, ("podman",), {}, "/none", "docker", out, err))
    return code, out.getvalue().decode(), err.getvalue().decode(), session


def test_contexts_are_inspected() -> None:
    (here,) = json.loads(context("inspect")[1])
    assert here["Name"] == "default"
    assert here["Endpoints"]["docker"]["Host"].startswith("unix://")
    far, again = json.loads(context("inspect far default")[1])
    assert far["Endpoints"]["docker"]["Host"] == "ssh://me@far/run/podman.sock"
    assert again == here
    assert context("inspect -f '{{.Endpoints.docker.Host}}' far")[1] == f"{ROWS[0]['URI']}\n"


@pytest.mark.parametrize("words", ["inspect none", "use none"])
def test_one_that_is_not_there(words: str) -> None:
    code, _, err, _ = context(words)
    assert (code, err) == (1, 'context "none": context not found\n')


def test_a_connection_is_used() -> None:
    assert context("use default")[:2] == (0, "default\n")
    code, out, _, session = context("use far")
    assert (code, out) == (0, "far\n")
    assert "default" in str(session.calls[-1])
