"""From tokens to nodes, by the grammar of text/template/parse.

Nodes are tuples whose first item is their kind: ``("text", s)``, ``("action", pipe)``,
``("if"|"with", pipe, list, else)``, ``("range", pipe, list, else)``, ``("template", name, pipe)``,
``("break",)``, ``("continue",)``. A pipe is ``(declared, assign, commands)``; a command is a list of
operands; an operand is ``("field", names)``, ``("variable", name, names)``, ``("dot",)``,
``("nil",)``, ``("value", v)``, ``("call", name)``, ``("pipe", pipe)`` or ``("chain", operand, names)``.
"""

from __future__ import annotations

import ast

from hostbridge.template.errors import TemplateError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.template.lexer import Token

    Node = tuple[Any, ...]
    Pipe = tuple[list[str], bool, list[list[Any]]]

MAX_DEPTH = 100


class Parser:
    """One template's nodes; ``defined`` holds what ``define`` and ``block`` named."""

    def __init__(self, tokens: list[Token], functions: frozenset[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._functions = functions
        self._variables = ["$"]
        self._depth = 0
        self._loops = 0
        self.defined: dict[str, list[Node]] = {}
        self.fields: set[tuple[str, ...]] = set()

    def whole(self) -> list[Node]:
        """All nodes of the template."""
        nodes, ended = self._list()
        if ended:
            raise self.wrong(f"unexpected {{{{{ended}}}}}")
        return nodes

    def _list(self) -> tuple[list[Node], str]:
        """Nodes until ``end`` or ``else``, and which it was (empty: the end of the text)."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.wrong("nested too deeply")
        nodes: list[Node] = []
        try:
            while self._at < len(self._tokens):
                kind, text, _ = self._tokens[self._at]
                self._at += 1
                if kind == "text":
                    nodes.append(("text", text))
                    continue
                word = self._keyword()
                if word in ("end", "else"):
                    return nodes, word
                node = self._action(word)
                if node is not None:
                    nodes.append(node)
            return nodes, ""
        finally:
            self._depth -= 1

    def _action(self, word: str) -> Node | None:
        if word in ("if", "with", "range"):
            return self._control(word)
        if word == "define":
            name = self._name()
            self._close()
            self.defined[name] = self._body(word)
            return None
        if word in ("template", "block"):
            name = self._name()
            pipe = None
            if self._peek() == "close":
                self._next()
            else:
                pipe = self._pipe("close")
            if word == "block":
                self.defined[name] = self._body(word)
            return ("template", name, pipe)
        if word in ("break", "continue"):
            if not self._loops:
                raise self.wrong(f"{{{{{word}}}}} outside {{{{range}}}}")
            self._close()
            return (word,)
        if word:
            raise self.wrong(f"unexpected <{word}> in command")
        return ("action", self._pipe("close"))

    def _control(self, word: str) -> Node:
        before = len(self._variables)
        pipe = self._pipe("close", in_range=word == "range")
        self._loops += word == "range"
        nodes, ended = self._list()
        other: list[Node] = []
        if ended == "else":
            nested = self._keyword()
            if nested and nested == word and word != "range":
                # The inner one takes the only end that there is.
                other, ended = [self._control(nested)], "end"
            elif nested:
                raise self.wrong(f"unexpected <{nested}> after else")
            else:
                self._close()
                other, ended = self._list()
        if ended != "end":
            raise self.wrong("unexpected EOF" if not ended else "unexpected {{else}}")
        self._loops -= word == "range"
        del self._variables[before:]
        return (word, pipe, nodes, other)

    def _body(self, word: str) -> list[Node]:
        nodes, ended = self._list()
        if ended != "end":
            raise self.wrong(f"unexpected EOF in {word}" if not ended else "unexpected {{else}}")
        return nodes

    def _pipe(self, until: str, *, in_range: bool = False) -> Pipe:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.wrong("nested too deeply")
        declared, assign = self._declaration(in_range)
        commands: list[list[Any]] = []
        while True:
            command = self._command()
            if not command:
                raise self.wrong(
                    "missing value for command" if not commands else "missing value after |"
                )
            if commands and command[0][0] in ("value", "nil", "dot"):
                raise self.wrong(f"non executable command in pipeline stage {len(commands) + 1}")
            commands.append(command)
            kind, text, _ = self._next()
            if kind == until:
                self._depth -= 1
                return declared, assign, commands
            if kind != "pipe":
                raise self.wrong(f"unexpected {text!r} in operand")

    def _declaration(self, in_range: bool) -> tuple[list[str], bool]:
        start = self._at
        names: list[str] = []
        while self._peek() == "variable":
            names.append(self._next()[1])
            kind = self._peek()
            if kind in (":=", "="):
                self._next()
                if kind == ":=":
                    self._variables += names
                elif names[0] not in self._variables:
                    raise self.wrong(f"undefined variable {names[0]!r}")
                return names, kind == "="
            if kind != "," or not in_range:
                break
            self._next()
        self._at = start
        return [], False

    def _command(self) -> list[Any]:
        operands: list[Any] = []
        while True:
            kind = self._peek()
            if kind in ("close", "pipe", ")", ""):
                return operands
            operands.append(self._operand())

    def _operand(self) -> Node:
        kind, text, _ = self._next()
        node: Node
        if kind == "field":
            return ("field", self._fields([text[1:]]))
        if kind == "variable":
            if text not in self._variables:
                raise self.wrong(f"undefined variable {text!r}")
            return ("variable", text, self._fields([], note=text == "$"))
        if kind == "dot":
            return ("dot",)
        if kind == "name":
            if text in ("true", "false"):
                node = ("value", text == "true")
            elif text in self._functions:
                node = ("call", text)
            else:
                raise self.wrong(f"function {text!r} not defined")
        elif kind == "keyword" and text == "nil":
            node = ("nil",)
        elif kind == "number":
            node = ("value", _number(text, self))
        elif kind in ("string", "char"):
            node = ("value", _literal(kind, text, self))
        elif kind == "(":
            node = ("pipe", self._pipe(")"))
        else:
            raise self.wrong(f"unexpected {text!r} in operand")
        names = self._fields([])
        return ("chain", node, names) if names else node

    def _fields(self, names: list[str], *, note: bool = True) -> tuple[str, ...]:
        while self._at < len(self._tokens) and self._tokens[self._at][0] == "field":
            names.append(self._tokens[self._at][1][1:])
            self._at += 1
        if names and note:
            self.fields.add(tuple(names))
        return tuple(names)

    def _keyword(self) -> str:
        """The keyword that an action begins with, taken; empty where it begins with none."""
        self._skip()
        if self._at < len(self._tokens):
            kind, text, _ = self._tokens[self._at]
            if kind == "keyword" and text != "nil":
                self._at += 1
                if text == "end":
                    self._close()
                return text
        return ""

    def _name(self) -> str:
        kind, text, _ = self._next()
        if kind != "string":
            raise self.wrong(f"unexpected {text!r} where a name is wanted")
        return str(_literal(kind, text, self))

    def _close(self) -> None:
        kind, text, _ = self._next()
        if kind != "close":
            raise self.wrong(f"unexpected {text!r} in action")

    def _skip(self) -> None:
        while self._at < len(self._tokens) and self._tokens[self._at][0] == "space":
            self._at += 1

    def _peek(self) -> str:
        self._skip()
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _next(self) -> Token:
        self._skip()
        if self._at >= len(self._tokens):
            raise self.wrong("unexpected EOF")
        self._at += 1
        return self._tokens[self._at - 1]

    def wrong(self, why: str) -> TemplateError:
        """The error for what is wrong at this place."""
        place = min(self._at, len(self._tokens) - 1)
        line = self._tokens[place][2] if self._tokens else 1
        return TemplateError(f"template: :{line}: {why}")


def _number(text: str, parser: Parser) -> int | float:
    bare = text.replace("_", "")
    try:
        if bare.lstrip("+-")[:2].lower() in ("0x", "0b", "0o"):
            return int(bare, 0)
        if any(char in bare for char in ".eE"):
            return float(bare)
        return int(bare)
    except (ValueError, OverflowError):
        raise parser.wrong(f"bad number syntax: {text!r}") from None


def _literal(kind: str, text: str, parser: Parser) -> str | int:
    if text[0] == "`":
        return text[1:-1]
    try:
        value = ast.literal_eval(
            text.replace("\\a", "\\x07") if kind == "string" else f"'{text[1:-1]}'"
        )
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise parser.wrong(f"bad string syntax: {text}") from None
    if kind == "char":
        if len(value) != 1:
            raise parser.wrong(f"bad character syntax: {text}")
        return ord(value)
    return str(value)
