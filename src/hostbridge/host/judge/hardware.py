"""Processors, memory and disks."""

from __future__ import annotations

from hostbridge.host.facts import Cpu, Memory
from hostbridge.host.items import Disk
from hostbridge.host.judge.text import fields, mounts, number, plain_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.host.raw import Raw

_NAMES = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64", "x86": "i686"}
_PURPOSES = ("data", "config", "cache", "runtime")
_NO_LIMIT = 1 << 60
"""v1 writes the largest page-aligned number for no limit, v2 ``max``."""


def architecture(word: str) -> str:
    """The kernel's name of an architecture (``x86_64``, ``aarch64``) for any maker's."""
    return _NAMES.get(word.lower(), word.lower())


def cpu(raw: Raw) -> Cpu:
    """The processors of raw facts, by the way of its system."""
    return {"linux": _linux, "macos": _macos, "windows": _windows}.get(raw.system, _other)(raw)


def memory(raw: Raw) -> Memory:
    """Bytes of memory: /proc/meminfo, hw.memsize, GlobalMemoryStatusEx."""
    told = {
        key: number(rest.split(" ")[0]) * 1024
        for key, rest in fields(raw.files.get("/proc/meminfo", ""))
    }
    return Memory(
        told.get("MemTotal", 0)
        or number(raw.values.get("hw.memsize", ""))
        or number(raw.values.get("memory.total", "")),
        told.get("MemAvailable", 0) or number(raw.values.get("memory.available", "")),
        told.get("SwapTotal", 0),
        _limit(raw.files),
    )


def disks(raw: Raw) -> tuple[Disk, ...]:
    """Where hostbridge's directories are; the filesystem by the longest mount point above each."""
    table = [(point, kind) for point, kind, _ in mounts(raw.files.get("/proc/self/mountinfo", ""))]
    found: list[Disk] = []
    for purpose in _PURPOSES:
        if purpose in raw.disks:
            path, total, free = raw.disks[purpose]
            found.append(Disk(purpose, path, _filesystem(path, table), total, free))
    return tuple(found)


def _filesystem(path: str, table: list[tuple[str, str]]) -> str:
    best, found = -1, ""
    for point, kind in table:
        inside = path == point or path.startswith(f"{point.rstrip('/')}/")
        if inside and len(point) >= best:  # the later of two mounts covers the earlier
            best, found = len(point), kind
    return found


def _limit(files: Mapping[str, str]) -> int:
    found = [
        number(text)
        for path, text in files.items()
        if path.endswith(("/memory.max", "/memory.limit_in_bytes"))
    ]
    limits = [size for size in found if 0 < size < _NO_LIMIT]
    return min(limits, default=0)


def _linux(raw: Raw) -> Cpu:
    told: dict[str, str] = {}
    for key, rest in fields(raw.files.get("/proc/cpuinfo", "")):
        told.setdefault(key, rest)  # the first processor stands for all
    features = tuple((told.get("flags") or told.get("Features") or "").split())
    own = architecture(raw.machine)
    virtualisation = next((flag for flag in ("vmx", "svm") if flag in features), "")
    model = told.get("model name") or told.get("Model") or told.get("Hardware") or ""
    return Cpu(own, own, "", raw.cpus, plain_words(model), features, virtualisation)


def _macos(raw: Raw) -> Cpu:
    own = architecture(raw.machine)
    translated = raw.values.get("sysctl.proc_translated", "") == "1"
    real = "aarch64" if translated or raw.values.get("hw.optional.arm64", "") == "1" else own
    words = f"{raw.values.get('machdep.cpu.features', '')} {raw.values.get('machdep.cpu.leaf7_features', '')}"
    features = [word.lower() for word in words.split()]
    features += [
        name.removeprefix("hw.optional.").removeprefix("arm.").lower()
        for name, said in raw.values.items()
        if name.startswith("hw.optional.") and said == "1" and name != "hw.optional.arm64"
    ]
    virtualisation = "vmx" if "vmx" in features else "arm" if real == "aarch64" else ""
    return Cpu(
        own, real, "rosetta" if translated else "", number(raw.values.get("hw.logicalcpu", "")) or raw.cpus,
        plain_words(raw.values.get("machdep.cpu.brand_string", "")), tuple(features), virtualisation,
    )  # fmt: skip


def _windows(raw: Raw) -> Cpu:
    own = architecture(raw.env.get("PROCESSOR_ARCHITECTURE", "") or raw.machine)
    native = raw.values.get("IsWow64Process2.native", "") or raw.env.get(
        "PROCESSOR_ARCHITEW6432", ""
    )
    real = architecture(native) if native else own
    features = tuple(name for name in ("slat",) if raw.values.get(f"feature.{name}") == "1")
    model = raw.values.get(
        r"HKLM\HARDWARE\DESCRIPTION\System\CentralProcessor\0:ProcessorNameString", ""
    )
    return Cpu(
        own, real, "wow64" if real != own else "", raw.cpus, plain_words(model), features, _vendor(model, real)
    )  # fmt: skip


def _vendor(model: str, real: str) -> str:
    if real == "aarch64":
        return "arm"
    return "vmx" if "Intel" in model else "svm" if "AMD" in model else ""


def _other(raw: Raw) -> Cpu:
    own = architecture(raw.machine)
    return Cpu(own, own, "", raw.cpus)
