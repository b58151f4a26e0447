"""``info`` of either engine as one record: docker's fields, and podman's ``host``, ``store``,
``plugins``, ``registries`` and ``version``, each worked out from the other where an engine lacks them.

docker's are those of api/types/system.Info with ``ClientInfo``, podman's those of libpod/define.Info.
What cannot be known is empty or 0, never invented.
"""

from __future__ import annotations

from hostbridge.engine import DIALECT_VERSION
from hostbridge.engine.asking import ask, mapping, number, one, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from hostbridge.contract.engine import Dialect, Query
    from hostbridge.contract.session import Session

    Item = dict[str, Any]

PODMAN_KEYS = ("host", "store", "registries", "plugins", "version")
"""The parts of podman's object; docker's names begin with capitals."""
_ARCHITECTURES = {"amd64": "x86_64", "arm64": "aarch64", "386": "i386", "arm": "armv7l"}
_GO_ARCHITECTURES = {machine: name for name, machine in _ARCHITECTURES.items()}


def records(
    session: Session, client: Sequence[str], query: Query, engine: Dialect
) -> Iterable[Item]:
    """The one record."""
    del query
    argv = [*client, "info", "--format", "{{json .}}" if engine == "docker" else "json"]
    told = one(ask(session, argv), argv)
    made = _podman_of(told) if engine == "docker" else _docker_of(told)
    return [{**made, **told}]


def client_info(told: Item, context: str = "default") -> Item:
    """Hostbridge as docker's client: ``ClientInfo``. told is the engine's own object."""
    known = mapping(told.get("ClientInfo"))
    version = mapping(told.get("version"))
    system, _, machine = str(version.get("OsArch") or "linux/amd64").partition("/")
    return {
        "Debug": False, "Version": DIALECT_VERSION["docker"], "DefaultAPIVersion": "1.41",
        "GitCommit": "hostbridge", "GoVersion": str(known.get("GoVersion") or version.get("GoVersion") or ""),
        "Os": str(known.get("Os") or system), "Arch": str(known.get("Arch") or machine),
        "BuildTime": "", "Context": context, "Plugins": [], "Warnings": None,
    }  # fmt: skip


def _docker_of(told: Item) -> Item:
    host, store, version = (mapping(told.get(name)) for name in ("host", "store", "version"))
    plugins, security = mapping(told.get("plugins")), mapping(host.get("security"))
    containers = mapping(store.get("containerStore"))
    runtime = mapping(host.get("ociRuntime"))
    controllers = sequence(host.get("cgroupControllers"))
    name = str(runtime.get("name") or "")
    distribution = mapping(host.get("distribution"))
    memory, cpu, pids = ("memory" in controllers, "cpu" in controllers, "pids" in controllers)
    return {
        "ID": "", "Containers": number(containers.get("number")),
        "ContainersRunning": number(containers.get("running")),
        "ContainersPaused": number(containers.get("paused")),
        "ContainersStopped": number(containers.get("stopped")),
        "Images": number(mapping(store.get("imageStore")).get("number")),
        "Driver": str(store.get("graphDriverName") or ""),
        "DriverStatus": [[str(key), str(text)] for key, text in mapping(store.get("graphStatus")).items()],
        "Plugins": {"Volume": sequence(plugins.get("volume")), "Network": sequence(plugins.get("network")),
                    "Authorization": plugins.get("authorization"), "Log": sequence(plugins.get("log"))},
        "MemoryLimit": memory, "SwapLimit": memory, "CpuCfsPeriod": cpu, "CpuCfsQuota": cpu, "CPUShares": cpu,
        "CPUSet": "cpuset" in controllers, "PidsLimit": pids, "IPv4Forwarding": True, "Debug": False, "NFd": 0,
        "OomKillDisable": memory and str(host.get("cgroupVersion")) == "v1", "NGoroutines": 0,
        "SystemTime": "", "LoggingDriver": str(host.get("logDriver") or ""),
        "CgroupDriver": str(host.get("cgroupManager") or ""),
        "CgroupVersion": str(host.get("cgroupVersion") or "").removeprefix("v"), "NEventsListener": 0,
        "KernelVersion": str(host.get("kernel") or ""),
        "OperatingSystem": " ".join(str(distribution[key]) for key in ("distribution", "version") if distribution.get(key)),
        "OSVersion": str(distribution.get("version") or ""), "OSType": str(host.get("os") or ""),
        "Architecture": _ARCHITECTURES.get(str(host.get("arch")), str(host.get("arch") or "")),
        "IndexServerAddress": "https://index.docker.io/v1/",
        "RegistryConfig": _registry_config(mapping(told.get("registries"))), "NCPU": number(host.get("cpus")),
        "MemTotal": number(host.get("memTotal")), "GenericResources": None,
        "DockerRootDir": str(store.get("graphRoot") or ""), "HttpProxy": "", "HttpsProxy": "", "NoProxy": "",
        "Name": str(host.get("hostname") or ""), "Labels": [], "ExperimentalBuild": False,
        "ServerVersion": str(version.get("Version") or ""),
        "Runtimes": {name: {"path": str(runtime.get("path") or "")}} if name else {},
        "DefaultRuntime": name,
        "Swarm": {"NodeID": "", "NodeAddr": "", "LocalNodeState": "inactive", "ControlAvailable": False,
                  "Error": "", "RemoteManagers": None},
        "LiveRestoreEnabled": False, "Isolation": "", "InitBinary": "",
        "ContainerdCommit": {"ID": "", "Expected": ""}, "RuncCommit": {"ID": "", "Expected": ""},
        "InitCommit": {"ID": "", "Expected": ""}, "SecurityOptions": _security(security),
        "DefaultAddressPools": [], "CDISpecDirs": None, "Warnings": None, "ClientInfo": client_info(told),
    }  # fmt: skip


