"""``eq ne lt le gt ge`` and truth, by the rules of text/template (funcs.go)."""

from __future__ import annotations

from hostbridge.template.errors import FunctionError
from hostbridge.template.goformat import plain
from hostbridge.template.values import NOTHING, Nil, Record, Time, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_KINDS: dict[type, str] = {bool: "bool", int: "int", float: "float"}


def truth(value: Any) -> bool:
    """Whether ``if`` takes a value for true: not empty, not zero, not nil. A struct always is."""
    return isinstance(value, Record) or bool(value)


def _kind(value: Any) -> str:
    """Its basic kind; empty for what has none."""
    if isinstance(value, str):
        return "" if isinstance(value, Time) else "string"
    # Months and durations are integers, too.
    return _KINDS.get(type(value), "int" if isinstance(value, int) else "")


def _absent(value: Any) -> bool:
    return value is None or value is NOTHING or isinstance(value, Nil)


def equal(first: Any, *others: Any) -> bool:
    """``eq``: whether the first equals any other."""
    if not others:
        raise FunctionError("missing argument for comparison")
    kind = _kind(first)
    for other in others:
        if _kind(other) != kind:
            if (
                first is not NOTHING
                and first is not None
                and other is not NOTHING
                and other is not None
            ):
                raise FunctionError("incompatible types for comparison")
        elif kind:
            if first == other:
                return True
        elif _absent(first) or _absent(other):
            if _absent(first) and _absent(other):
                return True
        else:
            for one in (first, other):
                if isinstance(one, (dict, list, tuple)) and not isinstance(one, Record):
                    raise FunctionError(f"non-comparable type {plain(one)}: {type_name(one)}")
            if first == other:
                return True
    return False


def unequal(first: Any, second: Any) -> bool:
    """``ne``."""
    return not equal(first, second)


def less(first: Any, second: Any) -> bool:
    """``lt``."""
    kind, other = _kind(first), _kind(second)
    if not kind or not other:
        raise FunctionError("invalid type for comparison")
    if kind != other:
        raise FunctionError("incompatible types for comparison")
    if kind == "bool":
        raise FunctionError("invalid type for comparison")
    return bool(first < second)


def at_most(first: Any, second: Any) -> bool:
    """``le``."""
    return less(first, second) or equal(first, second)


def greater(first: Any, second: Any) -> bool:
    """``gt``."""
    return not at_most(first, second)


def at_least(first: Any, second: Any) -> bool:
    """``ge``."""
    return not less(first, second)
