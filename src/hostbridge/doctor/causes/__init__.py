"""The causes that doctor knows, a module for each category, in the order in which they are told."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hostbridge.contract.check import Check

CATEGORIES = {
    "kernel": "what the kernel allows this user",
    "ids": "whose ids containers may have",
    "limits": "control groups and limits of this process",
    "session": "the log-in session",
    "storage": "hostbridge's directories and their file systems",
    "network": "names, proxies, the registry, ports",
    "clients": "what the engines' clients are set to",
    "engines": "container engines",
    "settings": "hostbridge's own files",
    "project": "what the project in this folder needs",
    "wsl": "inside Windows' Linux",
    "windows": "Windows as a host",
    "macos": "macOS as a host",
}
"""Each category, and what it is about."""


def own_checks() -> list[Check]:
    """All checks of hostbridge itself, by category."""
    found: list[Check] = []
    for name in CATEGORIES:
        found += import_module(f"{__name__}.{name}").CHECKS
    return found
