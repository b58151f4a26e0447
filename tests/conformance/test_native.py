"""Sessions of this host keep what sessions promise: native, the fake around it, and a context's."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostbridge.testing.conformance.case import SessionCase
from hostbridge.testing.conformance.session import CHECKS

NATIVE = """
from hostbridge_native import NativeBackend
def session():
    return NativeBackend().machine("default").session()
"""
FAKE = """
from hostbridge.contract.paths import PathMap, Share
from hostbridge.testing.fakes import FakeSession
from hostbridge_native import NativeBackend
def session():
    paths = PathMap((Share("/host", "/machine"),))
    return FakeSession(NativeBackend().machine("default").session(), paths)
"""
CONTEXT = """
from hostbridge.contract.machine import MachineSpec, no_progress
from hostbridge.contract.paths import Share
from hostbridge_context import ContextBackend
def session():
    spec = MachineSpec("tcp://192.0.2.1:2376", shares=(Share("/host", "/machine"),))
    return ContextBackend().create(spec, no_progress).session()
"""
"""A daemon elsewhere: the session's processes are this host's all the same."""


@pytest.mark.parametrize("program", [NATIVE, FAKE, CONTEXT], ids=["native", "fake", "context"])
@pytest.mark.parametrize("check", CHECKS)
def test_session(check: str, program: str, tmp_path: Path) -> None:
    for name in ("local", "scratch"):
        (tmp_path / name).mkdir()
    case = SessionCase(program, str(tmp_path / "local"), str(tmp_path / "scratch"))
    CHECKS[check](case)
