"""The compose plug-in on a machine elsewhere: it runs in the caller's directory as the machine sees it,
with the variables that its files name, and what its containers publish is forwarded to this host.
"""

from __future__ import annotations

import shlex
import threading
from contextlib import suppress

from hostbridge.contract.engine import Query
from hostbridge.dispatch.make import client_for
from hostbridge.dispatch.offer import offer_container, take_back
from hostbridge.dispatch.plan import Local
from hostbridge.engine.cliplugins.place import command_of, directory, project_folder, variables
from hostbridge.engine.cliplugins.running import run_plugin
from hostbridge.errors import EXIT_FAILED, HostbridgeError, NotShared
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Engine, Site
    from hostbridge.dispatch.far import FarCrossing
    from hostbridge.dispatch.make import Target

    Mine = Callable[[Mapping[str, str]], bool]

PROJECT = "com.docker.compose.project"
FOLDER = "com.docker.compose.project.working_dir"
"""The labels by which compose knows its containers."""
_TELLING = frozenset((
    "", "attach", "build", "config", "convert", "cp", "events", "exec", "export", "help", "images", "logs",
    "ls", "port", "ps", "publish", "pull", "push", "stats", "top", "version", "volumes", "wait",
))  # fmt: skip
"""What neither starts nor ends a container of the project."""
_STAYING = ("up", "run", "watch")
"""What stays while containers run, unless it is told to detach."""
_EACH = 1.0


def compose_plan(written: Call, far: FarCrossing, made: Call | Local, target: Target) -> Local:
    """The plan, of what was written (far.call has the machine's paths) and the engine's own emulation,
    or the call in its words. Raises NotShared where the project is in no share.
    """
    from hostbridge.dispatch.far_rules import is_clients

    place = directory(written, far.paths, far.cwd)
    named = variables(written, far.cwd, far.env)
    env = {**far.session_env, **{k: text for k, text in named.items() if not is_clients(k)}}
    argv = () if isinstance(made, Local) else (
        *client_for(written, target, far.rewrites, here=False), *made.argv()
    )  # fmt: skip
    command = command_of(written)
    words = [word.value or "" for word in written.rest()]
    stays = command in _STAYING and not {"-d", "--detach"}.intersection(words)
    mine = _mine(written, far)

    def perform(site: Site) -> int:
        site = replace(site, env={**site.env, **env})

        def run() -> int:
            if isinstance(made, Local):
                return made.perform(site)
            return run_plugin(site, argv, site.env, place)

        if command in _TELLING:
            return run()
        return _Offering(site, target.engine, mine).around(run, stays=stays)

    what = f"{target.engine.name} {shlex.join(far.call.argv())}"
    return Local(
        f"{what} in {place}" if place else what,
        "the plug-in runs over there; the ports of its containers are forwarded to this host",
        perform,
        target.engine,
    )


def _mine(written: Call, far: FarCrossing) -> Mine:
    """Whether a container with these labels is of the project that the call is about."""
    name = written.value("--project-name") or far.env.get("COMPOSE_PROJECT_NAME", "")
    if name:
        return lambda labels: labels.get(PROJECT) == name
    try:
        folder = far.paths.to_machine(project_folder(written, far.cwd))
    except NotShared:
        return lambda _: False
    return lambda labels: labels.get(FOLDER) == folder


class _Offering:
    """The published ports of a project's containers, forwarded as those of ``run -d -p`` are."""

    def __init__(self, site: Site, engine: Engine, mine: Mine) -> None:
        self._site = site
        self._engine = engine
        self._mine = mine
        self._done: set[str] = set()
        self._stop = threading.Event()

    def around(self, run: Callable[[], int], *, stays: bool) -> int:
        """Run it; stays: look for containers that run by now while it goes on.

        The exit code is the command's; where it is 0 and a port could not be had, 125.
        """
        watcher = threading.Thread(target=self._watch, daemon=True) if stays else None
        if watcher is not None:
            watcher.start()
        try:
            code = run()
        finally:
            self._stop.set()
            if watcher is not None:
                watcher.join()
        failed = self._look()
        for error in failed:
            lines = [f"hostbridge: {error.summary}"]
            lines += [f"  remedy: {error.remedy}"] if error.remedy else []
            self._site.stderr.write("".join(f"{line}\n" for line in lines).encode())
            self._site.stderr.flush()
        return EXIT_FAILED if failed and not code else code

    def _watch(self) -> None:
        while not self._stop.wait(_EACH):
            # A machine that went away is the plug-in's to tell.
            with suppress(HostbridgeError):
                self._look()

    def _look(self) -> Sequence[HostbridgeError]:
        """Offer what runs and was not offered yet; take back what no longer runs."""
        session, client = self._site.session, self._site.client
        take_back(session, client)
        failed: list[HostbridgeError] = []
        for record in self._engine.records(session, "container", Query()):
            identity = str(record["id"])
            published = any(port["host_port"] for port in record["ports"])
            if identity in self._done or not published or not self._mine(record["labels"]):
                continue
            try:
                offer_container(session, client, identity, already=session.forwards())
                self._done.add(identity)
            except HostbridgeError as error:
                failed.append(error)
        return failed
