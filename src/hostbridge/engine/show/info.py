"""``info`` in the caller's dialect: docker's text, podman's YAML, JSON and templates of both."""

from __future__ import annotations

from typing import Any

from hostbridge.contract.engine import Query
from hostbridge.engine.asking import mapping, number, sequence
from hostbridge.engine.infos import PODMAN_KEYS
from hostbridge.engine.show import human
from hostbridge.engine.show.missing import refused
from hostbridge.engine.show.output import FAILED, NOT_PARSED, failing, out
from hostbridge.engine.show.table import JSON, podman_json
from hostbridge.engine.show.yaml import to_yaml
from hostbridge.errors import CommandFailed
from hostbridge.template import Record, TemplateError, parse
from hostbridge.template.goformat import to_json
from hostbridge.template.table import escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

    Item = dict[str, Any]

_GO_NAMES = {
    "os": "OS", "cpus": "CPUs", "cgroupVersion": "CgroupsVersion", "ociRuntime": "OCIRuntime",
    "idMappings": "IDMappings", "cpuUtilization": "CPUUtilization", "slirp4netns": "Slirp4NetNS",
    "linkmode": "Linkmode", "capabilities": "DefaultCapabilities", "apparmorEnabled": "AppArmorEnabled",
    "seccompEnabled": "SECCOMPEnabled", "seccompProfilePath": "SECCOMPProfilePath",
    "selinuxEnabled": "SELinuxEnabled", "gidmap": "GIDMap", "uidmap": "UIDMap", "configFile": "ConfigFile",
}  # fmt: skip
"""podman's fields in templates, where they are not the JSON name with a capital."""


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """The engine's facts."""
    dialect = rendering.dialect
    wanted = rendering.call.value("--format") or ""
    try:
        (told,) = engine.records(session, "info", Query())
    except CommandFailed as error:
        return refused(error, "", (), dialect)
    info: Item = dict(told)
    shown = {
        key: value for key, value in info.items() if (key in PODMAN_KEYS) != (dialect == "docker")
    }
    if JSON.fullmatch(wanted):
        docker = dialect == "docker"
        out(stdout, to_json(_struct(shown)) + "\n" if docker else podman_json(shown, 2), json=True)
    elif wanted:
        with failing(NOT_PARSED[dialect]):
            template = parse(escapes(wanted))
        record = _templated(info, dialect)
        record.go_type = "system.dockerInfo" if dialect == "docker" else "system.infoReport"
        try:
            with failing(FAILED[dialect], ""):
                out(stdout, template.render(record) + "\n")
        except TemplateError as error:
            out(stdout, f"{error.partial}\n" if dialect == "docker" else "")
            raise
    elif dialect == "docker":
        out(stdout, "".join(f"{line}\n" for line in _docker_lines(shown)))
    else:
        out(stdout, to_yaml(shown) + "\n")
    return 0


_MAPS = ("Runtimes", "IndexConfigs")
"""docker's fields that are maps: a key that is not there is ``<no value>``, and no error."""


def _struct(value: Any, inside: str = "") -> Any:
    """Objects as structs, whose fields keep their order in JSON; maps of names stay maps."""
    if isinstance(value, list):
        return [_struct(item, inside) for item in value]
    if not isinstance(value, dict):
        return value
    made: Item = {} if inside in _MAPS else Record()
    for key, item in value.items():
        made[str(key)] = _struct(item, str(key))
    return made


def _templated(info: Item, dialect: str) -> Record:
    """All fields of both, under the names that templates have for them."""
    docker = {key: _struct(value, key) for key, value in info.items() if key not in PODMAN_KEYS}
    podman = {name.capitalize(): _go(mapping(info.get(name)), name) for name in PODMAN_KEYS}
    first, second = (podman, docker) if dialect == "docker" else (docker, podman)
    return Record({**first, **second})


def _go(value: Any, inside: str = "") -> Any:
    if isinstance(value, list):
        return [_go(item) for item in value]
    if not isinstance(value, dict):
        return value
    if inside in ("registries", "graphStatus", "graphOptions"):
        return {str(key): item for key, item in value.items()}
    made = Record()
    for key, item in value.items():
        name = str(key)
        made[_GO_NAMES.get(name, name[:1].upper() + name[1:])] = _go(item, name)
    return made


