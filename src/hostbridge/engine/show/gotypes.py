"""Inspected JSON with the types that the clients' Go structs give it.

JSON does not tell a struct from a map, nor a nil slice from a nil pointer, and templates do: a struct
refuses a field that it does not have, ``[]`` is printed for one and ``<nil>`` for the other. The names
are those of the fields in docker's api/types and podman's libpod/define.
"""

from __future__ import annotations

from hostbridge.template.values import Nil, Record, Slice, Time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.contract.engine import Dialect

    Item = dict[str, Any]

VOLUME = "volume.Volume"
_MAPS = {
    "Labels": "map[string]string", "Ports": "nat.PortMap", "PortBindings": "nat.PortMap",
    "Networks": "map[string]*network.EndpointSettings", "Volumes": "map[string]struct {}",
    "ExposedPorts": "nat.PortSet", "Sysctls": "map[string]string", "Data": "map[string]string",
    "Tmpfs": "map[string]string", "StorageOpt": "map[string]string", "Options": "map[string]string",
    "DriverOpts": "map[string]string", "Containers": "map[string]network.EndpointResource",
    "Annotations": "map[string]string", "Status": "map[string]interface {}", "Details": "map[string]string",
    "IPAMOptions": "map[string]string", "ipam_options": "map[string]string", "labels": "map[string]string",
    "options": "map[string]string", "containers": "map[string]interface {}",
}  # fmt: skip
"""Fields that are maps. Others with an object in them are structs."""
_SLICES = frozenset(
    ("Args", "Binds", "CapAdd", "CapDrop", "Cmd", "Dns", "DnsOptions", "DnsSearch", "Entrypoint", "Env",
     "ExecIDs", "ExtraHosts", "GroupAdd", "Links", "MaskedPaths", "Mounts", "OnBuild", "ReadonlyPaths",
     "RepoDigests", "RepoTags", "SecondaryIPAddresses", "SecondaryIPv6Addresses", "SecurityOpt", "Shell",
     "Test", "Ulimits", "VolumesFrom", "Devices", "DeviceRequests", "DeviceCgroupRules", "Aliases",
     "BlkioWeightDevice", "BlkioDeviceReadBps", "BlkioDeviceWriteBps", "BlkioDeviceReadIOps",
     "BlkioDeviceWriteIOps", "DNSNames", "Log", "Layers", "subnets", "dns_servers", "NamesHistory",
     "DnsServers", "BoundingCaps", "EffectiveCaps", "History", "Config", "routes")
)  # fmt: skip
"""Fields that are slices, when they are nil."""
_STRUCTS = {
    "docker": {
        "State": "*container.State", "HostConfig": "*container.HostConfig", "Config": "*container.Config",
        "NetworkSettings": "*container.NetworkSettings", "Health": "*container.Health",
        "Healthcheck": "*container.HealthConfig", "Mounts": "container.MountPoint",
        "RestartPolicy": "container.RestartPolicy", "LogConfig": "container.LogConfig",
        "GraphDriver": "storage.DriverData", "IPAM": "network.IPAM", "RootFS": "image.RootFS",
    },
    "podman": {
        "State": "*define.InspectContainerState", "HostConfig": "*define.InspectContainerHostConfig",
        "Config": "*define.InspectContainerConfig", "NetworkSettings": "*define.InspectNetworkSettings",
        "Healthcheck": "*manifest.Schema2HealthConfig", "Mounts": "define.InspectMount", "Health": "define.HealthCheckResults", "GraphDriver": "*define.DriverData",
        "RestartPolicy": "*define.InspectRestartPolicy", "LogConfig": "*define.InspectLogConfig",
    },
}  # fmt: skip
_ABSENT: dict[str, dict[str, dict[str, str]]] = {
    "docker": {
        "": {"SizeRw": "*int64", "SizeRootFs": "*int64", "Node": "*types.ContainerNode",
             "ImageManifestDescriptor": "*ocispec.Descriptor"},
        "State": {"Health": "*container.Health"},
        "Config": {"Healthcheck": "*container.HealthConfig", "StopTimeout": "*int", "Shell": "[]string",
                   "ExposedPorts": "map[nat.Port]struct {}", "StopSignal": "", "MacAddress": "",
                   "NetworkDisabled": "bool", "ArgsEscaped": "bool"},
        "Healthcheck": {"Test": "[]string", "Interval": "duration", "Timeout": "duration",
                        "StartPeriod": "duration", "StartInterval": "duration", "Retries": "int"},
        "HostConfig": {"Init": "*bool", "Sysctls": "map[string]string", "StorageOpt": "map[string]string",
                       "Tmpfs": "map[string]string", "Mounts": "[]mount.Mount",
                       "Annotations": "map[string]string"},
    },
    "podman": {
        "": {"SizeRw": "*int64", "Pod": "", "Dependencies": "[]string", "lockNumber": "int"},
        "State": {"Health": "health", "Checkpointed": "bool", "CheckpointLog": "", "CheckpointPath": "",
                  "RestoreLog": "", "Restored": "bool"},
        "Config": {"Healthcheck": "*manifest.Schema2HealthConfig", "Secrets": "[]*define.InspectSecret",
                   "SystemdMode": "bool", "ExposedPorts": "map[string]struct {}", "ChrootDirs": "[]string",
                   "StopTimeout": "int", "Passwd": "*bool"},
        "Healthcheck": {"Test": "[]string", "StartPeriod": "duration", "StartInterval": "duration",
                        "Interval": "duration", "Timeout": "duration", "Retries": "int"},
        "HostConfig": {"Init": "bool", "IDMappings": "*define.InspectIDMappings",
                       "IntelRdtClosID": "", "Annotations": "map[string]string"},
        "NetworkSettings": {"Networks": "map[string]*define.InspectAdditionalNetwork",
                            "AdditionalMACAddresses": "[]string"},
    },
}  # fmt: skip
"""Fields that the JSON leaves out where they are empty, and their types (empty: a string)."""
_ORDER: dict[str, dict[str, tuple[str, ...]]] = {
    "podman": {
        "State": ("OciVersion", "Status", "Running", "Paused", "Restarting", "OOMKilled", "Dead", "Pid",
                  "ConmonPid", "ExitCode", "Error", "StartedAt", "FinishedAt", "Health", "Checkpointed",
                  "CgroupPath", "CheckpointedAt", "RestoredAt", "CheckpointLog", "CheckpointPath",
                  "RestoreLog", "Restored"),
        "Healthcheck": ("Test", "StartPeriod", "StartInterval", "Interval", "Timeout", "Retries"),
    },
    "docker": {
        "State": ("Status", "Running", "Paused", "Restarting", "OOMKilled", "Dead", "Pid", "ExitCode",
                  "Error", "StartedAt", "FinishedAt", "Health"),
        "Healthcheck": ("Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"),
    },
}  # fmt: skip
"""The order of structs that are printed whole, where it is not the JSON's. Others come behind."""
_RENAMED = {
    "docker": {
        "Id": "ID", "NanoCpus": "NanoCPUs", "HostIp": "HostIP", "CpuShares": "CPUShares", "CpuPeriod": "CPUPeriod",
        "CpuQuota": "CPUQuota", "CpuRealtimePeriod": "CPURealtimePeriod", "Dns": "DNS",
        "CpuRealtimeRuntime": "CPURealtimeRuntime", "DnsOptions": "DNSOptions", "DnsSearch": "DNSSearch",
        "CpuCount": "CPUCount", "CpuPercent": "CPUPercent",
    },
    "podman": {"Id": "ID", "HostIp": "HostIP"},
}  # fmt: skip
"""Fields that the JSON has by another name than the struct."""
_NAMED: dict[str, dict[str, str]] = {
    "docker": {"Cmd": "strslice.StrSlice", "Entrypoint": "strslice.StrSlice"},
    "podman": {},
}
"""Slices whose type has a name."""
_TIMES = frozenset(
    ("Created", "StartedAt", "FinishedAt", "CheckpointedAt", "RestoredAt", "CreatedAt", "created")
)
"""Fields that podman has as times. docker's are text."""


