"""From keyword arguments to the words of a command line: one converter for each kind of value.

Every option is written ``--name=value``, so that no value can be taken for an option.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from hostbridge.dispatch.paths import is_path, join_csv
from hostbridge.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    Table = Mapping[str, tuple[str, str]]
    """By keyword: the option, and the kind of its values (a name of CONVERTERS)."""


def words(table: Table, options: Mapping[str, Any]) -> list[str]:
    """The words for keyword arguments; None and False are left out, ``extra`` is taken as it is.

    Raises UsageError for a keyword that the table does not have, or a value that makes no sense.
    """
    made: list[str] = []
    for keyword, given in options.items():
        if keyword == "extra":
            made += [str(word) for word in given or ()]
            continue
        if keyword not in table:
            raise UsageError(
                f"{keyword}: there is no such option", "", f"options: {_listed(table)}"
            )
        if given is None:
            continue
        option, kind = table[keyword]
        for text in CONVERTERS[kind](keyword, given):
            made.append(option if text is None else _joined(option, text))
    return made


def name_of(thing: Any) -> str:
    """A name as engines take it: a text, or the name or id of a handle. Never an option."""
    text = thing if isinstance(thing, str) else str(getattr(thing, "key", ""))
    if not text or text.startswith("-") or "\0" in text:
        raise UsageError(f"{thing!r}: is no name")
    return text


def _joined(option: str, text: str) -> str:
    # Whole options of another name: a volume whose path holds a colon is a mount.
    return text if text.startswith("--mount=") else f"{option}={text}"


def _switch(keyword: str, given: Any) -> Iterable[str | None]:
    if not isinstance(given, bool):
        raise UsageError(f"{keyword}={given!r}: is True or False")
    return (None,) if given else ()


def _text(keyword: str, given: Any) -> Iterable[str]:
    if isinstance(given, bool) or not isinstance(given, (str, int, float, os.PathLike)):
        return (name_of(given),) if hasattr(given, "key") else _wrong(keyword, given)
    return (_plain(keyword, given),)


def _each(keyword: str, given: Any) -> Iterable[str]:
    if isinstance(given, (str, int, os.PathLike)) or hasattr(given, "key"):
        given = [given]
    return [text for item in given for text in _text(keyword, item)]


def _pairs(keyword: str, given: Any) -> Iterable[str]:
    """``name=value`` each; a value of None is the name alone. A sequence is taken as it is."""
    if not isinstance(given, Mapping):
        return _each(keyword, given)
    pairs: list[str] = []
    for name, text in given.items():
        plain = str(name)
        if not plain or "=" in plain or "\0" in plain:
            raise UsageError(f"{keyword}: {name!r} is no name")
        pairs.append(plain if text is None else f"{plain}={_plain(keyword, text)}")
    return pairs


def _seconds(keyword: str, given: Any) -> Iterable[str]:
    """A duration: seconds as a number, or as the engines write it (``1m30s``)."""
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return (f"{round(given * 1000)}ms",)
    return _text(keyword, given)


def _hosts(keyword: str, given: Any) -> Iterable[str]:
    if isinstance(given, Mapping):
        return [f"{name}:{address}" for name, address in given.items()]
    return _each(keyword, given)


def _ulimits(keyword: str, given: Any) -> Iterable[str]:
    if not isinstance(given, Mapping):
        return _each(keyword, given)
    return [
        f"{name}={limit if isinstance(limit, int) else f'{limit[0]}:{limit[1]}'}"
        for name, limit in given.items()
    ]


def _path(keyword: str, given: Any) -> Iterable[str]:
    """Host files: absolute, so that a later change of the working directory changes nothing."""
    listed = [given] if isinstance(given, (str, os.PathLike)) else given
    return [os.path.abspath(_plain(keyword, path)) for path in listed]


def _volumes(keyword: str, given: Any) -> Iterable[str]:
    """``{source: target}``, or a sequence of ``SRC:DST[:options]`` and of tuples of the three."""
    listed = list(given.items()) if isinstance(given, Mapping) else given
    return [item if isinstance(item, str) else _volume(keyword, *item) for item in listed]


def _volume(keyword: str, source: Any, target: str, options: str = "") -> str:
    if isinstance(source, os.PathLike) or (isinstance(source, str) and is_path(source)):
        path = os.path.abspath(_plain(keyword, source))
        if ":" in path:
            fields = ["type=bind", f"source={path}", f"target={target}"]
            fields += ["readonly"] if "ro" in options.split(",") else []
            return f"--mount={join_csv(fields)}"
        return ":".join([path, target, *([options] if options else [])])
    return ":".join([name_of(source), target, *([options] if options else [])])


def _ports(keyword: str, given: Any) -> Iterable[str]:
    """``{host: container}`` as on the command line, or a sequence of container ports and texts."""
    if isinstance(given, Mapping):
        return [f"{host}:{container}" for host, container in given.items()]
    return _each(keyword, given)


def _plain(keyword: str, given: Any) -> str:
    text = os.fsdecode(given) if isinstance(given, os.PathLike) else str(given)
    if "\0" in text:
        raise UsageError(f"{keyword}: {text!r} holds a NUL byte")
    return text


def _wrong(keyword: str, given: Any) -> Iterable[str]:
    raise UsageError(f"{keyword}={given!r}: is not what this option takes")


def _listed(table: Table) -> str:
    return ", ".join(sorted(table))


CONVERTERS: Mapping[str, Callable[[str, Any], Iterable[str | None]]] = {
    "switch": _switch,
    "text": _text,
    "each": _each,
    "pairs": _pairs,
    "seconds": _seconds,
    "hosts": _hosts,
    "ulimits": _ulimits,
    "path": _path,
    "volumes": _volumes,
    "ports": _ports,
}
