"""What a function takes: how Go's reflection accepts a value for a parameter, or refuses it."""

from __future__ import annotations

from hostbridge.template.nodes import Constant
from hostbridge.template.values import NOTHING, Nil, of_strings, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_TYPES = {"any": "interface {}", "value": "reflect.Value"}


class Refused(Exception):
    """The message for a value that a parameter does not take."""


def checked(value: Any, kind: str) -> Any:
    """A value that was worked out, for a parameter of this kind (exec.go, validateType)."""
    if kind == "any":
        return None if value is NOTHING else value
    if kind == "value":
        return value
    if value is NOTHING or value is None:
        if kind == "[]string":
            return Nil("[]string")
        what = "invalid value" if value is NOTHING else "wrong type for value"
        got = "" if value is NOTHING else "; got interface {}"
        raise Refused(f"{what}; expected {kind}{got}")
    if _is(value, kind):
        return value
    raise Refused(f"wrong type for value; expected {kind}; got {type_name(value)}")


def _is(value: Any, kind: str) -> bool:
    if kind == "string":
        return isinstance(value, str) and type_name(value) == "string"
    if kind == "int":
        return type(value) is int
    if kind[:5] == "time.":
        return type_name(value) == kind
    if isinstance(value, Nil):
        return value.go_type == kind
    return isinstance(value, (list, tuple)) and of_strings(value)


def nil(kind: str) -> Any:
    """``nil`` itself as an argument."""
    if kind in ("any", "value"):
        return None if kind == "any" else NOTHING
    if kind == "[]string":
        return Nil(kind)
    raise Refused(f"cannot assign nil to {kind}")


def constant(node: Constant, kind: str) -> Any:
    """A constant as an argument."""
    if kind in ("any", "value"):
        return ideal(node)
    if kind == "string" and isinstance(node.value, str):
        return node.value
    whole = kind in ("int", "time.Duration")
    if whole and node.number and node.whole is not None:
        return node.whole
    if kind in ("[]string", "time.Time"):
        raise Refused(f"can't handle {node} for arg of type {kind}")
    raise Refused(f"expected {'integer' if whole else kind}; found {node}")


def ideal(node: Constant) -> Any:
    """A constant where its own form tells the type."""
    if node.number and node.whole is None and isinstance(node.value, int):
        raise Refused(f"{node} overflows int")
    return node.value


def arity(function: Callable[..., Any]) -> int | None:
    """How many arguments a method takes; None where that cannot be told."""
    code = getattr(function, "__code__", None)
    if code is None:
        return None
    bound = 1 if getattr(function, "__self__", None) is not None else 0
    count: int = code.co_argcount
    return count - bound - len(getattr(function, "__defaults__", None) or ())
