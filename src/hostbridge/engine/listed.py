"""Records of a listing that are completed by one inspection when something else is asked for."""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    Item = dict[str, Any]
    _Told = Mapping[str, Any]
else:
    _Told = Mapping


class Listed(_Told):
    """What a listing told of one thing. A key that it lacks is inspected, for all of them at once."""

    def __init__(self, told: Item, details: Details) -> None:
        self._told = dict(told)
        self._details = details

    def told(self, key: str, default: Any = None) -> Any:
        """What is known already; never inspects."""
        return self._told.get(key, default)

    def complete(self, more: Item) -> None:
        """Add what an inspection told; what the listing told stays."""
        self._told = {**more, **self._told}

    def __getitem__(self, key: str) -> Any:
        if key not in self._told:
            self._details.load()
        return self._told[key]

    def __contains__(self, key: object) -> bool:
        if key not in self._told:
            self._details.load()
        return key in self._told

    def __iter__(self) -> Iterator[str]:
        self._details.load()
        return iter(self._told)

    def __len__(self) -> int:
        self._details.load()
        return len(self._told)


class Details:
    """The records of one listing, and how to learn the rest of them.

    key names what identifies a record; inspect gives the inspected objects for those names, adapt
    makes a record of one (of an empty object: the blanks for what went away meanwhile).
    """

    def __init__(
        self,
        key: str,
        inspect: Callable[[list[str]], Iterable[Item]],
        adapt: Callable[[Item], Item],
    ) -> None:
        self.records: list[Listed] = []
        self._key = key
        self._inspect = inspect
        self._adapt = adapt
        self._loaded = False

    def add(self, told: Item) -> None:
        """One more record."""
        self.records.append(Listed(told, self))

    def load(self) -> None:
        """Complete all records. What the listing told is kept as it is."""
        if self._loaded:
            return
        self._loaded = True
        names = list(dict.fromkeys(str(record[self._key]) for record in self.records))
        adapted = [self._adapt(item) for item in self._inspect(names)] if names else []
        found = {record[self._key]: record for record in adapted}
        blank = self._adapt({})
        for record in self.records:
            record.complete(found.get(record[self._key], blank))
