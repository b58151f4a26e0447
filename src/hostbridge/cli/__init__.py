"""The entrance: ``hostbridge`` and ``python -m hostbridge``.

Container commands pass by click: they go from here to ``cli.container`` with nothing but tables in
between. hostbridge's own commands are click commands, one module for each family, and are loaded
when they are called. From outside, import ``main``.
"""

from __future__ import annotations

import gc
import os
import sys

from hostbridge.errors import EXIT_FAILED, HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130
_BROKEN_PIPE = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (without the program's name) and return its exit code.

    Prints errors as three lines; nothing that a user can cause ends in a traceback.
    """
    # What an Exec loads is never garbage, and looking for some takes half a millisecond.
    gc.disable()
    words = sys.argv[1:] if argv is None else list(argv)
    _open_standard_streams()
    try:
        from hostbridge.state import bytecode

        if argv is None:
            bytecode.use(os.environ)
        from hostbridge.cli.entrance import enter

        code = enter(words, os.path.basename(sys.argv[0]))
        bytecode.remember()
        if sys.stdout is not None:
            sys.stdout.flush()
        if argv is None:
            _leave(code)
    except HostbridgeError as error:
        from hostbridge.cli.report import report

        return report(error)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader went away. What is still in the buffer must not be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return _BROKEN_PIPE
    except OSError as error:
        import errno

        from hostbridge.cli.report import report

        # Files of our own are named; what is written without a name is standard output.
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        place = error.filename or ("standard output" if full else "system call")
        if full and not error.filename:
            # As above: the interpreter's own last try would end it with 120.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return report(HostbridgeError(f"{place}: {error.strerror}"))
    except RecursionError:
        from hostbridge.cli.report import report

        return report(HostbridgeError("the input is nested too deeply"))
    return code


def _leave(code: int) -> None:
    """End the process here if nothing waits for its end: no threads, no children, no callbacks.

    Taking an interpreter apart, module by module, takes as long as half of starting it.
    """
    loaded = sys.modules
    if (
        "threading" in loaded
        or "subprocess" in loaded
        or sys.flags.interactive
        or sys.flags.inspect
    ):
        return
    import atexit

    # Private, and there since 3.7; without it the interpreter ends in its own way.
    count = vars(atexit).get("_ncallbacks")
    if count is None or count():
        return
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(code)


def _open_standard_streams() -> None:
    """Give closed standard descriptors (``>&-``) the null device.

    Otherwise the next file that is opened, such as one of state, would become standard output.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(number, True)
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)


__all__ = ["EXIT_FAILED", "main"]
