"""``python -m hostbridge_kernel``: the engine's command line."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_INT, _PIPE = 2, 13
"""signal(7), without ``signal``, which costs 3 ms."""


def main(argv: Sequence[str]) -> int:
    """Do one command on this process's streams; returns its exit code."""
    from hostbridge.catalogue.parse import GroupAlone, NoCommand, UnknownCommand, parse
    from hostbridge.errors import HostbridgeError, UsageError
    from hostbridge_kernel.commands.context import Context, data_directory
    from hostbridge_kernel.commands.table import COMMANDS, function

    out, err = sys.stdout.buffer, sys.stderr.buffer
    try:
        call = parse(list(argv), "docker")
        row = COMMANDS.get(call.command.name)
        if row is None:
            raise UsageError(
                f"{call.command.name}: the kernel engine does not have it", "",
                f"it has: {', '.join(sorted(COMMANDS))}",
            )  # fmt: skip
        if call.has("--help"):
            from hostbridge_kernel.commands.helping import of_command

            out.write(os.fsencode(of_command(call.command)))
            return 0
        count = len(call.operands())
        _, least, most = row
        if count < least or (most is not None and count > most):
            raise UsageError(
                f"{call.command.name}: {count} arguments are not what it takes", "",
                f"see: {call.command.name} --help", exit_code=1,
            )  # fmt: skip
        env = dict(os.environ)
        if row[0].startswith("changing:"):
            # Layers have owners that only root of a user namespace may set and take away.
            from hostbridge_kernel.runtime.owning import enter

            enter()
        context = Context(call, data_directory(env), env, sys.stdin.buffer, out, err)
        code = function(row)(context)
        out.flush()
        return code
    except GroupAlone as error:
        from hostbridge_kernel.commands.helping import of_all

        below = [name for name in COMMANDS if name.startswith(" ".join((*error.group, "")))]
        out.write(os.fsencode(of_all(below)))
        return 0 if below else 1
    except NoCommand:
        from hostbridge_kernel.commands.helping import of_all

        out.write(os.fsencode(of_all(COMMANDS)))
        return 0
    except UnknownCommand as error:
        err.write(os.fsencode(f"Error: {error.summary}\n"))
        return 1
    except HostbridgeError as error:
        _flush(out)
        err.write(b"".join(os.fsencode(line) + b"\n" for line in _lines(error)))
        return error.exit_code
    except KeyboardInterrupt:
        return 128 + _INT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 128 + _PIPE
    except OSError as error:
        err.write(os.fsencode(f"Error: {error}\n"))
        return 125
    finally:
        _flush(err)


def _lines(error: object) -> list[str]:
    return [
        f"Error: {getattr(error, 'summary', error)}",
        *(f"  {line}" for line in str(getattr(error, "detail", "")).splitlines()),
        *(f"  remedy: {line}" for line in str(getattr(error, "remedy", "")).splitlines()),
    ]


def _flush(stream: object) -> None:
    try:
        stream.flush()  # type: ignore[attr-defined]
    except (OSError, ValueError):
        pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
