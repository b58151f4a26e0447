"""Records of a listing that are completed by one inspection when something else is asked for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Item = dict[str, Any]
    _Told = dict[str, Any]
else:
    _Told = dict


class Listed(_Told):
    """What a listing told of one thing. A key that it lacks is inspected, for all of them at once.

    Use ``record[key]``; ``in`` and ``get`` see what is told already and never inspect.
    """

    def __init__(self, told: Item, details: Details) -> None:
        super().__init__(told)
        self._details = details

    def __missing__(self, key: str) -> Any:
        """Inspect, once."""
        self._details.load()
        if key not in self:
            raise KeyError(key)
        return dict.__getitem__(self, key)


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
            for key, value in found.get(record[self._key], blank).items():
                record.setdefault(key, value)
