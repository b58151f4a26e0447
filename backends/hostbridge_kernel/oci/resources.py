"""linux.resources: what HostConfig says of limits, in OCI's fields. What is not asked for is left out."""

from __future__ import annotations

import os

from hostbridge.errors import NotFound
from hostbridge_kernel.oci import devices

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

_PERIOD = 100000
"""Microseconds: in which --cpus is counted (docker's)."""


def resources(host: Mapping[str, Any]) -> dict[str, Any]:
    """The limits of a container, devices too."""
    parts = {"memory": _memory(host), "cpu": _cpu(host), "blockIO": _block(host)}
    made: dict[str, Any] = {name: part for name, part in parts.items() if part}
    made["devices"] = devices.rules(host)
    limit = host["PidsLimit"]
    if limit is not None and limit != 0:
        made["pids"] = {"limit": limit}
    return made


def _memory(host: Mapping[str, Any]) -> dict[str, Any]:
    made = _given(
        host, {"limit": "Memory", "reservation": "MemoryReservation", "swap": "MemorySwap"}
    )
    if host["MemorySwappiness"] is not None and host["MemorySwappiness"] >= 0:
        made["swappiness"] = host["MemorySwappiness"]
    if host["OomKillDisable"]:
        made["disableOOMKiller"] = True
    return made


def _cpu(host: Mapping[str, Any]) -> dict[str, Any]:
    made = _given(
        host, {"shares": "CpuShares", "quota": "CpuQuota", "period": "CpuPeriod", "cpus": "CpusetCpus",
               "mems": "CpusetMems", "realtimePeriod": "CpuRealtimePeriod", "realtimeRuntime": "CpuRealtimeRuntime"}
    )  # fmt: skip
    if host["NanoCpus"]:
        made["period"] = _PERIOD
        made["quota"] = host["NanoCpus"] * _PERIOD // 10**9
    return made


def _block(host: Mapping[str, Any]) -> dict[str, Any]:
    made = _given(host, {"weight": "BlkioWeight"})
    rows: Sequence[Mapping[str, Any]] = host["BlkioWeightDevice"] or ()
    if rows:
        made["weightDevice"] = [{**_numbers(row["Path"]), "weight": row["Weight"]} for row in rows]
    for name, field in (
        ("throttleReadBpsDevice", "BlkioDeviceReadBps"), ("throttleWriteBpsDevice", "BlkioDeviceWriteBps"),
        ("throttleReadIOPSDevice", "BlkioDeviceReadIOps"), ("throttleWriteIOPSDevice", "BlkioDeviceWriteIOps"),
    ):  # fmt: skip
        if host[field]:
            made[name] = [{**_numbers(row["Path"]), "rate": row["Rate"]} for row in host[field]]
    return made


def _numbers(path: str) -> dict[str, int]:
    try:
        number = os.stat(path).st_rdev
    except OSError as error:
        raise NotFound(f"{path}: {(error.strerror or '').lower()}") from error
    return {"major": os.major(number), "minor": os.minor(number)}


def _given(host: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    return {name: host[field] for name, field in fields.items() if host[field]}
