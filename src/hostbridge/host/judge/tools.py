"""Programs on PATH and what they say of their version."""

from __future__ import annotations

import re

from hostbridge.host.encoding import decoded
from hostbridge.host.items import Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.host.raw import Raw

VERSION_WORDS = {
    "ssh": ("-V",), "newuidmap": (), "newgidmap": (), "sw_vers": (), "gsettings": (), "powershell.exe": (),
    "ip": ("-V",), "limactl": ("--version",), "orb": ("version",),
}  # fmt: skip
"""What a program wants to tell its version; ``--version`` where it is not here, nothing to ask where empty."""
_NUMBER = re.compile(r"\d+(?:\.\d+)+(?:[-+~.][0-9A-Za-z.+~-]*)?|(?<=systemd )\d+")
_SSH = re.compile(r"OpenSSH\w*[_ ]([0-9][0-9A-Za-z.]*)")


def version_command(name: str) -> str:
    """The command line that tells a program's version, empty where there is none."""
    words = VERSION_WORDS.get(name, ("--version",))
    return " ".join((name, *words)) if words else ""


def tools(raw: Raw) -> tuple[Tool, ...]:
    """Every program that was found, with the version where it was asked."""
    return tuple(
        Tool(name, path, version_in(decoded(raw.commands.get(version_command(name), b"")), name))
        for name, path in sorted(raw.programs.items())
    )


def version_in(output: str, name: str = "") -> str:
    """The first version number of an output, of the line that begins with the name if one does."""
    text = output[:4096]
    secure_shell = _SSH.search(text)
    if secure_shell:
        return secure_shell[1].rstrip(".")
    lines = text.splitlines()
    own = [line for line in lines if name and line.startswith(name)]
    found = next((found for line in (own or lines) if (found := _NUMBER.search(line))), None)
    return found[0].rstrip(".,-+~") if found else ""
