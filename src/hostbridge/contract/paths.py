"""Shares and the path map: where a host directory is seen inside a machine.

Host paths and machine paths are ``str`` (surrogateescape), absolute and normal: no ``.``, no
``..``, no doubled slash. Which share holds a path is decided by whole components, the longest
share first.
"""

from __future__ import annotations

from hostbridge.errors import NotShared
from hostbridge.value import value


@value
class Share:
    """A host directory that the machine sees, at ``machine``; both absolute and normal."""

    host: str
    machine: str
    read_only: bool = False


@value
class PathMap:
    """Host path to machine path and back, from the machine's shares.

    identity: every host path is the same path inside (``native``); shares are then not asked.
    """

    shares: tuple[Share, ...] = ()
    identity: bool = False

    def share_of(self, host_path: str) -> Share | None:
        """The innermost share that holds a host path; None when none does, or under identity."""
        held = [s for s in self.shares if _below(host_path, s.host) is not None]
        return max(held, key=lambda share: len(share.host)) if held else None

    def to_machine(self, host_path: str) -> str:
        """Where the machine sees an absolute host path; raises NotShared outside every share."""
        if self.identity:
            return host_path
        share = self.share_of(host_path)
        if share is None:
            listed = ", ".join(s.host for s in self.shares) or "none"
            raise NotShared(
                f"{host_path}: in no share of this machine",
                f"shares: {listed}",
                f"add a share that holds it, or move it below one of them: {host_path}",
            )
        return _join(share.machine, _below(host_path, share.host) or "")

    def to_host(self, machine_path: str) -> str | None:
        """The host path of a machine path; None where the host has no such path."""
        if self.identity:
            return machine_path
        held = [s for s in self.shares if _below(machine_path, s.machine) is not None]
        if not held:
            return None
        share = max(held, key=lambda s: len(s.machine))
        return _join(share.host, _below(machine_path, share.machine) or "")


IDENTITY = PathMap(identity=True)


def _below(path: str, top: str) -> str | None:
    """What follows ``top`` in ``path``; "" for top itself, None outside of it."""
    if path == top:
        return ""
    prefix = top if top.endswith("/") else top + "/"
    return path[len(prefix) :] if path.startswith(prefix) else None


def _join(top: str, rest: str) -> str:
    return top if not rest else f"{top.rstrip('/')}/{rest}"
