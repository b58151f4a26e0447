"""``docs/host.md``: what ``hostbridge host --json`` prints, made from the classes of the facts.

``python -m hostbridge.host.document DIRECTORY`` writes it; a test holds it current.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from hostbridge.host import facts, items
from hostbridge.host.host import Host

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE_FILE = "host.md"
PARTS = {n: part for n, part in {**vars(facts), **vars(items)}.items() if hasattr(part, "_own")}
"""The classes that facts are made of, by name."""
_JSON = {
    "str": "string",
    "int": "integer",
    "bool": "boolean",
    "bool | None": "boolean or null",
    "System": "string",
    "Access": "string",
}
"""JSON's word for a Python annotation."""
_INSIDE = ("IdRange", "WslDistribution")


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield _INTRODUCTION
    yield "| key | type | |"
    yield "| --- | --- | --- |"
    for name, annotation in Host.__annotations__.items():
        part = annotation.removeprefix("tuple[").removesuffix(", ...]")
        shape = _type(annotation)
        link = (
            f"[{part}](#{part.lower()})"
            if part in PARTS
            else "`linux`, `macos`, `windows` or `other`"
        )
        yield f"| `{name}` | {shape} | {link} |"
    yield ""
    names = [a.removeprefix("tuple[").removesuffix(", ...]") for a in Host.__annotations__.values()]
    for name in [*(n for n in names if n in PARTS), *_INSIDE]:
        part = PARTS[name]
        summary, meanings = _described(part.__doc__ or "")
        yield f"### {name}"
        yield ""
        yield summary
        yield ""
        yield "| key | type | |"
        yield "| --- | --- | --- |"
        for field, annotation in part.__annotations__.items():
            yield f"| `{field}` | {_type(annotation)} | {meanings.get(field, '')} |"
        yield ""
    yield _END


def _type(annotation: str) -> str:
    if annotation.startswith("tuple["):
        return f"array of {_type(annotation[len('tuple[') : -len(', ...]')])}"
    return _JSON.get(annotation, "object")


def _described(text: str) -> tuple[str, dict[str, str]]:
    """A docstring's own words, and what it says of each field (``name: …``, ``a, b: …``)."""
    plain, found = [], {}
    names: list[str] = []
    for line in re.sub(r"(?<=[.;]) (?=[a-z_0-9]+: )", "\n", text).splitlines():
        words = line.strip().replace("``", "`").replace("None", "null")
        told = re.match(r"((?:[a-z_0-9]+, )*[a-z_0-9]+): (.*)", words)
        if told:
            names = told[1].split(", ")
            found.update(dict.fromkeys(names, told[2]))
        elif words and names:
            found.update({name: f"{found[name]} {words}" for name in names})
        elif words:
            plain.append(words)
    return " ".join(plain), {name: _sentence(said) for name, said in found.items()}


def _sentence(text: str) -> str:
    """A capital at the start, unless that is a name in another spelling (``os-release(5)``)."""
    first = text.partition(" ")[0]
    return text if any(char in first for char in "`(._") else text[:1].upper() + text[1:]


_INTRODUCTION = """\
# Facts about the host

<!-- Made by `python -m hostbridge.host.document docs`; a test holds it current. -->

`hostbridge host` tells what this host is, which backends and engines there are, what is used, and why.
`hostbridge host --json` prints one object:

| key | |
| --- | --- |
| `host` | the facts, below |
| `backends`, `engines` | arrays of `name`, `status` (`usable`, `unusable`, `untested`), `why`, `remedy`, `version` |
| `choice` | what is used, with `…_why` for each; null where nothing works |
| `error` | `summary`, `detail` and `remedy`, only where nothing works |

The exit code is 0 where something can be used, else 1. Keys may be added, and do not change their meaning.
An empty string, an empty array, 0 and null stand for what is not known: facts are never guessed, and
nothing that cannot be read is an error. Sizes are bytes. Passwords in addresses are `***`.

What a container command needs of this takes less than two milliseconds and starts no process; only
`hostbridge host` asks other programs for their versions, each for at most five seconds.

`scripts/record-host` writes down the raw texts that facts are made of, without names, addresses and
secrets, so that what is concluded about a host can be examined on another one.

## The facts
"""
_END = """\
An access is `usable`, `forbidden` (there, and not for this user), `absent` or `unknown`."""


if __name__ == "__main__":
    with open(os.path.join(sys.argv[1], PAGE_FILE), "w", encoding="utf-8", newline="\n") as file:
        file.write(page())
