"""From what was asked for to a container's record: image, layers, mounts, host name."""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError, NotFound
from hostbridge_kernel.containers import imagery

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container
    from hostbridge_kernel.image.reference import Reference
    from hostbridge_kernel.options import Asked
    from hostbridge_kernel.store.images import Image

EXIT_DAEMON = 125
"""What ``run`` ends with where the engine failed (docker's code)."""


def ask(context: Context) -> tuple[Asked, str, tuple[str, ...]]:
    """Read a ``run`` or ``create``; pull its image where it has to be. Gives its id and diff ids, too.

    The words are checked before anything is fetched.
    """
    from hostbridge_kernel.options import read

    call = context.call
    operands = call.operands()
    pull = call.value("--pull") or "missing"
    if operands and pull != "always":
        found = imagery.find(f"{context.data}/store", operands[0].value or "")
        if found is not None:
            return read(call, found[1], context.env), found[0], found[2]
    images = context.store.images
    image = None
    if operands and pull != "always":
        try:
            image = images.find(operands[0].value or "")
        except NotFound:
            pass
    if image is None:
        image = _pulled(context, read(call, None, context.env))
    config = images.config(image)
    return read(call, config.document, context.env), image.id, config.diff_ids


def _pulled(context: Context, asked: Asked) -> Image:
    from hostbridge_kernel.image.reference import parse

    if asked.pull == "never":
        raise NotFound(
            f"No such image: {asked.reference}", "", f"pull it: pull {asked.reference}",
            exit_code=EXIT_DAEMON,
        )  # fmt: skip
    reference = parse(asked.reference)
    if asked.pull == "missing":
        shown = asked.reference if reference.wanted in asked.reference else f"{asked.reference}:{reference.wanted}"  # fmt: skip
        context.warn(f"Unable to find image '{shown}' locally")
    from hostbridge_kernel.runtime import owning

    # Layers have owners that only root of a user namespace may set.
    owning.call(lambda: _pull(context, asked, reference))
    return context.store.images.find(asked.reference)


def _pull(context: Context, asked: Asked, reference: Reference) -> None:
    from hostbridge_kernel.commands.progress import Progress
    from hostbridge_kernel.image import media
    from hostbridge_kernel.registry.pull import pull

    if not asked.quiet:
        context.warn(f"{reference.wanted}: Pulling from {reference.path}")
    context.err.flush()
    with Progress(context.err, quiet=asked.quiet) as progress:
        pulled = pull(
            context.store, reference, context.env,
            platform=media.parse_platform(asked.platform) if asked.platform else None,
            insecure=False, report=progress.step,
        )  # fmt: skip
    if not asked.quiet:
        what = "Downloaded newer image" if pulled.changed else "Image is up to date"
        context.warn(f"Digest: {pulled.digest}\nStatus: {what} for {reference}")
    context.err.flush()


def create(context: Context) -> tuple[Container, Asked]:
    """Make the container that a call asks for, write its ``--cidfile``, tell the event."""
    from hostbridge_kernel.containers.events import Events

    cidfile = context.call.value("--cidfile")
    if cidfile and os.path.exists(cidfile):
        raise HostbridgeError(
            "Container ID file found, make sure the other container isn't running or delete"
            f" {cidfile}", exit_code=EXIT_DAEMON,
        )  # fmt: skip
    context.containers.places.make()
    with imagery.Keeping(f"{context.data}/store"):
        asked, image, diff_ids = ask(context)
        for warning in asked.warnings:
            context.warn(f"WARNING: {warning}")
        held = _volumes_held(context, asked)
        try:
            made = context.containers.create(
                _record(asked, image), asked.name,
                lambda container: _complete(context, container, diff_ids),
            )  # fmt: skip
        finally:
            if held >= 0:
                os.close(held)
    Events(made.places.events).container("create", made.config)
    if cidfile:
        _write_cidfile(context, cidfile, made)
    return made, asked


def _volumes_held(context: Context, asked: Asked) -> int:
    """A lock under which no volume is removed until the record names it; -1 where none is used."""
    host = asked.host
    if not any((asked.config["Volumes"], host["Binds"], host.get("Mounts"), host["VolumesFrom"])):
        return -1
    from hostbridge_kernel.volumes.store import Volumes

    return Volumes(context.containers.places.data).keeping()


def _write_cidfile(context: Context, path: str, made: Container) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            os.write(descriptor, made.id.encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        context.containers.remove(made)
        raise HostbridgeError(
            f"Failed to create the container ID file: {path}: {error.strerror}",
            exit_code=EXIT_DAEMON,
        ) from error


def _record(asked: Asked, image: str) -> dict[str, Any]:
    config = asked.config
    words = [*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ())]
    return {
        "Path": words[0] if words else "", "Args": words[1:],
        "Image": image, "Platform": "linux", "Driver": "overlay2",
        "Config": config, "HostConfig": asked.host, "NetworkingConfig": asked.networking,
    }  # fmt: skip


def _complete(context: Context, container: Container, diff_ids: tuple[str, ...]) -> None:
    """What depends on the container's id and on other containers."""
    from hostbridge_kernel.volumes.points import resolve
    from hostbridge_kernel.volumes.store import Volumes

    record, folder = container.config, container.folder
    config, host = record["Config"], record["HostConfig"]
    if not config.get("Hostname"):
        config["Hostname"] = _hostname(context, container)
    layers = f"{container.places.data}/store/layers"
    lower = [f"{layers}/{one.partition(':')[2]}/fs" for one in diff_ids]
    record["GraphDriver"] = {
        "Name": "overlay2",
        "Data": {
            "LowerDir": ":".join(reversed(lower)), "MergedDir": f"{folder}/rootfs",
            "UpperDir": f"{folder}/upper", "WorkDir": f"{folder}/work",
        },
    }  # fmt: skip
    for name, file in (
        ("ResolvConfPath", "resolv.conf"), ("HostnamePath", "hostname"), ("HostsPath", "hosts"),
    ):  # fmt: skip
        record[name] = f"{folder}/{file}"
    driver = (host.get("LogConfig") or {}).get("Type", "json-file")
    record["LogPath"] = "" if driver == "none" else container.log
    record["Mounts"] = resolve(
        config, host, Volumes(container.places.data),
        lambda text: context.containers.find(text).config,
    )  # fmt: skip
    if record["Mounts"]:
        from hostbridge_kernel.volumes.copyup import fill

        fill(record["Mounts"], lower[::-1], config["User"])


def _hostname(context: Context, container: Container) -> str:
    host = container.config["HostConfig"]
    mode = str(host.get("NetworkMode") or "")
    if mode == "host" or host.get("UTSMode") == "host":
        return os.uname().nodename
    if mode.startswith("container:"):
        name: str = context.containers.find(mode.partition(":")[2]).config["Config"]["Hostname"]
        return name
    return container.id[:12]
