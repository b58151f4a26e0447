"""Which check explains an error: candidates by what it says, of which one that finds a cause is named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts
    from hostbridge.errors import HostbridgeError

CANDIDATES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"may not open the daemon's socket", ("LNX-DOCKGRP",)),
    (r"DOCKER_HOST|DOCKER_CONTEXT|CONTAINER_HOST", ("ANY-DOCKER-HOST",)),
    (r"its daemon (?:is not running|does not answer)|nothing answers at", ("ANY-DOCKER-HOST", "ENG-DOCKER-DOWN")),
    (r"newuidmap|subuid|subordinate", ("LNX-NEWUIDMAP", "LNX-SUBID", "LNX-IDMAP")),
    (r"user namespaces?", ("LNX-USERNS-MAX", "LNX-USERNS-SYSCTL", "LNX-USERNS-APPARMOR", "LNX-SECCOMP", "LNX-USERNS")),
    (r"no space left|no room|make room", ("ANY-SPACE", "ANY-INODES")),
    (r"read-only file system|cannot be (?:written|locked|made)", ("ANY-SPACE", "ANY-INODES", "ANY-WRITE")),
    (r"\block(?:s|ed)?\b", ("ANY-LOCK",)),
    (r"is damaged", ("ANY-DAMAGED",)),
    (r"docker-credential-", ("ANY-CREDHELPER",)),
    (r"config\.json", ("ANY-DOCKER-CONFIG",)),
    (r"x509|certificate", ("ANY-CLOCK", "ANY-TLS")),
    (r"too many open files", ("LNX-NOFILE",)),
    (r"resource temporarily unavailable|new thread", ("LNX-NPROC",)),
    (r"no container engine answers", ("LNX-DOCKGRP", "LNX-NEWUIDMAP", "LNX-SUBID", "LNX-USERNS", "ENG-DOCKER-DOWN", "ENG-NONE")),
)  # fmt: skip
"""What an error says (a regular expression, any case), and the checks that could explain it, in order."""
_BUDGET = 2.0


def candidates(error: HostbridgeError) -> list[str]:
    """The ids of checks that could explain an error, in order; none for most errors."""
    text = f"{error.summary}\n{error.detail}\n{error.remedy}"
    found = [ids for pattern, ids in CANDIDATES if re.search(pattern, text, re.I)]
    return list(dict.fromkeys(name for ids in found for name in ids))


def explaining(error: HostbridgeError, facts: Facts) -> tuple[str, str]:
    """The id and the finding of the check that explains an error; two empty texts where none does.

    Candidates are made one after the other, until one finds a cause.
    """
    from hostbridge.doctor.causes import own_checks
    from hostbridge.doctor.examine import examine

    known = {check.id: check for check in own_checks()}
    for name in candidates(error):
        (finding,) = examine([known[name]], facts, _BUDGET)
        if finding.result.status in ("error", "warning"):
            return name, finding.result.summary
    return "", ""
