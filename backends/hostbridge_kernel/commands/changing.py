"""``tag``, ``rmi``, ``image prune``, ``pull``, ``load``, ``save``, ``import``."""

from __future__ import annotations

import contextlib
import os
import shlex
import tempfile
from typing import IO, TYPE_CHECKING, Any, Callable, Generator

from hostbridge.errors import HostbridgeError, NotFound, UsageError
from hostbridge_kernel.commands import words
from hostbridge_kernel.commands.progress import Progress
from hostbridge_kernel.image import media
from hostbridge_kernel.image.reference import parse
from hostbridge_kernel.registry.pull import pull as pull_image
from hostbridge_kernel.store import transfer

if TYPE_CHECKING:
    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.store.store import Removed

_CHANGES = ("CMD", "ENTRYPOINT")


def pull(context: Context) -> int:
    """``pull NAME``: progress, then digest and status as docker prints them."""
    call = context.call
    (text,) = context.operands()
    reference = parse(text)
    if call.has("--all-tags"):
        raise HostbridgeError("pull --all-tags: is not done", "", "pull each tag by its name")
    platform = call.value("--platform")
    quiet = call.has("--quiet")
    if not quiet:
        if reference.wanted == "latest" and "latest" not in text:
            context.say("Using default tag: latest")
        context.say(f"{reference.wanted}: Pulling from {reference.path}")
        context.out.flush()
    with Progress(context.out, quiet=quiet) as progress:
        pulled = pull_image(
            context.store, reference, context.env,
            platform=media.parse_platform(platform) if platform else None,
            insecure=call.value("--tls-verify") == "false", report=progress.step,
        )  # fmt: skip
    if not quiet:
        what = "Downloaded newer image" if pulled.changed else "Image is up to date"
        context.say(f"Digest: {pulled.digest}\nStatus: {what} for {reference}")
    shown = str(reference) if reference.domain != "docker.io" else reference.key
    context.say(shown)
    return 0


def load(context: Context) -> int:
    """``load [-i FILE]``."""
    with _input(context, context.call.value("--input")) as stream:
        for loaded in transfer.load(context.store, stream):
            if context.call.has("--quiet") and not loaded.names:
                continue
            for name in loaded.names:
                context.say(f"Loaded image: {name}")
            if not loaded.names:
                context.say(f"Loaded image ID: {loaded.image.id}")
    return 0


