"""Which of the host's users stand behind a container's: user_namespaces(7), subuid(5)."""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.runtime.values import IdMap
from hostbridge_kernel.syscalls import privileges

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

HIGH = 1900544000
"""Where root's range begins when /etc/subuid names none: above what systemd and distributions use."""
COUNT = 65536
_OWNERS = ("hostbridge", "root", "0")


def privileged() -> bool:
    """Whether this process may mount, and give files away: the host's root with its capabilities.

    Root of a container (in another user namespace) is taken for an ordinary user.
    """
    return os.geteuid() == 0 and _able("SYS_ADMIN", "CHOWN", "SETUID", "SETGID") and initial()


def initial() -> bool:
    """Whether this is the host's own user namespace: all ids are mapped to themselves."""
    try:
        with open("/proc/self/uid_map") as rows:
            return rows.read().split() == ["0", "0", "4294967295"]
    except OSError:
        return True


def _able(*names: str) -> bool:
    need = privileges.mask(names)
    return privileges.capabilities()[0] & need == need


def of_spec(spec: dict[str, Any]) -> Optional[IdMap]:
    """A spec's ``uidMappings`` and ``gidMappings``, None where it has none."""
    linux = spec.get("linux") or {}
    if not linux.get("uidMappings"):
        return None
    rows = [
        tuple((int(r["containerID"]), int(r["hostID"]), int(r["size"])) for r in linux[name])
        for name in ("uidMappings", "gidMappings")
    ]
    return IdMap(rows[0], rows[1])


def of_process(path: str) -> Optional[IdMap]:
    """What the user namespace of a process maps, seen from here; None where it cannot be told.

    path: of one of its namespaces, /proc/PID/ns/NAME.
    """
    folder, there, _name = path.partition("/ns/")
    if not there:
        return None
    found = []
    try:
        for name in ("uid_map", "gid_map"):
            with open(f"{folder}/{name}") as rows:
                numbers = [[int(one) for one in row.split()] for row in rows]
                found.append(tuple((row[0], row[1], row[2]) for row in numbers))
    except (OSError, ValueError):
        return None
    return IdMap(found[0], found[1])


def to_spec(ids: IdMap) -> dict[str, Any]:
    """The same as ``linux``'s two lists."""
    return {
        name: [{"containerID": a, "hostID": b, "size": c} for a, b, c in rows]
        for name, rows in (("uidMappings", ids.uids), ("gidMappings", ids.gids))
    }


def mapping() -> IdMap:
    """What containers of this user get.

    Root: the range that /etc/subuid has for hostbridge or root, else a high one of ours. An
    ordinary user: itself as root, and its ranges where newuidmap can set them; else itself alone.
    """
    uid, gid = os.geteuid(), os.getegid()
    if privileged():
        first = []
        for path in ("/etc/subuid", "/etc/subgid"):
            wide = [row for row in subordinate(path, _OWNERS) if row[1] >= COUNT]
            first.append(wide[0][0] if wide else HIGH)
        return IdMap(((0, first[0], COUNT),), ((0, first[1], COUNT),))
    if uid == 0 and _able("SETUID", "SETGID"):
        # Root of a container: what it has is what its own containers get.
        return IdMap(_own("uid_map"), _own("gid_map"))
    names = (_login(uid), str(uid))
    ranges = [subordinate(path, names) for path in ("/etc/subuid", "/etc/subgid")]
    if not all(ranges) or not programs():
        return IdMap(((0, uid, 1),), ((0, gid, 1),))
    return IdMap(_stacked(uid, ranges[0]), _stacked(gid, ranges[1]))


def _own(name: str) -> tuple[tuple[int, int, int], ...]:
    with open(f"/proc/self/{name}") as rows:
        found = [row.split() for row in rows]
    return tuple((int(row[0]), int(row[0]), int(row[2])) for row in found)


def _stacked(own: int, ranges: list[tuple[int, int]]) -> tuple[tuple[int, int, int], ...]:
    rows, inside = [(0, own, 1)], 1
    for first, count in ranges:
        rows.append((inside, first, count))
        inside += count
    return tuple(rows)


def subordinate(path: str, owners: tuple[str, ...]) -> list[tuple[int, int]]:
    """The ranges (first, count) that a file of subuid(5) has for a user, by name or number."""
    try:
        with open(path, errors="surrogateescape") as lines:
            rows = [line.strip().split(":") for line in lines]
    except OSError:
        return []
    return [
        (int(row[1]), int(row[2]))
        for owner in owners
        for row in rows
        if len(row) == 3 and row[0] == owner and row[1].isdigit() and row[2].isdigit()
    ]


def programs() -> tuple[str, ...]:
    """Paths of newuidmap and newgidmap, empty where one is missing."""
    found = []
    for name in ("newuidmap", "newgidmap"):
        for folder in [*os.environ.get("PATH", "").split(":"), "/usr/bin"]:
            if folder and os.access(f"{folder}/{name}", os.X_OK):
                found.append(f"{folder}/{name}")
                break
    return tuple(found) if len(found) == 2 else ()


def write(pid: int, ids: IdMap) -> None:
    """Give a new user namespace its maps; raises HostbridgeError with what the host lacks."""
    try:
        if os.geteuid() == 0 and _able("SETUID", "SETGID"):
            _write(f"/proc/{pid}/uid_map", _rows(ids.uids))
            _write(f"/proc/{pid}/gid_map", _rows(ids.gids))
        elif single(ids):
            _write(f"/proc/{pid}/setgroups", "deny")
            _write(f"/proc/{pid}/uid_map", _rows(ids.uids))
            _write(f"/proc/{pid}/gid_map", _rows(ids.gids))
        else:
            _by_programs(pid, ids)
    except OSError as error:
        raise HostbridgeError(
            "cannot map users into the container", str(error),
            "see `hostbridge doctor`: user namespaces may be restricted on this host",
        ) from error  # fmt: skip


def _by_programs(pid: int, ids: IdMap) -> None:
    """Both at once: each takes some milliseconds."""
    found = programs()
    if not found:
        raise HostbridgeError("newuidmap and newgidmap are not installed")
    running = []
    reader, writer = os.pipe()
    for program, rows in zip(found, (ids.uids, ids.gids)):
        argv = [program, str(pid), *(str(number) for row in rows for number in row)]
        actions = [(os.POSIX_SPAWN_DUP2, writer, 2)]
        running.append(os.posix_spawn(program, argv, os.environ, file_actions=actions))
    os.close(writer)
    with os.fdopen(reader, errors="replace") as told:
        words = told.read()
    if any([os.waitpid(one, 0)[1] for one in running]):
        raise HostbridgeError(
            "cannot map subordinate users into the container", words.strip(),
            "newuidmap needs its set-uid bit or capabilities, and ranges in /etc/subuid and /etc/subgid",
        )  # fmt: skip


def single(ids: IdMap) -> bool:
    """Whether a single user is mapped, and groups cannot be set."""
    return len(ids.uids) == 1 and ids.uids[0][2] == 1


def _rows(rows: tuple[tuple[int, int, int], ...]) -> str:
    return "".join(f"{a} {b} {c}\n" for a, b, c in rows)


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _login(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
