"""Pipelines evaluated: fields, variables, calls, by the rules of text/template (exec.go)."""

from __future__ import annotations

from hostbridge.template.arguments import Refused, arity, checked, constant, ideal, nil
from hostbridge.template.comparing import truth
from hostbridge.template.errors import FunctionError, TemplateError
from hostbridge.template.nodes import (
    Chain,
    Constant,
    Dot,
    Field,
    Identifier,
    NilConstant,
    Pipe,
    Variable,
)  # fmt: skip
from hostbridge.template.values import NOTHING, Nil, Record, member, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, NoReturn

    from hostbridge.template.functions import Function, Kind
    from hostbridge.template.nodes import Command, Node
    from hostbridge.template.source import Source

MAX_STEPS = 1_000_000
MAX_MADE = 16 << 20
_ABSENT = object()
"""No argument from the command before."""


class Evaluator:
    """One rendering's variables, the node it is at, and its bounds.

    variables is a stack of (name with dollar, value), element what a range is at; strict makes a
    missing key of a map an error.
    """

    def __init__(self, source: Source, functions: Mapping[str, Function], *, strict: bool) -> None:
        self._source = source
        self._functions = functions
        self._strict = strict
        self._steps = 0
        self._made = 0
        self._inside = False
        self.element: Any = _ABSENT
        self.node: Node | None = None
        self.template = source.name
        self.variables: list[tuple[str, Any]] = []

    def pipe(self, pipe: Pipe, dot: Any) -> Any:
        """The value of a pipeline; its variables are set."""
        self.node = pipe
        value: Any = _ABSENT
        for command in pipe.commands:
            value = self._command(command, dot, value)
            if value is None:
                value = NOTHING
        for name in pipe.declared:
            if pipe.assigns:
                self.assign(name, value)
            else:
                self.variables.append((name, value))
        return value

    def assign(self, name: str, value: Any) -> None:
        """Give the innermost variable of this name a value."""
        for place in range(len(self.variables) - 1, -1, -1):
            if self.variables[place][0] == name:
                self.variables[place] = (name, value)
                return
        self.fail(f"undefined variable: {name}")

    def step(self) -> None:
        """Count a step; beyond a million the template is stopped."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            self.fail("stopped after a million steps")

    def fail(self, why: str) -> NoReturn:
        """Raise the error for what went wrong at the node."""
        raise TemplateError(self._source.failure(self.template, self.node, why))

    def _command(self, command: Command, dot: Any, final: Any) -> Any:
        self.step()
        arguments = command.arguments
        first = arguments[0]
        if type(first) is Field:
            self.node = first
            return self._fields(dot, first, first.names, dot, arguments, final)
        if type(first) is Identifier:
            return self._function(first, dot, arguments, final, command)
        if type(first) is Variable:
            return self._variable(first, dot, arguments, final)
        if type(first) is Chain:
            return self._chain(first, dot, arguments, final)
        if type(first) is not Pipe:
            self.node = first
        if len(arguments) > 1 or final is not _ABSENT:
            self.fail(f"can't give argument to non-function {first}")
        if type(first) is Pipe:
            return self.pipe(first, dot)
        if type(first) is NilConstant:
            self.fail("nil is not a command")
        return self._simple(first, dot)

    def _simple(self, node: Node, dot: Any) -> Any:
        if type(node) is Dot:
            return dot
        assert isinstance(node, Constant)
        try:
            return ideal(node)
        except Refused as refused:
            self.fail(str(refused))

    def _variable(self, node: Variable, dot: Any, arguments: Sequence[Node], final: Any) -> Any:
        self.node = node
        value = next(
            (value for name, value in reversed(self.variables) if name == node.name), _ABSENT
        )
        if value is _ABSENT:
            self.fail(f"undefined variable: {node.name}")
        if node.names:
            return self._fields(dot, node, node.names, value, arguments, final)
        if len(arguments) > 1 or final is not _ABSENT:
            self.fail(f"can't give argument to non-function {arguments[0]}")
        return value

    def _chain(self, node: Chain, dot: Any, arguments: Sequence[Node], final: Any) -> Any:
        self.node = node
        if type(node.of) is NilConstant:
            self.fail(f"indirection through explicit nil in {node}")
        value = self._argument(node.of, "", dot)
        return self._fields(dot, node, node.names, value, arguments, final)

    def _fields(
        self, dot: Any, node: Node, names: tuple[str, ...], value: Any,
        arguments: Sequence[Node], final: Any,
    ) -> Any:  # fmt: skip
        self._inside = value is self.element
        for name in names[:-1]:
            value = self._field(dot, name, node, value, (), _ABSENT)
            self._inside = True
        return self._field(dot, names[-1], node, value, arguments, final)

    def _field(
        self, dot: Any, name: str, node: Node, value: Any, arguments: Sequence[Node], final: Any
    ) -> Any:
        if value is NOTHING:
            if self._strict:
                self.fail(f'nil data; no entry for key "{name}"')
            return NOTHING
        if value is None:
            self.fail(f"nil pointer evaluating interface {{}}.{name}")
        if isinstance(value, dict):
            given = len(arguments) > 1 or final is not _ABSENT
            if name in value:
                # Rows and headings work some fields out.
                found = value.get(name)
                if callable(found):
                    return self._method(found, name, node, dot, arguments, final)
                if given:
                    kind = "is not a method but has arguments"
                    if isinstance(value, Record):
                        kind = "has arguments but cannot be invoked as function"
                    self.fail(f"{name} {kind}")
                return found
            if not isinstance(value, Record):
                if given:
                    self.fail(f"{name} is not a method but has arguments")
                if self._strict:
                    self.fail(f'map has no entry for key "{name}"')
                return NOTHING
        elif (found := member(value, name)) is not None:
            if isinstance(found, tuple):
                return self._call(found, name, node, dot, arguments, final)
            return found
        elif isinstance(value, Nil):
            if value.go_type[:4] == "map[":
                return NOTHING
            if value.pointer:
                self.fail(f"nil pointer evaluating {value.go_type}.{name}")
        # What was just taken out of untyped JSON has no type but that of its place.
        untyped = self._strict and self._inside
        self.fail(
            f"can't evaluate field {name} in type {'interface {}' if untyped else type_name(value)}"
        )

    def _method(
        self, found: Callable[..., Any], name: str, node: Node, dot: Any, arguments: Sequence[Node], final: Any
    ) -> Any:  # fmt: skip
        wanted = arity(found)
        kinds: list[Kind] = ["string"] * (wanted or 0)
        function: Function = (found, tuple(kinds), "any" if wanted is None else "")
        return self._call(function, name, node, dot, arguments, final)

    def _function(
        self,
        node: Identifier,
        dot: Any,
        arguments: Sequence[Node],
        final: Any,
        at: Node | None = None,
    ) -> Any:
        self.node = node
        return self._call(
            self._functions[node.name], node.name, at or node, dot, arguments, final, own=True
        )

    def _call(
        self, function: Function, name: str, node: Node, dot: Any, arguments: Sequence[Node], final: Any,
        *, own: bool = False,
    ) -> Any:  # fmt: skip
        run, fixed, more = function
        given = arguments[1:]
        count = len(given) + (final is not _ABSENT)
        if more and count < len(fixed):
            self.fail(
                f"wrong number of args for {name}: want at least {len(fixed)} got {len(given)}"
            )
        if not more and count != len(fixed):
            self.fail(f"wrong number of args for {name}: want {len(fixed)} got {count}")
        if own and name in ("and", "or"):
            return self._decided(name == "or", given, dot, final)
        values: list[Any] = []
        for place, argument in enumerate(given):
            values.append(
                self._argument(argument, fixed[place] if place < len(fixed) else more, dot)
            )
        if final is not _ABSENT:
            values.append(
                self._checked(final, fixed[len(given)] if len(given) < len(fixed) else more)
            )
        if own and name == "call":
            self._uncallable(values, node, given)
        try:
            made = run(*values)
        except FunctionError as error:
            self.node = node
            self.fail(f"error calling {name}: {error}")
        self._count(made, name)
        return made

    def _decided(self, stops: bool, given: Sequence[Node], dot: Any, final: Any) -> Any:
        """``and`` and ``or``: the first that decides; what follows is not worked out."""
        value: Any = NOTHING
        for argument in given:
            value = self._argument(argument, "value", dot)
            if truth(value) == stops:
                return value
        return value if final is _ABSENT else final

    def _uncallable(self, values: list[Any], node: Node, given: Sequence[Node]) -> NoReturn:
        """No value of a record is a function, so ``call`` always says so."""
        self.node = node
        if values[0] is None or values[0] is NOTHING:
            self.fail("error calling call: call of nil")
        self.fail(
            f"error calling call: non-function {given[0] if given else ''} of type {type_name(values[0])}"
        )

    def _count(self, made: Any, name: str) -> None:
        """What functions make is bounded in all, too: variables keep it."""
        if isinstance(made, (str, list)):
            self._made += len(made) * (8 if isinstance(made, list) else 1)
            if self._made > MAX_MADE:
                self.fail(f"error calling {name}: more than 16 MiB were made")

    def _argument(self, node: Node, kind: str, dot: Any) -> Any:
        self.step()
        self.node = node
        if isinstance(node, (Constant, NilConstant)):
            known = kind or "any"
            try:
                return constant(node, known) if isinstance(node, Constant) else nil(known)
            except Refused as refused:
                self.fail(str(refused))
        if isinstance(node, Field):
            value = self._fields(dot, node, node.names, dot, (node,), _ABSENT)
        elif isinstance(node, Dot):
            value = dot
        elif isinstance(node, Variable):
            value = self._variable(node, dot, (), _ABSENT)
        elif isinstance(node, Pipe):
            value = self.pipe(node, dot)
        elif isinstance(node, Identifier):
            value = self._function(node, dot, (), _ABSENT)
        else:
            assert isinstance(node, Chain)
            value = self._chain(node, dot, (), _ABSENT)
        return self._checked(value, kind) if kind else value

    def _checked(self, value: Any, kind: str) -> Any:
        try:
            return checked(value, kind)
        except Refused as refused:
            self.fail(str(refused))
