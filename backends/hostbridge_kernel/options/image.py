"""What an image's configuration adds to a container's (as docker's daemon merges them)."""

from __future__ import annotations

from hostbridge.errors import UsageError
from hostbridge_kernel.options.environment import merged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_FIELDS = ("User", "WorkingDir", "StopSignal", "StopTimeout", "OnBuild", "Shell")
_HEALTH = ("Interval", "Timeout", "StartPeriod", "StartInterval", "Retries")


def with_image(config: dict[str, Any], document: Mapping[str, Any]) -> None:
    """Fill config in place. document: an image's configuration; {} for an image that is not known."""
    image: Mapping[str, Any] = document.get("config") or {}
    for field in _FIELDS:
        if not config.get(field) and image.get(field):
            config[field] = image[field]
    config["Env"] = merged(config["Env"], image.get("Env") or [])
    config["ExposedPorts"] = {**(image.get("ExposedPorts") or {}), **config["ExposedPorts"]}
    config["Volumes"] = {**(image.get("Volumes") or {}), **config["Volumes"]}
    config["Labels"] = {**(image.get("Labels") or {}), **config["Labels"]}
    for field, empty in (("ExposedPorts", None), ("Volumes", None)):
        if not config[field]:
            if field == "Volumes":
                config[field] = empty
            else:
                del config[field]
    if config["Entrypoint"] is None:
        if config["Cmd"] is None:
            config["Cmd"] = image.get("Cmd") or None
        config["Entrypoint"] = image.get("Entrypoint") or None
    elif config["Entrypoint"] == [""]:
        config["Entrypoint"] = None
    _health(config, image.get("Healthcheck") or {})
    if document and not config["Entrypoint"] and not config["Cmd"]:
        raise UsageError("No command specified", "", "write one behind the image's name")


def _health(config: dict[str, Any], image: Mapping[str, Any]) -> None:
    own = config.get("Healthcheck")
    if own is None:
        if image:
            config["Healthcheck"] = dict(image)
        return
    if not own.get("Test"):
        own["Test"] = image.get("Test") or []
    for field in _HEALTH:
        if not own.get(field) and image.get(field):
            own[field] = image[field]
