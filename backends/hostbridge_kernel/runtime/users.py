"""Who a process is: names as docker takes them (``name|uid[:group|gid]``), from the container's files.

Read inside of the container's root. The files are the image's or a neighbour's: at most a megabyte
is read, and never of a pipe or a device.
"""

from __future__ import annotations

import os
from _stat import S_ISREG

from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional, Union

_MOST = 1 << 20


class Identity:
    """Numbers of a user, and the home directory that /etc/passwd names, ``""`` where it has none."""

    def __init__(self, uid: int, gid: int, groups: list[int], home: str) -> None:
        self.uid = uid
        self.gid = gid
        self.groups = groups
        self.home = home


def identity(user: dict[str, Any]) -> Identity:
    """Of ``process.user``: ``username`` (docker's words) where it is there, else uid and gid.

    ``additionalGroups`` are docker's ``--group-add``: names or numbers. Raises HostbridgeError in docker's words.
    """
    extra: list[Union[int, str]] = [
        *(user.get("additionalGids") or ()),
        *(user.get("additionalGroups") or ()),
    ]
    text = user.get("username")
    if text is None:
        found = Identity(int(user.get("uid") or 0), int(user.get("gid") or 0), [], "")
        for row in _rows("/etc/passwd", 7):
            if row[2] == str(found.uid):
                found.home = row[5]
                break
    else:
        found = _named(str(text))
        # As docker since 20.10.18: a group that was left out could be denied by a file's mode.
        found.groups = [found.gid, *(one for one in found.groups if one != found.gid)]
    for one in extra:
        number = _group(str(one))
        if number not in found.groups:
            found.groups.append(number)
    return found


def _named(text: str) -> Identity:
    who, colon, group = text.partition(":")
    who = who or "0"
    row = _match(_rows("/etc/passwd", 7), who)
    if row is None:
        number = _number(who)
        if number is None:
            raise HostbridgeError(f"unable to find user {who}: no matching entries in passwd file")
        found = Identity(number, 0, [], "")
    else:
        found = Identity(int(row[2]), int(row[3]), [], row[5])
        who = row[0]
    if colon and group:
        found.gid = _group(group)
    elif row is not None:
        found.groups = [
            int(one[2])
            for one in _rows("/etc/group", 4)
            if who in one[3].split(",") and one[2].isdigit()
        ]
    return found


def _group(text: str) -> int:
    row = _match(_rows("/etc/group", 4), text)
    if row is not None:
        return int(row[2])
    number = _number(text)
    if number is None:
        raise HostbridgeError(f"unable to find group {text}: no matching entries in group file")
    return number


def _match(rows: list[list[str]], text: str) -> Optional[list[str]]:
    """The entry of a name, else of a number."""
    for row in rows:
        if row[0] == text:
            return row
    for row in rows:
        if row[2] == text:
            return row
    return None


def _number(text: str) -> Optional[int]:
    if not text.isascii() or not text.isdigit() or int(text) > 0x7FFFFFFF:
        return None
    return int(text)


def _rows(path: str, fields: int) -> list[list[str]]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return []
    try:
        if not S_ISREG(os.fstat(descriptor).st_mode):
            return []
        text = b""
        while len(text) < _MOST:
            part = os.read(descriptor, _MOST)
            if not part:
                break
            text += part
    finally:
        os.close(descriptor)
    rows: list[list[str]] = []
    for line in text.decode(errors="surrogateescape").split("\n"):
        row = line.strip().split(":")
        if len(row) >= 3 and row[0] and row[0][0] not in "#+-" and row[2].isdigit():
            rows.append(row + [""] * (fields - len(row)))
            if not rows[-1][3].isdigit() and fields == 7:
                rows[-1][3] = "0"
    return rows
