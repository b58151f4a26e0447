"""macOS as a host: the hypervisor, versions, translated programs, lengths of paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostbridge.contract.check import Check, CheckResult, Command, fine, unneeded

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_MACOS = ("macos",)
_OLDEST = 13
_LONGEST = 104
"""Bytes of sun_path in unix(4) of macOS, the end included."""
_NAME = 33
"""Bytes of the longest name that a socket of ours has below the runtime directory."""


def _hypervisor(facts: Facts) -> CheckResult:
    access = facts.host.virtualisation.hvf
    evidence = ("sysctl kern.hv_support", access)
    if access in ("usable", "unknown"):
        return fine("virtual machines are fast", evidence)
    where = facts.host.environment.vm
    return CheckResult(
        "error", "this Mac cannot carry a virtual machine", (evidence, *((("inside of", where),) if where else ())),
        ("use another machine: $ hostbridge --machine ssh://user@host …",) if where else ("use a Mac with the Hypervisor framework, or a machine over ssh",),
    )  # fmt: skip


def _version(facts: Facts) -> CheckResult:
    version = facts.host.os.version
    first = version.split(".")[0]
    if not first.isdigit():
        return unneeded("the version is not known")
    if int(first) >= _OLDEST:
        return fine(f"macOS {version}", ("sw_vers", version))
    return CheckResult(
        "warning",
        f"macOS {version} is older than virtual machines need",
        (("sw_vers", version),),
        ("update macOS to 13 or newer",),
    )


def _translated(facts: Facts) -> CheckResult:
    cpu = facts.host.cpu
    if not cpu.translated_by:
        return fine("this program is of this processor's kind", ("architecture", cpu.architecture))
    return CheckResult(
        "warning", f"this Python is for {cpu.architecture} and translated: it and its QEMU are slow",
        (("architecture", f"{cpu.architecture} on {cpu.real} by {cpu.translated_by}"),),
        ("install Homebrew and Python for Apple silicon, below /opt/homebrew",),
    )  # fmt: skip


def _qemu(facts: Facts) -> CheckResult:
    names = ("qemu-system-aarch64", "qemu-system-x86_64")
    found = [tool for name in names if (tool := facts.host.tool(name))]
    if found:
        return fine("QEMU is there", *((tool.name, tool.path) for tool in found))
    if facts.host.contexts or facts.host.sockets:
        return CheckResult(
            "info",
            "QEMU is not installed; a client that is here can be used",
            ((", ".join(names), "not on PATH"),),
        )
    return CheckResult(
        "error", "QEMU is not installed, and no other client is here", ((", ".join(names), "not on PATH"),),
        ("$ brew install qemu",), (Command(("brew", "install", "qemu"), ("brew", "uninstall", "qemu")),),
    )  # fmt: skip


def _sockets(facts: Facts) -> CheckResult:
    path = facts.places.get("runtime", "")
    if not path:
        return unneeded("the runtime directory is not known")
    size = len(path.encode()) + _NAME
    evidence = ("runtime directory", f"{path} ({len(path.encode())} bytes)")
    if size < _LONGEST:
        return fine("paths of sockets are short enough", evidence)
    return CheckResult(
        "info",
        "the runtime directory's path is long; sockets get a short one below /tmp",
        (evidence,),
        ("$ export HOSTBRIDGE_RUNTIME_DIR=/tmp/hb",),
    )


CHECKS = (
    Check("MAC-HV", "macos", "This Mac carries virtual machines", "no container can be started", _hypervisor, _MACOS, source="docs.docker.com/desktop/troubleshoot-and-support/troubleshoot/topics"),
    Check("MAC-OSVER", "macos", "macOS is new enough", "virtual machines are slow or small", _version, _MACOS, source="docs.rancherdesktop.io/ui/diagnostics"),
    Check("MAC-ROSETTA-BREW", "macos", "Programs are of this processor's kind", "everything is slow", _translated, _MACOS, source="github.com/abiosoft/colima/blob/main/docs/FAQ.md"),
    Check("MAC-QEMU-MISSING", "macos", "QEMU is there", "no machine can be made", _qemu, _MACOS, depends_on=("MAC-HV",), source="github.com/abiosoft/colima/blob/main/docs/FAQ.md"),
    Check("MAC-SOCK-LEN", "macos", "Paths of sockets are short enough", "bind: invalid argument", _sockets, _MACOS, source="docs.docker.com/desktop/troubleshoot-and-support/troubleshoot/topics"),
)  # fmt: skip
