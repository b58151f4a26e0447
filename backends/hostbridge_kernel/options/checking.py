"""What options say together: conflicts, and what docker warns of."""

from __future__ import annotations

from hostbridge.errors import UsageError
from hostbridge_kernel.options.security import sysctl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MIN_MEMORY = 6 << 20
_HOSTNAME = 64


def check(config: dict[str, Any], host: dict[str, Any]) -> list[str]:
    """Raise UsageError for a conflict; fill in what follows from other fields; return the warnings."""
    _network(config, host)
    _namespaces(config, host)
    limits(host)
    if host["AutoRemove"] and host["RestartPolicy"]["Name"] != "no":
        raise UsageError("Conflicting options: --restart and --rm")
    if config["WorkingDir"] and not config["WorkingDir"].startswith("/"):
        raise UsageError(f"the working directory '{config['WorkingDir']}' is invalid, it needs to be an absolute path")  # fmt: skip
    if len(config["Hostname"].encode()) > _HOSTNAME:
        raise UsageError(f"hostname {config['Hostname']!r} is longer than {_HOSTNAME} bytes")
    if "/" in config["Hostname"] or "\n" in config["Hostname"]:
        raise UsageError(f"invalid hostname format: {config['Hostname']!r}")
    if config.get("StopSignal"):
        _signal(config["StopSignal"])
    for name in host.get("Sysctls", {}):
        sysctl(
            name, host_network=host["NetworkMode"] == "host", host_ipc=host["IpcMode"] == "host",
            host_uts=host["UTSMode"] == "host",
        )  # fmt: skip
    if host["Privileged"]:
        host["SecurityOpt"] = [*(host["SecurityOpt"] or []), "label=disable"]
    if host["Privileged"] or "systempaths=unconfined" in (host["SecurityOpt"] or []):
        host["MaskedPaths"] = host["ReadonlyPaths"] = None
    warnings = []
    if host["NetworkMode"] == "host" and host["PortBindings"]:
        warnings.append("Published ports are discarded when using host network mode")
    return warnings


def _range(text: str) -> bool:
    first, dash, last = text.partition("-")
    return first.isdecimal() and (not dash or last.isdecimal())


def _signal(text: str) -> None:
    import re
    import signal

    name = text.upper()
    name = name if name.startswith("SIG") else f"SIG{name}"
    if text.isdigit() and 0 < int(text) < signal.NSIG:
        return
    if re.match(r"SIGRT(MIN(\+\d+)?|MAX(-\d+)?)\Z", name) or hasattr(signal, name):
        return
    raise UsageError(f"Invalid signal: {text}")


def _network(config: dict[str, Any], host: dict[str, Any]) -> None:
    mode = host["NetworkMode"]
    if mode.startswith("container:"):
        for given, what in (
            (config["Hostname"], "hostname"),
            (config.get("MacAddress"), "mac-address"),
            (host["Dns"], "dns"),
            (host["ExtraHosts"], "custom host-to-IP mapping"),
            (host["Links"], "--link"),
            (host["PortBindings"] or host["PublishAllPorts"], "port publishing"),
            (config["ExposedPorts"], "port exposing"),
        ):
            if given:
                raise UsageError(
                    f"conflicting options: {what} and the network mode",
                    f"--network {mode}: the other container has them",
                )
    if mode in ("host", "none") and host["Links"]:
        raise UsageError("conflicting options: host type networking can't be used with links")
    if mode == "host" and config.get("MacAddress"):
        raise UsageError("conflicting options: mac-address and the network mode")


def _namespaces(config: dict[str, Any], host: dict[str, Any]) -> None:
    if host["UTSMode"] == "host" and config["Hostname"]:
        raise UsageError("conflicting options: hostname and the UTS mode")
    if host["Privileged"] and host["CgroupnsMode"] == "":
        host["CgroupnsMode"] = "private"


def limits(host: dict[str, Any]) -> None:
    """Raise UsageError for limits that make no sense; ``update`` asks, too."""
    memory, swap = host["Memory"], host["MemorySwap"]
    if 0 < memory < _MIN_MEMORY:
        raise UsageError("Minimum memory limit allowed is 6MB")
    if swap > 0 and memory == 0:
        raise UsageError(
            "You should always set the Memory limit when using Memoryswap limit, see usage"
        )
    if 0 < swap < memory:
        raise UsageError("Minimum memoryswap limit should be larger than memory limit, see usage")
    if memory > 0 and swap == 0:
        host["MemorySwap"] = 2 * memory
    swappiness = host["MemorySwappiness"]
    if swappiness is not None and not -1 <= swappiness <= 100:
        raise UsageError(f"Invalid value: {swappiness}, valid memory swappiness range is 0-100")
    if 0 < memory < host["MemoryReservation"]:
        raise UsageError(
            "Minimum memory limit can not be less than memory reservation limit, see usage"
        )
    if 0 < host["MemoryReservation"] < _MIN_MEMORY:
        raise UsageError("Minimum memory reservation allowed is 6MB")
    if host["NanoCpus"] and (host["CpuPeriod"] or host["CpuQuota"]):
        raise UsageError("Conflicting options: Nano CPUs and CPU Period/Quota cannot both be set.")
    if host["CpuPeriod"] and not 1000 <= host["CpuPeriod"] <= 1000000:
        raise UsageError("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)")  # fmt: skip
    if 0 < host["CpuQuota"] < 1000:
        raise UsageError("CPU cfs quota can not be less than 1ms (i.e. 1000)")
    if 0 < host["NanoCpus"] < 10**7:
        raise UsageError("Range of CPUs is from 0.01 to the number of processors")
    if host["BlkioWeight"] and not 10 <= host["BlkioWeight"] <= 1000:
        raise UsageError("Range of blkio weight is from 10 to 1000")
    for field in ("CpusetCpus", "CpusetMems"):
        if host[field] and not all(_range(part) for part in host[field].split(",")):
            raise UsageError(f"Invalid value {host[field]} for cpuset {field[-4:].lower()}")
    if not -1000 <= host["OomScoreAdj"] <= 1000:
        raise UsageError(
            f"Invalid value {host['OomScoreAdj']}, range for oom score adj is [-1000, 1000]"
        )
