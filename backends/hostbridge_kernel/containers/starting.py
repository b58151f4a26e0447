"""From a record to a process: image layers, specification, control group, network, runtime."""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers.life import Life

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from hostbridge_kernel.containers.logfile import LogWriter
    from hostbridge_kernel.containers.records import Container, Containers
    from hostbridge_kernel.containers.streams import Ends


class Starter:
    """Starts the containers of a data directory, and takes away what a start made."""

    def __init__(self, containers: Containers) -> None:
        self._containers = containers
        self._places = containers.places

    def log(self, container: Container) -> Optional[LogWriter]:
        """Where its output goes; None with ``--log-driver none``."""
        row = container.config["HostConfig"].get("LogConfig") or {}
        if row.get("Type") == "none":
            return None
        from hostbridge_kernel.containers.logfile import LogWriter, size

        options = row.get("Config") or {}
        largest = size(options["max-size"]) if options.get("max-size") else -1
        return LogWriter(container.log, largest, int(options.get("max-file") or 1))

    def start(
        self, container: Container, content: dict[str, Any], ends: Ends, size: Optional[list[int]]
    ) -> Life:
        """Start its process; content (its state) gets the network settings. Raises HostbridgeError.

        Whatever was made is taken away again when it fails.
        """
        from hostbridge_kernel.containers.making import make

        return make(self._containers, container, content, ends, size)

    def clean(self, container: Container) -> None:
        """Take away what a start made outside of the container's directory. Safe to repeat."""
        from hostbridge_kernel.containers.making import unmake

        unmake(self._places, container)

    def remove(self, container: Container, *, volumes: bool = True) -> None:
        """Remove it, with its anonymous volumes. Safe to repeat; it must not run."""
        remove(self._containers, container, volumes=volumes)


def remove(containers: Containers, container: Container, *, volumes: bool) -> None:
    """Take a container's record, files and (volumes) its anonymous volumes away, and tell it."""
    from hostbridge_kernel.containers.events import Events

    try:
        containers.remove(container)
    except OSError as error:
        raise HostbridgeError(
            f"{container.name}: not all of its files can be removed", str(error)
        ) from error
    Events(container.places.events).container("destroy", container.config)
    if volumes:
        _remove_volumes(containers, container)


def _remove_volumes(containers: Containers, container: Container) -> None:
    anonymous = [
        point["Name"]
        for point in container.config.get("Mounts") or ()
        if point["Type"] == "volume" and len(point["Name"]) == 64
    ]
    if not anonymous:
        return
    from hostbridge_kernel.volumes.store import ANONYMOUS, Volumes

    held = Volumes(containers.places.data)
    for name in anonymous:
        try:
            if ANONYMOUS in (held.find(name).get("Labels") or {}):
                held.remove(name, lambda volume: using_volume(containers, volume))
        except HostbridgeError:  # another container has it, or it is gone
            continue


def using_volume(containers: Containers, name: str) -> list[str]:
    """The ids of the containers that have a volume."""
    return [
        one.id
        for one in containers.all()
        if any(point.get("Name") == name for point in one.config.get("Mounts") or ())
    ]


def layer_folders(container: Container) -> tuple[str, ...]:
    """The directories of its image's layers, the lowest first. Raises HostbridgeError."""
    data = (container.config.get("GraphDriver") or {}).get("Data") or {}
    # overlayfs, and so docker, names the uppermost first.
    folders = tuple(path for path in reversed(str(data.get("LowerDir", "")).split(":")) if path)
    for folder in folders:
        if not os.path.isdir(folder):
            raise HostbridgeError(
                f"{container.name}: a layer of its image is missing", folder,
                f"pull it again: pull {container.config['Config'].get('Image', '')}",
            )  # fmt: skip
    return folders
