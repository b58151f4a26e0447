"""Handles and collections: the one mechanism behind containers, images, networks and volumes.

A kind of thing is a class that names its words; everything that all kinds can do is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, Self, TypeVar

from hostbridge.api.pruned import Pruned, read_pruned
from hostbridge.api.words import name_of
from hostbridge.contract.engine import Query
from hostbridge.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

    from hostbridge.api.channel import Channel
    from hostbridge.contract.engine import Kind, Record


class Named(Protocol):
    """A handle, where a name is taken: a ``Volume`` for a mount, a ``Network`` to join."""

    @property
    def key(self) -> str:
        """What the engine finds it by."""
        ...


class Handle:
    """One thing of the engine's, found by its id or name. Two handles of one thing are equal.

    As a context manager it removes the thing when the block is left, whatever way.
    """

    kind: ClassVar[Kind]

    def __init__(self, channel: Channel, key: str) -> None:
        self._channel = channel
        self._key = key

    @property
    def key(self) -> str:
        """What the engine finds it by: its id where that is known, else its name."""
        return self._key

    def inspect(self) -> dict[str, Any]:
        """All that the engine knows of it, with docker's field names on either engine.

        Raises NotFound.
        """
        # Templates come with it: 30 ms that a program which inspects nothing does not pay.
        from hostbridge.engine.show.inspect import adapted

        done = self._channel.objects([self.kind, "inspect", name_of(self)])
        if not done:
            raise NotFound(f"there is no {self.kind} {self._key}")
        return adapted(done[0], "docker")

    def exists(self) -> bool:
        """Whether the engine has it."""
        try:
            self.inspect()
        except NotFound:
            return False
        return True

    def remove(self, *, force: bool = False) -> None:
        """Remove it; force also where it is in use. Raises NotFound or Conflict."""
        self._channel.ask([self.kind, "rm", *(["--force"] if force else []), name_of(self)])

    def _clean_up(self) -> None:
        """Remove it, and what would keep it; nothing happens where it is gone."""
        try:
            self.remove(force=True)
        except NotFound:
            pass

    def __enter__(self) -> Self:
        """The handle itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove it; an error of the block is not covered by one of the removal."""
        try:
            self._clean_up()
        except Exception:
            if error is None:
                raise

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Handle)
            and (self.kind, self._key, self._channel) == (other.kind, other._key, other._channel)
        )  # fmt: skip

    def __hash__(self) -> int:
        return hash((self.kind, self._key))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._key!r})"


H = TypeVar("H", bound=Handle)


class Collection(Generic[H]):
    """All things of a kind that the engine has."""

    handle: ClassVar[type[Handle]]
    identifies: ClassVar[str] = "id"
    """The record's field that a handle is made of."""
    keeps_name: ClassVar[bool] = False
    """Whether ``get`` makes a handle of the name it was given, since one thing may have several."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def list(
        self, *, all: bool = False, filters: Mapping[str, Any] | Sequence[str] = ()
    ) -> list[H]:
        """The handles, the newest first as the engine lists them.

        all: of containers also those that do not run, of images also those in between.
        filters: as ``--filter`` takes them, ``{"label": "a=b"}`` (a value may be a list) or
        ``["label=a=b"]``. Raises CommandFailed with the engine's words for a filter it lacks.
        """
        found = [self._made(record) for record in self._records(all, filters)]
        return list(dict.fromkeys(found))

    def get(self, name: str) -> H:
        """The handle of one that exists, by name or id; raises NotFound."""
        told = self._at(name).inspect()
        if self.keeps_name:
            return self._at(name)
        return self._at(str(told.get("Id" if self.identifies == "id" else "Name") or name))

    def exists(self, name: str) -> bool:
        """Whether there is one of this name or id."""
        return self._at(name).exists()

    def prune(self, *, filters: Mapping[str, Any] | Sequence[str] = ()) -> Pruned:
        """Remove those that nothing uses; tells which, and the bytes that became free."""
        kind = self.handle.kind
        words = [kind, "prune", "--force", *filter_words(filters)]
        return read_pruned(self._channel.ask(words).stdout.decode("utf-8", "replace"))

    def __iter__(self) -> Iterator[H]:
        """Over all of them, as ``list``."""
        return iter(self.list())

    def __contains__(self, name: object) -> bool:
        """Whether there is one of this name, or the one that a handle stands for."""
        if isinstance(name, self.handle):
            return name == self._at(name.key) and name.exists()
        return isinstance(name, str) and self.exists(name)

    def _records(self, all: bool, filters: Mapping[str, Any] | Sequence[str]) -> Sequence[Record]:
        texts = tuple(word.partition("=")[2] for word in filter_words(filters))
        return list(self._channel.records(self.handle.kind, Query(all, texts)))

    def _made(self, record: Record) -> H:
        return self._at(str(record[self.identifies]))

    def _at(self, key: str) -> H:
        name_of(key)
        made: Any = self.handle(self._channel, key)
        handle: H = made
        return handle


def filter_words(filters: Mapping[str, Any] | Sequence[str]) -> list[str]:
    """``--filter=key=value`` words."""
    if isinstance(filters, str):
        filters = [filters]
    if not hasattr(filters, "items"):
        return [f"--filter={text}" for text in filters]
    words: list[str] = []
    for name, given in filters.items():  # type: ignore[union-attr]
        for text in [given] if isinstance(given, (str, int, bool)) else given:
            shown = str(text).lower() if isinstance(text, bool) else str(text)
            words.append(f"--filter={name}={shown}")
    return words
