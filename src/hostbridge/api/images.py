"""Images: a handle for one, and the collection of all, with what makes, moves and fetches them."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, ClassVar

from hostbridge.api.finding import Found, search
from hostbridge.api.handle import Collection, Handle
from hostbridge.api.options import BUILD
from hostbridge.api.progress import follow
from hostbridge.api.records import ImageInfo
from hostbridge.api.watching import Layer, read_layer
from hostbridge.api.whole import written_whole
from hostbridge.api.words import name_of, words
from hostbridge.errors import HostbridgeError, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from hostbridge.api.channel import Channel
    from hostbridge.api.options import BuildOptions, Path
    from hostbridge.api.progress import OnProgress
    from hostbridge.contract.engine import Kind

_LOADED = ("Loaded image ID:", "Loaded image(s):", "Loaded image:")


class Image(Handle):
    """One image, by an id or by one of its names: removing a name leaves the others.

    As a context manager it is removed when the block is left.
    """

    kind: ClassVar[Kind] = "image"

    def info(self) -> ImageInfo:
        """What the engine knows of it now; raises NotFound."""
        from hostbridge.engine.adapting import image_record

        return ImageInfo.of(image_record(self.inspect()))

    @property
    def id(self) -> str:
        """Its id, asked of the engine."""
        return self.info().id

    @property
    def tags(self) -> tuple[str, ...]:
        """Its names, asked of the engine."""
        return self.info().tags

    def tag(self, name: str) -> Image:
        """Give it one more name; returns the handle by that name."""
        self._channel.ask(["tag", name_of(self), name_of(name)])
        return Image(self._channel, name)

    def history(self) -> list[Layer]:
        """The steps that it was made by, the last one first."""
        argv = ["history", "--no-trunc", "--human=false", name_of(self)]
        wanted = "json" if self._channel.engine.dialect == "podman" else "{{json .}}"
        told = self._channel.objects([*argv, "--format", wanted])
        return [read_layer(one) for one in told]

    def save(self, target: Path) -> None:
        """Write it to a host file, with its name, as ``load`` reads it."""
        _save(self._channel, [name_of(self)], target)

    def push(self, *, progress: OnProgress | None = None) -> None:
        """Send it to the registry that its name begins with; the handle has to be made of a name.

        Raises NotFound, Unavailable when the registry does not answer, CommandFailed with the remedy
        when it wants a log-in.
        """
        follow(self._channel, ["push", name_of(self)], progress)

    def remove(self, *, force: bool = False) -> None:
        """Remove it, or one of its names where it has others; raises NotFound or Conflict."""
        self._channel.ask(["rmi", *(["--force"] if force else []), name_of(self)])


class Images(Collection[Image]):
    """All images of the engine."""

    handle = Image
    keeps_name = True

    def pull(self, name: str, *, platform: str = "", progress: OnProgress | None = None) -> Image:
        """Fetch an image from its registry.

        Raises NotFound when the registry has none of this name, Unavailable when it does not answer.
        """
        argv = ["pull", *([f"--platform={platform}"] if platform else []), name_of(name)]
        follow(self._channel, argv, progress)
        return Image(self._channel, name)

    def push(self, name: str, *, progress: OnProgress | None = None) -> None:
        """Send an image to its registry; see Image.push."""
        self._at(name).push(progress=progress)

    def build(
        self,
        context: Path | bytes = ".",
        *,
        progress: OnProgress | None = None,
        **options: Unpack[BuildOptions],
    ) -> Image:
        """Build an image of a directory with a Dockerfile; see BuildOptions.

        context: a host directory, an address of a repository, or as bytes a Dockerfile without a
        directory, or a tar archive. The handle is made of the first tag, else of the image's id.
        Raises CommandFailed with the end of what the build wrote.
        """
        with tempfile.TemporaryDirectory(prefix="hostbridge-") as folder:
            noted = os.path.join(folder, "id")
            argv = ["build", *words(BUILD, options), f"--iidfile={noted}"]
            data = bytes(context) if isinstance(context, (bytes, bytearray)) else None
            argv.append("-" if data is not None else _context(context))
            follow(self._channel, argv, progress, terminal=False, data=data, translated=True)
            made = ""
            if os.path.exists(noted):
                with open(noted, encoding="utf-8") as file:
                    made = file.read().strip()
        tags = options.get("tags") or ()
        first = tags if isinstance(tags, str) else next(iter(tags), "")
        if not first and not made:
            # Such as --output: what was built is not the engine's.
            raise HostbridgeError(
                "the build made no image of the engine's",
                "",
                "give it a tag, or leave out what exports it",
            )
        return Image(self._channel, first or made)

    def load(self, source: Path | bytes, *, progress: OnProgress | None = None) -> list[Image]:
        """Take the images of an archive that ``save`` wrote; a host file, or its bytes."""
        if isinstance(source, (bytes, bytearray)):
            done = follow(self._channel, ["load"], progress, terminal=False, data=bytes(source))
        else:
            path = os.path.abspath(os.fsdecode(source))
            if not os.path.isfile(path):
                raise NotFound(f"{path}: no such file", exit_code=125)
            done = follow(self._channel, ["load", f"--input={path}"], progress)
        names = _loaded(done.stdout.decode("utf-8", "replace"))
        return [Image(self._channel, name) for name in names]

    def save(self, images: Sequence[str | Image], target: Path) -> None:
        """Write several images to one host file."""
        if not images:
            raise HostbridgeError("save: no image is named")
        _save(self._channel, [name_of(one) for one in images], target)

    def search(self, term: str, *, limit: int | None = None) -> list[Found]:
        """Images that registries offer for a term; limit is of each registry.

        Raises Unavailable where a registry does not answer, CommandFailed with its words otherwise.
        """
        return search(self._channel, name_of(term), limit=limit)

    def infos(self) -> Sequence[ImageInfo]:
        """What the engine knows of each, in one call."""
        # A listing has a record for each name of an image; each tells all of them.
        found = {str(one["id"]): one for one in self._records(False, ())}
        return [ImageInfo.of(one) for one in found.values()]


def _save(channel: Channel, names: Sequence[str], target: Path) -> None:
    """Write images to a host file, whole or not at all."""
    with written_whole(target) as path:
        channel.ask(["save", f"--output={path}", *names])


def _context(context: Path | bytes) -> str:
    text = os.fsdecode(context)
    if "://" in text or text.startswith("git@"):
        return text
    path = os.path.abspath(text)
    if not os.path.isdir(path):
        raise NotFound(f"{path}: no such directory", "", "name a directory with a Dockerfile")
    return path


def _loaded(text: str) -> list[str]:
    names: list[str] = []
    for line in text.splitlines():
        for head in _LOADED:
            if line.strip().startswith(head):
                told = line.partition(":")[2] if head != "Loaded image ID:" else line[len(head) :]
                names += [name.strip() for name in told.split(",") if name.strip()]
                break
    return list(dict.fromkeys(names))
