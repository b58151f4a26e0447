"""Which system calls a container may make: docker's default policy, and profiles of the user's own.

``program`` gives the default policy for an architecture and a capability set, compiled ahead of time
by ``scripts/build-seccomp`` into ``programs/``; ``compile`` does a profile in docker's format at run
time, with the same compiler. Both give the bytes of a ``struct sock_filter`` array for seccomp(2).
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection, Mapping, Union

LOG, SPEC_ALLOW = 2, 4
_FLAGS = {
    "SECCOMP_FILTER_FLAG_TSYNC": 0, "SECCOMP_FILTER_FLAG_LOG": LOG,
    "SECCOMP_FILTER_FLAG_SPEC_ALLOW": SPEC_ALLOW,
}  # fmt: skip

DECISIVE = (
    "CAP_BPF", "CAP_DAC_READ_SEARCH", "CAP_PERFMON", "CAP_SYSLOG", "CAP_SYS_ADMIN", "CAP_SYS_BOOT",
    "CAP_SYS_CHROOT", "CAP_SYS_MODULE", "CAP_SYS_NICE", "CAP_SYS_PACCT", "CAP_SYS_PTRACE",
    "CAP_SYS_RAWIO", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG",
)  # fmt: skip
"""The capabilities that the default policy asks for; a test holds it against ``policy``."""


def program(machine: str, capabilities: Collection[str]) -> bytes:
    """The default policy as BPF.

    machine: uname(2)'s (``x86_64``, ``aarch64``); capabilities: the container's bounding set
    (``CAP_…``). Read from a file where it was compiled ahead of time, else compiled now (about 8 ms).
    Raises HostbridgeError for an architecture without a table.
    """
    release = os.uname().release
    if release[:2] not in ("2.", "3.", "4."):
        try:
            return read(f"programs/{ahead(machine, capabilities)}")
        except OSError:
            pass  # not one of the sets that are common enough to be compiled ahead
    return compiled(machine, capabilities, release)


def read(name: str) -> bytes:
    """A file of this package, also out of a zip file."""
    loader: Any = __spec__.loader if __spec__ else None
    folder, _, _ = __file__.rpartition("/")
    content: bytes = loader.get_data(f"{folder}/{name}")
    return content


def ahead(machine: str, capabilities: Collection[str]) -> str:
    """The name of the file for a capability set: a bit for each decisive capability, in hex."""
    bits = sum(1 << at for at, name in enumerate(DECISIVE) if name in capabilities)
    return f"{machine}-{bits:04x}.bpf"


def compiled(machine: str, capabilities: Collection[str], release: str) -> bytes:
    """The default policy, compiled now. release: of the kernel that it is for."""
    from hostbridge_kernel.seccomp import policy

    return compile(policy.profile(), machine, capabilities, release)


def compile(
    profile: Union[str, Mapping[str, Any]],
    machine: str = "",
    capabilities: Collection[str] = (),
    release: str = "",
) -> bytes:
    """A profile in docker's format (its JSON, or what was read of it) as BPF.

    Without machine and release: this kernel's. Empty for an empty profile, which filters nothing.
    Raises HostbridgeError for a profile that is not understood. OCI's ``linux.seccomp`` is a profile.
    """
    from hostbridge_kernel.seccomp.compiler import compile_section
    from hostbridge_kernel.seccomp.profile import read, section

    here = os.uname()
    machine = machine or here.machine
    found = section(
        read(profile) if isinstance(profile, str) else profile,
        machine,
        capabilities,
        release or here.release,
    )
    return compile_section(found, machine) if found else b""


def flags(profile: Mapping[str, Any]) -> int:
    """The flags for seccomp(2) that a profile asks for; HostbridgeError for one that is not known."""
    wanted = 0
    for name in profile.get("flags") or ():
        if name not in _FLAGS:
            from hostbridge.errors import HostbridgeError

            raise HostbridgeError(f"seccomp flag {name!r} is not known", "", ", ".join(_FLAGS))
        wanted |= _FLAGS[name]
    return wanted
