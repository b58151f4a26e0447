"""Which file a container's command is, and why it cannot be executed, in docker's words."""

from __future__ import annotations

import errno
import os
from _stat import S_ISDIR, S_ISREG

from hostbridge.errors import EXIT_NOT_EXECUTABLE, EXIT_NOT_FOUND, HostbridgeError

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_SCRIPTS = 5
"""As many interpreters of interpreters as execve(2) follows."""


def _self() -> tuple[int, int]:
    try:
        here = os.stat("/proc/self/exe")
    except OSError:
        return 0, 0
    return here.st_dev, here.st_ino


_SELF = _self()
"""Of this program's file; told while the host's /proc is to be seen."""


def found(name: str, env: dict[str, str]) -> str:
    """The file that a command names, searched in the container's PATH; docker's words else."""
    if "/" in name:
        _executable(name, name)
        return name
    refused = None
    for folder in env.get("PATH", _PATH).split(":"):
        path = f"{folder or '.'}/{name}"
        try:
            _executable(name, path)
        except HostbridgeError as error:
            if error.exit_code == EXIT_NOT_EXECUTABLE:
                refused = error
            continue
        return path
    raise refused or HostbridgeError(
        f'exec: "{name}": executable file not found in $PATH', exit_code=EXIT_NOT_FOUND
    )


def _executable(name: str, path: str) -> None:
    """Raise HostbridgeError for what cannot be executed, and for what must not be."""
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        code = EXIT_NOT_EXECUTABLE if error.errno == errno.EACCES else EXIT_NOT_FOUND
        told = (error.strerror or "").lower()
        raise HostbridgeError(f'exec: "{name}": stat {path}: {told}', exit_code=code) from error
    if S_ISDIR(mode):
        raise HostbridgeError(f'exec: "{name}": is a directory', exit_code=EXIT_NOT_EXECUTABLE)
    if not S_ISREG(mode) or not os.access(path, os.X_OK):
        raise HostbridgeError(f'exec: "{name}": permission denied', exit_code=EXIT_NOT_EXECUTABLE)
    if _leads_home(path):
        raise HostbridgeError(
            f'exec: "{name}": leads to the host\'s own interpreter', "",
            "the image is made to attack the host: do not run it",
            exit_code=EXIT_NOT_EXECUTABLE,
        )  # fmt: skip


def _leads_home(path: str) -> bool:
    """Whether a file, or what its ``#!`` names, is this very program (as /proc/self/exe is).

    With a container's libraries it would run the image's code while the host's file can be reached
    through it (CVE-2019-5736).
    """
    for _level in range(_SCRIPTS):
        try:
            here = os.stat(path)
            if (here.st_dev, here.st_ino) == _SELF:
                return True
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
            try:
                line = os.read(descriptor, 256)
            finally:
                os.close(descriptor)
        except OSError:
            return False
        if not line.startswith(b"#!") or not line[2:].split():
            return False
        path = os.fsdecode(line[2:].split()[0])
    return False


def not_started(path: str, error: OSError) -> HostbridgeError:
    """What execve's refusal means: a script without its interpreter, another machine's program."""
    told = (error.strerror or "").lower()
    gone = error.errno in (errno.ENOENT, errno.ENOTDIR)
    return HostbridgeError(
        f"exec {path}: {told}",
        "the program's interpreter is not in the image" if gone else "",
        "is the image made for another kind of machine?" if error.errno == errno.ENOEXEC else "",
        exit_code=EXIT_NOT_FOUND if gone else EXIT_NOT_EXECUTABLE,
    )
