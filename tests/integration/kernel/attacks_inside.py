"""What a container tries to get out: run inside of one, prints a JSON object of attempt and outcome.

An outcome is ``refused`` with the error's name, ``absent``, ``hidden`` (there, and empty), or
``DONE`` with what was got. Standard library alone. Which outcomes are allowed stands in test_attacks.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

LIBC = ctypes.CDLL(None, use_errno=True)
NUMBERS = {
    "x86_64": {
        "mount": 165, "umount2": 166, "unshare": 272, "setns": 308, "pivot_root": 155, "bpf": 321, "keyctl": 250,
        "add_key": 248, "kexec_load": 246, "init_module": 175, "swapon": 167, "reboot": 169, "settimeofday": 164,
        "open_by_handle_at": 304, "name_to_handle_at": 303, "userfaultfd": 323, "iopl": 172, "syslog": 103,
        "perf_event_open": 298, "acct": 163, "quotactl": 179, "clone": 56, "ptrace": 101, "sethostname": 170,
    },
    "aarch64": {
        "mount": 40, "umount2": 39, "unshare": 97, "setns": 268, "pivot_root": 41, "bpf": 280, "keyctl": 219,
        "add_key": 217, "kexec_load": 104, "init_module": 105, "swapon": 224, "reboot": 142, "settimeofday": 170,
        "open_by_handle_at": 265, "name_to_handle_at": 264, "userfaultfd": 282, "iopl": -1, "syslog": 116,
        "perf_event_open": 241, "acct": 89, "quotactl": 60, "clone": 220, "ptrace": 117, "sethostname": 161,
    },
}[os.uname().machine]  # fmt: skip
NEW = {
    "io_uring_setup": 425,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "clone3": 435,
    "mount_setattr": 442,
    "pidfd_open": 434,
    "pidfd_getfd": 438,
}
CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWCGROUP = 0x10000000, 0x20000, 0x2000000


def name_of(error: OSError) -> str:
    return "refused " + errno.errorcode.get(error.errno or 0, str(error.errno))


def call(name: str, *args: Any) -> str:
    number = {**NUMBERS, **NEW}[name]
    done = LIBC.syscall(
        ctypes.c_long(number),
        *(ctypes.c_long(one) if isinstance(one, int) else one for one in args),
    )
    if done == -1:
        raise OSError(ctypes.get_errno(), name)
    return "DONE"


def write(path: str, text: bytes = b"1") -> str:
    handle = os.open(path, os.O_WRONLY)
    try:
        return f"DONE {os.write(handle, text)}"
    finally:
        os.close(handle)


def content(path: str) -> str:
    with open(path, "rb", buffering=0) as file:
        found = file.read(64)
    return f"DONE {found[:16]!r}" if found else "hidden"


def listing(path: str) -> str:
    found = os.listdir(path)
    return f"DONE {found[:3]}" if found else "hidden"


def node(kind: str, major: int, minor: int) -> str:
    path = f"/tmp/node-{kind}-{major}-{minor}"
    os.mknod(path, 0o600 | {"c": 0o020000, "b": 0o060000}[kind], os.makedev(major, minor))
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        os.close(handle)
        return "DONE opened"
    finally:
        os.unlink(path)


def mount(source: bytes, target: str, kind: bytes, flags: int = 0, data: bytes = b"") -> str:
    os.makedirs(target, exist_ok=True)
    return call("mount", source, os.fsencode(target), kind, flags, data)


def handle_of_root() -> str:
    """The shocker: a file handle of inode 2 of the root's file system, opened from a mount we have."""
    handle = struct.pack("=IiQ", 8, 1, 2)
    mount_fd = os.open("/etc/hosts" if os.path.exists("/etc/hosts") else "/", os.O_RDONLY)
    return call("open_by_handle_at", mount_fd, ctypes.create_string_buffer(handle, 32), 0)


def child(name: str, *args: Any) -> str:
    """A child by clone(2) or clone3(2)."""
    number = {**NUMBERS, **NEW}[name]
    done = LIBC.syscall(ctypes.c_long(number), *args)
    if done == 0:
        os._exit(0)
    if done == -1:
        raise OSError(ctypes.get_errno(), name)
    os.waitpid(done, 0)
    return "DONE"


def chroot_twice() -> str:
    """The old way out of chroot(2): below a root that the working directory is not in."""
    os.makedirs("/tmp/inner", exist_ok=True)
    here = os.open("/", os.O_RDONLY)
    before = os.stat("/").st_ino, os.stat("/").st_dev
    pid = os.fork()
    if pid == 0:
        try:
            os.chroot("/tmp/inner")
            os.fchdir(here)
            for _ in range(64):
                os.chdir("..")
            os.chroot(".")
            about = os.stat("/")
            os._exit(0 if (about.st_ino, about.st_dev) == before else 1)
        except OSError:
            os._exit(0)
    return "refused ENOENT" if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0 else "DONE"


