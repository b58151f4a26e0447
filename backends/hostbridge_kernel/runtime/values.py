"""The values that start and enter take and give."""

from __future__ import annotations

from hostbridge.value import value


@value
class Stdio:
    """Descriptors that become the process's 0, 1 and 2; not used with a terminal.

    Pipes and sockets are given to the container's user, so that it may open /dev/stdout again. A
    terminal of the host must not be passed on (the process could write into its input): put pipes
    between.
    """

    stdin: int = 0
    stdout: int = 1
    stderr: int = 2


@value
class Started:
    """A process that runs what it was asked to run.

    pid as seen here; pidfd -1 where the kernel has none; console the terminal's controlling side,
    -1 without one; notes what could not be done as asked, a sentence each. All descriptors are the
    caller's to close, the process is its child.
    """

    pid: int
    pidfd: int = -1
    console: int = -1
    notes: tuple[str, ...] = ()


@value
class Rootfs:
    """A root to be stacked: layers are directories of the store, the lowest first.

    upper and work are directories of the container on one file system; they are made where they are
    missing. upper keeps what the container writes, in overlayfs's own form. driver: ``overlay``,
    ``fuse-overlayfs`` or ``copy``; empty to take the first that works.
    """

    layers: tuple[str, ...]
    upper: str
    work: str
    driver: str = ""


@value
class Filter:
    """A seccomp filter: ``struct sock_filter`` rows (none: no filter), and flags for seccomp(2)."""

    program: bytes = b""
    flags: int = 0


@value
class IdMap:
    """Users and groups of a user namespace: rows of (inside, outside, count)."""

    uids: tuple[tuple[int, int, int], ...]
    gids: tuple[tuple[int, int, int], ...]

    def uid(self, inside: int) -> int:
        """The host's user, -1 (which chown takes for no change) where it has none."""
        return _outside(self.uids, inside)

    def gid(self, inside: int) -> int:
        """The host's group; see uid."""
        return _outside(self.gids, inside)


def _outside(rows: tuple[tuple[int, int, int], ...], inside: int) -> int:
    for first, outside, count in rows:
        if first <= inside < first + count:
            return outside + inside - first
    return -1
