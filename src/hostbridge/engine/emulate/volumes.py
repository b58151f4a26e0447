"""podman's ``volume export|import|mount|unmount|reload`` on docker, and ``builder prune`` on podman."""

from __future__ import annotations

from hostbridge.contract.engine import Emulation
from hostbridge.contract.session import PIPE, Stdio
from hostbridge.engine.emulate.doing import ask, complain, say
from hostbridge.engine.emulate.naming import empty_tar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_FAILED = 125
_PLACE = "/volume"


def mounted(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``mount`` prints where the volume is; ``unmount`` and ``reload`` have nothing to do."""
    del engine
    mounts = call.command.name == "volume mount"
    names = [word.value or "" for word in call.operands()]

    def perform(site: Site) -> int:
        for name in names:
            done = ask(site, "volume", "inspect", "--format", "{{.Mountpoint}}", name)
            if done.returncode:
                complain(site, f'Error: no volume with name "{name}" found: no such volume')
                return _FAILED
            say(site, done.stdout.decode(errors="surrogateescape").strip() if mounts else name)
        return 0

    return Emulation(call.command.name, reason, perform)


def take_out(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``volume export [--output FILE]``: a tar archive, through a container that never runs."""
    del engine
    name = next((word.value or "" for word in call.operands()), "")
    target = call.value("--output")

    def perform(site: Site) -> int:
        def copy(container: str) -> int:
            words = [*site.client, "cp", f"{container}:{_PLACE}/.", "-"]
            if not target:
                return site.session.run(words, stdio=Stdio("null"), env=site.env).returncode
            done = site.session.run(words, env=site.env)
            if done.returncode:
                return _complained(site, done.stderr)
            kept = site.session.run(
                ["sh", "-c", 'cat > "$1"', "sh", target], stdio=Stdio(done.stdout, PIPE, PIPE)
            )
            return _complained(site, kept.stderr) if kept.returncode else 0

        return _with_volume(site, name, copy)

    return Emulation("volume export", reason, perform)


def put_in(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``volume import VOLUME FILE|-``: the archive's files are laid over what is there."""
    del engine
    operands = [word.value or "" for word in call.operands()]

    def perform(site: Site) -> int:
        if len(operands) != 2:
            complain(site, "Error: volume import takes a volume and a tar archive")
            return _FAILED
        name, source = operands

        def copy(container: str) -> int:
            words = [*site.client, "cp", "-", f"{container}:{_PLACE}"]
            if source == "-":
                return site.session.run(
                    words, stdio=Stdio("inherit", "null", "inherit"), env=site.env
                ).returncode
            read = site.session.run(["cat", "--", source])
            if read.returncode:
                return _complained(site, read.stderr)
            done = site.session.run(words, stdio=Stdio(read.stdout, PIPE, PIPE), env=site.env)
            return _complained(site, done.stderr) if done.returncode else 0

        return _with_volume(site, name, copy)

    return Emulation("volume import", reason, perform)


def no_cache(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``builder prune``: there is no cache apart from images."""
    del call, engine

    def perform(site: Site) -> int:
        say(site, "Total:\t0B")
        return 0

    return Emulation("builder prune", reason, perform)


def _with_volume(site: Site, name: str, act: Callable[[str], int]) -> int:
    """Act on a container that has the volume and never runs; its image has no files."""
    if ask(site, "volume", "inspect", name).returncode:
        complain(site, f'Error: no volume with name "{name}" found: no such volume')
        return _FAILED
    made = site.session.run(
        [*site.client, "import", "-"], stdio=Stdio(empty_tar(), PIPE, PIPE), env=site.env
    )
    if made.returncode:
        return _complained(site, made.stderr)
    image = made.stdout.decode().strip()
    container = ""
    try:
        done = ask(site, "create", "-v", f"{name}:{_PLACE}", image, "none")
        if done.returncode:
            return _complained(site, done.stderr)
        container = done.stdout.decode().strip()
        return _FAILED if act(container) else 0
    finally:
        if container:
            ask(site, "rm", container)
        ask(site, "rmi", image)


def _complained(site: Site, said: bytes) -> int:
    complain(site, said.decode(errors="replace").strip())
    return _FAILED
