"""The words of a template, as Go's text/template/parse cuts them (lex.go), without regular expressions.

A token is ``(kind, place, text, line)``; place counts characters. A mistake is a token of kind
``error`` that ends the list: the parser reports it when it gets there, as Go's does.
"""

from __future__ import annotations

from hostbridge.template.errors import TemplateError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Token = tuple[str, int, str, int]

KEYWORDS = frozenset(
    ("block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with")
)  # fmt: skip
MAX_SIZE = 1 << 20
_SPACE = " \t\r\n"
_SINGLE = {"=": "assign", "|": "|"}
_DECIMAL = "0123456789_"
_HEX = "0123456789abcdefABCDEF_"
_BASES = {"x": _HEX, "X": _HEX, "o": "01234567_", "O": "01234567_", "b": "01_", "B": "01_"}


def tokens(text: str) -> list[Token]:
    """All tokens, the last of them ``eof`` or ``error``. Raises TemplateError beyond 1 MiB."""
    if len(text) > MAX_SIZE:
        raise TemplateError("template: longer than 1 MiB")
    return _Lexer(text).run()


def code_point(char: str) -> str:
    """A character as Go's ``%#U`` shows it."""
    if "\ud800" <= char < "\ue000":
        # A byte that is no UTF-8, as Go reads it.
        char = "\ufffd"
    shown = f" '{char}'" if char.isprintable() else ""
    return f"U+{ord(char):04X}{shown}"


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._trimmed = False
        self._out: list[Token] = []

    def run(self) -> list[Token]:
        text = self._text
        while True:
            start = text.find("{{", self._at)
            end = len(text) if start < 0 else start
            begin = self._at
            if self._trimmed:
                while begin < end and text[begin] in _SPACE:
                    begin += 1
            left = start >= 0 and text[start + 2 : start + 3] == "-" and text[start + 3 : start + 4] in (*_SPACE,)  # fmt: skip
            stop = end
            while left and stop > begin and text[stop - 1] in _SPACE:
                stop -= 1
            self._line += text.count("\n", self._at, begin)
            if stop > begin:
                self._emit("text", begin, stop)
            self._line += text.count("\n", max(stop, begin), end)
            if start < 0:
                self._out.append(("eof", len(text), "", self._line))
                return self._out
            self._at = start + 2
            if not self._delimited(start, 2 if left else 0):
                return self._out

    def _delimited(self, start: int, marker: int) -> bool:
        """One ``{{…}}``; False after an error."""
        text, inner = self._text, self._at + marker
        if text.startswith("/*", inner):
            end = text.find("*/", inner + 2)
            if end < 0:
                return self._wrong("unclosed comment", inner)
            close = self._closing(end + 2)
            if not close:
                return self._wrong("comment ends before closing delimiter", inner)
            self._line += text.count("\n", inner, end)
            self._at = end + 2 + close
            self._trimmed = close > 2
            return True
        self._out.append(("left", start, "{{", self._line))
        self._at = inner
        depth = 0
        while True:
            at = self._at
            close = self._closing(at)
            if close:
                if depth:
                    return self._wrong("unclosed left paren", at)
                self._out.append(("right", at + close - 2, "}}", self._line))
                self._at = at + close
                self._trimmed = close > 2
                return True
            char = text[at : at + 1]
            if char == "(":
                depth += 1
            elif char == ")":
                depth -= 1
                if depth < 0:
                    return self._wrong("unexpected right paren", at)
            why = self._word(char, at)
            if why:
                return self._wrong(why, at)

    def _closing(self, at: int) -> int:
        """The length of a closing delimiter here: 2, 4 with a trim marker, 0 for none."""
        if self._text.startswith("}}", at):
            return 2
        if self._text.startswith("-}}", at + 1) and self._text[at] in _SPACE:
            return 4
        return 0

    def _word(self, char: str, at: int) -> str:
        """Take one token; what is wrong with it, or nothing."""
        text = self._text
        if not char:
            return "unclosed action"
        if char in _SPACE:
            return self._spaces(at)
        if char in _SINGLE:
            return self._emit(_SINGLE[char], at, at + 1)
        if char == ":":
            return (
                self._emit("declare", at, at + 2) if text[at + 1 : at + 2] == "=" else "expected :="
            )
        if char == '"':
            return self._quoted(at, '"', "string", "unterminated quoted string")
        if char == "'":
            return self._quoted(at, "'", "char", "unterminated character constant")
        if char == "`":
            end = text.find("`", at + 1)
            if end < 0:
                return "unterminated raw quoted string"
            return self._emit("raw", at, end + 1)
        if char == "$" or (char == "." and not "0" <= text[at + 1 : at + 2] <= "9"):
            return self._name(at, at + 1)
        if char in "+-." or "0" <= char <= "9":
            return self._number(at)
        if _alphanumeric(char):
            return self._name(at, at)
        if char in "()":
            return self._emit(char, at, at + 1)
        if char < "\x7f" and char.isprintable():
            return self._emit("other", at, at + 1)
        return f"unrecognized character in action: {code_point(char)}"

    def _spaces(self, at: int) -> str:
        end, text = at, self._text
        while text[end : end + 1] and text[end] in _SPACE:
            end += 1
        # The last one may belong to a trim marker.
        if end - at > 1 and self._closing(end - 1) > 2:
            end -= 1
        return self._emit("space", at, end)

    def _quoted(self, at: int, mark: str, kind: str, unclosed: str) -> str:
        end, text = at + 1, self._text
        while True:
            char = text[end : end + 1]
            if char == "\\" and text[end + 1 : end + 2] not in ("", "\n"):
                end += 2
                continue
            if char in ("", "\n", "\\"):
                return unclosed
            end += 1
            if char == mark:
                return self._emit(kind, at, end)

    def _name(self, at: int, begin: int) -> str:
        """A field, a variable, a keyword or a name; a lone ``.`` or ``$``, too."""
        end, text = begin, self._text
        while end < len(text) and _alphanumeric(text[end]):
            end += 1
        char = text[end : end + 1]
        if char and char not in " \t\r\n.,|:)(" and not text.startswith("}}", end):
            return f"bad character {code_point(char)}"
        word = text[at:end]
        if word[0] == "$":
            kind = "variable"
        elif word[0] == ".":
            kind = "field" if len(word) > 1 else "dot"
        elif word in KEYWORDS:
            kind = word
        else:
            kind = "bool" if word in ("true", "false") else "identifier"
        return self._emit(kind, at, end)

    def _number(self, at: int) -> str:
        end, good = self._scan(at)
        sign = self._text[end : end + 1]
        if good and sign and sign in "+-":
            end, good = self._scan(end)
            good = good and self._text[end - 1] == "i"
            if good:
                return self._emit("complex", at, end)
        if not good:
            from hostbridge.template.goformat import quote

            return f"bad number syntax: {quote(self._text[at:end])}"
        return self._emit("number", at, end)

    def _scan(self, at: int) -> tuple[int, bool]:
        text = self._text

        def run(allowed: str) -> None:
            nonlocal at
            while text[at : at + 1] and text[at] in allowed:
                at += 1

        def one(allowed: str) -> bool:
            nonlocal at
            found = bool(text[at : at + 1]) and text[at] in allowed
            at += found
            return found

        one("+-")
        digits = _DECIMAL
        if one("0") and text[at : at + 1] in (*_BASES,):
            digits = _BASES[text[at]]
            at += 1
        run(digits)
        if one("."):
            run(digits)
        if (digits == _DECIMAL and one("eE")) or (digits == _HEX and one("pP")):
            one("+-")
            run(_DECIMAL)
        one("i")
        if at < len(text) and _alphanumeric(text[at]):
            return at + 1, False
        return at, True

    def _emit(self, kind: str, begin: int, end: int) -> str:
        word = self._text[begin:end]
        self._out.append((kind, begin, word, self._line))
        self._line += word.count("\n")
        self._at = end
        return ""

    def _wrong(self, why: str, at: int) -> Literal[False]:
        self._out.append(("error", at, why, self._line))
        return False


def _alphanumeric(char: str) -> bool:
    return char == "_" or char.isalpha() or char.isdigit()
