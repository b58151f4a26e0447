"""Windows as a host: WSL, virtualisation, shells that rewrite paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostbridge.contract.check import Check, CheckResult, Command, fine, unneeded

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_WINDOWS = ("windows",)
_OLDEST = (2, 1, 5)


def _wsl(facts: Facts) -> CheckResult:
    access = facts.host.virtualisation.wsl
    evidence = ("WSL", access)
    if access == "usable":
        return fine("WSL is there", evidence)
    return CheckResult(
        "error", "WSL is not installed" if access == "absent" else "WSL is there, and off", (evidence,),
        ("in PowerShell as administrator: $ wsl --install --no-distribution", "restart Windows"),
        (Command(("wsl.exe", "--install", "--no-distribution"), root=True),),
    )  # fmt: skip


def _old(facts: Facts) -> CheckResult:
    version = facts.host.wsl.version
    if not version:
        return unneeded("WSL's version was not asked")
    number = tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
    if number >= _OLDEST:
        return fine(f"WSL {version}", ("wsl --version", version))
    return CheckResult(
        "warning",
        f"WSL {version} is old",
        (("wsl --version", version),),
        ("$ wsl --update",),
        (Command(("wsl.exe", "--update")),),
    )


def _firmware(facts: Facts) -> CheckResult:
    found = facts.host.virtualisation.firmware
    # With a hypervisor under Windows the processor's own flag is hidden from it.
    second = any(one.version == 2 for one in facts.host.wsl.distributions)
    if found is None or second or facts.host.virtualisation.hyperv == "usable":
        return unneeded("Windows does not tell, or its hypervisor runs already")
    evidence = (
        "firmware",
        "lets the processor virtualise" if found else "does not let the processor virtualise",
    )
    if found:
        return fine("the processor may virtualise", evidence)
    return CheckResult(
        "error", "virtualisation is switched off in the firmware", (evidence,),
        ("switch on VT-x or SVM in the firmware's set-up (BIOS, UEFI)",
         "in a virtual machine: Set-VMProcessor -ExposeVirtualizationExtensions $true"),
    )  # fmt: skip


def _hypervisor(facts: Facts) -> CheckResult:
    access = facts.host.virtualisation.hyperv
    evidence = ("hypervisor", access)
    if access != "forbidden":
        return fine("the hypervisor is on, or not there", evidence)
    return CheckResult(
        "error", "Windows' hypervisor is installed, and was not started", (evidence,),
        ("in PowerShell as administrator: $ bcdedit /set hypervisorlaunchtype auto", "restart Windows"),
        (Command(("bcdedit", "/set", "hypervisorlaunchtype", "auto"), ("bcdedit", "/set", "hypervisorlaunchtype", "off"), root=True),),
    )  # fmt: skip


def _version_one(facts: Facts) -> CheckResult:
    old = [one for one in facts.host.wsl.distributions if one.version == 1]
    if not old:
        return fine("no distribution is of WSL 1")
    return CheckResult(
        "info", f"{old[0].name} is of WSL 1: no container runs in it", tuple((one.name, "WSL 1") for one in old),
        tuple(f"$ wsl --set-version {one.name} 2" for one in old),
    )  # fmt: skip


def _none(facts: Facts) -> CheckResult:
    if facts.host.virtualisation.wsl != "usable":
        return unneeded("WSL is not there")
    if facts.host.wsl.distributions:
        return fine(
            "distributions are installed",
            ("wsl --list", ", ".join(one.name for one in facts.host.wsl.distributions)),
        )
    return CheckResult(
        "info",
        "no distribution is installed in WSL; hostbridge brings its own",
        (("wsl --list", "none"),),
    )


def _git_bash(facts: Facts) -> CheckResult:
    shell = facts.env.get("MSYSTEM", "")
    if not shell or facts.env.get("MSYS_NO_PATHCONV"):
        return fine("the shell leaves paths alone")
    return CheckResult(
        "warning", f"this shell ({shell}) rewrites paths such as /src in -v and --workdir", (("MSYSTEM", shell),),
        ("$ export MSYS_NO_PATHCONV=1", "or write //src"),
    )  # fmt: skip


_TROUBLE = "docs.docker.com/desktop/troubleshoot-and-support/troubleshoot/topics"
CHECKS = (
    Check("WIN-VIRT-BIOS", "windows", "The processor may virtualise", "WSL fails: 0x80370102", _firmware, _WINDOWS, source=_TROUBLE),
    Check("WIN-WSL-ABSENT", "windows", "WSL is there", "no container can be started", _wsl, _WINDOWS, source="learn.microsoft.com/windows/wsl/install"),
    Check("WIN-HV-LAUNCH", "windows", "The hypervisor is started", "WSL fails: 0x80370102", _hypervisor, _WINDOWS, depends_on=("WIN-VIRT-BIOS", "WIN-WSL-ABSENT"), source=_TROUBLE),
    Check("WIN-WSL-OLD", "windows", "WSL is new enough", "starting fails, or is slow", _old, _WINDOWS, source="docs.docker.com/desktop/features/wsl/best-practices"),
    Check("WIN-WSL1", "windows", "Distributions are of WSL 2", "containers do not run in them", _version_one, _WINDOWS, source="docs.rancherdesktop.io/troubleshooting-tips"),
    Check("WIN-NO-DISTRO", "windows", "A distribution is installed", "nothing: hostbridge brings its own", _none, _WINDOWS, depends_on=("WIN-WSL-ABSENT",)),
    Check("WIN-GITBASH", "windows", "The shell leaves paths alone", "-v and --workdir name other folders", _git_bash, _WINDOWS, source=_TROUBLE),
)  # fmt: skip