_SPANS = frozenset(("Interval", "Timeout", "StartPeriod", "StartInterval"))
"""Fields of a health check that are durations."""


def typed(item: Item, dialect: Dialect) -> Record:
    """An inspected object as the struct that templates of this dialect see."""
    made: Record = _typed(item, "", dialect)
    # podman's objects are behind an interface, which its messages name.
    made.go_type = "struct" if dialect == "docker" else "interface {}"
    if dialect == "podman" and "RepoTags" in made and isinstance(made.get("Config"), Record):
        made["Config"].go_type = "*v1.ImageConfig"
    if dialect == "docker" and "Mountpoint" in made:
        made.go_type = VOLUME
    return made


def _typed(value: Any, name: str, dialect: Dialect) -> Any:
    if isinstance(value, dict):
        if name in _MAPS or name == "LogConfig.Config":
            return {key: _typed(inner, "", dialect) for key, inner in value.items()}
        return _struct(value, name, dialect)
    if isinstance(value, list):
        items = [_typed(inner, name, dialect) for inner in value]
        kind = _NAMED[dialect].get(name) or _elements(items)
        return Slice(items, kind) if kind else items
    if value is None:
        if name in _MAPS:
            return Nil("map[string]string")
        return Nil("[]string" if name in _SLICES else "*int64")
    if dialect == "podman" and name in _TIMES and isinstance(value, str):
        return Time.read(value)
    return value


def _struct(value: Item, name: str, dialect: Dialect) -> Record:
    made = Record()
    made.json_names = {}
    made.go_type = _STRUCTS[dialect].get(name, "struct")
    for key, inner in value.items():
        own = _RENAMED[dialect].get(key, key)
        if own != key:
            made.json_names[own] = key
        if name == "Healthcheck" and key in _SPANS and type(inner) is int:
            made[own] = _duration(inner)
            continue
        made[own] = _typed(
            inner, "LogConfig.Config" if name == "LogConfig" and key == "Config" else key, dialect
        )
    # The object itself has no name, and neither have those in maps: it is told by its state.
    if name or "State" in value:
        for key, kind in _ABSENT[dialect].get(name, {}).items():
            if key not in made:
                made[key] = _zero(kind)
                made.json_names[key] = None
    order = _ORDER[dialect].get(name)
    if order:
        told = dict(made)
        made.clear()
        made.update({key: told[key] for key in (*order, *told) if key in told})
    if dialect == "podman" and "ID" in made:
        # podman's templates may say either.
        made["Id"] = made["ID"]
        made.json_names["Id"] = None
    return made


def _duration(value: int) -> Any:
    # Dates: 2 ms that an object without a health check does not cost.
    from hostbridge.template.times import Duration

    return Duration(value)


def _elements(items: list[Any]) -> str:
    """The type of a slice of structs."""
    first = items[0] if items else None
    return f"[]{first.go_type}" if isinstance(first, Record) else ""


def _zero(kind: str) -> Any:
    if kind == "health":
        return Record(Status="", FailingStreak=0, Log=Nil("[]define.HealthCheckLog"))
    if kind == "duration":
        return _duration(0)
    return {"": "", "bool": False, "int": 0}.get(kind, Nil(kind))
