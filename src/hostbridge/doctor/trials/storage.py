"""Trials of file systems: whether hostbridge's directories hold what they have to."""

from __future__ import annotations

import os
import stat
import time
from typing import TYPE_CHECKING, Any

from hostbridge.doctor.trials.kernel import existing
from hostbridge.errors import HostbridgeError
from hostbridge.process import run

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_OLD = 3600.0
"""Seconds after which a file beside the one it should become was left by a command that was killed."""


def room(facts: Facts) -> dict[str, dict[str, Any]]:
    """statvfs(3) of each of our directories, by purpose: bytes and inodes, all and free."""
    told: dict[str, dict[str, Any]] = {}
    for purpose, path in facts.places.items():
        where = existing(path)
        found = os.statvfs(where)
        told[purpose] = {
            "path": where,
            "bytes": found.f_blocks * found.f_frsize,
            "free": found.f_bavail * found.f_frsize,
            "inodes": found.f_files,
            "inodes_free": found.f_favail,
        }
    return told


def writing(facts: Facts) -> dict[str, dict[str, str]]:
    """For each of our directories: the error of making it or a file in it, by purpose; none is good."""
    return {purpose: _written(path) for purpose, path in facts.places.items()}


def execution(facts: Facts) -> dict[str, str]:
    """Whether a program in the data directory can be started: its path and the error."""
    where = existing(facts.places.get("data", "/tmp"))
    path = f"{where}/.hostbridge-doctor-{os.getpid()}.sh"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o700), "w") as file:
            file.write("#!/bin/sh\nexit 0\n")
    except OSError as error:
        return {"path": where, "written": error.strerror or "", "error": ""}
    try:
        return {"path": where, "written": "", "error": _started(path)}
    finally:
        os.unlink(path)


def _started(path: str) -> str:
    """The error of starting a program; empty for none."""
    told = ""
    for _ in range(20):
        try:
            run([path], timeout=5, check=True)
        except (HostbridgeError, TimeoutError) as error:
            told = str(error).splitlines()[0]
            if "busy" not in str(error).lower():
                return told
        else:
            return ""
        # A process that another check starts just now still holds it open for writing (ETXTBSY).
        time.sleep(0.05)
    return told


def owners(facts: Facts) -> list[dict[str, Any]]:
    """What is in our directories (two levels) and belongs to somebody else, or others may write."""
    told: list[dict[str, Any]] = []
    for path in dict.fromkeys(facts.places.values()):
        for name in _entries(path):
            try:
                found = os.lstat(name)
            except OSError:
                continue
            others = found.st_mode & 0o002 and not stat.S_ISLNK(found.st_mode)
            if found.st_uid != os.geteuid() or others:
                mode = f"{stat.S_IMODE(found.st_mode):o}"
                told.append({"path": name, "uid": found.st_uid, "mode": mode})
    return told[:20]


def damaged(facts: Facts) -> list[dict[str, str]]:
    """Our JSON files that cannot be read: path and why."""
    import json

    told: list[dict[str, str]] = []
    for purpose in ("data",):
        for name in _entries(facts.places.get(purpose, "")):
            if not name.endswith(".json"):
                continue
            try:
                with open(name, "rb") as file:
                    json.load(file)
            except (OSError, ValueError) as error:
                told.append({"path": name, "error": str(error)})
    return told


def leftovers(facts: Facts) -> list[str]:
    """Files in our directories that killed commands left beside those they were to become."""
    limit = time.time() - _OLD
    found: list[str] = []
    for purpose in ("data", "cache"):
        for name in _entries(facts.places.get(purpose, "")):
            # ``.NAME.xxxxxxxx`` of state files, ``NAME.PID`` of caches.
            stem, dot, last = os.path.basename(name).rpartition(".")
            if not dot or not (last.isdigit() or (stem.startswith(".") and len(last) == 8)):
                continue
            try:
                if os.lstat(name).st_mtime < limit and os.path.isfile(name):
                    found.append(name)
            except OSError:
                continue
    return found[:100]


def held(facts: Facts) -> list[dict[str, Any]]:
    """Locks in the data directory that a process has held for long: path, pid and its name."""
    locks = {}
    for name in _entries(facts.places.get("data", "")):
        if name.endswith("lock"):
            try:
                found = os.stat(name)
            except OSError:
                continue
            device = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
            locks[device] = name
    told: list[dict[str, Any]] = []
    try:
        with open("/proc/locks", encoding="ascii") as file:
            lines = [line.split() for line in file if "->" not in line]
    except OSError:
        return told
    for words in lines:
        if len(words) > 5 and words[5] in locks and words[4].isdigit() and int(words[4]) > 0:
            pid = int(words[4])
            told.append({"path": locks[words[5]], "pid": pid, "state": _state(pid)})
    return told


def _state(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def _written(path: str) -> dict[str, str]:
    where = existing(path)
    probe = f"{where}/.hostbridge-doctor-{os.getpid()}-{time.monotonic_ns()}"
    try:
        os.mkdir(probe, 0o700)
    except OSError as error:
        return {"path": where, "error": error.strerror or str(error), "errno": str(error.errno)}
    try:
        with open(f"{probe}/file", "wb") as file:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return {"path": where, "error": error.strerror or str(error), "errno": str(error.errno)}
    finally:
        if os.path.lexists(f"{probe}/file"):
            os.unlink(f"{probe}/file")
        os.rmdir(probe)
    return {"path": where, "error": "", "errno": "0"}


def _entries(path: str) -> list[str]:
    found: list[str] = []
    if not os.path.isdir(path):
        return found
    for folder, names, files in os.walk(path):
        found += [folder, *(os.path.join(folder, name) for name in files)]
        if folder[len(path) :].count("/") >= 2 or os.path.basename(folder) == "store":
            names.clear()
        if len(found) > 5000:
            break
    return found
