"""The trials that need a process of their own: namespaces and mounts, which a thread cannot make.

``python -I -S child.py TRIAL WORD…`` prints one JSON object: ``{"step": …}`` names how far it came
(``done``: all of it), with ``errno`` and ``error`` where it failed. Standard library alone; nothing
is left, since what it makes ends with its namespaces. Sources: user_namespaces(7),
mount_namespaces(7), Documentation/filesystems/overlayfs.rst.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys

NEWNS, NEWUSER, NEWNET, NEWPID = 0x20000, 0x10000000, 0x40000000, 0x20000000
_PRIVATE, _RECURSIVE = 1 << 18, 1 << 14
_libc = ctypes.CDLL(None, use_errno=True)


class Stopped(Exception):
    """The step that failed, and why."""


def main(words: list[str]) -> int:
    """Make one trial and print what came of it."""
    try:
        told = TRIALS[words[0]](*words[1:])  # type: ignore[operator]
    except Stopped as stopped:
        step, error = stopped.args
        told = {"step": step, "errno": error.errno or 0, "error": os.strerror(error.errno or 0)}
    print(json.dumps(told))
    return 0


def userns() -> dict[str, object]:
    """A user namespace with rights inside: made, mapped, and a file system mounted in it."""
    _own_namespaces(NEWUSER | NEWNS)
    _mount("none", "/", "", _PRIVATE | _RECURSIVE, "", "mount")
    _mount("tmpfs", "/proc/self/cwd" if os.getcwd() != "/" else "/tmp", "tmpfs", 0, "", "mount")
    return {"step": "done"}


def netns() -> dict[str, object]:
    """A network namespace, within a user namespace unless this is root."""
    _own_namespaces(NEWNET | (0 if os.geteuid() == 0 else NEWUSER))
    return {"step": "done"}


def ranges(user: str, start: str, count: str) -> dict[str, object]:
    """A map of subordinate ids by newuidmap and newgidmap, as containers of a user have it."""
    del user
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        code = 0
        if _libc.unshare(NEWUSER):
            code = ctypes.get_errno() or 1
        os.write(writing, bytes([code]))
        os.close(writing)
        signal.pause()
        os._exit(0)
    os.close(writing)
    try:
        first = os.read(reading, 1)
        if first != b"\0":
            code = first[0] if first else 0
            return {"step": "unshare", "errno": code, "error": os.strerror(code)}
        for name, own in (("newuidmap", os.getuid()), ("newgidmap", os.getgid())):
            argv = [name, str(pid), "0", str(own), "1", "1", start, count]
            if shutil.which(name) is None:
                return {"step": name, "errno": 2, "error": "not on PATH"}
            done = subprocess.run(argv, capture_output=True, text=True, errors="replace")
            if done.returncode:
                return {"step": name, "errno": 1, "error": (done.stderr.strip() or "failed")[:300]}
        return {"step": "done"}
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def overlay(folder: str) -> dict[str, object]:
    """An overlay on a directory's file system: mounted, written to, and a file in it hidden."""
    user = os.geteuid() != 0
    top = f"{folder}/.hostbridge-doctor-{os.getpid()}"
    try:
        os.makedirs(top)
        _own_namespaces(NEWNS | (NEWUSER if user else 0))
        _mount("none", "/", "", _PRIVATE | _RECURSIVE, "", "mount")
        for name in ("lower", "upper", "work", "merged"):
            os.mkdir(f"{top}/{name}")
        with open(f"{top}/lower/file", "w", encoding="ascii") as file:
            file.write("x")
        os.chdir(top)
        options = "lowerdir=lower,upperdir=upper,workdir=work" + (",userxattr" if user else "")
        _mount("overlay", "merged", "overlay", 0, options, "overlay")
        try:
            with open("merged/file", "a", encoding="ascii") as file:
                file.write("y")
            os.unlink("merged/file")
            os.mkdir("merged/new")
        except OSError as error:
            raise Stopped("use", error) from error
        finally:
            _libc.umount2(b"merged", 2)
        return {"step": "done", "userxattr": user}
    except OSError as error:
        raise Stopped("write", error) from error
    finally:
        os.chdir("/")
        shutil.rmtree(top, ignore_errors=True)


TRIALS = {"userns": userns, "netns": netns, "ranges": ranges, "overlay": overlay}


def _own_namespaces(flags: int) -> None:
    """unshare(2), and a map of this user to root inside where a user namespace is among them."""
    uid, gid = os.geteuid(), os.getegid()
    if _libc.unshare(flags):
        code = ctypes.get_errno()
        raise Stopped("unshare", OSError(code, os.strerror(code)))
    if flags & NEWUSER:
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"0 {uid} 1"),
            ("gid_map", f"0 {gid} 1"),
        ):
            try:
                with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                    file.write(text)
            except OSError as error:
                raise Stopped("map", error) from error


def _mount(source: str, target: str, kind: str, flags: int, options: str, step: str) -> None:
    words = [os.fsencode(word) for word in (source, target, kind)]
    if _libc.mount(*words, ctypes.c_ulong(flags), os.fsencode(options)):
        code = ctypes.get_errno()
        raise Stopped(step, OSError(code, os.strerror(code)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
