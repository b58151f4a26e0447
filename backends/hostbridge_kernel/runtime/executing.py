"""The last steps of a container's process: who it is, what it may, and execve."""

from __future__ import annotations

import errno
import os
import resource
from _stat import S_ISFIFO, S_ISSOCK

from hostbridge.errors import EXIT_NOT_FOUND, HostbridgeError
from hostbridge_kernel.runtime import init, lookup
from hostbridge_kernel.runtime.users import Identity, identity
from hostbridge_kernel.syscalls import privileges
from hostbridge_kernel.syscalls.processes import close_from, close_on_exec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from signal import SIG_DFL, SIG_SETMASK, pthread_sigmask
    from signal import signal as set_signal
    from typing import Any, Callable, NoReturn, Optional, Sequence

    from hostbridge_kernel.runtime.values import Filter
else:  # the module signal makes enumerations, which cost 3 ms
    from _signal import SIG_DFL, SIG_SETMASK, pthread_sigmask
    from _signal import signal as set_signal

_SIGNALS = 65
_KEPT_SIGNALS = (9, 19, 32, 33)


def become(
    process: dict[str, Any],
    stdio: tuple[int, int, int],
    filtered: Filter,
    keep: Sequence[int],
    last: Callable[[], None] = lambda: None,
    failed: Optional[Callable[[HostbridgeError], None]] = None,
) -> NoReturn:
    """Become what an OCI ``process`` describes. Never returns; raises HostbridgeError, OSError.

    keep: descriptors that are needed until execve; all others are closed before the image's paths are
    used, so that none leads out (CVE-2024-21626). last: called with the container root's rights, when its files have been read and the streams are
    in their places. failed: an init stays in front of the program (see ``init``), and this is how
    the program's process tells that it could not be executed.
    """
    who = identity(process.get("user") or {})
    env = _environment(process, who)
    _give(stdio, who)
    streams(stdio)
    close_from(3, keep)
    _signals()
    _directory(process.get("cwd") or "/", make=True)
    _limits(process)
    _label(process)
    last()
    close_on_exec(3)
    final = _privileges(process, who)
    _directory(process.get("cwd") or "/", make=False)
    _checked_directory()
    argv = [str(one) for one in process["args"]]
    path = lookup.found(argv[0], env)
    # From here on a filter may forbid everything but capset and execve.
    if filtered.program:
        privileges.seccomp(filtered.program, filtered.flags)
    if final:
        privileges.set_capabilities(*final)
    if failed is None:
        _execute(path, argv, env)

    def begin() -> NoReturn:
        try:
            _execute(path, argv, env)
        except HostbridgeError as error:
            failed(error)
        os._exit(EXIT_NOT_FOUND)

    init.run(begin, argv)


def streams(stdio: tuple[int, int, int]) -> None:
    """Make three descriptors 0, 1 and 2."""
    high = [os.dup(one) if one < 3 else one for one in stdio]
    for number, one in enumerate(high):
        os.dup2(one, number, inheritable=True)


def _execute(path: str, argv: list[str], env: dict[str, str]) -> NoReturn:
    try:
        os.execve(path, argv, env)
    except OSError as error:
        raise lookup.not_started(path, error) from error


def _environment(process: dict[str, Any], who: Identity) -> dict[str, str]:
    env: dict[str, str] = {}
    for row in process.get("env") or ():
        name, _sign, text = row.partition("=")
        env[name] = text
    if not env.get("HOME"):
        env["HOME"] = who.home or "/"
    return env


def _give(stdio: tuple[int, int, int], who: Identity) -> None:
    for descriptor in stdio:
        mode = os.fstat(descriptor).st_mode
        if S_ISFIFO(mode) or S_ISSOCK(mode) or os.isatty(descriptor):
            try:
                os.fchown(descriptor, who.uid, -1 if os.isatty(descriptor) else who.gid)
            except OSError:
                pass  # it belongs to somebody who is not in the container, and stays so


def _signals() -> None:
    """As a new process has them: Python ignores SIGPIPE, a caller may have blocked some."""
    for number in range(1, _SIGNALS):
        if number not in _KEPT_SIGNALS:
            try:
                set_signal(number, SIG_DFL)
            except (OSError, ValueError):
                pass
    pthread_sigmask(SIG_SETMASK, ())


