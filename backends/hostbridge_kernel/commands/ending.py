"""``stop``, ``kill``, ``restart``, ``rm``, ``wait``, ``rename``, ``container prune``."""

from __future__ import annotations

from hostbridge.errors import HostbridgeError, NotFound, UsageError
from hostbridge_kernel.containers import stopping
from hostbridge_kernel.containers.records import Container, missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Optional

    from hostbridge_kernel.commands.context import Context


def each(
    context: Context, do: Callable[[Container], None], *, missing_is_fine: bool = False
) -> int:
    """Do something for every container that is named, say its name; 1 where one failed."""
    code = 0
    for name in named(context):
        try:
            do(context.containers.find(name))
            context.say(name)
            context.out.flush()
        except HostbridgeError as error:
            context.warn(f"Error: {error.summary}")
            code = code if missing_is_fine and isinstance(error, NotFound) else 1
    return code


def named(context: Context) -> list[str]:
    """The operands; podman's ``--all``, ``--latest`` and ``--cidfile``, too."""
    call = context.call
    names = context.operands()
    if call.has("--all"):
        names += [one.id for one in context.containers.all()]
    if call.has("--latest"):
        names += [one.id for one in context.containers.all()[:1]]
    for path in call.values("--cidfile"):
        try:
            with open(path, encoding="utf-8") as file:
                names.append(file.read().strip())
        except OSError as error:
            raise HostbridgeError(f"{path}: {error.strerror}", exit_code=1) from error
    if not names and not (call.has("--all") or call.has("--latest")):
        raise UsageError(f'"{call.command.name}" requires at least 1 argument.', exit_code=1)
    return names


def _seconds(context: Context) -> Optional[int]:
    text = context.call.value("--time") or context.call.value("--timeout")
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        raise UsageError(
            f'invalid argument "{text}" for "-t, --time" flag: no number of seconds', exit_code=125
        ) from None


def stop(context: Context) -> int:
    """``stop [-t SECONDS] CONTAINER…``."""
    seconds, word = _seconds(context), context.call.value("--signal") or ""
    return each(context, lambda one: stopping.stop(context.containers, one, seconds, word=word))


def kill(context: Context) -> int:
    """``kill [-s SIGNAL] CONTAINER…``."""
    word = context.call.value("--signal") or "KILL"
    return each(context, lambda one: stopping.kill(context.containers, one, word))


def restart(context: Context) -> int:
    """``restart [-t SECONDS] CONTAINER…``."""
    from hostbridge_kernel.commands.running import start_one
    from hostbridge_kernel.containers.events import Events

    seconds, word = _seconds(context), context.call.value("--signal") or ""

    def do(container: Container) -> None:
        stopping.stop(context.containers, container, seconds, word=word, keep=True)
        start_one(context, container)
        Events(container.places.events).container("restart", container.config)

    return each(context, do)


def rm(context: Context) -> int:
    """``rm [-fv] CONTAINER…``."""
    call = context.call
    force, volumes = call.has("--force"), call.has("--volumes")
    return each(
        context,
        lambda one: stopping.remove(context.containers, one, force=force, volumes=volumes),
        missing_is_fine=force or call.has("--ignore"),
    )


def wait(context: Context) -> int:
    """``wait CONTAINER…``: prints each exit code when its container does not run any more."""
    from hostbridge_kernel.containers.waiting import wait_for

    condition = context.call.value("--condition") or "stopped"
    code = 0
    for name in named(context):
        try:
            context.say(str(wait_for(context.containers, context.containers.find(name), condition)))
            context.out.flush()
        except HostbridgeError as error:
            context.warn(f"Error: {error.summary}")
            code = 1
    return code


def rename(context: Context) -> int:
    """``rename CONTAINER NAME``."""
    from hostbridge_kernel.containers.events import Events

    old, new = context.operands()
    container = context.containers.find(old)
    before = container.config["Name"]
    try:
        context.containers.rename(container, new)
    except UsageError as error:
        raise UsageError(error.summary, error.detail, error.remedy, exit_code=1) from error
    except HostbridgeError as error:
        raise HostbridgeError(error.summary, error.detail, error.remedy, exit_code=1) from error
    Events(container.places.events).container("rename", container.config, oldName=before)
    return 0


def prune(context: Context) -> int:
    """``container prune [-f] [--filter …]``: asks, unless ``--force``."""
    from hostbridge_kernel.commands import words
    from hostbridge_kernel.containers.pruning import prune as remove_stopped

    if not context.call.has("--force"):
        context.out.write(
            b"WARNING! This will remove all stopped containers.\n"
            b"Are you sure you want to continue? [y/N] "
        )
        context.out.flush()
        if context.stdin.readline().strip().lower() not in (b"y", b"yes"):
            return 0
    gone, freed = remove_stopped(context.containers, context.call.values("--filter"))
    if gone:
        context.say("Deleted Containers:")
        for container in gone:
            context.say(container)
        context.say("")
    context.say(f"Total reclaimed space: {words.size(freed)}")
    return 0


def exists(context: Context) -> int:
    """``container exists CONTAINER`` (podman's): 0 or 1."""
    try:
        context.containers.find(context.operands()[0])
    except type(missing("")):
        return 1
    return 0