def descriptors() -> str:
    """Whatever is open besides the three streams, and what it leads to."""
    found = []
    for word in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{word}")
        except OSError:
            continue
        if int(word) > 2 and not target.startswith("/proc/"):
            found.append(target)
    return f"DONE {found}" if found else "absent"


def other_descriptors() -> str:
    """Descriptors of process 1 that lead out of the container."""
    found = []
    for word in os.listdir("/proc/1/fd"):
        target = os.readlink(f"/proc/1/fd/{word}")
        if int(word) > 2 and not target.startswith(("/proc/", "anon_inode:", "pipe:", "socket:")):
            found.append(target)
    return f"DONE {found}" if found else "absent"


def programs() -> str:
    """Write to the program of every process that is seen (CVE-2019-5736)."""
    found = []
    for word in os.listdir("/proc"):
        if word.isdigit():
            try:
                os.close(os.open(f"/proc/{word}/exe", os.O_WRONLY))
                found.append(word)
            except OSError:
                pass
    return f"DONE {found}" if found else "refused ETXTBSY"


def processes() -> str:
    """Processes that are not of this container: it is small."""
    found = [word for word in os.listdir("/proc") if word.isdigit()]
    return f"DONE {len(found)}" if len(found) > 6 else "absent"


def kill_all() -> str:
    """Everything that may be signalled but for us: nobody here."""
    try:
        os.kill(-1, 0)
    except ProcessLookupError:
        return "absent"
    return (
        "absent" if len([word for word in os.listdir("/proc") if word.isdigit()]) <= 6 else "DONE"
    )


def release_agent() -> str:
    """CVE-2022-0492: a cgroup mounted in a user namespace of one's own."""
    try:
        call("unshare", CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP)
    except OSError as error:
        return name_of(error)
    return mount(b"cgroup", "/tmp/cg", b"cgroup", 0, b"memory")


def group_files() -> str:
    """Limits of our own group, changed from inside."""
    for top in ("/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids"):
        for file in (
            "pids.max",
            "memory.max",
            "memory.limit_in_bytes",
            "cgroup.procs",
            "release_agent",
            "devices.allow",
        ):
            path = f"{top}/{file}"
            if os.path.exists(path):
                try:
                    os.close(os.open(path, os.O_WRONLY))
                    return f"DONE {path}"
                except OSError:
                    continue
    return "refused EROFS"


