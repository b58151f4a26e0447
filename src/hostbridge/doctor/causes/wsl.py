"""Inside Windows' Linux: which version, and where the files are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostbridge.contract.check import Check, CheckResult, Edit, fine, unneeded

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_CONF = "/etc/wsl.conf"


def _first(facts: Facts) -> CheckResult:
    inside = facts.host.environment
    if not inside.wsl:
        return unneeded("this is not WSL")
    name = inside.distribution or "Ubuntu"
    if inside.wsl == "1":
        return CheckResult(
            "error", "this is WSL 1, which has no Linux kernel: containers cannot run in it", (("WSL", "1"),),
            (f"in PowerShell: $ wsl --set-version {name} 2", "and for others to come: $ wsl --set-default-version 2"),
        )  # fmt: skip
    return fine("this is WSL 2", ("WSL", inside.wsl))


def _systemd(facts: Facts) -> CheckResult:
    inside = facts.host.environment
    if inside.wsl != "2":
        return unneeded("this is not WSL 2")
    if inside.systemd:
        return fine("systemd runs")
    return CheckResult(
        "info", "systemd does not run: a daemon has to be started by hand", (("process 1", "not systemd"),),
        (f"write to {_CONF}: [boot] and systemd=true", "in PowerShell: $ wsl --shutdown"),
        (Edit(_CONF, "[boot]\nsystemd=true\n", root=True),) if not _has(_CONF) else (),
    )  # fmt: skip


def _slow(facts: Facts) -> CheckResult:
    if not facts.host.environment.wsl:
        return unneeded("this is not WSL")
    evidence = ("working directory", facts.folder)
    if not (facts.folder.startswith("/mnt/") and len(facts.folder.split("/")[2]) == 1):
        return fine("this folder is on Linux' own disk", evidence)
    return CheckResult(
        "warning", "this folder is on a disk of Windows: slow, and changes raise no events", (evidence,),
        ("keep projects in the Linux home: $ git clone … ~/project",),
    )  # fmt: skip


def _has(path: str) -> bool:
    import os

    return os.path.exists(path)


CHECKS = (
    Check("WSL-1", "wsl", "This is WSL 2", "no container can be started", _first, source="learn.microsoft.com/windows/wsl/install"),
    Check("WSL-SYSTEMD", "wsl", "systemd runs", "docker does not start by itself", _systemd, source="learn.microsoft.com/windows/wsl/systemd"),
    Check("WIN-MNTC-SLOW", "wsl", "Projects are on Linux' own disk", "builds are slow, watching programs see nothing", _slow,
          source="docs.docker.com/desktop/features/wsl/best-practices"),
)  # fmt: skip
