"""Containers of the kernel engine's runtime, from hand-written OCI configurations.

As a program it does one job, read as JSON from standard input, in a process of one thread: starts a
container, enters it, and tells what came of it. ``run`` is the test's side.
"""

from __future__ import annotations

import errno
import json
import os
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CAPABILITIES = [
    f"CAP_{name}"
    for name in (
        "CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP "
        "NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE"
    ).split()
]
NAMESPACES = ("mount", "network", "uts", "pid", "ipc", "user", "cgroup")
SAFE = ["nosuid", "noexec", "nodev"]
MOUNTS: list[dict[str, Any]] = [
    {"destination": "/proc", "type": "proc", "source": "proc", "options": SAFE},
    {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "strictatime", "mode=755", "size=65536k"]},
    {"destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]},
    {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": [*SAFE, "ro"]},
    {"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": [*SAFE, "ro"]},
    {"destination": "/dev/mqueue", "type": "mqueue", "source": "mqueue", "options": SAFE},
    {"destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": [*SAFE, "mode=1777", "size=65536k"]},
]  # fmt: skip
MASKED = ["/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware"]
READ_ONLY = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]


def process(*args: str, **more: Any) -> dict[str, Any]:
    """An OCI process with docker's default capabilities."""
    sets = {name: CAPABILITIES for name in ("bounding", "effective", "permitted")}
    made: dict[str, Any] = {
        "terminal": False, "user": {"uid": 0, "gid": 0}, "args": list(args), "cwd": "/",
        "env": ["PATH=/bin"], "capabilities": sets, "noNewPrivileges": False,
    }  # fmt: skip
    return {**made, **more}


