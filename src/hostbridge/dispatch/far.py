"""How words cross into a machine that has other paths, files and ports than the host.

A path in a share is written as the machine sees it. A file outside of every share is sent to, or
fetched from, a scratch directory that lives as long as the command; a directory that a container
mounts cannot be, and is an error that names the share to add. Values of ``-e NAME`` travel in the
session's environment, never on an argv.
"""

from __future__ import annotations

import os

from hostbridge.dispatch import crossing as local
from hostbridge.dispatch.far_files import SENT, SHARED
from hostbridge.dispatch.paths import absolute
from hostbridge.dispatch.plan import Rewrite
from hostbridge.dispatch.relayed import Fetch, Publish, Send
from hostbridge.errors import NotFound, NotShared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.catalogue import Call, Word
    from hostbridge.contract.engine import Dialect
    from hostbridge.contract.features import Features
    from hostbridge.contract.paths import PathMap


class FarCrossing(local.Crossing):
    """A crossing into a machine whose paths, files and ports are not the host's."""

    def __init__(
        self,
        call: Call,
        *,
        dialect: Dialect,
        engine: Dialect,
        cwd: str,
        env: Mapping[str, str],
        paths: PathMap,
        features: Features,
    ) -> None:
        super().__init__(call, dialect=dialect, engine=engine, cwd=cwd, env=env)
        self.paths = paths
        self.features = features
        self.session_env: dict[str, str | None] = {}
        self.scratch = ""
        self.send: list[Send] = []
        self.fetch: list[Fetch] = []
        self.stdin = ""
        self.stdout = ""
        self.publish: list[Publish] = []
        self._staged = 0

    def host_path(self, path: str) -> str:
        """Where the machine sees it; raises NotShared."""
        return self.paths.to_machine(absolute(path, self.cwd))

    def why(self, path: str) -> str:
        """The path map's reason."""
        return SHARED

    def missing_bind(self, path: str) -> None:
        """A missing source is made on the host for docker's dialect, whoever the engine is."""
        self.paths.to_machine(path)
        if not os.path.lexists(path) and self.dialect == "docker":
            self.make.append(path)

    def drop(self, word: Word, reason: str) -> None:
        """Take an option away."""
        self.call = self.call.without(word.name)
        self.rewrites.append(Rewrite(f"{word.name} {word.value}", "", reason))

    def stage(self, name: str) -> str:
        """A new machine path below the scratch directory that ends in ``name``."""
        if not self.scratch:
            self.scratch = f"/tmp/hostbridge-{os.urandom(8).hex()}"  # made with mkdir, 0700
        self._staged += 1
        return f"{self.scratch}/{self._staged}/{name or 'file'}"

    def input_path(
        self, path: str, content: bytes | None = None, *, follow: bool = True
    ) -> tuple[str, str]:
        """A machine path of a host file, and why; the file is sent where no share holds it.

        follow: what a link leads to is meant, which may lie elsewhere than the link.
        """
        whole = absolute(path, self.cwd)
        if not os.path.lexists(whole):
            raise NotFound(f"{path}: no such file or directory", exit_code=125)
        real = os.path.realpath(whole) if follow else whole
        if content is None and (not follow or os.path.isfile(real) or os.path.isdir(real)):
            try:
                self.paths.to_machine(real)
                return self.paths.to_machine(whole), SHARED
            except NotShared:
                pass
        machine = self.stage(os.path.basename(whole))
        # A stream (/dev/stdin, a shell's <(…)) has no path but the one that was written.
        self.send.append(Send(real if os.path.exists(real) else whole, machine, content))
        return machine, SENT
