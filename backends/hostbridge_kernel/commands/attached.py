"""``attach`` and ``exec``."""

from __future__ import annotations

import os

from hostbridge.errors import Conflict, HostbridgeError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container

_FAILED = 1


def attach(context: Context) -> int:
    """``attach CONTAINER``: the exit code is the container's own."""
    from hostbridge_kernel.containers import state
    from hostbridge_kernel.containers.attaching import Attachment, Detached, connect

    call = context.call
    container = context.containers.find(_one(context))
    content = container.state()
    if state.life(content) != "running":
        raise Conflict(
            "You cannot attach to a stopped container, start it first", exit_code=_FAILED
        )
    if content["State"]["Paused"]:
        raise Conflict(
            "You cannot attach to a paused container, unpause it first", exit_code=_FAILED
        )
    if content["State"]["Restarting"]:
        raise Conflict(
            "You cannot attach to a restarting container, wait until it is running",
            exit_code=_FAILED,
        )
    connection = connect(container)
    if connection is None:
        raise HostbridgeError(
            f"{container.name}: its monitor does not answer", "its streams have nobody any more",
            f"restart {container.name}", exit_code=_FAILED,
        )  # fmt: skip
    config = container.config["Config"]
    stdin = bool(config.get("OpenStdin")) and not call.has("--no-stdin")
    if stdin and config.get("Tty") and not os.isatty(0):
        raise UsageError("the input device is not a TTY", exit_code=_FAILED)
    attachment = Attachment(
        connection, container, stdin=stdin, proxy=_on(call.value("--sig-proxy")),
        detach_keys=call.value("--detach-keys"),
    )  # fmt: skip
    context.out.flush()
    try:
        attachment.greet()
        code = attachment.run()
    except Detached:
        raise HostbridgeError("read escape sequence", exit_code=_FAILED) from None
    return _FAILED if code is None else code


def execute(context: Context) -> int:
    """``exec [-dit] CONTAINER WORD…``: the exit code is the command's own."""
    from hostbridge_kernel.containers import executing
    from hostbridge_kernel.oci.spec import process as make_process

    call = context.call
    operands = context.operands()
    container = context.containers.find(_one(context))
    words = [*operands[1:], *(word.value or "" for word in call.rest())]
    if not words:
        raise UsageError('"exec" requires at least 2 arguments.', exit_code=_FAILED)
    terminal, stdin = call.has("--tty"), call.has("--interactive")
    if terminal and stdin and not call.has("--detach") and not os.isatty(0):
        raise UsageError("the input device is not a TTY", exit_code=_FAILED)
    config, host = container.config["Config"], container.config["HostConfig"]
    lines: list[str] = []
    if call.values("--env") or call.values("--env-file"):
        from hostbridge_kernel.options import environment

        lines = environment.variables(call.values("--env"), call.values("--env-file"), context.env)
    process = make_process(
        config, host, words, tty=terminal, user=call.value("--user") or None,
        cwd=call.value("--workdir"), env=lines, privileged=True if call.has("--privileged") else None,
    )  # fmt: skip
    executing.told(container, "exec_create", words)
    if call.has("--detach"):
        executing.detached(container, process)
        executing.told(container, "exec_start", words)
        return 0
    context.out.flush()
    session = executing.Session(
        container, process, stdin=stdin, detach_keys=call.value("--detach-keys")
    )
    executing.told(container, "exec_start", words)
    code = session.run()
    if code is None:
        raise HostbridgeError("read escape sequence", exit_code=_FAILED)
    executing.told(container, "exec_die", [], exitCode=str(code))
    return code


def _on(text: str | None) -> bool:
    return text not in ("false", "0", "f", "F", "False", "FALSE")


def _one(context: Context) -> str:
    """The container: the first operand, or podman's ``--latest``."""
    if context.call.has("--latest"):
        found: list[Container] = context.containers.all()
        if found:
            return found[0].id
    operands = context.operands()
    if not operands:
        raise UsageError(
            f'"{context.call.command.name}" requires at least 1 argument.', exit_code=_FAILED
        )
    return operands[0]