def _docker_lines(info: Item) -> list[str]:
    client = mapping(info.get("ClientInfo"))
    plugins, config = mapping(info.get("Plugins")), mapping(info.get("RegistryConfig"))

    def join(value: Any) -> str:
        return " ".join(str(item) for item in sequence(value))

    def truth(name: str) -> str:
        return "true" if info.get(name) else "false"

    def commit(name: str) -> str:
        return str(mapping(info.get(name)).get("ID") or "")

    runtimes = mapping(info.get("Runtimes"))
    lines = ["Client:", *_told(" Version:   ", client.get("Version")), f" Context:    {client.get('Context', '')}",
             " Debug Mode: false", "", "Server:"]  # fmt: skip
    for label, name in ((" Containers:", "Containers"), ("  Running:", "ContainersRunning"),
                        ("  Paused:", "ContainersPaused"), ("  Stopped:", "ContainersStopped"), (" Images:", "Images")):  # fmt: skip
        lines.append(f"{label} {number(info.get(name))}")
    lines += [
        *_told(" Server Version:", info.get("ServerVersion")),
        *_told(" Storage Driver:", info.get("Driver")),
    ]
    lines += [f"  {pair[0]}: {pair[1]}" for pair in sequence(info.get("DriverStatus"))
              if isinstance(pair, list) and len(pair) == 2]  # fmt: skip
    for label, name in ((" Logging Driver:", "LoggingDriver"), (" Cgroup Driver:", "CgroupDriver"),
                        (" Cgroup Version:", "CgroupVersion")):  # fmt: skip
        lines += _told(label, info.get(name))
    lines += [
        " Plugins:",
        f"  Volume: {join(plugins.get('Volume'))}",
        f"  Network: {join(plugins.get('Network'))}",
    ]
    lines += _told("  Authorization:", join(plugins.get("Authorization")))
    lines.append(f"  Log: {join(plugins.get('Log'))}")
    lines.append(f" Swarm: {mapping(info.get('Swarm')).get('LocalNodeState') or 'inactive'}")
    if runtimes:
        lines += [
            f" Runtimes: {' '.join(runtimes)}",
            f" Default Runtime: {info.get('DefaultRuntime') or ''}",
        ]
    if info.get("OSType") == "linux":
        lines += [f" Init Binary: {info.get('InitBinary') or ''}", f" containerd version: {commit('ContainerdCommit')}",
                  f" runc version: {commit('RuncCommit')}", f" init version: {commit('InitCommit')}"]  # fmt: skip
        lines += _security(sequence(info.get("SecurityOptions")))
    for label, name in ((" Kernel Version:", "KernelVersion"), (" Operating System:", "OperatingSystem"),
                        (" OSType:", "OSType"), (" Architecture:", "Architecture")):  # fmt: skip
        lines += _told(label, info.get(name))
    lines += [
        f" CPUs: {number(info.get('NCPU'))}",
        f" Total Memory: {human.binary(number(info.get('MemTotal')))}",
    ]
    lines += [*_told(" Name:", info.get("Name")), *_told(" ID:", info.get("ID"))]
    lines += [
        f" Docker Root Dir: {info.get('DockerRootDir') or ''}",
        f" Debug Mode: {truth('Debug')}",
    ]
    for label, name in (
        (" HTTP Proxy:", "HttpProxy"),
        (" HTTPS Proxy:", "HttpsProxy"),
        (" No Proxy:", "NoProxy"),
    ):
        lines += _told(label, info.get(name))
    if sequence(info.get("Labels")):
        lines += [" Labels:", *(f"  {label}" for label in sequence(info.get("Labels")))]
    lines.append(f" Experimental: {truth('ExperimentalBuild')}")
    indexes = mapping(config.get("IndexConfigs"))
    insecure = [str(name) for name, row in indexes.items() if not mapping(row).get("Secure")]
    insecure += [str(text) for text in sequence(config.get("InsecureRegistryCIDRs"))]
    if insecure or indexes:
        lines += [" Insecure Registries:", *(f"  {name}" for name in insecure)]
    if sequence(config.get("Mirrors")):
        lines += [
            " Registry Mirrors:",
            *(f"  {mirror}" for mirror in sequence(config.get("Mirrors"))),
        ]
    lines.append(f" Live Restore Enabled: {truth('LiveRestoreEnabled')}")
    pools = [mapping(pool) for pool in sequence(info.get("DefaultAddressPools"))]
    if pools:
        lines += [" Default Address Pools:",
                  *(f"   Base: {pool.get('Base')}, Size: {pool.get('Size')}" for pool in pools)]  # fmt: skip
    return [*lines, ""]


def _told(label: str, value: Any) -> list[str]:
    """A line for what is known, none for what is empty."""
    return [f"{label} {value}"] if value else []


def _security(options: list[Any]) -> list[str]:
    lines = [" Security Options:"] if options else []
    for option in options:
        told: dict[str, str] = {}
        for part in str(option).split(","):
            key, _, text = part.partition("=")
            told[key] = text
        lines.append(f"  {told.get('name', '')}")
        lines += _told("   Profile:", told.get("profile"))
    return lines
