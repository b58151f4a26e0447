"""What ``inspect`` writes: an array of objects, ``json``, or a template for each."""

from __future__ import annotations

import json

from hostbridge import template
from hostbridge.errors import HostbridgeError, NotFound
from hostbridge_kernel.commands.typed import typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from hostbridge_kernel.commands.context import Context


def inspected(
    context: Context,
    names: Sequence[str],
    find: Callable[[str], Mapping[str, Any]],
) -> int:
    """Write what find gives for each name; names that are not there are told at the end (code 1)."""
    found: list[Mapping[str, Any]] = []
    missing: list[HostbridgeError] = []
    for name in names:
        try:
            found.append(find(name))
        except NotFound as error:
            missing.append(error)
    write(context, found)
    for one_of in missing:
        context.warn(f"Error: {one_of.summary}")
    return 1 if missing else 0


def write(context: Context, found: Sequence[Mapping[str, Any]]) -> None:
    """Write objects as ``--format`` says."""
    wanted = context.call.value("--format")
    if not wanted:
        context.say(text_of(list(found), indent=4))
    elif wanted == "json":
        context.say(text_of(list(found)))
    else:
        made = template.parse(wanted)
        for record in found:
            context.say(made.render(typed(dict(record))))


def text_of(content: Any, indent: int | None = None) -> str:
    """JSON as Go writes it: UTF-8 as it is, ``<``, ``>`` and ``&`` escaped."""
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(content, indent=indent, separators=separators, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def one(context: Context, record: Mapping[str, Any], plain: Callable[[], str]) -> int:
    """Write one object as ``--format`` says; plain gives the text without it."""
    wanted = context.call.value("--format")
    if not wanted:
        context.say(plain())
    elif wanted == "json":
        context.say(text_of(record))
    else:
        context.say(template.parse(wanted).render(typed(dict(record))))
    return 0
