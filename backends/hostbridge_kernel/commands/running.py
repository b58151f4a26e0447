"""``run``, ``create``, ``start``."""

from __future__ import annotations

from hostbridge.errors import HostbridgeError, UsageError
from hostbridge_kernel.containers import launching, state
from hostbridge_kernel.containers.creating import create as make
from hostbridge_kernel.containers.starting import Starter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container


_FAILED, _OF_ENGINE = 1, 125
"""What docker's other commands end with where something is not there, and what ``run`` does."""


def run(context: Context) -> int:
    """``run IMAGE [WORD…]``: the exit code is the container's own."""
    try:
        return _run(context)
    except HostbridgeError as error:
        if error.exit_code == _FAILED:
            error.exit_code = _OF_ENGINE
        raise


def _run(context: Context) -> int:
    container, asked = make(context)
    config = container.config["Config"]
    stdin = bool(config.get("AttachStdin"))
    stdout, stderr = bool(config.get("AttachStdout")), bool(config.get("AttachStderr"))
    starter = Starter(context.containers)
    if asked.detach or not (stdin or stdout or stderr):
        context.say(container.id)
        context.out.flush()
        _behind(container, starter)
        return 0
    context.out.flush()
    context.err.flush()
    if _plain(container.config):
        return launching.in_front(
            container, starter, stdin=stdin, stdout=stdout, stderr=stderr, proxy=asked.sig_proxy
        )
    return _attached(
        container, launching.behind(container, starter), stdin=stdin, stdout=stdout, stderr=stderr,
        proxy=asked.sig_proxy, detach_keys=asked.detach_keys,
    )  # fmt: skip


def _plain(record: dict[str, Any]) -> bool:
    """Whether the command itself can be the monitor: nothing of it may outlive the command."""
    policy = (record["HostConfig"].get("RestartPolicy") or {}).get("Name") or "no"
    return policy == "no" and not record["Config"].get("Tty")


def create(context: Context) -> int:
    """``create IMAGE [WORD…]``."""
    try:
        container, _ = make(context)
    except UsageError:
        raise
    except HostbridgeError as error:
        # What docker's daemon refuses ends its client with 1 here, and with 125 in ``run``.
        raise HostbridgeError(
            error.summary, error.detail, error.remedy, exit_code=_FAILED
        ) from error
    context.say(container.id)
    return 0


def start(context: Context) -> int:
    """``start [-ai] CONTAINER…``: docker's words, and 1 where one could not be."""
    call = context.call
    names = context.operands()
    attach, interactive = call.has("--attach"), call.has("--interactive")
    if call.has("--all") or call.values("--filter"):
        names = [*names, *_chosen(context)]
    elif not names:
        raise UsageError('"start" requires at least 1 argument.', exit_code=1)
    if attach or interactive:
        if len(names) != 1:
            raise UsageError("you cannot start and attach multiple containers at once", exit_code=1)
        return _start_attached(context, context.containers.find(names[0]), interactive=interactive)
    failed = []
    for name in names:
        try:
            start_one(context, context.containers.find(name))
            context.say(name)
        except HostbridgeError as error:
            context.warn(f"Error: {error.summary}")
            failed.append(name)
    if failed:
        context.warn(f"Error: failed to start containers: {', '.join(failed)}")
        return 1
    return 0


def _chosen(context: Context) -> list[str]:
    """``start --all --filter restart-policy=always``: what a unit does after a boot."""
    policies = [text.partition("=")[2] for text in context.call.values("--filter")]
    if any(not text.startswith("restart-policy=") for text in context.call.values("--filter")):
        raise UsageError("start --filter: only restart-policy=NAME is known", exit_code=1)
    found = []
    for container in context.containers.all():
        content = container.state()
        policy = (container.config["HostConfig"].get("RestartPolicy") or {}).get("Name") or "no"
        if policies and policy not in policies:
            continue
        if policy == "unless-stopped" and content["ManuallyStopped"]:
            continue
        if state.life(content) in ("idle", "lost"):
            found.append(container.name)
    return found


def start_one(context: Context, container: Container) -> None:
    """Start it in the background; nothing where it runs already. Raises HostbridgeError."""
    from hostbridge_kernel.containers.settling import settled

    if settled(context.containers, container) == "running":
        content = container.state()["State"]
        if content["Paused"]:
            raise HostbridgeError(
                "cannot start a paused container, try unpause instead", exit_code=1
            )
        return
    try:
        _behind(container, Starter(context.containers))
    except HostbridgeError:
        # Two that start it at once both succeed.
        if not container.there() or state.life(container.state()) != "running":
            raise


def _behind(container: Container, starter: Starter) -> None:
    from hostbridge_kernel.containers.attaching import Attachment

    connection = launching.behind(container, starter)
    attachment = Attachment(
        connection, container, stdin=False, stdout=False, stderr=False, proxy=False
    )
    try:
        attachment.greet()
        attachment.until_started()
    finally:
        connection.close()


def _start_attached(context: Context, container: Container, *, interactive: bool) -> int:
    from hostbridge_kernel.containers.settling import settled

    if settled(context.containers, container) == "running":
        raise HostbridgeError(
            f"container {container.name} runs already", "", f"attach {container.name}", exit_code=1
        )
    call = context.call
    starter = Starter(context.containers)
    config = container.config["Config"]
    stdin = interactive and bool(config.get("OpenStdin"))
    proxy = call.value("--sig-proxy") not in ("false", "0")
    return _attached(
        container, launching.behind(container, starter), stdin=stdin, stdout=True, stderr=True,
        proxy=proxy, detach_keys=call.value("--detach-keys"),
    )  # fmt: skip


def _attached(
    container: Container, connection: Any, *, stdin: bool, stdout: bool, stderr: bool, proxy: bool,
    detach_keys: Optional[str],
) -> int:  # fmt: skip
    from hostbridge_kernel.containers.attaching import Attachment, Detached

    attachment = Attachment(
        connection, container, stdin=stdin, stdout=stdout, stderr=stderr, proxy=proxy,
        detach_keys=detach_keys,
    )  # fmt: skip
    try:
        attachment.greet()
        code = attachment.run()
    except Detached:
        return 0
    if code is None:
        raise HostbridgeError(
            f"the monitor of {container.name} ended unexpectedly", "",
            f"what it said: {container.folder}/monitor.log",
        )  # fmt: skip
    return code
