"""The parts of a parsed template. Each knows its place and how it is written, for messages."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Node:
    """place: where it begins in the source, in characters."""

    __slots__ = ("place",)

    def __init__(self, place: int) -> None:
        self.place = place


class Words(Node):
    """Text between actions."""

    __slots__ = ("words",)

    def __init__(self, place: int, words: str) -> None:
        self.place = place
        self.words = words

    def __str__(self) -> str:
        return self.words


class Constant(Node):
    """A string, a boolean, or a number with the integer that it also is (None: it is none)."""

    __slots__ = ("number", "source", "value", "whole")

    def __init__(
        self, place: int, value: Any, source: str, *, number: bool = False, whole: int | None = None
    ) -> None:
        self.place = place
        self.value = value
        self.source = source
        self.number = number
        self.whole = whole

    def __str__(self) -> str:
        return self.source


class Dot(Node):
    """``.``."""

    __slots__ = ()

    def __str__(self) -> str:
        return "."


class NilConstant(Node):
    """``nil``."""

    __slots__ = ()

    def __str__(self) -> str:
        return "nil"


class Field(Node):
    """``.A.B``."""

    __slots__ = ("names",)

    def __init__(self, place: int, names: tuple[str, ...]) -> None:
        self.place = place
        self.names = names

    def __str__(self) -> str:
        return "." + ".".join(self.names)


class Variable(Node):
    """``$x.A.B``; name has its dollar."""

    __slots__ = ("name", "names")

    def __init__(self, place: int, name: str, names: tuple[str, ...]) -> None:
        self.place = place
        self.name = name
        self.names = names

    def __str__(self) -> str:
        return ".".join((self.name, *self.names))


class Identifier(Node):
    """The name of a function."""

    __slots__ = ("name",)

    def __init__(self, place: int, name: str) -> None:
        self.place = place
        self.name = name

    def __str__(self) -> str:
        return self.name


class Chain(Node):
    """Fields of something in parentheses or of a function's result: ``(…).A.B``."""

    __slots__ = ("names", "of")

    def __init__(self, place: int, of: Node, names: tuple[str, ...]) -> None:
        self.place = place
        self.of = of
        self.names = names

    def __str__(self) -> str:
        inner = f"({self.of})" if isinstance(self.of, Pipe) else str(self.of)
        return ".".join((inner, *self.names))


class Command(Node):
    """A function or a value with its arguments: what stands between two ``|``."""

    __slots__ = ("arguments",)

    def __init__(self, place: int, arguments: list[Node]) -> None:
        self.place = place
        self.arguments = arguments

    def __str__(self) -> str:
        return " ".join(
            f"({node})" if isinstance(node, Pipe) else str(node) for node in self.arguments
        )


class Pipe(Node):
    """Commands, and the variables that take the result; assigns: with ``=`` and not with ``:=``."""

    __slots__ = ("assigns", "commands", "declared")

    def __init__(
        self, place: int, declared: list[str], commands: list[Command], *, assigns: bool
    ) -> None:
        self.place = place
        self.declared = declared
        self.commands = commands
        self.assigns = assigns

    def __str__(self) -> str:
        sign = " = " if self.assigns else " := "
        declared = ", ".join(self.declared) + sign if self.declared else ""
        return declared + " | ".join(str(command) for command in self.commands)


class Action(Node):
    """``{{pipe}}``."""

    __slots__ = ("pipe",)

    def __init__(self, place: int, pipe: Pipe) -> None:
        self.place = place
        self.pipe = pipe

    def __str__(self) -> str:
        return f"{{{{{self.pipe}}}}}"


class Branch(Node):
    """``if``, ``with`` or ``range``: word says which. otherwise is None without ``else``."""

    __slots__ = ("body", "otherwise", "pipe", "word")

    def __init__(
        self, place: int, word: str, pipe: Pipe, body: list[Node], otherwise: list[Node] | None
    ) -> None:
        self.place = place
        self.word = word
        self.pipe = pipe
        self.body = body
        self.otherwise = otherwise

    def __str__(self) -> str:
        other = ""
        if self.otherwise is not None:
            other = "{{else}}" + "".join(map(str, self.otherwise))
        return f"{{{{{self.word} {self.pipe}}}}}{''.join(map(str, self.body))}{other}{{{{end}}}}"


class Leave(Node):
    """``break`` or ``continue``."""

    __slots__ = ("word",)

    def __init__(self, place: int, word: str) -> None:
        self.place = place
        self.word = word

    def __str__(self) -> str:
        return f"{{{{{self.word}}}}}"


class Invoke(Node):
    """``{{template "name" pipe}}``."""

    __slots__ = ("name", "pipe")

    def __init__(self, place: int, name: str, pipe: Pipe | None) -> None:
        self.place = place
        self.name = name
        self.pipe = pipe

    def __str__(self) -> str:
        from hostbridge.template.goformat import quote

        inner = f" {self.pipe}" if self.pipe is not None else ""
        return f"{{{{template {quote(self.name)}{inner}}}}}"


class Ended(Node):
    """``{{end}}`` or ``{{else}}``, which no finished tree has."""

    __slots__ = ("word",)

    def __init__(self, place: int, word: str) -> None:
        self.place = place
        self.word = word

    def __str__(self) -> str:
        return f"{{{{{self.word}}}}}"
