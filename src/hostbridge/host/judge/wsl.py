"""WSL on a Windows host: the registry tells the distributions, ``wsl.exe`` versions and states.

``wsl.exe`` writes UTF-16LE (Microsoft's documentation of WSL_UTF8) and translates its words, so
tables are read by their shape: a mark, a name, a state, a number.
"""

from __future__ import annotations

import re

from hostbridge.host.encoding import decoded
from hostbridge.host.facts import Wsl
from hostbridge.host.items import WslDistribution
from hostbridge.host.judge.text import number, plain_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hostbridge.host.raw import Raw

LIST = "wsl.exe --list --verbose"
VERSION = "wsl.exe --version"
_LXSS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Lxss"
_MSI = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Lxss\MSI:Version"
_ROW = re.compile(
    r"^(?P<mark>[* ])\s*(?P<name>\S.*?)\s{2,}(?P<state>\S.*?)\s{2,}(?P<version>[12])\s*$"
)
_STATES = {"running": "running", "stopped": "stopped", "installing": "installing"}


def wsl(raw: Raw) -> Wsl:
    """What is installed; empty on other systems."""
    if raw.system != "windows":
        return Wsl()
    # The first two numbers of --version are WSL's own and the kernel's, in every language.
    told = re.findall(r"\d+(?:\.\d+)+(?:-\d+)?", decoded(raw.commands.get(VERSION, b"")))
    found = tuple(listed(decoded(raw.commands.get(LIST, b"")))) or tuple(_registered(raw))
    version = told[0] if told else raw.values.get(_MSI, "")
    return Wsl(version, told[1] if len(told) > 1 else "", found)


def listed(text: str) -> Iterator[WslDistribution]:
    """The rows of ``wsl.exe --list --verbose``; its heading and messages are none."""
    for line in text.splitlines():
        row = _ROW.match(line)
        if row:
            state = row["state"].lower()
            yield WslDistribution(
                plain_words(row["name"]), int(row["version"]), _STATES.get(state, plain_words(state)),
                row["mark"] == "*",
            )  # fmt: skip


def _registered(raw: Raw) -> Iterator[WslDistribution]:
    default = raw.values.get(f"{_LXSS}:DefaultDistribution", "")
    for key, name in sorted(raw.values.items()):
        if key.startswith(f"{_LXSS}\\") and key.endswith(":DistributionName"):
            place = key.removesuffix(":DistributionName")
            yield WslDistribution(
                plain_words(name), number(raw.values.get(f"{place}:Version", "")), "",
                place.rpartition("\\")[2] == default,
            )  # fmt: skip
