"""Names that the engine knows, asked of its client as it is; nothing where it does not answer.

Nothing is chosen or recorded, and no error is shown: whoever presses Tab has asked for no trouble.
"""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError, Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.catalogue import Word
    from hostbridge.cli.options import Options
    from hostbridge.contract.engine import Dialect
    from hostbridge.select import Selection

PATIENCE = 3.0
"""Seconds until an engine that does not answer is let go."""

_NAME = "{{.Name}}"
QUERIES: dict[str, tuple[str, ...]] = {
    "container": ("ps", "--all", "--format", "{{.Names}}"),
    "image": ("images", "--format", "{{.Repository}}:{{.Tag}}"),
    "manifest": ("images", "--format", "{{.Repository}}:{{.Tag}}"),
    "volume-name": ("volume", "ls", "--format", _NAME),
    "network-name": ("network", "ls", "--format", _NAME),
    "pod": ("pod", "ps", "--format", _NAME),
    "secret-name": ("secret", "ls", "--format", _NAME),
    "config-name": ("config", "ls", "--format", _NAME),
    "context-name": ("context", "ls", "--format", _NAME),
    "connection-name": ("system", "connection", "list", "--format", _NAME),
    "machine-name": ("machine", "list", "--noheading", "--format", _NAME),
    "plugin-name": ("plugin", "ls", "--format", _NAME),
    "node": ("node", "ls", "--format", "{{.Hostname}}"),
    "service": ("service", "ls", "--format", _NAME),
    "stack": ("stack", "ls", "--format", _NAME),
    "builder": ("buildx", "ls", "--format", _NAME),
}
OF_DOCKER = ("config-name", "context-name", "plugin-name", "node", "service", "stack", "builder")
OF_PODMAN = ("pod", "connection-name", "machine-name")

RUNNING = ("status=running",)
STATES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("exec", "attach", "stop", "kill", "top", "pause", "stats", "port"), RUNNING),
    "container checkpoint": RUNNING, "checkpoint create": RUNNING, "wait": RUNNING, "healthcheck run": RUNNING,
    "unpause": ("status=paused",),
    "start": ("status=created", "status=exited"),
    "container init": ("status=created",), "container restore": ("status=exited",),
}  # fmt: skip
"""Which containers a command is for; all of them where it has no row."""


class Asking:
    """The engine that a command would go to; globals are the words before the command."""

    def __init__(
        self,
        options: Options,
        env: Mapping[str, str],
        cwd: str,
        dialect: Dialect,
        globals: Sequence[Word] = (),
    ) -> None:
        self._options = options
        self._env = env
        self._cwd = cwd
        self._dialect: Dialect = dialect
        self._globals = globals

    def names(self, kind: str, command: str = "") -> list[str]:
        """The names of a kind of things; for containers those that the command is for."""
        query = list(QUERIES.get(kind, ()))
        if kind == "container":
            for state in STATES.get(command, ()):
                query += ["--filter", state]
        if not query:
            return []
        lines = self.lines(query, kind)
        # podman marks the default of machines and connections; untagged images have no name.
        names = [line.strip().removesuffix("*") for line in lines if "<none>" not in line]
        return list(dict.fromkeys(name for part in names for name in part.split(",") if name))

    def variables(self) -> list[str]:
        """The names of the caller's environment."""
        return sorted(self._env)

    def lines(self, words: Sequence[str], kind: str = "") -> list[str]:
        """What the engine's client prints for some words; nothing where it fails or takes too long."""
        try:
            return self._lines(words, kind)
        except (HostbridgeError, OSError, ValueError):
            return []

    def _lines(self, words: Sequence[str], kind: str) -> list[str]:
        from hostbridge.plugins import engine_on
        from hostbridge.selection import machine_for
        from hostbridge.settings.effective import effective

        selection = self._selection()
        machine = machine_for(selection, effective(self._env, self._cwd))
        with machine.session() as session:
            engine = engine_on(selection.engine, session, selection.words)
            if kind == "pod" and engine.dialect == "docker":
                from hostbridge.engine.emulate.pods import names
                from hostbridge.selection import state_of

                return names(state_of(selection, self._env))
            if kind in (OF_DOCKER if engine.dialect == "podman" else OF_PODMAN):
                return []
            argv = [*engine.client, *words]
            if session.features.local:
                engine.preflight(self._env)
                return _printed(argv, self._env)
            done = session.run(argv, timeout=PATIENCE)
            return done.stdout.decode(errors="replace").splitlines() if not done.returncode else []

    def _selection(self) -> Selection:
        """The choice as it is; before the first one, the engine of this host that is there."""
        from hostbridge.select import Selection, select

        wanted = None
        if self._globals:
            from hostbridge.clients.options import by_options

            wanted = by_options(self._globals, self._env)
        given = self._options
        try:
            return select(
                self._env, self._cwd, backend=given.backend, machine=given.machine, engine=given.engine,
                dialect=self._dialect, wanted=wanted, may_choose=False,
            )  # fmt: skip
        except Unavailable:
            return Selection("native", "default", given.engine or self._likely(), "", "", "")

    def _likely(self) -> str:
        """Docker where its socket is, else podman."""
        from hostbridge.plugins import load_engine

        try:
            load_engine("docker").preflight(self._env)
        except HostbridgeError:
            return "podman"
        return "docker"


def _printed(argv: Sequence[str], env: Mapping[str, str]) -> list[str]:
    """The lines that a program prints. ``subprocess`` takes 10 ms to import, and this is enough."""
    if not hasattr(os, "posix_spawn"):
        from hostbridge import process

        return process.run(argv, timeout=PATIENCE).stdout.decode(errors="replace").splitlines()
    import select

    from hostbridge.shims import client_path

    program = client_path(argv[0], env)
    if not program:
        return []
    reading, writing = os.pipe()
    null = os.open(os.devnull, os.O_RDWR)
    actions = [
        (os.POSIX_SPAWN_DUP2, null, 0),
        (os.POSIX_SPAWN_DUP2, writing, 1),
        (os.POSIX_SPAWN_DUP2, null, 2),
    ]
    try:
        pid = os.posix_spawnp(program, list(argv), dict(env), file_actions=actions)
    except OSError:
        os.close(reading)
        return []
    finally:
        os.close(writing)
        os.close(null)
    data = b""
    while select.select([reading], [], [], PATIENCE)[0]:
        chunk = os.read(reading, 1 << 16)
        if not chunk:
            break
        data += chunk
    else:
        os.kill(pid, 9)
        data = b""
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    return data.decode(errors="replace").splitlines() if status == 0 else []
