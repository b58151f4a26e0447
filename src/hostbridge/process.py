"""The one place that starts a local process.

Every argv is logged at debug level so that it can be pasted, secrets masked. There is no shell and
no default time limit. Children get the signal dispositions that Python changed back (SIGPIPE), and
an interrupt ends the child before it goes on.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shlex
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING, Any

from hostbridge.errors import (
    EXIT_NOT_EXECUTABLE,
    EXIT_NOT_FOUND,
    CommandFailed,
    HostbridgeError,
    NotFound,
    Unsupported,
)
from hostbridge.shims import client_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

log = logging.getLogger(__name__)

_ENV_OPTIONS = ("-e", "--env", "--build-arg")
_TAIL = 20
_GRACE = 5.0


def masked(argv: Sequence[str]) -> list[str]:
    """An argv whose secret values are ``***``: of ``-e NAME=…``, ``--password …``, ``--creds …``."""
    shown: list[str] = []
    previous = ""
    for word in argv:
        name, joined, _ = word.partition("=")
        if previous in _ENV_OPTIONS and joined:
            shown.append(f"{name}=***")
        elif previous in ("--password", "--creds"):
            shown.append("***")
        elif name in ("--password", "--creds") and joined:
            shown.append(f"{name}=***")
        elif name in ("--env", "--build-arg") and "=" in word[len(name) + 1 :]:
            shown.append(f"{name}={word[len(name) + 1 :].partition('=')[0]}=***")
        elif (
            word.startswith("-e") and not word.startswith("--") and joined and len(name) > len("-e")
        ):
            shown.append(f"{name}=***")
        else:
            shown.append(word)
        previous = word
    return shown


def pasteable(argv: Sequence[str]) -> str:
    """An argv as one line for a POSIX shell, secrets masked."""
    return shlex.join(masked(argv))


def find(name: str, path: str | None = None) -> str:
    """The program of this name on PATH; NotFound (127) or HostbridgeError (126) otherwise."""
    found = shutil.which(name, path=path)
    if found:
        return found
    if os.path.sep in name and os.path.exists(name):
        raise HostbridgeError(f"{name}: permission denied", exit_code=EXIT_NOT_EXECUTABLE)
    raise NotFound(f"{name}: command not found", exit_code=EXIT_NOT_FOUND)


def start(
    argv: Sequence[str],
    *,
    stdin: int | None = None,
    stdout: int | None = None,
    stderr: int | None = None,
    env: Mapping[str, str] | None = None,
    cwd: str | None = None,
    user: str | None = None,
    terminal: int | None = None,
    new_session: bool = False,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a process. Streams are descriptors, ``subprocess.PIPE`` or DEVNULL; None is inherited.

    terminal: the descriptor of a terminal that becomes the controlling one, and all three streams.
    user: ``name``, ``uid``, ``name:group`` or ``uid:gid``; only root can become another.
    Raises NotFound (127) for a missing program or directory, HostbridgeError (126) for one that
    cannot be executed, Unsupported for a user that cannot be had.
    """
    log.debug("run %s", pasteable(argv))
    options: dict[str, Any] = {}
    if user is not None:
        options = _identity(user)
    if terminal is not None:
        options["preexec_fn"] = _take_terminal(terminal)
        new_session = True
        stdin = stdout = stderr = terminal
    program = client_path(argv[0], os.environ if env is None else env) if argv else ""
    if argv and not program:
        raise NotFound(f"{argv[0]}: command not found", exit_code=EXIT_NOT_FOUND)
    try:
        made: Any = subprocess.Popen(
            list(argv),
            executable=program or None,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=env,
            cwd=cwd,
            bufsize=0,
            start_new_session=new_session,
            pass_fds=tuple(pass_fds),
            **options,
        )
        started: subprocess.Popen[bytes] = made
        return started
    except FileNotFoundError as error:
        if cwd is not None and not os.path.isdir(cwd):
            raise NotFound(f"{cwd}: no such directory", exit_code=EXIT_NOT_FOUND) from error
        raise NotFound(f"{argv[0]}: command not found", exit_code=EXIT_NOT_FOUND) from error
    except NotADirectoryError as error:
        raise NotFound(f"{cwd or argv[0]}: not a directory", exit_code=EXIT_NOT_FOUND) from error
    except PermissionError as error:
        if user is not None and os.geteuid() != 0:
            raise Unsupported(
                f"cannot become user {user}", "only root can", "leave --user out"
            ) from error
        raise HostbridgeError(
            f"{error.filename or argv[0]}: permission denied", exit_code=EXIT_NOT_EXECUTABLE
        ) from error
    except OSError as error:
        raise HostbridgeError(
            f"{argv[0]}: cannot be executed: {error.strerror}", exit_code=EXIT_NOT_EXECUTABLE
        ) from error
    except ValueError as error:
        raise HostbridgeError(f"{argv[0]!r}: {error}", exit_code=EXIT_NOT_EXECUTABLE) from error


def run(
    argv: Sequence[str],
    *,
    data: bytes | None = None,
    env: Mapping[str, str] | None = None,
    cwd: str | None = None,
    timeout: float | None = None,
    check: bool = False,
) -> subprocess.CompletedProcess[bytes]:
    """Run to the end with both outputs kept; no input unless ``data``.

    Raises what ``start`` does, TimeoutError (the process killed), CommandFailed when ``check``.
    """
    stdin = subprocess.DEVNULL if data is None else subprocess.PIPE
    process = start(
        argv, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=cwd
    )
    try:
        out, err = process.communicate(data, timeout)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"{pasteable(argv)}: not done after {timeout:g} s") from error
    finally:
        end(process)
    if check and process.returncode:
        raise failed(argv, process.returncode, out, err)
    return subprocess.CompletedProcess(list(argv), process.returncode, out, err)


def end(process: subprocess.Popen[bytes], group: bool = False) -> None:
    """Kill a process (its group) if it runs, reap it and close its pipes. Idempotent."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            if group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def failed(argv: Sequence[str], code: int, out: bytes, err: bytes) -> CommandFailed:
    """The error for a command that failed: its line to paste, and the end of what it said."""
    said = (err or out).decode(errors="replace").strip().splitlines()[-_TAIL:]
    how = f"exit code {code}" if code >= 0 else f"signal {-code}"
    return CommandFailed(
        f"{os.path.basename(argv[0])} failed with {how}",
        "\n".join([f"$ {pasteable(argv)}", *said]),
        returncode=code,
        stderr=err,
    )


def _identity(user: str) -> dict[str, Any]:
    import pwd

    name, _, group = user.partition(":")
    try:
        entry = pwd.getpwuid(int(name)) if name.isdigit() else pwd.getpwnam(name)
        uid, gid, known = entry.pw_uid, entry.pw_gid, entry.pw_name
    except KeyError:
        if not name.isdigit():
            raise NotFound(f"there is no user {name!r}", exit_code=EXIT_NOT_EXECUTABLE) from None
        uid, gid, known = int(name), int(name), ""
    if group:
        import grp

        try:
            gid = int(group) if group.isdigit() else grp.getgrnam(group).gr_gid
        except KeyError:
            raise NotFound(f"there is no group {group!r}", exit_code=EXIT_NOT_EXECUTABLE) from None
    if uid == os.geteuid() and gid == os.getegid():
        return {}
    groups = os.getgrouplist(known, gid) if known else [gid]
    return {"user": uid, "group": gid, "extra_groups": groups}


def _take_terminal(terminal: int) -> Callable[[], None]:
    import fcntl
    import termios

    def take() -> None:
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

    return take
