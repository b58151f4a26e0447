"""``untag`` and ``image tree`` on docker."""

from __future__ import annotations

import io
import json
import tarfile

from hostbridge.contract.engine import Emulation
from hostbridge.contract.session import PIPE, Stdio
from hostbridge.engine.emulate.doing import ask, complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_FAILED = 125


def empty_tar() -> bytes:
    """An archive of nothing, which docker imports as an image without files."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w"):
        pass
    return made.getvalue()


def untag(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Take names from an image, which stays, also without any.

    docker's ``rmi`` would remove the image with its last name: so the name is given to an image
    without files first, and that one is removed.
    """
    del engine
    image, *names = [word.value or "" for word in call.operands()] or [""]

    def perform(site: Site) -> int:
        done = ask(site, "image", "inspect", image)
        if done.returncode:
            complain(site, f"Error: {image}: image not known")
            return _FAILED
        (known,) = json.loads(done.stdout)
        for name in names or known["RepoTags"] or []:
            if _with_tag(name) not in known["RepoTags"]:
                complain(site, f"Error: {name}: tag not known")
                return _FAILED
            if not _move_away(site, name):
                return _FAILED
        return 0

    return Emulation("untag", reason, perform)


def tree(call: Call, engine: Dialect, reason: str) -> Emulation:
    """The layers of an image, in podman's words."""
    del engine
    image = next((word.value or "" for word in call.operands()), "")

    def perform(site: Site) -> int:
        done = ask(site, "image", "inspect", image)
        if done.returncode:
            complain(site, f"Error: {image}: image not known")
            return _FAILED
        (known,) = json.loads(done.stdout)
        site.stdout.write(tree_text(known, _sizes(site, image)).encode())
        site.stdout.flush()
        return 0

    return Emulation("image tree", reason, perform)


def tree_text(image: dict[str, Any], sizes: list[str]) -> str:
    """An inspected image as a tree; sizes: of its layers, the lowest first."""
    layers = [layer.removeprefix("sha256:")[:12] for layer in image["RootFS"].get("Layers") or []]
    sizes = [*sizes, *["0B"] * len(layers)][: len(layers)]
    told = [
        f"Image ID: {image['Id'].removeprefix('sha256:')[:12]}",
        f"Tags:     [{' '.join(image['RepoTags'] or [])}]",
        f"Size:     {image['Size'] / 1e6:.4g}MB",
        "Image Layers",
    ]
    for number, (layer, size) in enumerate(zip(layers, sizes)):
        last = number == len(layers) - 1
        top = f" Top Layer of: [{' '.join(image['RepoTags'] or [])}]" if last else ""
        told.append(f"{'└──' if last else '├──'} ID: {layer} Size: {size:>7}{top}")
    return "\n".join(told) + "\n"


def _sizes(site: Site, image: str) -> list[str]:
    done = ask(site, "history", "--format", "{{.Size}}", image)
    return [size for size in done.stdout.decode().split() if size != "0B"][::-1]


def _move_away(site: Site, name: str) -> bool:
    done = site.session.run(
        [*site.client, "import", "-", name], stdio=Stdio(empty_tar(), PIPE, PIPE), env=site.env
    )
    if done.returncode == 0:
        done = ask(site, "rmi", name)
    if done.returncode:
        complain(site, done.stderr.decode(errors="replace").strip())
    return done.returncode == 0


def _with_tag(name: str) -> str:
    short = name.removeprefix("docker.io/").removeprefix("library/")
    return short if ":" in short.rpartition("/")[2] else f"{short}:latest"