def spec(
    *args: str,
    mounts: list[dict[str, Any]] | None = None,
    without: tuple[str, ...] = (),
    namespaces: list[dict[str, str]] | None = None,
    linux: dict[str, Any] | None = None,
    root: dict[str, Any] | None = None,
    annotations: dict[str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """An OCI configuration as docker makes one; without names namespaces that are the host's."""
    return {
        "ociVersion": "1.0.2", "process": process(*args, **more), "hostname": "box",
        "root": root or {}, "annotations": annotations or {}, "mounts": [*MOUNTS, *(mounts or [])],
        "linux": {
            "namespaces": [
                *({"type": one} for one in NAMESPACES
                  if one not in without and one not in [n["type"] for n in namespaces or []]),
                *(namespaces or []),
            ],
            "maskedPaths": MASKED, "readonlyPaths": READ_ONLY, **(linux or {}),
        },
    }  # fmt: skip


def run(
    config: dict[str, Any],
    rootfs: dict[str, Any] | None = None,
    enter: list[dict[str, Any]] | None = None,
    input: bytes = b"",
    prefix: tuple[str, ...] = (),
    timeout: float = 60,
    **more: Any,
) -> dict[str, Any]:
    """Start a container, enter it with each process of ``enter``, and end it.

    Gives ``code``, ``out`` and ``error`` (of the summary, detail and remedy that were raised), and
    the same for each entered one in ``entered``. more: ``beside``, configurations with roots of
    containers that are started meanwhile (``PID`` stands for the first one's process); ``program``,
    a seccomp filter in hex; ``before`` and ``during``, shell scripts that the caller runs before the
    start and after it; ``leaks``, descriptors that the caller has of the directory ``leaked``; ``refuse``, what the kernel is to lack (_refusing); ``user``, see _ordinary. prefix: an argv before the driver's own.
    """
    job = {"spec": config, "rootfs": rootfs, "enter": enter or [], "input": input.decode(), **more}
    argv = [*prefix, sys.executable, __file__]
    done = subprocess.run(
        argv, input=json.dumps(job).encode(), capture_output=True, timeout=timeout
    )
    assert done.returncode == 0, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _collect(started: Any, reader: int, code: bool = True) -> dict[str, Any]:
    out = b""
    while True:
        select.select([reader], [], [])
        try:
            part = os.read(reader, 1 << 16)
        except OSError:  # a terminal whose other side is gone
            part = b""
        if not part:
            break
        out += part
    status = os.waitstatus_to_exitcode(os.waitpid(started.pid, 0)[1]) if code else None
    return {"code": status, "out": out.decode(errors="replace"), "notes": list(started.notes)}


def _one(begin: Any, asked: dict[str, Any], given: bytes) -> dict[str, Any]:
    from hostbridge.errors import HostbridgeError
    from hostbridge_kernel.runtime import Stdio

    reader, writer = os.pipe()
    feed, fed = os.pipe()
    os.write(fed, given)
    os.close(fed)
    try:
        started = begin(asked, Stdio(feed, writer, writer))
    except HostbridgeError as error:
        return {"code": error.exit_code, "out": "", "error": str(error)}
    finally:
        os.close(writer)
        os.close(feed)
    if started.console >= 0:
        return _collect(started, started.console)
    return _collect(started, reader)


def _refusing(names: list[str]) -> None:
    """Functions of the overlay module that fail as they do on other kernels."""
    from hostbridge_kernel.runtime import fuse, overlay

    def refuse(*_args: Any, **_named: Any) -> int:
        raise OSError(errno.EINVAL, "refused by the test")

    for name in names:
        if name == "fuse":
            fuse.program = lambda: ""
        else:
            setattr(overlay, name, refuse)


def _ordinary(uid: int, ranges: str) -> None:
    """Become an ordinary user, with subordinate ids (``FIRST:COUNT``) or without."""
    import pwd  # noqa: F401 # imported while everything can be read

    from hostbridge_kernel.runtime import entering, owning, starting  # noqa: F401
    from hostbridge_kernel.syscalls import mounts, privileges, processes

    processes.unshare(processes.NEWNS)
    mounts.mount(None, "/", None, mounts.MS_REC | mounts.MS_PRIVATE)
    lines = {
        "passwd": f"hbuser:x:{uid}:{uid}::/tmp:/bin/sh\n", "group": f"hbuser:x:{uid}:\n",
        "subuid": f"hbuser:{ranges}\n" if ranges else "",
        "subgid": f"hbuser:{ranges}\n" if ranges else "",
    }  # fmt: skip
    folder = tempfile.mkdtemp()
    mounts.mount("tmpfs", folder, "tmpfs", 0)
    for name, text in lines.items():
        path = Path("/etc", name)
        whole = (path.read_text() if path.exists() else "") + text
        Path(folder, name).write_text(whole if name in ("passwd", "group") else text)
        path.touch()
        mounts.mount(f"{folder}/{name}", str(path), None, mounts.MS_BIND)
    if os.path.exists("/dev/fuse"):  # open to everybody, as udev makes it
        os.mknod(f"{folder}/fuse", 0o20666, os.stat("/dev/fuse").st_rdev)
        os.chmod(f"{folder}/fuse", 0o666)
        mounts.mount(f"{folder}/fuse", "/dev/fuse", None, mounts.MS_BIND)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    privileges.dumpable(True)  # the change of the user has taken it away


def _main() -> None:
    here = Path(__file__).resolve().parents[2]
    sys.path[:0] = [str(here / "src"), str(here / "backends")]
    from hostbridge_kernel import runtime
    from hostbridge_kernel.runtime import Filter, Rootfs, Stdio

    job = json.load(sys.stdin)

    def rooted(given: dict[str, Any]) -> Rootfs:
        return Rootfs(tuple(given["layers"]), given["upper"], given["work"])

    rootfs = rooted(job["rootfs"]) if job["rootfs"] else None
    filtered = Filter(bytes.fromhex(job.get("program", "")))
    between: list[int] = []

    def begin(asked: dict[str, Any], stdio: Stdio) -> Any:
        return runtime.start(asked, stdio, between.append, rootfs=rootfs, filtered=filtered)

    subprocess.run(["sh", "-ec", job.get("before", "")], check=True)
    _refusing(job.get("refuse") or [])
    if job.get("user"):
        _ordinary(**job["user"])
    for number in job.get("leaks") or []:
        leak = os.open(job["leaked"], os.O_RDONLY)
        os.dup2(leak, number)
        os.close(leak)
    if not job["enter"] and not job.get("beside"):
        answer = _one(begin, job["spec"], job["input"].encode())
    else:
        null = os.open(os.devnull, os.O_RDWR)
        first = begin(job["spec"], Stdio(null, null, null))
        os.close(null)
        subprocess.run(["sh", "-ec", job.get("during", "")], check=True)
        answer = {
            "entered": [
                _one(lambda p, s: runtime.enter(first.pid, p, s, filtered=filtered), one, b"")
                for one in job["enter"]
            ],
            "beside": [
                _one(lambda s, io: runtime.start(s, io, rootfs=rooted(other)), one, b"")
                for one, other in [
                    (json.loads(json.dumps(asked).replace("PID", str(first.pid))), root)
                    for asked, root in job.get("beside") or []
                ]
            ],
        }
        os.kill(first.pid, 9)
        os.waitpid(first.pid, 0)
    answer["between"] = len(between)
    print(json.dumps(answer))


if __name__ == "__main__":
    _main()
