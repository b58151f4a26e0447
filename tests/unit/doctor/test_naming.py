"""Errors name the check that explains them, where one finds a cause."""

from __future__ import annotations

import pytest

from hostbridge.contract.check import Facts
from hostbridge.doctor.causes import own_checks
from hostbridge.doctor.naming import CANDIDATES, candidates, explaining
from hostbridge.errors import HostbridgeError
from hostbridge.host import Host


def test_candidates_are_checks() -> None:
    known = {check.id for check in own_checks()}
    assert {name for _pattern, ids in CANDIDATES for name in ids} <= known


@pytest.mark.parametrize(
    ("summary", "detail", "first"),
    [
        ("docker: this user may not open the daemon's socket", "", "LNX-DOCKGRP"),
        ("/x: cannot be written", "No space left on device", "ANY-SPACE"),
        ("/x/choice.json: is damaged", "", "ANY-DAMAGED"),
        ("container exited", "", ""),
    ],
)
def test_candidates_of_errors(summary: str, detail: str, first: str) -> None:
    assert [*candidates(HostbridgeError(summary, detail)), ""][0] == first


def test_only_a_check_that_finds_a_cause_is_named() -> None:
    error = HostbridgeError("/x: cannot be written", "No space left on device")
    room = {
        "path": "/x",
        "bytes": 1 << 40,
        "free": 1 << 39,
        "inodes": 1 << 20,
        "inodes_free": 1 << 19,
    }
    well = Facts(
        Host("linux"),
        seen={
            "room": {"data": room},
            "writing": {"data": {"path": "/x", "error": "", "errno": "0"}},
        },
    )
    assert explaining(error, well) == ("", "")
    few = Facts(Host("linux"), seen={"room": {"data": {**room, "inodes_free": 3}}})
    assert explaining(error, few)[0] == "ANY-INODES"
