"""Constants of templates: what Go's strconv makes of a quoted string, a character and a number."""

from __future__ import annotations

from hostbridge.template.values import utf8

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.template.nodes import Constant

_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_DIGITS = {"x": 2, "u": 4, "U": 8}
_HEX = frozenset("0123456789abcdefABCDEF")
_MOST, _UNSIGNED = (1 << 63) - 1, (1 << 64) - 1
INVALID = "invalid syntax"


def unquoted(source: str) -> str:
    """The text of a string in quotes or backquotes (strconv.Unquote). Raises ValueError."""
    if source[0] == "`":
        return source[1:-1].replace("\r", "")
    if "\\" not in source:
        return source[1:-1]
    out = bytearray()
    at, end = 1, len(source) - 1
    while at < end:
        piece, at = _character(source, at, '"')
        out += piece
    return out.decode("utf-8", "surrogateescape")


def rune(source: str) -> int:
    """The number of a character in single quotes. Raises ValueError."""
    piece, at = _character(source, 1, "'")
    if at != len(source) - 1:
        raise ValueError(f"malformed character constant: {source}")
    if len(piece) == 1:
        return piece[0]
    return ord(piece.decode("utf-8", "surrogateescape"))


def _character(source: str, at: int, mark: str) -> tuple[bytes, int]:
    """One character, as bytes of UTF-8, and where the next begins (strconv.UnquoteChar)."""
    char = source[at]
    if char == mark:
        raise ValueError(INVALID)
    if char != "\\":
        return utf8(char), at + 1
    char = source[at + 1]
    at += 2
    if char in _SIMPLE:
        return _SIMPLE[char].encode(), at
    if char == mark:
        return char.encode(), at
    if char in _DIGITS:
        digits = source[at : at + _DIGITS[char]]
        if len(digits) < _DIGITS[char] or not _HEX.issuperset(digits):
            raise ValueError(INVALID)
        number = int(digits, 16)
        at += len(digits)
        if char == "x":
            return bytes([number]), at
        if number > 0x10FFFF or 0xD800 <= number < 0xE000:
            raise ValueError(INVALID)
        return chr(number).encode(), at
    digits = source[at - 1 : at + 2]
    if len(digits) == 3 and all("0" <= digit <= "7" for digit in digits) and int(digits, 8) < 256:
        return bytes([int(digits, 8)]), at + 2
    raise ValueError(INVALID)


def number(place: int, kind: str, source: str) -> Constant:
    """The constant of a number or character token. Raises ValueError with Go's message."""
    from hostbridge.template.goformat import quote
    from hostbridge.template.nodes import Constant

    if kind == "char":
        code = rune(source)
        return Constant(place, code, source, number=True, whole=code)
    if kind == "complex" or source[-1] == "i":
        raise ValueError(f"illegal number syntax: {quote(source)} (complex numbers are left out)")
    whole = _integer(source)
    if whole is not None and -_MOST - 1 <= whole <= _UNSIGNED:
        value: int | float = float(whole) if _looks_real(source) else whole
        return Constant(place, value, source, number=True, whole=whole if whole <= _MOST else None)
    real = _real(source)
    if real is None:
        raise ValueError(f"illegal number syntax: {quote(source)}")
    if not any(char in source for char in ".eEpP"):
        raise ValueError(f"integer overflow: {quote(source)}")
    also = int(real) if abs(real) < 1 << 63 and real == int(real) else None
    return Constant(place, real, source, number=True, whole=also)


def _looks_real(source: str) -> bool:
    return source.lstrip("+-")[:2] not in ("0x", "0X") and any(char in source for char in ".eEpP")


def _integer(source: str) -> int | None:
    """strconv.ParseInt with base 0: prefixes, a leading 0 for octal, underscores between digits."""
    bare = source.lstrip("+-")
    if (bare.isdigit() and bare.isascii() and len(bare) > 1 and bare[0] == "0") or (
        bare[:1] == "0" and "_" in bare and bare[1:2].isdigit()
    ):
        bare = f"0o{bare[1:]}"
    try:
        found = int(bare, 0)
    except ValueError:
        return None
    return -found if source[0] == "-" else found


def _real(source: str) -> float | None:
    if "_" in source and _integer(source.partition(".")[0]) is None:
        return None
    try:
        if source.lstrip("+-")[:2] in ("0x", "0X"):
            return float.fromhex(source.replace("_", "")) if "p" in source.lower() else None
        found = float(source)
    except (ValueError, OverflowError):
        return None
    return None if found in (float("inf"), float("-inf")) else found
