"""The native session, and the fake around it, keep what sessions promise."""

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


@pytest.mark.parametrize("program", [NATIVE, FAKE], ids=["native", "fake"])
@pytest.mark.parametrize("check", CHECKS)
def test_session(check: str, program: str, tmp_path: Path) -> None:
    for name in ("local", "scratch"):
        (tmp_path / name).mkdir()
    case = SessionCase(program, str(tmp_path / "local"), str(tmp_path / "scratch"))
    CHECKS[check](case)
