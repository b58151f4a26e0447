"""Frozen, slotted value classes that cost nothing to import.

``dataclasses`` adds 12 to 18 ms to the start of an interpreter, and a container command on
``native`` has about 8 ms in all. ``@value`` gives what hostbridge needs of it: a constructor that
takes the annotated fields by position or by name, slots, equality, a hash and a readable repr.
Type checkers treat it as a frozen dataclass (PEP 681). Runs on Python 3.9 and up.

A default is shared by all instances, so it has to be immutable; mutable ones are refused when the
class is made.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar, dataclass_transform

    T = TypeVar("T")
else:

    def dataclass_transform(**_options):
        return lambda decorator: decorator


_MUTABLE = (list, dict, set, bytearray)


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """Make a class with annotated fields a frozen value class.

    Fields come from the class's own annotations, after those of its bases that are values.
    Raises TypeError for a mutable default, when the class is made.
    """
    annotations: dict[str, str] = cls.__dict__.get("__annotations__") or cls.__annotations__
    own = [name for name in annotations if name[:2] != "__"]
    inherited: list[str] = [f for base in cls.__mro__[:0:-1] for f in base.__dict__.get("_own", ())]
    fields = tuple(dict.fromkeys([*inherited, *own]))
    defaults: dict[str, Any] = dict(getattr(cls, "_defaults", {}))
    namespace = dict(cls.__dict__)
    for name in own:
        if name in namespace:
            default = namespace.pop(name)
            if isinstance(default, _MUTABLE):
                raise TypeError(f"{cls.__name__}.{name}: a default must be immutable")
            defaults[name] = default
    namespace.pop("__dict__", None)
    namespace.pop("__weakref__", None)
    namespace["__slots__"] = tuple(name for name in own if name not in inherited)
    namespace["__match_args__"] = fields
    namespace["_own"] = tuple(own)
    namespace["_defaults"] = defaults
    for name, method in _METHODS.items():
        namespace.setdefault(name, method)
    made: type[T] = _remade(cls, namespace)
    return made


def _remade(cls: Any, namespace: dict[str, Any]) -> Any:
    """The class once more, since slots can only be named when a class is made."""
    namespace["__qualname__"] = cls.__qualname__
    return type(cls)(cls.__name__, cls.__bases__, namespace)


def replace(instance: T, **changes: Any) -> T:
    """A copy of a value with some fields changed; TypeError names a field it does not have."""
    return instance.__class__(**{**as_dict(instance), **changes})


def as_dict(instance: Any) -> dict[str, Any]:
    """The fields of a value by name, in order; values inside it are not unfolded."""
    fields: tuple[str, ...] = instance.__match_args__
    return {name: getattr(instance, name) for name in fields}


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    name_of: str = self.__class__.__name__
    fields: tuple[str, ...] = self.__match_args__
    defaults: dict[str, Any] = self._defaults
    if len(args) > len(fields):
        raise TypeError(f"{name_of} takes {len(fields)} values, not {len(args)}")
    write = object.__setattr__
    for name, item in zip(fields, args):
        if name in kwargs:
            raise TypeError(f"{name_of}: {name} is given twice")
        write(self, name, item)
    for name in fields[len(args) :]:
        if name in kwargs:
            write(self, name, kwargs.pop(name))
        elif name in defaults:
            write(self, name, defaults[name])
        else:
            raise TypeError(f"{name_of} needs {name}")
    if kwargs:
        raise TypeError(f"{name_of} has no field {', '.join(kwargs)}")


def _frozen(self: Any, name: str, *_item: Any) -> None:
    raise AttributeError(f"{self.__class__.__name__}.{name} cannot be changed; use value.replace")


def _row(self: Any) -> tuple[Any, ...]:
    fields: tuple[str, ...] = self.__match_args__
    return tuple(getattr(self, name) for name in fields)


def _equal(self: Any, other: Any) -> Any:
    return _row(self) == _row(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: Any) -> int:
    return hash(_row(self))


def _repr(self: Any) -> str:
    fields: tuple[str, ...] = self.__match_args__
    told = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields)
    return f"{self.__class__.__name__}({told})"


def _reduce(self: Any) -> Any:
    return self.__class__, _row(self)


_METHODS = {
    "__init__": _init,
    "__setattr__": _frozen,
    "__delattr__": _frozen,
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _repr,
    "__reduce__": _reduce,
}
