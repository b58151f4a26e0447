"""A parsed template and its evaluation."""

from __future__ import annotations

from hostbridge.template.errors import TemplateError
from hostbridge.template.functions import FUNCTIONS, LAZY, NAMES, truth
from hostbridge.template.goformat import text_of
from hostbridge.template.lexer import tokens
from hostbridge.template.parser import Parser
from hostbridge.template.values import Record, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.template.parser import Node, Pipe

MAX_OUTPUT = 16 << 20
MAX_STEPS = 1_000_000
MAX_CALLS = 100
_NOTHING = object()


class _Leave(Exception):  # control flow
    """``break`` or ``continue``."""


def parse(text: str) -> Template:
    """Parse a template; raises TemplateError with the line."""
    parser = Parser(tokens(text), NAMES)
    nodes = parser.whole()
    return Template(nodes, parser.defined, parser.fields)


class Template:
    """What ``parse`` gives. fields: the field paths that it names, such as ``("State", "Status")``."""

    def __init__(
        self, nodes: list[Node], defined: dict[str, list[Node]], fields: set[tuple[str, ...]]
    ) -> None:
        self._nodes = nodes
        self._defined = defined
        self.fields = frozenset(fields)

    def render(self, record: Any) -> str:
        """The text for one record.

        Raises TemplateError, with what was written so far, when evaluation fails or goes beyond
        its bounds (16 MiB of output, a million steps, templates nested a hundred deep).
        """
        run = _Run(self._defined)
        try:
            run.nodes(self._nodes, record, {"$": record})
        except TemplateError as error:
            error.partial = "".join(run.out)
            raise
        except RecursionError:
            raise TemplateError("template: nested too deeply", "".join(run.out)) from None
        return "".join(run.out)


