"""Raw facts of Windows: the registry, documented calls, named pipes; no process is started.

Sources: Microsoft's reference for RtlGetVersion, GlobalMemoryStatusEx, IsWow64Process2,
IsProcessorFeaturePresent, GetConsoleOutputCP, WHvGetCapability, and of the registry's keys.
"""

from __future__ import annotations

from hostbridge.host import endpoints
from hostbridge.host.raw import Raw
from hostbridge.host.readers import files, shared
from hostbridge.host.readers.variables import chosen
from hostbridge.host.system import SYSTEM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_NT = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_INTERNET = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings"
_BIOS = r"HKLM\HARDWARE\DESCRIPTION\System\BIOS"
_SERVICES = r"HKLM\SYSTEM\CurrentControlSet\Services"
LXSS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Lxss"
REGISTRY = (
    *((_NT, name) for name in ("ProductName", "DisplayVersion", "ReleaseId", "CurrentBuild", "UBR", "EditionID", "InstallationType")),
    *((_INTERNET, name) for name in ("ProxyEnable", "ProxyServer", "ProxyOverride", "AutoConfigURL")),
    *((_BIOS, name) for name in ("SystemManufacturer", "SystemProductName", "BIOSVendor")),
    (r"HKLM\HARDWARE\DESCRIPTION\System\CentralProcessor\0", "ProcessorNameString"),
    *((rf"{_SERVICES}\{name}", "Start") for name in ("vmms", "vmcompute", "LxssManager", "WSLService", "WslService")),
    (r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Lxss\MSI", "Version"),
    (r"HKCU\Control Panel\International", "LocaleName"),
    (LXSS, "DefaultDistribution"),
)  # fmt: skip
"""Keys and values; each is told as ``key:value``."""
DLLS = ("WinHvPlatform.dll", "vmcompute.dll", "wslapi.dll")
PF_SLAT, PF_FIRMWARE = 20, 21
_MACHINES = {0x8664: "AMD64", 0xAA64: "ARM64", 0x14C: "x86", 0: ""}


def basic(env: Mapping[str, str]) -> Raw:
    """What costs next to nothing."""
    import sys

    told: Any = getattr(sys, "getwindowsversion")()  # noqa: B009  # not known to checkers elsewhere
    release = f"{told.major}.{told.minor}.{told.build}"
    variables = chosen(env)
    return Raw(SYSTEM, release, variables.get("PROCESSOR_ARCHITECTURE", ""), env=variables)


def read(env: Mapping[str, str], directories: Mapping[str, str]) -> Raw:
    """Everything that starts no process."""
    start = basic(env)
    fields = shared.base(env, directories)
    home, variables = fields["home"], fields["env"]
    folder = f"{variables.get('SystemRoot', 'C:/Windows')}\\System32"
    listening = endpoints.sockets(SYSTEM, home, "", variables)
    there = set(files.entries("\\\\.\\pipe\\"))
    pipes = {path: "rw" for path in listening if path.rpartition("/")[2] in there}
    return Raw(
        release=start.release,
        machine=start.machine,
        files=shared.clients(home, variables),
        access={**files.rights(f"{folder}\\{name}" for name in DLLS), **pipes},
        values={**dict(registry()), **dict(calls())},
        **fields,
    )


def registry() -> Iterator[tuple[str, str]]:
    """The values of REGISTRY that are there, and WSL's distributions."""
    try:
        import winreg as loaded
    except ImportError:
        return
    winreg: Any = loaded
    roots = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}

    def ask(key: str, name: str) -> str | None:
        root, _, path = key.partition("\\")
        try:
            with winreg.OpenKey(roots[root], path, 0, winreg.KEY_READ | 0x100) as opened:
                return str(winreg.QueryValueEx(opened, name)[0])
        except OSError:
            return None

    for key, name in REGISTRY:
        told = ask(key, name)
        if told is not None:
            yield f"{key}:{name}", told
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, LXSS.partition("\\")[2]) as opened:
            guids = [winreg.EnumKey(opened, n) for n in range(winreg.QueryInfoKey(opened)[0])]
    except OSError:
        guids = []
    for guid in guids:
        for name in ("DistributionName", "Version", "State"):
            told = ask(f"{LXSS}\\{guid}", name)
            if told is not None:
                yield f"{LXSS}\\{guid}:{name}", told


def calls() -> Iterator[tuple[str, str]]:
    """What documented calls answer, by the call's name."""
    import ctypes

    windll: Any = getattr(ctypes, "windll", None)
    if windll is None:
        return
    kernel: Any = windll.kernel32
    status = (ctypes.c_uint64 * 8)()  # MEMORYSTATUSEX: two DWORDs, then seven 64-bit sizes
    ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = 64
    if kernel.GlobalMemoryStatusEx(ctypes.byref(status)):
        yield "memory.total", str(status[1])
        yield "memory.available", str(status[2])
        yield "memory.page_file", str(status[3])
    yield "GetConsoleOutputCP", str(kernel.GetConsoleOutputCP())
    yield "GetACP", str(kernel.GetACP())
    yield "feature.firmware", str(int(bool(kernel.IsProcessorFeaturePresent(PF_FIRMWARE))))
    yield "feature.slat", str(int(bool(kernel.IsProcessorFeaturePresent(PF_SLAT))))
    process, native = ctypes.c_ushort(0), ctypes.c_ushort(0)
    try:
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        own = ctypes.c_void_p(kernel.GetCurrentProcess())
        if kernel.IsWow64Process2(own, ctypes.byref(process), ctypes.byref(native)):
            yield "IsWow64Process2.process", _MACHINES.get(process.value, hex(process.value))
            yield "IsWow64Process2.native", _MACHINES.get(native.value, hex(native.value))
    except AttributeError:  # before Windows 10 1511
        pass
    try:
        present, written = ctypes.c_uint32(0), ctypes.c_uint32(0)
        platform: Any = windll.LoadLibrary("WinHvPlatform.dll")
        if not platform.WHvGetCapability(0, ctypes.byref(present), 4, ctypes.byref(written)):
            yield "WHvCapabilityCodeHypervisorPresent", str(present.value & 1)
    except (OSError, AttributeError):
        pass
