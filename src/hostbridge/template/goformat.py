"""How Go writes values: ``%v``, quoted strings, and JSON."""

from __future__ import annotations

from hostbridge.template.values import NOTHING, Nil, Number, Record, Time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_SHORT = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


def text_of(value: Any) -> str:
    """A value as ``{{.}}`` prints it: Go's ``%v``, and ``<no value>`` for none."""
    if isinstance(value, str):
        return str.__str__(value)
    return "<no value>" if value is None or value is NOTHING else plain(value)


def plain(value: Any) -> str:
    """Go's ``%v``; None inside of something is ``<nil>``."""
    if isinstance(value, str):
        return str.__str__(value)
    if value is None or value is NOTHING:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return real(value)
    if isinstance(value, dict):
        if isinstance(value, Record):
            return f"{{{' '.join(plain(item) for item in value.values() if not callable(item))}}}"
        return f"map[{' '.join(f'{plain(key)}:{plain(value[key])}' for key in sorted(value))}]"
    if isinstance(value, (list, tuple)):
        return f"[{' '.join(plain(item) for item in value)}]"
    return value.printed if isinstance(value, Nil) else str(value)


def printed(*values: Any) -> str:
    """fmt.Sprint: a space between two values of which neither is a string."""
    out: list[str] = []
    before = True
    for value in values:
        text = isinstance(value, str)
        if not before and not text:
            out.append(" ")
        before = text
        out.append(pointed(value))
    return "".join(out)


def pointed(value: Any) -> str:
    """``%v`` of an argument of fmt's: a pointer to a struct shows that it is one."""
    mark = "&" if isinstance(value, Record) and value.go_type[:1] == "*" else ""
    return mark + plain(value)


def real(value: float) -> str:
    """A float by ``%g`` with the fewest digits that tell it (strconv.FormatFloat)."""
    if value != value or value in (float("inf"), float("-inf")):  # NaN
        return {"inf": "+Inf", "-inf": "-Inf"}.get(str(value), "NaN")
    sign, digits, point = decimal(value)
    if -4 < point <= 6:
        if point <= 0:
            return f"{sign}0.{'0' * -point}{digits}"
        whole, rest = digits[:point].ljust(point, "0"), digits[point:]
        return f"{sign}{whole}.{rest}" if rest else sign + whole
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+03d}"


def decimal(value: float) -> tuple[str, str, int]:
    """Sign, the fewest digits that tell a float, and where the point stands in them."""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, rest = mantissa.partition(".")
    digits = (whole + rest).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + rest) - len(digits))
    sign = "-" if str(value)[0] == "-" else ""
    return sign, digits.rstrip("0") or "0", point if digits.strip("0") else 1


def quote(text: str, *, ascii_only: bool = False, mark: str = '"') -> str:
    """strconv.Quote; with another mark as strconv.QuoteRune."""
    if text.isascii() and text.isprintable() and mark not in text and "\\" not in text:
        return f"{mark}{text}{mark}"
    out: list[str] = []
    for char in text:
        code = ord(char)
        if char in _SHORT:
            out.append(_SHORT[char])
        elif char == mark or char == "\\":
            out.append(f"\\{char}")
        elif char.isprintable() and not (ascii_only and code > 126):
            out.append(char)
        elif code < 0x80:
            out.append(f"\\x{code:02x}")
        elif 0xDC80 <= code < 0xDD00:
            # A byte that is no UTF-8.
            out.append(f"\\x{code - 0xDC00:02x}")
        else:
            out.append(f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
    return f"{mark}{''.join(out)}{mark}"


def to_json(value: Any, indent: str = "") -> str:
    """Go's encoding/json without its escapes for HTML: no spaces, maps in order of their keys.

    indent, if any, is put before the lines of a level, once for each.
    """
    from json.encoder import encode_basestring

    out: list[str] = []
    _encode(value, out, encode_basestring, indent, "\n" if indent else "")
    return "".join(out)


def _encode(
    value: Any, out: list[str], quoted: Callable[[str], str], indent: str, line: str
) -> None:
    inner = line + indent
    if isinstance(value, dict):
        record = isinstance(value, Record)
        keys = list(value) if record else sorted(value, key=str)
        names = value.json_names if isinstance(value, Record) else {}
        mark = "{"
        for key in keys:
            name = names.get(key, key)
            if name is None or (record and callable(value[key])):
                continue
            out += (mark, inner, quoted(str(name)), ": " if indent else ":")
            _encode(value[key], out, quoted, indent, inner)
            mark = ","
        out.append(f"{line}}}" if mark == "," else "{}")
    elif isinstance(value, (list, tuple)):
        mark = "["
        for item in value:
            out += (mark, inner)
            _encode(item, out, quoted, indent, inner)
            mark = ","
        out.append(f"{line}]" if mark == "," else "[]")
    elif isinstance(value, str):
        out.append(_json_text(value, quoted))
    elif isinstance(value, bool):
        out.append("true" if value else "false")
    elif isinstance(value, int):
        out.append(int.__repr__(value))
    elif isinstance(value, float) and value == value and abs(value) != float("inf"):
        out.append(_json_real(value))
    else:
        out.append("null")


def _json_text(text: str, quoted: Callable[[str], str]) -> str:
    if isinstance(text, Number):
        return str.__str__(text)
    written = quoted(text.source if isinstance(text, Time) else text)
    if written.isascii():
        return written
    written = written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    # Bytes that are no UTF-8 are written as what stands for an unknown character.
    return "".join("\\ufffd" if "\ud800" <= char < "\ue000" else char for char in written)


def _json_real(value: float) -> str:
    """As JavaScript writes numbers: an exponent below 1e-6 and from 1e21 on."""
    sign, digits, point = decimal(value)
    if not -6 < point <= 21:
        rest = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{rest}e{point - 1:+d}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    whole, rest = digits[:point].ljust(point, "0"), digits[point:]
    return f"{sign}{whole}.{rest}" if rest else sign + whole
