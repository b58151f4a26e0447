"""docker's objects as templates see them: structs with their fields in order, maps, and durations."""

from __future__ import annotations

from hostbridge import template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_MAPS = frozenset((
    "Annotations", "AuxiliaryAddresses", "Containers", "Data", "DriverOpts", "EndpointsConfig", "ExposedPorts", "Labels",
    "Networks", "Options", "PortBindings", "Ports", "Runtimes", "StorageOpt", "Sysctls", "Tmpfs", "Volumes",
))  # fmt: skip
"""Fields that are maps: their keys are data, and sorted where they are shown."""
_SPANS = frozenset(("Interval", "Timeout", "StartPeriod", "StartInterval"))
_ORDER = {"Config": (
    "Hostname", "Domainname", "User", "AttachStdin", "AttachStdout", "AttachStderr", "ExposedPorts", "Tty", "OpenStdin",
    "StdinOnce", "Env", "Cmd", "Healthcheck", "ArgsEscaped", "Image", "Volumes", "WorkingDir", "Entrypoint",
    "NetworkDisabled", "MacAddress", "OnBuild", "Labels", "StopSignal", "StopTimeout", "Shell",
), "LogConfig": ("Type", "Config"), "Healthcheck": (
    "Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries",
)}  # fmt: skip
"""The order of docker's own structs, where objects are not made in it."""


def typed(value: Any, name: str = "", inside: str = "") -> Any:
    """A value of an object: name is the field that it is of, inside the field around that one."""
    if isinstance(value, list):
        return [typed(one, name) for one in value]
    if not isinstance(value, dict):
        return value
    if name in _MAPS or (name == "Config" and inside == "LogConfig"):
        return {key: typed(one, "", name) for key, one in value.items()}
    record = template.Record({
        key: typed(value[key], key, name) for key in (*_ordered(value, name), *value) if key in value
    })  # fmt: skip
    if name == "Healthcheck":
        # Dates: 2 ms that an object without a health check does not cost.
        from hostbridge.template.times import Duration

        for key in _SPANS & set(record):
            record[key] = Duration(record[key])
    return record


def _ordered(value: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(key for key in _ORDER.get(name, ()) if key in value)