def _registry_config(registries: Item) -> Item:
    known = {str(key): mapping(row) for key, row in registries.items() if isinstance(row, dict)}
    indexes = {
        name: {"Mirrors": [str(mapping(mirror).get("Location") or "") for mirror in sequence(row.get("Mirrors"))],
               "Name": name, "Official": name == "docker.io", "Secure": not row.get("Insecure")}
        for name, row in known.items()
    }  # fmt: skip
    official = {"docker.io": {"Mirrors": [], "Name": "docker.io", "Official": True, "Secure": True}}
    return {"IndexConfigs": {**official, **indexes}, "InsecureRegistryCIDRs": [], "Mirrors": []}


def _security(told: Item) -> list[str]:
    found = ["name=apparmor"] if told.get("apparmorEnabled") else []
    if told.get("seccompEnabled"):
        found.append("name=seccomp,profile=default")
    found += ["name=selinux"] if told.get("selinuxEnabled") else []
    return found + (["name=rootless"] if told.get("rootless") else [])


def _podman_of(told: Item) -> Item:
    security = [str(option) for option in sequence(told.get("SecurityOptions"))]
    plugins, config = mapping(told.get("Plugins")), mapping(told.get("RegistryConfig"))
    runtime = str(told.get("DefaultRuntime") or "")
    machine, system = str(told.get("Architecture") or ""), str(told.get("OSType") or "")
    architecture = _GO_ARCHITECTURES.get(machine, machine)
    options = {"memory": "MemoryLimit", "cpu": "CPUShares", "cpuset": "CPUSet", "pids": "PidsLimit"}
    name, _, release = str(told.get("OperatingSystem") or "").partition(" ")

    def has(word: str) -> bool:
        return any(option.startswith(f"name={word}") for option in security)

    version = str(told.get("ServerVersion") or "")
    return {
        "host": {
            "arch": architecture, "buildahVersion": "", "cgroupManager": str(told.get("CgroupDriver") or ""),
            "cgroupVersion": f"v{told.get('CgroupVersion') or '1'}",
            "cgroupControllers": [name for name, field in options.items() if told.get(field)],
            "conmon": {"package": "", "path": "", "version": ""}, "cpus": number(told.get("NCPU")),
            "cpuUtilization": None,
            "distribution": {"distribution": name.lower(), "version": str(told.get("OSVersion") or release)},
            "eventLogger": "", "hostname": str(told.get("Name") or ""), "idMappings": {"gidmap": None, "uidmap": None},
            "kernel": str(told.get("KernelVersion") or ""), "logDriver": str(told.get("LoggingDriver") or ""),
            "memFree": 0, "memTotal": number(told.get("MemTotal")), "networkBackend": "",
            "ociRuntime": {"name": runtime, "package": "", "version": "",
                           "path": str(mapping(mapping(told.get("Runtimes")).get(runtime)).get("path") or "")},
            "os": system, "remoteSocket": {"path": "/run/docker.sock", "exists": True}, "serviceIsRemote": True,
            "security": {"apparmorEnabled": has("apparmor"), "capabilities": "", "rootless": has("rootless"),
                         "seccompEnabled": has("seccomp"), "seccompProfilePath": "", "selinuxEnabled": has("selinux")},
            "slirp4netns": {"executable": "", "package": "", "version": ""}, "swapFree": 0, "swapTotal": 0,
            "uptime": "", "linkmode": "",
        },
        "store": {
            "configFile": "",
            "containerStore": {"number": number(told.get("Containers")), "paused": number(told.get("ContainersPaused")),
                               "running": number(told.get("ContainersRunning")),
                               "stopped": number(told.get("ContainersStopped"))},
            "graphDriverName": str(told.get("Driver") or ""), "graphOptions": {},
            "graphRoot": str(told.get("DockerRootDir") or ""), "graphRootAllocated": 0, "graphRootUsed": 0,
            "graphStatus": {str(pair[0]): str(pair[1]) for pair in sequence(told.get("DriverStatus"))
                            if isinstance(pair, list) and len(pair) == 2},
            "imageCopyTmpDir": "", "imageStore": {"number": number(told.get("Images"))}, "runRoot": "",
            "volumePath": f"{told.get('DockerRootDir') or ''}/volumes",
        },
        "registries": {
            str(name): {"Prefix": str(name), "Location": str(name), "Insecure": not row.get("Secure"), "Mirrors": None,
                        "Blocked": False, "MirrorByDigestOnly": False, "PullFromMirror": ""}
            for name, row in mapping(config.get("IndexConfigs")).items() if isinstance(row, dict)
        },
        "plugins": {"volume": sequence(plugins.get("Volume")), "network": sequence(plugins.get("Network")),
                    "log": sequence(plugins.get("Log")), "authorization": plugins.get("Authorization")},
        "version": {"APIVersion": version, "Version": version, "GoVersion": "", "GitCommit": "", "BuiltTime": "",
                    "Built": 0, "OsArch": f"{system}/{architecture}", "Os": system},
    }  # fmt: skip
