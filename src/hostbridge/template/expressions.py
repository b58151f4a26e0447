"""Pipelines and what stands in them: commands, operands, declarations of variables."""

from __future__ import annotations

from hostbridge.template.nodes import (
    Chain,
    Command,
    Constant,
    Dot,
    Field,
    Identifier,
    NilConstant,
    Pipe,
    Variable,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from hostbridge.template.cursor import Cursor
    from hostbridge.template.nodes import Node

_OPERANDS = frozenset(
    ("bool", "char", "complex", "dot", "field", "identifier", "number", "nil", "raw", "string",
     "variable", "(")
)  # fmt: skip


class Expressions:
    """Reads pipelines. variables: those that are known here; fields: the paths that were named."""

    def __init__(self, cursor: Cursor, functions: Container[str]) -> None:
        self._cursor = cursor
        self._functions = functions
        self.variables = ["$"]
        self.fields: set[tuple[str, ...]] = set()

    def pipe(self, context: str, end: str) -> Pipe:
        """A pipeline up to a token of the kind end; context names it in messages."""
        self._cursor.enter()
        place = self._cursor.peek_word()[1]
        declared, assigns = self._declared(context)
        commands: list[Command] = []
        while True:
            token = self._cursor.peek_word()
            if token[0] == end:
                self._cursor.next()
                break
            if token[0] not in _OPERANDS:
                self._cursor.next()
                self._cursor.unexpected(token, context)
            commands.append(self._command())
        if not commands:
            self._cursor.wrong(f"missing value for {context}")
        for number, command in enumerate(commands[1:], 2):
            if isinstance(command.arguments[0], (Constant, Dot, NilConstant)):
                self._cursor.wrong(f"non executable command in pipeline stage {number}")
        self._cursor.leave()
        return Pipe(place, declared, commands, assigns=assigns)

    def _declared(self, context: str) -> tuple[list[str], bool]:
        names: list[str] = []
        while True:
            start = self._cursor.at
            token = self._cursor.peek_word()
            if token[0] != "variable":
                return names, False
            self._cursor.next()
            kind, _, text, _ = self._cursor.peek_word()
            if kind in ("assign", "declare"):
                self._cursor.next()
                names.append(token[2])
                self.variables.append(token[2])
                return names, kind == "assign"
            if kind != "other" or text != ",":
                self._cursor.at = start
                return names, False
            self._cursor.next()
            names.append(token[2])
            self.variables.append(token[2])
            if context != "range" or len(names) > 1:
                self._cursor.wrong(f"too many declarations in {context}")
            if self._cursor.peek_word()[0] not in ("variable", "right", ")"):
                self._cursor.wrong("range can only initialize variables")

    def _command(self) -> Command:
        arguments: list[Node] = []
        place = self._cursor.peek_word()[1]
        while True:
            self._cursor.peek_word()
            operand = self._operand()
            if operand is not None:
                arguments.append(operand)
            token = self._cursor.peek()
            if token[0] in ("right", ")"):
                break
            self._cursor.next()
            if token[0] == "|":
                break
            if token[0] != "space":
                self._cursor.unexpected(token, "operand")
        if not arguments:
            self._cursor.wrong("empty command")
        return Command(place, arguments)

    def _operand(self) -> Node | None:
        node = self._term()
        if node is None or self._cursor.peek()[0] != "field":
            return node
        place = self._cursor.peek()[1]
        names: list[str] = []
        while self._cursor.peek()[0] == "field":
            names.append(self._cursor.next()[2][1:])
        made: Node
        if isinstance(node, Field):
            made = Field(place, (*node.names, *names))
            self.fields.add(made.names)
        elif isinstance(node, Variable):
            made = Variable(place, node.name, (*node.names, *names))
            if node.name == "$":
                self.fields.add(made.names)
        elif isinstance(node, (Constant, NilConstant, Dot)):
            from hostbridge.template.goformat import quote

            self._cursor.wrong(f"unexpected . after term {quote(str(node))}")
        else:
            made = Chain(place, node, tuple(names))
        return made

    def _term(self) -> Node | None:
        kind, place, text, _ = token = self._cursor.peek_word()
        if kind not in _OPERANDS:
            return None
        self._cursor.next()
        if kind == "field":
            self.fields.add((text[1:],))
            return Field(place, (text[1:],))
        if kind == "(":
            return self.pipe("parenthesized pipeline", ")")
        if kind in ("string", "raw"):
            return Constant(place, self._cursor.unquoted(token), text)
        if kind == "identifier":
            if text not in self._functions:
                self._cursor.wrong(f'function "{text}" not defined')
            return Identifier(place, text)
        if kind == "variable":
            if text not in self.variables:
                self._cursor.wrong(f'undefined variable "{text}"')
            return Variable(place, text, ())
        if kind == "bool":
            return Constant(place, text == "true", text)
        if kind in ("dot", "nil"):
            return Dot(place) if kind == "dot" else NilConstant(place)
        from hostbridge.template.literals import number

        try:
            return number(place, kind, text)
        except ValueError as error:
            self._cursor.wrong(str(error))