def _directory(path: str, *, make: bool) -> None:
    """Enter the working directory: as root, which may make it, then again as the user."""
    try:
        try:
            os.chdir(path)
        except FileNotFoundError:
            if not make:
                raise
            os.makedirs(path, 0o755)
            os.chdir(path)
    except OSError as error:
        if make and error.errno == errno.EACCES:
            return  # what the user itself may enter
        raise HostbridgeError(
            f"cannot enter the working directory {path}", error.strerror or "",
            "name another with --workdir",
        ) from error  # fmt: skip


def _checked_directory() -> None:
    """The working directory lies in the container's root (CVE-2024-21626)."""
    try:
        inside = os.getcwd().startswith("/")
    except OSError:
        inside = False
    if not inside:
        raise HostbridgeError("the working directory lies outside of the container's root")


def _label(process: dict[str, Any]) -> None:
    """What AppArmor or SELinux are to make of the program (proc(5), /proc/PID/attr)."""
    profile = process.get("apparmorProfile")
    rows = []
    if profile and profile != "unconfined":
        rows.append(("apparmor/exec", f"exec {profile}", "AppArmor profile"))
    if process.get("selinuxLabel"):
        rows.append(("exec", process["selinuxLabel"], "SELinux label"))
    for name, text, what in rows:
        try:
            with open(f"/proc/self/attr/{name}", "w") as file:
                file.write(text)
        except OSError as error:
            raise HostbridgeError(
                f"the {what} {text.split()[-1]} cannot be set", error.strerror or "",
                "is it loaded on this host?",
            ) from error  # fmt: skip


def _limits(process: dict[str, Any]) -> None:
    for row in process.get("rlimits") or ():
        number = getattr(resource, row["type"], None)
        if number is None:
            raise HostbridgeError(f"{row['type']}: this kernel does not have such a limit")
        pair = tuple(_limit(int(row[name])) for name in ("soft", "hard"))
        try:
            resource.setrlimit(number, (pair[0], pair[1]))
        except (OSError, ValueError) as error:
            raise HostbridgeError(
                f"error setting rlimit type {number}: {row['type'][7:].lower()}={pair[0]}:{pair[1]}",
                str(error), "a hard limit above the host's own needs CAP_SYS_RESOURCE there",
            ) from error  # fmt: skip


def _limit(number: int) -> int:
    return resource.RLIM_INFINITY if number < 0 or number >= 1 << 63 else number


def _privileges(process: dict[str, Any], who: Identity) -> Optional[tuple[int, int, int]]:
    """Take on the user and the capabilities; gives what is to be set once a filter is loaded.

    Without no_new_privs only who has CAP_SYS_ADMIN may load one, so it is kept until then.
    """
    sets = process.get("capabilities") or {}
    bits = {name: privileges.mask(sets.get(name) or ()) for name in
            ("bounding", "effective", "permitted", "inheritable", "ambient")}  # fmt: skip
    _effective, have, _inheritable = privileges.capabilities()
    privileges.bound(bits["bounding"])
    privileges.keep_capabilities(True)
    _change_user(who)
    permitted = bits["permitted"] & have
    effective, inheritable = bits["effective"] & permitted, bits["inheritable"] & have
    quiet = bool(process.get("noNewPrivileges"))
    extra = 0 if quiet else privileges.SYS_ADMIN & have
    privileges.set_capabilities(effective | extra, permitted | extra, inheritable)
    if bits["ambient"]:
        privileges.ambient(bits["ambient"] & inheritable & permitted)
    if quiet:
        privileges.no_new_privileges()
    return (effective, permitted, inheritable) if extra else None


def _change_user(who: Identity) -> None:
    try:
        os.setgroups(who.groups)
    except PermissionError:
        if set(who.groups) - {who.gid}:
            raise HostbridgeError(
                "additional groups cannot be set here", "a single user is mapped",
                "ask for subordinate ids (subuid, subgid) for this user",
            )  # fmt: skip
    try:
        os.setresgid(who.gid, who.gid, who.gid)
        os.setresuid(who.uid, who.uid, who.uid)
    except OSError as error:
        raise HostbridgeError(
            f"the container has no user {who.uid}:{who.gid}", error.strerror or "",
            "the host maps fewer ids into it: see /etc/subuid and /etc/subgid",
        ) from error  # fmt: skip
