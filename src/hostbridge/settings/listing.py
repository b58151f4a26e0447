"""All settings with where each came from: what ``settings list`` and ``get`` print."""

from __future__ import annotations

from hostbridge.settings import keys
from hostbridge.settings.lines import lines
from hostbridge.settings.load import check, parse, read_text
from hostbridge.settings.model import MachineModel, SettingsModel
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

DEFAULT = "default"


@value
class Row:
    """One setting. source: an option, a variable, ``file:line``, or ``default``."""

    key: str
    value: Any
    source: str


def file_rows(path: str, *, project: bool) -> list[tuple[tuple[str, ...], Row]]:
    """What one file sets, by key; empty where it does not exist. Raises SettingsError."""
    try:
        text = read_text(path)
    except FileNotFoundError:
        return []
    content = parse(text, path)
    check(content, text, path, project=project)
    places = lines(text)
    return [
        (place, Row(keys.join(place), told, f"{path}:{places.get(place, 1)}"))
        for place, told in _leaves(content, ())
    ]


def all_rows(
    options: Mapping[str, str],
    env: Mapping[str, str],
    files: Sequence[tuple[str, bool]],
) -> list[Row]:
    """Every setting that counts, the first source first: options, variables, files, defaults.

    files: ``(path, whether it is a project's)``, the nearest first. Machines are taken from the
    nearest file that names them, whole.
    """
    found: dict[tuple[str, ...], Row] = {}
    for key, _, _ in keys.KEYS:
        if "NAME" in key:
            continue
        place = tuple(key.split("."))
        name = keys.variable(key)
        if options.get(key):
            found[place] = Row(key, options[key], f"--{key.replace('_', '-')}")
        elif env.get(name):
            found[place] = Row(key, env[name], name)
    machines: dict[str, str] = {}
    for path, project in files:
        for place, row in file_rows(path, project=project):
            if place[0] == "machines" and machines.setdefault(place[1], path) != path:
                continue
            if row.value != "":  # an empty text is not set
                found.setdefault(place, row)
    for place, default in _defaults(machines):
        found.setdefault(place, Row(keys.join(place), default, DEFAULT))
    order = [key.split(".")[0] for key, _, _ in keys.KEYS]
    return [
        row for _, row in sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0]))
    ]


def default_of(place: Sequence[str]) -> Any:
    """The default of a key; empty text for what has none."""
    return dict(_defaults([place[1]] if place[0] == "machines" else ())).get(tuple(place), "")


def _defaults(machines: Mapping[str, str] | Sequence[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    plain = SettingsModel().model_dump()
    yield from ((place, told) for place, told in _leaves(plain, ()) if place[0] != "machines")
    for name in machines:
        for field, told in MachineModel().model_dump().items():
            if field != "options":
                yield ("machines", name, field), told


def _leaves(
    table: Mapping[str, Any], place: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, told in table.items():
        if isinstance(told, dict):
            yield from _leaves(told, (*place, name))
        else:
            yield (*place, name), told
