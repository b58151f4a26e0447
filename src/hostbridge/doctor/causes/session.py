"""The log-in session: its runtime directory, its bus, and whether it outlives the log-in."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

from hostbridge.contract.check import Check, CheckResult, Command, fine, unneeded

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts


def seen(facts: Facts) -> dict[str, Any]:
    """The runtime directory as it is, the user's bus, and whether the user lingers."""
    uid = facts.host.uid
    runtime = facts.env.get("XDG_RUNTIME_DIR", "")
    told: dict[str, Any] = {"runtime": runtime, "there": False, "owner": -1, "mode": ""}
    try:
        found = os.stat(runtime)
        told.update(
            there=stat.S_ISDIR(found.st_mode), owner=found.st_uid, mode=f"{found.st_mode & 0o777:o}"
        )
    except OSError:
        pass
    told["standard"] = os.path.isdir(f"/run/user/{uid}")
    told["bus"] = os.path.exists(f"{runtime or f'/run/user/{uid}'}/bus")
    told["linger"] = os.path.exists(f"/var/lib/systemd/linger/{facts.host.ids.user}")
    told["logind"] = os.path.isdir("/run/systemd/seats")
    return told


def _runtime(facts: Facts) -> CheckResult:
    told = facts.trial("session", seen)
    if facts.host.is_root or told is None:
        return unneeded("concerns ordinary users")
    evidence = (
        ("XDG_RUNTIME_DIR", told["runtime"] or "not set"),
        ("owner", str(told["owner"])), ("mode", told["mode"] or "-"),
    )  # fmt: skip
    if told["runtime"] and told["there"] and told["owner"] == facts.host.uid:
        return fine("the runtime directory is there and this user's", *evidence)
    if not told["runtime"] and not told["standard"]:
        return CheckResult(
            "info", "there is no log-in session; a directory below /tmp is used", evidence[:1],
            ("log in by ssh or machinectl shell rather than su or sudo",),
        )  # fmt: skip
    why = (
        "is not set"
        if not told["runtime"]
        else "is not there"
        if not told["there"]
        else "is another user's"
    )
    return CheckResult(
        "warning", f"XDG_RUNTIME_DIR {why}, as after su or sudo: podman and systemd cannot be used", evidence,
        ("log in by ssh or machinectl shell rather than su or sudo",
         f"$ export XDG_RUNTIME_DIR=/run/user/{facts.host.uid}"),
    )  # fmt: skip


def _bus(facts: Facts) -> CheckResult:
    told = facts.trial("session", seen)
    if (
        facts.host.is_root
        or told is None
        or facts.host.cgroups.version != "v2"
        or not told["logind"]
    ):
        return unneeded("concerns ordinary users with systemd on control groups v2")
    evidence = ("bus", "there" if told["bus"] else "not there")
    if told["bus"]:
        return fine("the user's bus answers", evidence)
    return CheckResult(
        "warning", "the session has no bus: podman cannot ask systemd for limits", (evidence,),
        ("$ sudo apt-get install dbus-user-session", "log in again", "$ systemctl --user enable --now dbus"),
    )  # fmt: skip


def _linger(facts: Facts) -> CheckResult:
    told = facts.trial("session", seen)
    if facts.host.is_root or told is None or not told["logind"]:
        return unneeded("concerns ordinary users with systemd")
    user = facts.host.ids.user
    if told["linger"]:
        return fine("containers stay when the user logs out", ("/var/lib/systemd/linger", user))
    return CheckResult(
        "info", "containers of this user end when the last session does",
        (("/var/lib/systemd/linger", "not this user"),), (f"$ loginctl enable-linger {user}",),
        (Command(("loginctl", "enable-linger", user), ("loginctl", "disable-linger", user)),),
    )  # fmt: skip


_PODMAN = "github.com/containers/podman/blob/main/troubleshooting.md"
CHECKS = (
    Check("LNX-XDG", "session", "The runtime directory is this user's", "podman fails, or loses track of its containers", _runtime, source=_PODMAN),
    Check("LNX-DBUS-USER", "session", "The session has a bus", "limits fail: read /run/systemd/private: connection reset", _bus,
          depends_on=("LNX-XDG",), source="docs.docker.com/engine/security/rootless/troubleshoot"),
    Check("LNX-LINGER", "session", "Containers outlive the log-in", "containers stop at log-out", _linger, depends_on=("LNX-XDG",), source=_PODMAN),
)  # fmt: skip
