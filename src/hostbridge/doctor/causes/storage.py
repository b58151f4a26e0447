"""hostbridge's directories: room, rights, what kind of file system, what was left there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hostbridge.contract.check import Check, CheckResult, Command, Edit, fine, unneeded
from hostbridge.doctor.trials import storage

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_MIB = 1 << 20
_NO_ROOM, _LITTLE_ROOM = 200 * _MIB, 2048 * _MIB
_NO_INODES, _FEW_INODES = 1000, 20000
_FOREIGN = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "9p",
    "fuse.sshfs",
    "vboxsf",
    "drvfs",
    "fuse.vmhgfs-fuse",
)
_FLEETING = ("tmpfs", "ramfs")
_EVERYWHERE = ("linux", "windows", "macos")
_UNIX = ("linux", "macos")


def _room(facts: Facts) -> CheckResult:
    told = facts.trial("room", storage.room) or {}
    evidence = tuple(
        (one["path"], f"{_size(one['free'])} of {_size(one['bytes'])} free")
        for one in told.values()
    )
    least = min((one["free"] for name, one in told.items() if name != "runtime"), default=None)
    if least is None:
        return unneeded("was not read")
    if least >= _LITTLE_ROOM:
        return fine("there is room", *evidence)
    return CheckResult(
        "error" if least < _NO_ROOM else "warning", f"{_size(least)} of room are left", evidence,
        ("remove what is not needed: $ hostbridge system prune", "or keep the data elsewhere: set HOSTBRIDGE_DATA_DIR"),
    )  # fmt: skip


def _inodes(facts: Facts) -> CheckResult:
    told = {
        n: one
        for n, one in (facts.trial("room", storage.room) or {}).items()
        if one["inodes"] and n != "runtime"
    }
    if not told:
        return unneeded("these file systems do not count them")
    evidence = tuple(
        (one["path"], f"{one['inodes_free']} of {one['inodes']} inodes free")
        for one in told.values()
    )
    least = min(one["inodes_free"] for one in told.values())
    if least >= _FEW_INODES:
        return fine("there is room for files", *evidence)
    return CheckResult(
        "error" if least < _NO_INODES else "warning", f"there is room for {least} more files, however large the disk",
        evidence, ("remove what is not needed: $ hostbridge system prune", "or keep the data elsewhere: set HOSTBRIDGE_DATA_DIR"),
    )  # fmt: skip


def _writing(facts: Facts) -> CheckResult:
    told = facts.trial("writing", storage.writing)
    if told is None:
        return unneeded("was not tried")
    failed = {name: one for name, one in told.items() if one["error"]}
    evidence = tuple((one["path"], one["error"] or "can be written") for one in told.values())
    if not failed:
        return fine("hostbridge's directories can be written", *evidence)
    serious = any(name != "cache" for name in failed)
    named = ", ".join(f"{one['path']}: {one['error']}" for one in failed.values())
    steps = tuple(
        f"$ export HOSTBRIDGE_{name.upper()}_DIR=…   (a directory that can be written)"
        for name in failed
    )
    return CheckResult(
        "error" if serious else "warning", f"cannot write to {named}", evidence,
        ("mend the owner and mode of these directories, or the mount", *steps),
    )  # fmt: skip


def _execution(facts: Facts) -> CheckResult:
    tried = facts.trial("execution", storage.execution)
    if tried is None or tried["written"]:
        return unneeded("cannot be tried")
    evidence = (tried["path"], tried["error"] or "a program starts")
    if not tried["error"]:
        return fine("programs can be started where the data is", evidence)
    return CheckResult(
        "error", f"no program can be started at {tried['path']}: it is mounted noexec", (evidence,),
        (f"$ sudo mount -o remount,exec {_mount_of(tried['path'])}", "or keep the data elsewhere: set HOSTBRIDGE_DATA_DIR"),
    )  # fmt: skip


def _foreign(facts: Facts) -> CheckResult:
    disks = [disk for disk in facts.host.disks if disk.purpose == "data"]
    if not disks:
        return unneeded("was not read")
    disk = disks[0]
    evidence = (disk.path, disk.filesystem or "unknown")
    if disk.filesystem in _FOREIGN:
        return CheckResult(
            "warning", f"the data is on {disk.filesystem}: owners, links and locks may not work there", (evidence,),
            ("keep it on a disk of this host: set HOSTBRIDGE_DATA_DIR",),
        )  # fmt: skip
    if disk.filesystem in _FLEETING:
        return CheckResult(
            "info", f"the data is on {disk.filesystem}: it is gone after a restart", (evidence,),
            ("keep it on a disk: set HOSTBRIDGE_DATA_DIR",),
        )  # fmt: skip
    return fine("the data is on a disk of this host", evidence)


def _owners(facts: Facts) -> CheckResult:
    told = facts.trial("owners", storage.owners)
    if told is None:
        return unneeded("was not read")
    if not told:
        return fine("hostbridge's files are this user's")
    evidence = tuple((one["path"], f"owner {one['uid']}, mode {one['mode']}") for one in told)
    uid = facts.host.uid
    strange = [one for one in told if one["uid"] != uid]
    loose = [one for one in told if one["uid"] == uid]
    steps = [f"$ sudo chown -h {uid} {_quoted(one['path'])}" for one in strange]
    steps += [f"$ chmod o-w {_quoted(one['path'])}" for one in loose]
    changes = [
        Command(
            ("chown", "-h", str(uid), one["path"]),
            ("chown", "-h", str(one["uid"]), one["path"]),
            root=uid != 0,
        )
        for one in strange
    ] + [
        Command(("chmod", "o-w", one["path"]), ("chmod", one["mode"], one["path"])) for one in loose
    ]
    what = "belong to another user, as after sudo" if strange else "may be written by everybody"
    return CheckResult(
        "warning", f"files of hostbridge's {what}", evidence, tuple(steps), tuple(changes)
    )


def _damaged(facts: Facts) -> CheckResult:
    told = facts.trial("damaged", storage.damaged)
    if told is None:
        return unneeded("was not read")
    if not told:
        return fine("hostbridge's state can be read")
    evidence = tuple((one["path"], one["error"]) for one in told)
    changes = tuple(Edit(one["path"], None) for one in told)
    return CheckResult(
        "error", f"a file of hostbridge's state is damaged: {told[0]['path']}", evidence,
        tuple(f"$ mv {_quoted(one['path'])} {_quoted(one['path'] + '.damaged')}" for one in told), changes,
    )  # fmt: skip


def _leftovers(facts: Facts) -> CheckResult:
    told = facts.trial("leftovers", storage.leftovers)
    if told is None:
        return unneeded("was not read")
    if not told:
        return fine("nothing was left behind")
    return CheckResult(
        "info", f"{len(told)} files were left by commands that were killed",
        tuple((path, "half written, an hour old or more") for path in told[:5]),
        (f"$ rm {' '.join(map(_quoted, told[:5]))}",), tuple(Edit(path, None) for path in told),
    )  # fmt: skip


def _held(facts: Facts) -> CheckResult:
    told = facts.trial("held", storage.held)
    if told is None:
        return unneeded("was not read")
    stopped = [one for one in told if one["state"] in ("T", "t", "D")]
    evidence = tuple(
        (one["path"], f"held by process {one['pid']}, state {one['state']}") for one in told
    )
    if not stopped:
        return fine("no lock is held by a process that stands still", *evidence)
    pids = sorted({one["pid"] for one in stopped})
    return CheckResult(
        "error", f"a lock is held by a process that stands still: {pids[0]}", evidence,
        tuple(f"$ kill -CONT {pid}   (or end it: kill {pid})" for pid in pids),
    )  # fmt: skip


def _mount_of(path: str) -> str:
    path = os.path.realpath(path)
    while path != "/" and not os.path.ismount(path):
        path = os.path.dirname(path)
    return path


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(path)


def _size(count: int) -> str:
    return f"{count / (1 << 30):.1f} GiB" if count >= 1 << 30 else f"{count // _MIB} MiB"


_PODMAN = "github.com/containers/podman/blob/main/troubleshooting.md"
CHECKS = (
    Check("ANY-WRITE", "storage", "hostbridge's directories can be written", "no command that keeps something works", _writing, _UNIX,
          depends_on=("ANY-SPACE", "ANY-INODES")),
    Check("ANY-SPACE", "storage", "There is room", "pulls, builds and containers fail: no space left on device", _room, _UNIX),
    Check("ANY-INODES", "storage", "There is room for files", "pulls fail: no space left on device, with gigabytes free", _inodes, _UNIX),
    Check("ANY-NOEXEC", "storage", "Programs start where the data is", "containers and machines do not start: permission denied", _execution, _UNIX,
          depends_on=("ANY-WRITE",)),
    Check("LNX-NFS-HOME", "storage", "The data is on a disk of this host", "images cannot be unpacked: operation not permitted", _foreign, source=_PODMAN),
    Check("ANY-OWNER", "storage", "hostbridge's files are this user's", "commands fail: permission denied", _owners, _UNIX),
    Check("ANY-DAMAGED", "storage", "hostbridge's state can be read", "every command fails", _damaged, _EVERYWHERE, depends_on=("ANY-WRITE",)),
    Check("ANY-LOCK", "storage", "No lock is held by a process that stands still", "commands wait for ever", _held),
    Check("ANY-LEFTOVER", "storage", "Nothing was left behind", "room is taken", _leftovers, _UNIX),
)  # fmt: skip
