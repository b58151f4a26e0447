"""Which operating system and version: os-release(5), SystemVersion.plist, the registry."""

from __future__ import annotations

import re

from hostbridge.host.encoding import decoded
from hostbridge.host.facts import OperatingSystem
from hostbridge.host.judge.text import assignments, fields, number, plain_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.host.raw import Raw

_PLIST = "/System/Library/CoreServices/SystemVersion.plist"
_NT = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion:"
_WINDOWS_11 = 22000
"""The first build of Windows 11; the registry's ProductName goes on saying Windows 10."""


def operating_system(raw: Raw) -> OperatingSystem:
    """The operating system of raw facts, by the way of its system."""
    return _WAYS.get(raw.system, _other)(raw)


def _linux(raw: Raw) -> OperatingSystem:
    text = raw.files.get("/etc/os-release") or raw.files.get("/usr/lib/os-release") or ""
    told = assignments(text)
    return OperatingSystem(
        name=plain_words(told.get("PRETTY_NAME") or told.get("NAME", "")),
        id=told.get("ID", "").lower(),
        like=tuple(told.get("ID_LIKE", "").split()),
        version=told.get("VERSION_ID", ""),
        build=told.get("BUILD_ID", ""),
        release=raw.release,
    )


def _macos(raw: Raw) -> OperatingSystem:
    told = dict(
        re.findall(r"<key>(\w+)</key>\s*<string>([^<]*)</string>", raw.files.get(_PLIST, ""))
    )
    told.update(fields(decoded(raw.commands.get("sw_vers", b""))))
    version = told.get("ProductVersion", "")
    # Programs built before macOS 11 are shown 10.16 by the file; the kernel tells them the truth.
    version = raw.values.get("kern.osproductversion", "") or version
    return OperatingSystem(
        name=f"macOS {version}".strip(),
        id="macos",
        version=version,
        build=told.get("ProductBuildVersion", "") or raw.values.get("kern.osversion", ""),
        release=raw.release,
    )


def _windows(raw: Raw) -> OperatingSystem:
    build = raw.values.get(f"{_NT}CurrentBuild", "") or raw.release.rpartition(".")[2]
    name = raw.values.get(f"{_NT}ProductName", "")
    server = raw.values.get(f"{_NT}InstallationType", "Client") != "Client"
    if number(build) >= _WINDOWS_11 and not server:
        name = name.replace("Windows 10", "Windows 11")
    revision = raw.values.get(f"{_NT}UBR", "")
    return OperatingSystem(
        name=plain_words(name) or "Windows",
        id="windows",
        version=raw.values.get(f"{_NT}DisplayVersion", "") or raw.values.get(f"{_NT}ReleaseId", ""),
        build=f"{build}.{revision}" if revision else build,
        release=raw.release,
    )


def _other(raw: Raw) -> OperatingSystem:
    return OperatingSystem(release=raw.release)


_WAYS = {"linux": _linux, "macos": _macos, "windows": _windows}
