"""A place in the tokens of a template, and the messages for what is wrong there (Go's parse.go)."""

from __future__ import annotations

from hostbridge.template.errors import TemplateError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from hostbridge.template.lexer import Token

MAX_DEPTH = 100
_TOLD_BY_NAME = frozenset(
    ("block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with", "dot")
)  # fmt: skip


class Cursor:
    """The tokens, one after the other. action_line: where the action began that is being read."""

    def __init__(self, tokens: list[Token], name: str) -> None:
        self._tokens = tokens
        self._name = name
        self._seen = 0
        self._depth = 0
        self.at = 0
        self.action_line = 0

    def peek(self) -> Token:
        """The token here, a space too."""
        self._seen = max(self._seen, self.at)
        return self._tokens[self.at]

    def next(self) -> Token:
        """Take the token here; the last one stays."""
        token = self.peek()
        if token[0] not in ("eof", "error"):
            self.at += 1
        return token

    def peek_word(self) -> Token:
        """The token here, after a space."""
        if self.peek()[0] == "space":
            self.at += 1
        return self.peek()

    def next_word(self) -> Token:
        """Take the token here, after a space."""
        self.peek_word()
        return self.next()

    def expect(self, kind: str, context: str) -> None:
        """Take a token that has to be of this kind."""
        token = self.next_word()
        if token[0] != kind:
            self.unexpected(token, context)

    def unquoted(self, token: Token) -> str:
        """The text of a string token."""
        from hostbridge.template.literals import unquoted

        try:
            return unquoted(token[2])
        except ValueError as error:
            self.wrong(str(error))

    def enter(self) -> None:
        """One level deeper; more than MAX_DEPTH are refused."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self.wrong(f"nested more than {MAX_DEPTH} deep")

    def leave(self) -> None:
        """One level up."""
        self._depth -= 1

    def unexpected(self, token: Token, context: str) -> NoReturn:
        """Raise the error for a token that cannot stand here, or that is a mistake itself."""
        kind, _, text, line = token
        if kind != "error":
            self.wrong(f"unexpected {_told(kind, text)} in {context}")
        if self.action_line and self.action_line != line:
            started = f" in action started at {self._name}:{self.action_line}"
            text += started[len(" in action") :] if text.endswith(" action") else started
        self.wrong(text)

    def wrong(self, why: str) -> NoReturn:
        """Raise the error for what is wrong at this place."""
        raise TemplateError(f"template: {self._name}:{self._tokens[self._seen][3]}: {why}")


def _told(kind: str, text: str) -> str:
    """A token as messages show it."""
    if kind == "eof":
        return "EOF"
    if kind in _TOLD_BY_NAME:
        return f"<{text}>"
    from hostbridge.template.goformat import quote

    return f"{quote(text[:10])}..." if len(text) > 10 else quote(text)
