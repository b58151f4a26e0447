"""Raw facts of macOS: sysctl(3), the system's version file, system proxies; no process is started.

Names of sysctls: sysctl(3) and Apple's "Determining Instruction Set Characteristics".
"""

from __future__ import annotations

import os

from hostbridge.host import endpoints
from hostbridge.host.raw import Raw
from hostbridge.host.readers import files, shared
from hostbridge.host.readers.variables import chosen
from hostbridge.host.system import SYSTEM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

TEXTS = (
    "machdep.cpu.brand_string", "machdep.cpu.features", "machdep.cpu.leaf7_features",
    "hw.model", "kern.osproductversion", "kern.osversion",
)  # fmt: skip
NUMBERS = (
    "hw.memsize", "hw.ncpu", "hw.logicalcpu", "hw.optional.arm64", "sysctl.proc_translated",
    "kern.hv_support", "kern.hv_vmm_present", "hw.optional.neon", "hw.optional.armv8_crc32",
    "hw.optional.arm.FEAT_AES", "hw.optional.arm.FEAT_SHA256", "hw.optional.arm.FEAT_SHA512",
    "hw.optional.arm.FEAT_LSE", "hw.optional.arm.FEAT_DotProd", "hw.optional.arm.FEAT_BF16",
)  # fmt: skip
FILES = ("/System/Library/CoreServices/SystemVersion.plist",)
_SIZES = (4, 8)


def basic(env: Mapping[str, str]) -> Raw:
    """What costs next to nothing."""
    name = os.uname()
    return Raw(
        SYSTEM, name.release, name.machine, os.geteuid(), os.getegid(), env=chosen(env)
    )  # fmt: skip


def read(env: Mapping[str, str], directories: Mapping[str, str]) -> Raw:
    """Everything that starts no process."""
    name = os.uname()
    fields = shared.base(env, directories)
    home, variables = fields["home"], fields["env"]
    listening = endpoints.sockets(SYSTEM, home, "", variables)
    return Raw(
        release=name.release,
        machine=name.machine,
        files={**files.texts(FILES), **shared.clients(home, variables)},
        access=files.rights(listening),
        values={**sysctls(), **_proxies()},
        **fields,
    )


def sysctls() -> dict[str, str]:
    """The values of TEXTS and NUMBERS that this system has, as text."""
    import ctypes

    try:
        call = ctypes.CDLL("libc.dylib", use_errno=True).sysctlbyname
    except (OSError, AttributeError):
        return {}
    found: dict[str, str] = {}
    for name in (*TEXTS, *NUMBERS):
        size = ctypes.c_size_t(0)
        if call(name.encode(), None, ctypes.byref(size), None, ctypes.c_size_t(0)):
            continue
        buffer = ctypes.create_string_buffer(size.value + 1)
        if call(name.encode(), buffer, ctypes.byref(size), None, ctypes.c_size_t(0)):
            continue
        if name in TEXTS:
            found[name] = buffer.value.decode("utf-8", "replace")
        elif size.value in _SIZES:
            found[name] = str(int.from_bytes(buffer.raw[: size.value], "little", signed=True))
    return found


def _proxies() -> dict[str, str]:
    """What SystemConfiguration says, by the standard library's own extension; macOS alone."""
    try:
        loaded: Any = __import__("_scproxy")
    except ImportError:
        return {}
    try:
        told = dict(loaded._get_proxies())  # scheme → address
        settings = loaded._get_proxy_settings()
    except Exception:  # a C extension that documents no errors
        return {}
    found = {f"proxy.{scheme}": str(address) for scheme, address in told.items()}
    exceptions = settings.get("exceptions") or ()
    if exceptions:
        found["proxy.no"] = ",".join(str(item) for item in exceptions if item)
    return found