SYS_ATTEMPTS = {
    f"write {path}": (write, path)
    for path in (
        "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/vm/overcommit_memory", "/proc/sys/fs/file-max",
        "/proc/sysrq-trigger", "/proc/irq/default_smp_affinity", "/proc/sys/kernel/hostname", "/proc/sys/kernel/randomize_va_space",
        "/sys/kernel/uevent_helper", "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/power/state", "/sys/module/overlay/parameters/metacopy",
        "/sys/class/net/lo/mtu", "/proc/bus/pci/devices", "/proc/fs/ext4", "/sys/fs/cgroup/cgroup.procs",
    )
}  # fmt: skip
READ_ATTEMPTS = {
    f"read {path}": (content, path)
    for path in (
        "/proc/kcore",
        "/proc/keys",
        "/proc/timer_list",
        "/proc/sched_debug",
        "/proc/latency_stats",
        "/proc/kmsg",
        "/dev/kmsg",
        "/dev/mem",
        "/dev/sda",
        "/dev/vda",
    )
}
LIST_ATTEMPTS = {
    f"list {path}": (listing, path)
    for path in (
        "/sys/firmware",
        "/proc/acpi",
        "/proc/asound",
        "/proc/scsi",
        "/sys/devices/virtual/powercap",
        "/sys/kernel/debug",
        "/sys/kernel/security",
    )
}
NODE_ATTEMPTS = {
    f"node {kind} {major}:{minor}": (node, kind, major, minor)
    for kind, major, minor in (
        ("c", 1, 1),
        ("c", 1, 2),
        ("c", 1, 11),
        ("b", 7, 0),
        ("b", 8, 0),
        ("b", 254, 0),
        ("c", 10, 229),
        ("c", 10, 200),
        ("c", 4, 0),
    )
}
MS_REMOUNT, MS_BIND = 0x20, 0x1000
MOUNT_ATTEMPTS = {
    "mount tmpfs": (mount, b"none", "/tmp/m1", b"tmpfs"),
    "mount proc": (mount, b"none", "/tmp/m2", b"proc"),
    "mount sysfs": (mount, b"none", "/tmp/m3", b"sysfs"),
    "mount cgroup2": (mount, b"none", "/tmp/m4", b"cgroup2"),
    "mount debugfs": (mount, b"none", "/tmp/m5", b"debugfs"),
    "bind /proc/sys": (mount, b"/proc/sys", "/tmp/m6", b"", MS_BIND),
    "remount /proc/sys writable": (mount, b"none", "/proc/sys", b"", MS_REMOUNT | MS_BIND),
    "remount / writable": (mount, b"none", "/", b"", MS_REMOUNT | MS_BIND),
    "remount /sys writable": (mount, b"none", "/sys", b"", MS_REMOUNT | MS_BIND),
    "unmount /proc/kcore": (call, "umount2", b"/proc/kcore", 2),
    "unmount /sys/firmware": (call, "umount2", b"/sys/firmware", 2),
    "unmount /proc/sys": (call, "umount2", b"/proc/sys", 2),
    "pivot_root": (call, "pivot_root", b"/", b"/tmp"),
    "open_tree": (call, "open_tree", -100, b"/proc/sys", 1),
    "fsopen": (call, "fsopen", b"tmpfs", 0),
    "mount_setattr": (call, "mount_setattr", -100, b"/sys", 0, ctypes.create_string_buffer(32), 32),
}  # fmt: skip
CALL_ATTEMPTS = {
    "unshare user": (call, "unshare", CLONE_NEWUSER),
    "unshare mount": (call, "unshare", CLONE_NEWNS),
    "clone3": (child, "clone3", ctypes.create_string_buffer(struct.pack("=Q3QQ", CLONE_NEWUSER, 0, 0, 0, 17), 88), ctypes.c_long(88)),
    "clone with a user namespace": (child, "clone", ctypes.c_long(CLONE_NEWUSER | 17), None, None, None, None),
    "setns": (lambda: call("setns", os.open("/proc/1/ns/mnt", os.O_RDONLY), 0),),
    "bpf": (call, "bpf", 5, ctypes.create_string_buffer(128), 128),
    "keyctl": (call, "keyctl", 0, -3, 1),
    "add_key": (call, "add_key", b"user", b"hostbridge", b"x", 1, -3),
    "kexec_load": (call, "kexec_load", 0, 0, None, 0),
    "init_module": (call, "init_module", b"x", 1, b""),
    "swapon": (call, "swapon", b"/tmp/x", 0),
    "settimeofday": (call, "settimeofday", ctypes.create_string_buffer(16), None),
    "userfaultfd": (call, "userfaultfd", 0),
    "iopl": (call, "iopl", 3),
    "syslog": (call, "syslog", 3, ctypes.create_string_buffer(64), 64),
    "perf_event_open": (call, "perf_event_open", ctypes.create_string_buffer(128), 0, -1, -1, 0),
    "acct": (call, "acct", b"/tmp/acct"),
    "quotactl": (call, "quotactl", 0x80000100, b"/dev/x", 0, None),
    "io_uring_setup": (call, "io_uring_setup", 1, ctypes.create_string_buffer(128)),
    "sethostname": (call, "sethostname", b"owned", 5),
    "reboot": (call, "reboot", 0xFEE1DEAD, 672274793, 0, None),
    "a handle of the root": (handle_of_root,),
    "a socket to the hypervisor": (lambda: str(__import__("socket").socket(40, 1)) and "DONE",),
    "chroot twice": (chroot_twice,),
}  # fmt: skip
OTHER_ATTEMPTS = {
    "descriptors": (descriptors,), "descriptors of process 1": (other_descriptors,), "programs": (programs,),
    "processes": (processes,), "signals": (kill_all,), "release agent": (release_agent,), "own group": (group_files,),
}  # fmt: skip
ATTEMPTS: dict[str, Any] = {
    **OTHER_ATTEMPTS,
    **SYS_ATTEMPTS,
    **READ_ATTEMPTS,
    **LIST_ATTEMPTS,
    **NODE_ATTEMPTS,
    **MOUNT_ATTEMPTS,
    **CALL_ATTEMPTS,
}


def attempt(how: Callable[..., str], *args: Any) -> str:
    try:
        return how(*args)
    except FileNotFoundError:
        return "absent"
    except OSError as error:
        return name_of(error)


if __name__ == "__main__":
    wanted = sys.argv[1:] or list(ATTEMPTS)
    json.dump({name: attempt(*ATTEMPTS[name]) for name in wanted}, sys.stdout)
