"""Which way a command line goes: an answer of our own, a host command, or a container command."""

from __future__ import annotations

import io
import os
import sys

from hostbridge.cli.options import split
from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.cli.options import Options
    from hostbridge.contract.engine import Dialect

HOST_COMMANDS = {
    "alias": "hostbridge.cli.alias:alias",
    "completion": "hostbridge.cli.completion.command:completion",
    "doctor": "hostbridge.cli.doctor:doctor",
    "host": "hostbridge.cli.host:host",
    "settings": "hostbridge.cli.settings:settings",
}
"""hostbridge's own commands: name, and the click command it is."""

_DIALECTS: tuple[Dialect, ...] = ("docker", "podman")


def enter(words: Sequence[str], program: str) -> int:
    """Go the way of one command line; returns the exit code."""
    named = _dialect_of_name(program)
    if words and words[0][:10] == "__complete":
        from hostbridge.cli.completion.answer import complete

        return complete(words, named)
    options, rest = split(words, named=named is not None)
    if options.verbose or options.log_file:
        from hostbridge.log import start

        start(options.verbose, options.log_file)
    if options.version:
        return _version(named)
    if options.help or not rest or rest[0] in ("help", "--help", "-h"):
        from hostbridge.cli.help import answer

        return answer(
            rest[1:] if rest[:1] == ["help"] else rest, named, asked=bool(options.help or rest)
        )
    if rest[0] in HOST_COMMANDS:
        return host_command(rest, options, named or "hostbridge")
    from hostbridge.cli.container import container

    return container(rest, options, named)


def _dialect_of_name(program: str) -> Dialect | None:
    name = program[:-4] if program.lower().endswith(".exe") else program
    for dialect in _DIALECTS:
        if name == dialect:
            return dialect
    return None


def _version(named: Dialect | None) -> int:
    from hostbridge.cli.container import dialect_from

    dialect = named or dialect_from(os.environ)
    if dialect is None:
        from hostbridge.version import version

        sys.stdout.write(f"hostbridge version {version()}\n")
        return 0
    from hostbridge.engine import version_line

    sys.stdout.write(version_line(dialect) + "\n")
    return 0


def host_command(rest: Sequence[str], options: Options | None, program: str = "hostbridge") -> int:
    """Run one of hostbridge's own commands, a click command; program: the name it was called by."""
    import gc
    import importlib

    gc.enable()
    _write_anything()
    module, _, name = HOST_COMMANDS[rest[0]].partition(":")
    command = getattr(importlib.import_module(module), name)
    from click.exceptions import Abort, ClickException, Exit

    try:
        # Not main, which makes an exit code of its own of a reader that went away.
        with command.make_context(f"{program} {rest[0]}", list(rest[1:]), obj=options) as context:
            result = command.invoke(context)
    except Exit as ended:
        return ended.exit_code
    except Abort:
        raise KeyboardInterrupt from None
    except ClickException as error:
        raise UsageError(
            f"{rest[0]}: {error.format_message()}", "", f"see hostbridge {rest[0]} --help"
        ) from error
    return result if isinstance(result, int) else 0


def _write_anything() -> None:
    """Let a text that the stream's encoding lacks (a path's bytes, a mark) be no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            utf8 = stream.encoding.lower().replace("_", "-") == "utf-8"
            stream.reconfigure(errors="surrogateescape" if utf8 else "backslashreplace")
