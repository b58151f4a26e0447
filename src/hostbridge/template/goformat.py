"""How Go writes values: ``%v``, JSON with its escapes, and printf's verbs."""

from __future__ import annotations

import json
import re

from hostbridge.template.errors import TemplateError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

MAX_WIDTH = 10_000
_VERB = re.compile(r"%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?(.)", re.DOTALL)


def text_of(value: Any) -> str:
    """A value as ``{{.}}`` prints it: Go's ``%v``."""
    if value is None:
        return "<no value>"
    return plain(value)


def plain(value: Any) -> str:
    """Go's ``%v``; None inside of something is ``<nil>``."""
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, dict):
        from hostbridge.template.values import Record

        if isinstance(value, Record):
            return "{" + " ".join(plain(item) for item in value.values()) + "}"
        return (
            "map[" + " ".join(f"{plain(k)}:{plain(value[k])}" for k in sorted(value, key=str)) + "]"
        )
    if isinstance(value, (list, tuple)):
        return "[" + " ".join(plain(item) for item in value) + "]"
    return str(value)


def to_json(value: Any, indent: str = "") -> str:
    """Go's encoding/json: no spaces, ``<``, ``>`` and ``&`` escaped, maps in order of their keys."""
    written = json.dumps(
        _ordered(value), ensure_ascii=False, separators=(",", ":") if not indent else (",", ": "),
        indent=indent or None,
    )  # fmt: skip
    for char in ("<", ">", "&", "\u2028", "\u2029"):
        written = written.replace(char, f"\\u{ord(char):04x}")
    return written.replace("\\b", "\\u0008").replace("\\f", "\\u000c")


def printf(pattern: str, values: Sequence[Any]) -> str:
    """Go's fmt.Sprintf for the values that templates have. Widths beyond 10,000 are refused."""
    rest = list(values)
    used = 0

    def take() -> Any:
        nonlocal used
        used += 1
        return rest.pop(0)

    def one(match: re.Match[str]) -> str:
        flags, width, precision, verb = match.groups()
        if verb == "%":
            return "%"
        if width == "*":
            width = str(take()) if rest else "0"
        if precision == "*":
            precision = str(take()) if rest else "0"
        if not rest:
            return f"%!{verb}(MISSING)"
        wide = _bounded(width or "0")
        if wide < 0:
            flags, wide = flags + "-", -wide
        exact = None if precision is None else _bounded(precision or "0")
        body = _verb(verb, flags, exact, take())
        if "-" in flags:
            return body.ljust(wide)
        if "0" in flags and verb in "dxXobfegFEGsqv":
            sign = body[:1] if body[:1] in "+-" and verb not in "sqv" else ""
            return sign + body[len(sign) :].rjust(wide - len(sign), "0")
        return body.rjust(wide)

    written = _VERB.sub(one, pattern)
    if written.endswith("%") and pattern.endswith("%") and not pattern.endswith("%%"):
        written = written[:-1] + "%!(NOVERB)"
    if rest:
        extra = ", ".join(f"{_type(item)}={plain(item)}" for item in rest)
        written += f"%!(EXTRA {extra})"
    return written


def quote(text: str, *, ascii_only: bool = False) -> str:
    """strconv.Quote."""
    out = []
    short = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
             "\v": "\\v", '"': '\\"', "\\": "\\\\"}  # fmt: skip
    for char in text:
        if char in short:
            out.append(short[char])
        elif char.isprintable() and not (ascii_only and ord(char) > 126):
            out.append(char)
        elif ord(char) < 0x80:
            out.append(f"\\x{ord(char):02x}")
        else:
            out.append(f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}")
    return '"' + "".join(out) + '"'


def _verb(verb: str, flags: str, precision: int | None, value: Any) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if verb == "v":
        return _signed(plain(value), flags, value) if whole else plain(value)
    if verb == "T":
        return _type(value)
    if verb == "t" and isinstance(value, bool):
        return plain(value)
    if (verb in "dbox" and whole) or (verb in "XcUq" and whole):
        return _integer(verb, flags, value)
    if verb in "eEfFgG" and isinstance(value, float):
        return _signed(
            format(value, f".{6 if precision is None else precision}{verb}"), flags, value
        )
    if verb in "sqxX" and isinstance(value, str):
        text = str.__str__(value)
        text = text if precision is None else text[:precision]
        if verb == "q":
            return (
                f"`{text}`"
                if "#" in flags and "`" not in text
                else quote(text, ascii_only="+" in flags)
            )
        if verb in "xX":
            digits = text.encode("utf-8", "surrogateescape").hex()
            return digits.upper() if verb == "X" else digits
        return text
    if verb in "sd" and isinstance(value, (list, tuple)):
        return "[" + " ".join(_verb(verb, flags, precision, item) for item in value) + "]"
    if verb == "q" and isinstance(value, (list, tuple)):
        return "[" + " ".join(_verb(verb, flags, precision, item) for item in value) + "]"
    if value is None:
        return f"%!{verb}(<nil>)"
    return f"%!{verb}({_type(value)}={plain(value)})"


def _integer(verb: str, flags: str, value: int) -> str:
    if verb == "c":
        return chr(value) if 0 <= value < 0x110000 else "\ufffd"
    if verb == "U":
        return f"U+{value:04X}"
    if verb == "q":
        return f"'{chr(value)}'" if 0 <= value < 0x110000 else "'\ufffd'"
    digits = format(abs(value), verb)
    prefix = {"x": "0x", "X": "0X", "o": "0", "b": "0b"}.get(verb, "") if "#" in flags else ""
    return _signed(("-" if value < 0 else "") + prefix + digits, flags, value)


def _signed(text: str, flags: str, value: Any) -> str:
    if value >= 0 and "+" in flags:
        return "+" + text
    return " " + text if value >= 0 and " " in flags else text


def _bounded(text: str) -> int:
    number = int(text) if re.fullmatch(r"-?\d{1,9}", text) else MAX_WIDTH + 1
    if abs(number) > MAX_WIDTH:
        raise TemplateError("template: printf: a width or precision beyond 10000")
    return number


def _float(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):  # NaN
        return {"inf": "+Inf", "-inf": "-Inf"}.get(str(value), "NaN")
    if value and not 1e-4 <= abs(value) < 1e21:
        mantissa, _, exponent = repr(value).partition("e")
        if exponent:
            return f"{mantissa}e{exponent[0]}{exponent[1:].zfill(2)}"
        return format(value, ".17g")
    text = format(value, ".17f").rstrip("0").rstrip(".") if "e" in repr(value) else repr(value)
    return text[:-2] if text.endswith(".0") else text


def _type(value: Any) -> str:
    names = {bool: "bool", int: "int", float: "float64", str: "string", list: "[]interface {}",
             dict: "map[string]interface {}", type(None): "<nil>"}  # fmt: skip
    return next((name for kind, name in names.items() if isinstance(value, kind)), "interface {}")


def _ordered(value: Any) -> Any:
    from hostbridge.template.values import Record

    if isinstance(value, Record):
        return {key: _ordered(item) for key, item in value.items() if not callable(item)}
    if isinstance(value, dict):
        return {str(key): _ordered(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    return value