def save(context: Context) -> int:
    """``save IMAGE… [-o FILE]``: the file is there whole or not at all."""
    target = context.call.value("--output")
    names = context.operands()
    for name in names:
        context.store.images.find(name)
    if not target:
        if context.out.isatty():
            raise UsageError("cowardly refusing to save to a terminal. Use the -o flag or redirect")
        transfer.save(context.store, names, context.out)
        return 0
    folder = os.path.dirname(os.path.abspath(target))
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "wb") as out:
                transfer.save(context.store, names, out)
            return 0
        descriptor, temporary = tempfile.mkstemp(prefix=".new-", dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as out:
                transfer.save(context.store, names, out)
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise HostbridgeError(f"{target}: {error.strerror}") from error
    return 0


def bring_in(context: Context) -> int:
    """``import FILE|- [NAME]``."""
    call = context.call
    source, *names = context.operands()
    if "://" in source:
        raise HostbridgeError(f"import {source}: URLs are not fetched", "", "curl URL | … import -")
    platform = call.value("--platform")
    with _input(context, None if source == "-" else source) as stream:
        image = transfer.bring_in(
            context.store, stream, parse(names[0]) if names else None,
            _changes(call.values("--change")), call.value("--message") or f"Imported from {source}",
            media.parse_platform(platform) if platform else media.own_platform(),
        )  # fmt: skip
    context.say(image.id)
    return 0


def _changes(lines: list[str]) -> dict[str, Any]:
    """``--change``: instructions of a Dockerfile that are about the configuration."""
    config: dict[str, Any] = {}
    for line in lines:
        name, _, rest = line.strip().partition(" ")
        name, rest = name.upper(), rest.strip()
        if name in _CHANGES:
            config[name.capitalize()] = _command(rest)
        elif name in ("ENV", "LABEL"):
            pairs = [word.partition("=") for word in shlex.split(rest)]
            if name == "ENV":
                config.setdefault("Env", []).extend(f"{key}={text}" for key, _, text in pairs)
            else:
                config.setdefault("Labels", {}).update({key: text for key, _, text in pairs})
        elif name == "EXPOSE":
            ports = config.setdefault("ExposedPorts", {})
            ports.update({port if "/" in port else f"{port}/tcp": {} for port in rest.split()})
        elif name == "VOLUME":
            paths = _command(rest) if rest.startswith("[") else rest.split()
            config.setdefault("Volumes", {}).update({path: {} for path in paths})
        elif name in ("USER", "WORKDIR", "STOPSIGNAL"):
            key = {"USER": "User", "WORKDIR": "WorkingDir", "STOPSIGNAL": "StopSignal"}[name]
            config[key] = rest
        else:
            raise UsageError(f"--change {line!r}: {name} cannot be changed", "", exit_code=1)
    return config


def _command(text: str) -> list[str]:
    import json

    if text.startswith("["):
        with contextlib.suppress(ValueError):
            found = json.loads(text)
            if isinstance(found, list) and all(isinstance(word, str) for word in found):
                return found
    return ["/bin/sh", "-c", text]


def tag(context: Context) -> int:
    """``tag SOURCE TARGET``."""
    source, target = context.operands()
    context.store.images.tag(source, parse(target))
    return 0


def rmi(context: Context) -> int:
    """``rmi IMAGE…``: all that can be; the code tells whether one could not."""
    code, holder = 0, holders(context)
    for text in context.operands():
        try:
            _told(
                context,
                context.store.remove(text, force=context.call.has("--force"), in_use=holder),
            )
        except HostbridgeError as error:
            if isinstance(error, NotFound) and context.call.has("--force"):
                context.warn(f"Error: {error.summary}")
                continue
            context.warn(f"Error: {error.summary}")
            code = 1
    return code


def holders(context: Context) -> Callable[[str], str]:
    """Gives the short id of a container that was made of an image, "" where there is none."""
    found: dict[str, str] = {}

    def holder(image: str) -> str:
        if not found:
            found.update(
                {str(one.config["Image"]): one.id[:12] for one in context.containers.all()}
            )
            found[""] = ""
        return found.get(image, "")

    return holder


def prune(context: Context) -> int:
    """``image prune``: asks on a terminal, unless ``--force``."""
    every = context.call.has("--all")
    what = (
        "all images without at least one container associated to them"
        if every
        else "all dangling images"
    )
    if not words.agreed(context, f"This will remove {what}."):
        return 0
    gone, freed = context.store.prune(every=every, in_use=holders(context))
    if gone:
        context.say("Deleted Images:")
        for removed in gone:
            for line in _lines(removed):
                context.say(line.replace("Untagged", "untagged").replace("Deleted", "deleted"))
        context.say("")
    context.say(f"Total reclaimed space: {words.size(freed)}")
    return 0


def _told(context: Context, removed: Removed) -> None:
    for line in _lines(removed):
        context.say(line)


def _lines(removed: Removed) -> list[str]:
    lines = [f"Untagged: {parse(name)}" for name in removed.untagged]
    return lines + ([f"Deleted: {removed.deleted}"] if removed.deleted else [])


@contextlib.contextmanager
def _input(context: Context, path: str | None) -> Generator[IO[bytes]]:
    """A named file, or standard input (which must not be a terminal)."""
    if not path:
        if context.stdin.isatty():
            raise UsageError(
                "requested load from stdin, but stdin is empty",
                "",
                "name a file: -i FILE",
                exit_code=1,
            )
        yield context.stdin
        return
    try:
        file = open(path, "rb")
    except OSError as error:
        raise NotFound(f"open {path}: {error.strerror}", exit_code=1) from error
    with file:
        yield file
