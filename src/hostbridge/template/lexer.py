"""The words of a template: text, and inside of ``{{ }}`` the tokens of actions."""

from __future__ import annotations

import re

from hostbridge.template.errors import TemplateError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Kind = Literal[
        "text", "open", "close", "field", "variable", "name", "number", "string", "char",
        "pipe", "(", ")", ",", "=", ":=", "dot", "space", "keyword",
    ]  # fmt: skip
    Token = tuple[Kind, str, int]
    """Kind, text, and the line it stands on."""

KEYWORDS = frozenset(
    (
        "if",
        "else",
        "end",
        "range",
        "with",
        "define",
        "template",
        "block",
        "break",
        "continue",
        "nil",
    )
)
MAX_SIZE = 1 << 20
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)
    |(?P<char>'(?:[^'\\\n]|\\.[^']*)')
    |(?P<number>[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+
        |(?:[0-9][0-9_]*)(?:\.[0-9_]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?))
    |(?P<field>\.[^\W\d]\w*)
    |(?P<dot>\.)
    |(?P<variable>\$\w*)
    |(?P<assign>:=)|(?P<set>=)|(?P<pipe>\|)|(?P<left>\()|(?P<right>\))|(?P<comma>,)
    |(?P<name>[^\W\d]\w*)""",
    re.VERBOSE,
)
_KINDS = {"assign": ":=", "set": "=", "left": "(", "right": ")", "comma": ","}


def tokens(text: str) -> list[Token]:
    """All tokens. Raises TemplateError for what is none, with the line."""
    if len(text) > MAX_SIZE:
        raise TemplateError("template: longer than 1 MiB")
    out: list[Token] = []
    place = 0
    trim = False
    while True:
        start = text.find("{{", place)
        piece = text[place:] if start < 0 else text[place:start]
        if trim:
            piece = piece.lstrip(" \t\r\n")
        line = text.count("\n", 0, place) + 1
        if start < 0:
            if piece:
                out.append(("text", piece, line))
            return out
        inner = start + 2
        if text[inner : inner + 1] == "-" and text[inner + 1 : inner + 2] in (
            " ",
            "\t",
            "\r",
            "\n",
        ):
            piece = piece.rstrip(" \t\r\n")
            inner += 2
        if piece:
            out.append(("text", piece, line))
        place, trim = _action(text, inner, out)


def _action(text: str, place: int, out: list[Token]) -> tuple[int, bool]:
    """The tokens of one action; returns where text goes on, and whether its beginning is trimmed."""
    line = text.count("\n", 0, place) + 1
    stripped = len(text) - len(text[place:].lstrip(" \t\r\n"))
    if text.startswith("/*", stripped):
        return _comment(text, stripped, line)
    out.append(("open", "{{", line))
    while True:
        if text.startswith("}}", place):
            out.append(("close", "}}", line))
            return place + 2, False
        match = _TOKEN.match(text, place)
        if match is None:
            if place >= len(text):
                raise TemplateError(f"template: :{line}: unclosed action")
            raise TemplateError(f"template: :{line}: unexpected {text[place]!r} in command")
        kind, word = str(match.lastgroup), match.group()
        place = match.end()
        if kind == "space":
            if text.startswith("-}}", place):
                out.append(("close", "}}", line))
                return place + 3, True
            out.append(("space", " ", line))
            continue
        if kind == "name" and word in KEYWORDS:
            out.append(("keyword", word, line))
        else:
            out.append((_KINDS.get(kind, kind), word, line))  # type: ignore[arg-type]
        line += word.count("\n")


def _comment(text: str, place: int, line: int) -> tuple[int, bool]:
    end = text.find("*/", place + 2)
    if end < 0:
        raise TemplateError(f"template: :{line}: unclosed comment")
    place = end + 2
    rest = text[place:].lstrip(" \t\r\n")
    if text.startswith("}}", place):
        return place + 2, False
    if rest.startswith("-}}") and text[place : place + 1] in (" ", "\t", "\r", "\n"):
        return len(text) - len(rest) + 3, True
    raise TemplateError(f"template: :{line}: comment ends before closing delimiter")