class _Run:
    def __init__(self, defined: dict[str, list[Node]]) -> None:
        self.out: list[str] = []
        self._size = 0
        self._steps = 0
        self._calls = 0
        self._defined = defined

    def nodes(self, nodes: list[Node], dot: Any, scope: dict[str, Any]) -> None:
        for node in nodes:
            self._step()
            kind = node[0]
            if kind == "text":
                self._write(node[1])
            elif kind == "action":
                value = self._pipe(node[1], dot, scope)
                if not node[1][0]:
                    self._write(text_of(value))
            elif kind in ("if", "with"):
                inner = dict(scope)
                value = self._pipe(node[1], dot, inner)
                if truth(value):
                    self._scoped(node[2], value if kind == "with" else dot, inner, scope)
                else:
                    self._scoped(node[3], dot, inner, scope)
            elif kind == "range":
                self._range(node, dot, scope)
            elif kind == "template":
                self._template(node, dot, scope)
            else:
                raise _Leave(kind)

    def _scoped(
        self, nodes: list[Node], dot: Any, inner: dict[str, Any], outer: dict[str, Any]
    ) -> None:
        """Run nodes in a scope of their own; assignments (``=``) to outer variables last."""
        try:
            self.nodes(nodes, dot, inner)
        finally:
            outer.update({name: inner[name] for name in outer if name != "$"})

    def _range(self, node: Node, dot: Any, scope: dict[str, Any]) -> None:
        inner = dict(scope)
        declared, _, _ = node[1]
        value = self._pipe((declared and [], False, node[1][2]), dot, inner)
        items = _items(value)
        if not items:
            self._scoped(node[3], dot, inner, scope)
            return
        for key, item in items:
            self._step()
            names = [key, item] if len(declared) > 1 else [item]
            inner.update(dict(zip(declared, names)))
            try:
                self._scoped(node[2], item, inner, scope)
            except _Leave as leave:
                if leave.args[0] == "break":
                    return

    def _template(self, node: Node, dot: Any, scope: dict[str, Any]) -> None:
        if node[1] not in self._defined:
            raise TemplateError(f"template: template {node[1]!r} not defined")
        self._calls += 1
        if self._calls > MAX_CALLS:
            raise TemplateError("template: exceeded maximum template depth")
        value = self._pipe(node[2], dot, scope) if node[2] else None
        self.nodes(self._defined[node[1]], value, {"$": value})
        self._calls -= 1

    def _pipe(self, pipe: Pipe, dot: Any, scope: dict[str, Any]) -> Any:
        declared, _, commands = pipe
        value: Any = _NOTHING
        for command in commands:
            value = self._command(command, value, dot, scope)
        for name in declared:
            scope[name] = value
        return value

    def _command(self, command: list[Any], last: Any, dot: Any, scope: dict[str, Any]) -> Any:
        self._step()
        first, *rest = command
        final = [] if last is _NOTHING else [last]
        if first[0] == "call":
            return self._call(first[1], rest, final, dot, scope)
        value = self._operand(first, dot, scope, called=True)
        if callable(value):
            return _invoke(value, [self._operand(item, dot, scope) for item in rest] + final)
        if rest or final:
            name = ".".join(first[1]) if first[0] == "field" else str(first[0])
            raise TemplateError(f"template: {name} has arguments but cannot be invoked as function")
        return value

    def _call(
        self, name: str, rest: list[Any], final: list[Any], dot: Any, scope: dict[str, Any]
    ) -> Any:
        if name in LAZY:
            value: Any = None
            for item in rest:
                value = self._operand(item, dot, scope)
                if truth(value) == (name == "or"):
                    return value
            if not rest and not final:
                raise TemplateError(
                    f"template: wrong number of args for {name}: want at least 1 got 0"
                )
            return final[0] if final else value
        arguments = [self._operand(item, dot, scope) for item in rest] + final
        if name == "call":
            if not arguments or not callable(arguments[0]):
                raise TemplateError("error calling call: non-function")
            return _invoke(arguments[0], arguments[1:])
        return _invoke(FUNCTIONS[name], arguments, name)

    def _operand(
        self, operand: Node, dot: Any, scope: dict[str, Any], *, called: bool = False
    ) -> Any:
        kind = operand[0]
        if kind == "dot":
            return dot
        if kind == "value":
            return operand[1]
        if kind == "nil":
            return None
        if kind == "call":
            return self._call(operand[1], [], [], dot, scope)
        if kind == "pipe":
            return self._pipe(operand[1], dot, dict(scope))
        if kind == "field":
            return _field(dot, operand[1], called=called)
        if kind == "variable":
            return _field(scope.get(operand[1]), operand[2], called=called)
        return _field(self._operand(operand[1], dot, scope), operand[2], called=called)

    def _write(self, text: str) -> None:
        self._size += len(text)
        if self._size > MAX_OUTPUT:
            raise TemplateError("template: more than 16 MiB of output")
        self.out.append(text)

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise TemplateError("template: more than a million steps")


def _field(value: Any, names: tuple[str, ...], *, called: bool) -> Any:
    for place, name in enumerate(names):
        if isinstance(value, Record) and name not in value:
            raise TemplateError(f"template: :1: can't evaluate field {name} in type struct")
        if isinstance(value, Text) and name in value.behind:
            value = value.behind[name]
        elif isinstance(value, dict):
            value = value.get(name)
        elif value is None:
            if place:
                raise TemplateError(f"template: :1: nil pointer evaluating interface {{}}.{name}")
            return None
        else:
            raise TemplateError(
                f"template: :1: can't evaluate field {name} in type {type(value).__name__}"
            )
        if callable(value) and not (called and place == len(names) - 1):
            value = _invoke(value, [])
    return value


def _invoke(function: Any, arguments: list[Any], name: str = "method") -> Any:
    try:
        return function(*arguments)
    except TemplateError:
        raise
    except (TypeError, ValueError, AttributeError, OverflowError, KeyError) as error:
        raise TemplateError(f"template: error calling {name}: {error}") from None


def _items(value: Any) -> list[tuple[Any, Any]]:
    if value is None:
        return []
    if isinstance(value, Text):
        return sorted(value.behind.items())
    if isinstance(value, dict):
        return [(key, value[key]) for key in sorted(value, key=str)]
    if isinstance(value, (list, tuple)):
        return list(enumerate(value))
    if isinstance(value, int) and not isinstance(value, bool):
        if value > MAX_STEPS:
            raise TemplateError("template: range over more than a million")
        return [(number, number) for number in range(value)]
    if isinstance(value, str):
        raise TemplateError("template: range can't iterate over a string")
    raise TemplateError(f"template: range can't iterate over {text_of(value)}")
