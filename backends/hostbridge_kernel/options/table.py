"""Which field of docker's API each option of ``run`` and ``create`` sets, and how its value is read.

Options whose value concerns several fields are done in ``read``; they stand in ELSEWHERE.
"""

from __future__ import annotations

from hostbridge_kernel.options import networks, resources, security
from hostbridge_kernel.options.quantities import (
    duration,
    integer,
    nanocpus,
    natural,
    size,
    size_or_unlimited,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Reader = Callable[[str, str], Any]
    """(option, text) -> value."""


def _plain(_option: str, text: str) -> str:
    return text


def _one(make: Callable[[str], Any]) -> Reader:
    return lambda _option, text: make(text)


CONFIG: Mapping[str, tuple[str, Reader]] = {
    "--domainname": ("Domainname", _plain),
    "--hostname": ("Hostname", _plain),
    "--mac-address": ("MacAddress", _one(networks.mac)),
    "--stop-signal": ("StopSignal", _plain),
    "--stop-timeout": ("StopTimeout", integer),
    "--user": ("User", _plain),
    "--workdir": ("WorkingDir", _plain),
}
HOST: Mapping[str, tuple[str, Reader]] = {
    "--blkio-weight": ("BlkioWeight", natural),
    "--cgroup-parent": ("CgroupParent", _plain),
    "--cgroupns": ("CgroupnsMode", security.mode),
    "--cidfile": ("ContainerIDFile", _plain),
    "--cpu-period": ("CpuPeriod", natural),
    "--cpu-quota": ("CpuQuota", integer),
    "--cpu-rt-period": ("CpuRealtimePeriod", natural),
    "--cpu-rt-runtime": ("CpuRealtimeRuntime", natural),
    "--cpu-shares": ("CpuShares", natural),
    "--cpus": ("NanoCpus", nanocpus),
    "--cpuset-cpus": ("CpusetCpus", _plain),
    "--cpuset-mems": ("CpusetMems", _plain),
    "--ipc": ("IpcMode", security.mode),
    "--memory": ("Memory", size),
    "--memory-reservation": ("MemoryReservation", size),
    "--memory-swap": ("MemorySwap", size_or_unlimited),
    "--memory-swappiness": ("MemorySwappiness", integer),
    "--oom-score-adj": ("OomScoreAdj", integer),
    "--pid": ("PidMode", security.mode),
    "--pids-limit": ("PidsLimit", integer),
    "--shm-size": ("ShmSize", size),
    "--userns": ("UsernsMode", security.mode),
    "--uts": ("UTSMode", security.mode),
}
SWITCHES: Mapping[str, str] = {
    "--init": "Init",
    "--oom-kill-disable": "OomKillDisable",
    "--privileged": "Privileged",
    "--publish-all": "PublishAllPorts",
    "--read-only": "ReadonlyRootfs",
    "--rm": "AutoRemove",
}
"""Fields of HostConfig."""
LISTS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "--add-host": ("ExtraHosts", networks.extra_host),
    "--blkio-weight-device": ("BlkioWeightDevice", resources.weight),
    "--cap-add": ("CapAdd", security.capability),
    "--cap-drop": ("CapDrop", security.capability),
    "--device": ("Devices", resources.device),
    "--device-cgroup-rule": ("DeviceCgroupRules", resources.device_rule),
    "--device-read-bps": ("BlkioDeviceReadBps", resources.bytes_rate),
    "--device-read-iops": ("BlkioDeviceReadIOps", resources.operations_rate),
    "--device-write-bps": ("BlkioDeviceWriteBps", resources.bytes_rate),
    "--device-write-iops": ("BlkioDeviceWriteIOps", resources.operations_rate),
    "--dns": ("Dns", networks.dns_server),
    "--dns-opt": ("DnsOptions", str),
    "--dns-option": ("DnsOptions", str),
    "--dns-search": ("DnsSearch", networks.search_domain),
    "--group-add": ("GroupAdd", str),
    "--link": ("Links", str),
    "--security-opt": ("SecurityOpt", security.option),
    "--ulimit": ("Ulimits", resources.ulimit),
    "--volumes-from": ("VolumesFrom", str),
}
"""Fields of HostConfig, an item for each time the option is given."""
HEALTH: Mapping[str, tuple[str, Reader]] = {
    "--health-interval": ("Interval", duration),
    "--health-timeout": ("Timeout", duration),
    "--health-start-period": ("StartPeriod", duration),
    "--health-start-interval": ("StartInterval", duration),
    "--health-retries": ("Retries", natural),
}
ELSEWHERE = frozenset((
    "--annotation", "--attach", "--detach", "--detach-keys", "--entrypoint", "--env", "--env-file", "--expose",
    "--health-cmd", "--help", "--interactive", "--ip", "--ip6", "--label", "--label-file", "--link-local-ip",
    "--log-opt", "--mount", "--name", "--network", "--network-alias", "--no-healthcheck", "--platform",
    "--publish", "--pull", "--quiet", "--restart", "--sig-proxy", "--sysctl", "--tmpfs", "--tty", "--volume",
))  # fmt: skip
KNOWN = frozenset((*CONFIG, *HOST, *SWITCHES, *LISTS, *HEALTH, *ELSEWHERE))
"""All that is done. What is not: ``refused``."""
