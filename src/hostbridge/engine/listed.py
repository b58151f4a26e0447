"""Records of a listing that are completed by one inspection when something else is asked for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping
    from typing import Any

    Item = dict[str, Any]
    _Told = Mapping[str, Any]
else:
    # What collections.abc gives on, without the 3 ms of collections itself.
    from _collections_abc import Mapping as _Told


class Listed(_Told):
    """What a listing told of one thing. A key that it lacks is inspected, for all that lack it at once."""

    __slots__ = ("_details", "_told", "inspected")

    def __init__(self, told: Item, details: Details) -> None:
        self._told = told
        self._details = details
        self.inspected: Item | None = None

    def told(self, key: str, default: Any = None) -> Any:
        """What is known already; never inspects."""
        return self._told.get(key, default)

    def keys_told(self) -> KeysView[str]:
        """The keys that are known already."""
        return self._told.keys()

    def __getitem__(self, key: str) -> Any:
        told = self._told
        if key in told:
            return told[key]
        # Read once, and only if the key is one that an inspection tells.
        read = self._details.fields[key]
        if self.inspected is None:
            self._details.load(key)
        value = told[key] = read(self.inspected or {})
        return value

    def __contains__(self, key: object) -> bool:
        return key in self._told or key in self._details.fields

    def __iter__(self) -> Iterator[str]:
        return iter({**self._told, **self._details.fields})

    def __len__(self) -> int:
        return len({**self._told, **self._details.fields})


class Details:
    """The records of one listing, and how to learn the rest of them.

    key names what identifies a record; inspect gives the inspected objects for those names; fields
    read one key each of such an object (of an empty one: the blank for what went away meanwhile).
    """

    def __init__(
        self,
        key: str,
        inspect: Callable[[list[str]], Iterable[Item]],
        fields: Mapping[str, Callable[[Item], Any]],
    ) -> None:
        self.records: list[Listed] = []
        self.fields = fields
        self._key = key
        self._inspect = inspect

    def add(self, told: Item) -> None:
        """One more record."""
        self.records.append(Listed(told, self))

    def load(self, key: str) -> None:
        """Inspect every record of which the listing did not tell ``key``.

        In the same go those that lack what it told of others: it will be asked for next.
        """
        usual = {key}.union(*(record.keys_told() for record in self.records))
        lacking = [
            record
            for record in self.records
            if record.inspected is None and not usual <= record.keys_told()
        ]
        names = list(dict.fromkeys(str(record[self._key]) for record in lacking))
        identity = self.fields[self._key]
        found = {identity(item): item for item in self._inspect(names)} if names else {}
        for record in lacking:
            record.inspected = found.get(record[self._key], {})
