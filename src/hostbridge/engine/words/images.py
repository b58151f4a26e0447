"""``rmi`` and ``tag``.

docker's ``rmi -f`` takes names away from under stopped containers and refuses running ones; podman's
removes the containers first. A caller gets what his dialect means.
"""

from __future__ import annotations

from hostbridge.engine.emulate.doing import ask, complain, exit_of, lines
from hostbridge.engine.words.errors import NOT_PARSED
from hostbridge.engine.words.telling import absent, made, missing, named, no_operand, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Emulation, Site

_HEX = frozenset("0123456789abcdef")
_ID = 64


def remove_on_podman(call: Call, said: Call, engine: Dialect) -> Emulation:
    """For docker's callers: no container is removed with its image."""
    forced = call.has("--force")
    bare = said.without("--force")

    def perform(site: Site) -> int:
        if not named(call):
            return no_operand(site, call)
        codes = [one(site, name) for name in named(call)]
        return NOT_PARSED if NOT_PARSED in codes else exit_of(codes)

    def one(site: Site, name: str) -> int:
        image = _image_id(site, name)
        if not image:
            code = missing(site, call, "image", name)
            return 0 if forced else code
        using = _containers(site, image, running=False) if forced else []
        if using:
            return _untag(site, call, name, image)
        done = ask(site, *(said if forced else bare).without_operands().with_operand(name).argv())
        if done.returncode:
            return told(site, call, engine, name, done.stderr)
        site.stdout.write(removed(done.stdout.decode(errors="replace"), "docker").encode())
        site.stdout.flush()
        return 0

    return made(call, said, engine, perform)


def remove_on_docker(call: Call, said: Call, engine: Dialect) -> Emulation:
    """For podman's callers: with ``--force`` the image's containers are removed first."""
    forced = call.has("--force")
    bare = said.without("--force")

    def perform(site: Site) -> int:
        if not named(call):
            return no_operand(site, call)
        code = 0
        for name in named(call):
            image = _image_id(site, name)
            if not image:
                code = code if forced else missing(site, call, "image", name)
                continue
            using = _containers(site, image, running=False) if forced else []
            if using:
                ask(site, "rm", "-f", *using)
            words = (said if forced else bare).without_operands().with_operand(name)
            done = ask(site, *words.argv())
            if done.returncode:
                code = told(site, call, engine, name, done.stderr)
            site.stdout.write(removed(done.stdout.decode(errors="replace"), "podman").encode())
            site.stdout.flush()
        return code

    return made(call, said, engine, perform)


def tag_on_docker(call: Call, said: Call, engine: Dialect) -> Emulation:
    """Podman gives an image any number of names at once."""

    def perform(site: Site) -> int:
        if len(named(call)) < 2:
            return no_operand(site, call)
        image, *names = named(call)
        for name in names:
            words = said.without_operands().with_operand(image).with_operand(name)
            done = ask(site, *words.argv())
            if done.returncode:
                return told(site, call, engine, image, done.stderr)
        return 0

    return made(call, said, engine, perform)


def removed(text: str, dialect: Dialect) -> str:
    """``Untagged:`` and ``Deleted:`` lines as the dialect writes names and ids."""
    out: list[str] = []
    for line in text.splitlines():
        word, _, name = line.partition(": ")
        if dialect == "docker":
            if word == "Deleted" and len(name) == _ID and set(name) <= _HEX:
                name = f"sha256:{name}"
            for prefix in ("localhost/", "docker.io/library/", "docker.io/"):
                name = name.removeprefix(prefix)
        elif word == "Deleted":
            name = name.removeprefix("sha256:")
        elif word == "Untagged":
            name = _with_registry(name)
        out.append(f"{word}: {name}\n")
    return "".join(out)


def _with_registry(name: str) -> str:
    """``x:1`` as podman tells it of docker's images: ``docker.io/library/x:1``."""
    first, slash, _ = name.partition("/")
    if not slash:
        return f"docker.io/library/{name}"
    return name if "." in first or ":" in first or first == "localhost" else f"docker.io/{name}"


def _untag(site: Site, call: Call, name: str, image: str) -> int:
    """What containers use loses its name and stays; by its id what runs is in the way."""
    by_id = image.startswith(name.removeprefix("sha256:"))
    running = _containers(site, image, running=True) if by_id else []
    if running:
        complain(
            site,
            f"Error response from daemon: conflict: unable to delete {image[:12]} (cannot be forced)"
            f" - image is being used by running container {running[0][:12]}",
        )
        return 1
    done = ask(site, "untag", name)
    if done.returncode:
        return told(site, call, "podman", name, done.stderr)
    tagged = name if ":" in name.rpartition("/")[2] else f"{name}:latest"
    site.stdout.write(removed(f"Untagged: {tagged}", "docker").encode())
    site.stdout.flush()
    return 0


def _image_id(site: Site, name: str) -> str:
    if absent(site, "image", name):
        return ""
    done = ask(site, "image", "inspect", "--format", "{{.Id}}", name)
    return done.stdout.decode().strip().removeprefix("sha256:") if done.returncode == 0 else ""


def _containers(site: Site, image: str, *, running: bool) -> list[str]:
    """The containers that were made of just this image; ``ancestor`` alone finds those of images built on it."""
    every = [] if running else ["-a"]
    found = lines(ask(site, "ps", "-q", "--no-trunc", *every, "--filter", f"ancestor={image}"))
    if not found:
        return []
    told_images = lines(ask(site, "container", "inspect", "--format", "{{.Image}}", *found))
    return [c for c, of in zip(found, told_images) if of.removeprefix("sha256:") == image]
