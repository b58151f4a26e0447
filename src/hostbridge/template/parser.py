"""From tokens to nodes, by the grammar of Go's text/template/parse (parse.go) and with its messages."""

from __future__ import annotations

from hostbridge.template.cursor import Cursor
from hostbridge.template.expressions import Expressions
from hostbridge.template.nodes import Action, Branch, Ended, Invoke, Leave, Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from hostbridge.template.lexer import Token
    from hostbridge.template.nodes import Node


class Parser:
    """One template's nodes; ``defined`` holds what ``define`` and ``block`` named."""

    def __init__(self, tokens: list[Token], functions: Container[str], name: str = "") -> None:
        self._cursor = Cursor(tokens, name)
        self._expressions = Expressions(self._cursor, functions)
        self._loops = 0
        self.defined: dict[str, list[Node]] = {}

    @property
    def fields(self) -> set[tuple[str, ...]]:
        """The paths of fields that the template names."""
        return self._expressions.fields

    def whole(self) -> list[Node]:
        """All nodes of the template."""
        nodes: list[Node] = []
        while self._cursor.peek()[0] != "eof":
            if self._cursor.peek()[0] == "left":
                start = self._cursor.at
                self._cursor.next()
                if self._cursor.next_word()[0] == "define":
                    self._define()
                    continue
                self._cursor.at = start
            node = self._text_or_action()
            if isinstance(node, Ended):
                self._cursor.wrong(f"unexpected {node}")
            nodes.append(node)
        return nodes

    def _define(self) -> None:
        name = self._template_name("define clause")
        self._cursor.expect("right", "define clause")
        self._separate(name, "define clause")

    def _separate(self, name: str, context: str) -> None:
        """The body of a ``define`` or ``block``, which sees none of the variables around it."""
        kept = self._expressions.variables, self._loops
        self._expressions.variables, self._loops = ["$"], 0
        nodes, ended = self._list()
        if ended.word != "end":
            self._cursor.wrong(f"unexpected {ended} in {context}")
        self._expressions.variables, self._loops = kept
        if not _says(self.defined.get(name, [])):
            self.defined[name] = nodes
        elif _says(nodes):
            from hostbridge.template.goformat import quote

            self._cursor.wrong(f"template: multiple definition of template {quote(name)}")

    def _list(self) -> tuple[list[Node], Ended]:
        """Nodes until ``end`` or ``else``."""
        self._cursor.enter()
        nodes: list[Node] = []
        while self._cursor.peek_word()[0] != "eof":
            node = self._text_or_action()
            if isinstance(node, Ended):
                self._cursor.leave()
                return nodes, node
            nodes.append(node)
        self._cursor.wrong("unexpected EOF")

    def _text_or_action(self) -> Node:
        token = self._cursor.next_word()
        if token[0] == "text":
            return Words(token[1], token[2])
        if token[0] != "left":
            self._cursor.unexpected(token, "input")
        self._cursor.action_line = token[3]
        node = self._action()
        self._cursor.action_line = 0
        return node

    def _action(self) -> Node:
        kind, place, _, _ = token = self._cursor.peek_word()
        if kind in ("if", "with", "range"):
            self._cursor.next()
            return self._control(kind, place)
        if kind in ("template", "block"):
            self._cursor.next()
            return self._invoke(kind)
        if kind in ("break", "continue"):
            self._cursor.next()
            after = self._cursor.next_word()
            if after[0] != "right":
                self._cursor.unexpected(after, f"{{{{{kind}}}}}")
            if not self._loops:
                self._cursor.wrong(f"{{{{{kind}}}}} outside {{{{range}}}}")
            return Leave(place, kind)
        if kind == "else":
            self._cursor.next()
            if self._cursor.peek_word()[0] not in ("if", "with"):
                self._cursor.expect("right", "else")
            return Ended(place, "else")
        if kind == "end":
            self._cursor.next()
            self._cursor.expect("right", "end")
            return Ended(place, "end")
        return Action(token[1], self._expressions.pipe("command", "right"))

    def _control(self, word: str, place: int) -> Node:
        self._cursor.enter()
        before = len(self._expressions.variables)
        pipe = self._expressions.pipe(word, "right")
        self._loops += word == "range"
        body, ended = self._list()
        self._loops -= word == "range"
        otherwise: list[Node] | None = None
        if ended.word == "else":
            kind, at = self._cursor.peek()[:2]
            if kind == word and kind in ("if", "with"):
                self._cursor.next()
                # The inner one takes the only end that there is.
                otherwise = [self._control(word, at)]
            else:
                otherwise, ended = self._list()
                if ended.word != "end":
                    self._cursor.wrong(f"expected end; found {ended}")
        del self._expressions.variables[before:]
        self._cursor.leave()
        return Branch(place, word, pipe, body, otherwise)

    def _invoke(self, word: str) -> Node:
        context = f"{word} clause"
        place = self._cursor.peek_word()[1]
        name = self._template_name(context)
        pipe = None
        if word == "block" or self._cursor.peek_word()[0] != "right":
            pipe = self._expressions.pipe(context, "right")
        else:
            self._cursor.next_word()
        if word == "block":
            self._separate(name, context)
        return Invoke(place, name, pipe)

    def _template_name(self, context: str) -> str:
        token = self._cursor.next_word()
        if token[0] not in ("string", "raw"):
            self._cursor.unexpected(token, context)
        return self._cursor.unquoted(token)


def _says(nodes: list[Node]) -> bool:
    """Whether a body is more than space: a blank ``define`` replaces nothing."""
    return any(not isinstance(node, Words) or node.words.strip() for node in nodes)
