"""What only other programs tell: versions, WSL's distributions, GNOME's proxies. Starts processes.

All are asked at once, each for at most PATIENCE seconds; one that hangs or fails tells nothing.
"""

from __future__ import annotations

from hostbridge.host.judge.proxies import GNOME
from hostbridge.host.judge.tools import version_command
from hostbridge.host.judge.wsl import LIST, VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hostbridge.host.raw import Raw

PATIENCE = 5.0
"""Seconds. A first ``wsl.exe`` after the start of Windows takes two."""
_AT_ONCE = 8
_LIMIT = 1 << 16


def questions(raw: Raw) -> dict[str, list[str]]:
    """The argv of every question that this host's programs can answer, by its command line."""
    found: dict[str, list[str]] = {}
    line: str
    for name in raw.programs:
        line = version_command(name)
        if line and not (name.endswith(".exe") and raw.system == "linux"):
            found[line] = [*line.split(" ")]
    if raw.system == "windows" and "wsl.exe" in raw.programs:
        for line in (LIST, VERSION):
            found[line] = [*line.split(" ")]
    if "sw_vers" in raw.programs:
        found["sw_vers"] = ["sw_vers"]
    if "gsettings" in raw.programs and raw.env.get("DBUS_SESSION_BUS_ADDRESS"):
        found[GNOME] = [*GNOME.split(" ")]
    return {line: [raw.programs[argv[0]], *argv[1:]] for line, argv in found.items()}


def answers(asked: Mapping[str, list[str]], env: Mapping[str, str]) -> dict[str, bytes]:
    """What each program wrote, by the command line of the question; those that failed are absent."""
    from concurrent.futures import ThreadPoolExecutor

    if not asked:
        return {}
    own = {**env, "LC_ALL": "C"}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        told: Iterable[bytes | None] = pool.map(lambda argv: _ask(argv, own), asked.values())
        return {line: output for line, output in zip(asked, told) if output is not None}


def _ask(argv: list[str], env: Mapping[str, str]) -> bytes | None:
    from hostbridge.errors import HostbridgeError
    from hostbridge.process import run

    try:
        done = run(argv, env=env, timeout=PATIENCE)
    except (HostbridgeError, OSError, ValueError):
        return None
    output: bytes = done.stdout or done.stderr
    return output[:_LIMIT]
