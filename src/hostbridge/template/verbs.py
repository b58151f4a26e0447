"""One value by one verb of Go's fmt: integers, characters, strings and floats (fmt/format.go)."""

from __future__ import annotations

from hostbridge.template.goformat import quote
from hostbridge.template.goformat import real as shortest
from hostbridge.template.values import utf8

_BASES = {"d": "d", "b": "b", "o": "o", "O": "o", "x": "x", "X": "X", "v": "d"}
_PREFIXES = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}


class Flags:
    """What stands between ``%`` and the verb. width and precision are None without one."""

    minus = plus = sharp = space = zero = plus_v = sharp_v = False
    width: int | None = None
    precision: int | None = None

    def padded(self, text: str, *, zero: bool | None = None) -> str:
        """Text at its width."""
        if not self.width or len(text) >= self.width:
            return text
        if self.minus:
            return text.ljust(self.width)
        return text.rjust(self.width, "0" if (self.zero if zero is None else zero) else " ")


def whole(verb: str, flags: Flags, value: int) -> str | None:
    """An integer; None where the verb is not for one."""
    if verb in "cqU":
        return character(verb, flags, value)
    base = _BASES.get(verb)
    if base is None:
        return None
    sign = "-" if value < 0 else "+" if flags.plus else " " if flags.space else ""
    least = 0
    if flags.precision is not None:
        least = flags.precision
        if not least and not value:
            return " " * (flags.width or 0)
    elif flags.zero and flags.width:
        least = flags.width - len(sign)
    digits = format(abs(value), base).rjust(least, "0")
    prefix = _PREFIXES.get(verb, "") if flags.sharp else ""
    if prefix == "0" and digits[0] == "0":
        prefix = ""
    if verb == "O":
        prefix = "0o"
    return flags.padded(sign + prefix + digits, zero=False)


def character(verb: str, flags: Flags, value: int) -> str:
    """An integer as a character: ``%c``, ``%q``, ``%U``."""
    known = 0 <= value < 0x110000 and not 0xD800 <= value < 0xE000
    char = chr(value) if known else "\ufffd"
    if verb == "c":
        return flags.padded(char)
    if verb == "q":
        return flags.padded(quote(char, ascii_only=flags.plus, mark="'"))
    number = value if value >= 0 else value + (1 << 64)
    shown = f" '{char}'" if flags.sharp and known and char.isprintable() else ""
    return flags.padded(f"U+{number:0{max(4, flags.precision or 0)}X}{shown}", zero=False)


def text(verb: str, flags: Flags, text: str) -> str:
    """A string by ``%s``, ``%q``, ``%x`` or ``%v``."""
    if verb in "xX":
        return _hexadecimal(verb, flags, text)
    if flags.precision is not None:
        text = text[: flags.precision]
    if verb == "q" or flags.sharp_v:
        backquoted = flags.sharp and "`" not in text and text.replace("\t", "").isprintable()
        text = f"`{text}`" if backquoted else quote(text, ascii_only=flags.plus)
    return flags.padded(text)


def _hexadecimal(verb: str, flags: Flags, text: str) -> str:
    data = utf8(text)[: flags.precision]
    pairs = [format(byte, f"02{verb}") for byte in data]
    prefix = f"0{verb}" if flags.sharp and data else ""
    gap = f" {prefix}" if flags.space else ""
    return flags.padded(prefix + gap.join(pairs))


def real(verb: str, flags: Flags, value: float) -> str | None:
    """A float; None where the verb is not for one."""
    if verb not in "veEfFgGxX":
        return None
    exact = flags.precision
    if value != value or value in (float("inf"), float("-inf")):  # NaN
        digits = shortest(abs(value))
        digits = digits.lstrip("+")
    elif verb in "xX":
        digits = _hexadecimal_real(abs(value))
        digits = digits.upper() if verb == "X" else digits
    elif verb in "vgG" and exact is None:
        digits = shortest(abs(value))
        digits = digits.upper() if verb == "G" else digits
    else:
        digits = format(
            abs(value), f".{6 if exact is None else exact}{'g' if verb == 'v' else verb}"
        )
    sign = "-" if str(value)[0] == "-" else "+" if flags.plus else " " if flags.space else ""
    if value == float("inf") and not sign:
        sign = "+" if flags.plus or verb else ""
    if flags.zero and flags.width and digits[0].isdigit():
        digits = digits.rjust(flags.width - len(sign), "0")
    return flags.padded(sign + digits, zero=False)


def _hexadecimal_real(value: float) -> str:
    mantissa, _, exponent = value.hex().partition("p")
    head, _, rest = mantissa.partition(".")
    rest = rest.rstrip("0")
    return f"{head}{'.' + rest if rest else ''}p{int(exponent):+03d}"
