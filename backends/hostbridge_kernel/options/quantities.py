"""Sizes, durations, numbers and switches as docker's client reads them."""

from __future__ import annotations

from hostbridge.errors import UsageError

_POWERS = " kmgtp"
_NANOSECONDS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9,
                "m": 60 * 10**9, "h": 3600 * 10**9}  # fmt: skip
_LARGEST = 2**63 - 1


def invalid(option: str, text: str, why: str) -> UsageError:
    """The error for a value that an option does not take."""
    return UsageError(f'invalid argument "{text}" for "{option}" flag: {why}')


def size(option: str, text: str) -> int:
    """Bytes; ``k``, ``m``, ``g`` … are powers of 1024."""
    rest = text.strip().lower()
    rest = rest[:-1] if rest[-1:] == "b" else rest
    rest = rest[:-1] if rest[-1:] == "i" and len(rest) < len(text.strip()) else rest
    power = 0
    if rest and rest[-1] in _POWERS[1:]:
        power, rest = _POWERS.index(rest[-1]), rest[:-1].removesuffix(" ")
    digits, dot, fraction = rest.partition(".")
    if not _digits(digits) or (dot and not _digits(fraction)):
        raise invalid(option, text, f"invalid size: '{text}'")
    return whole(option, text, float(rest) * 1024**power)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def size_or_unlimited(option: str, text: str) -> int:
    """Bytes, or -1 for no limit."""
    return -1 if text.strip() == "-1" else size(option, text)


def integer(option: str, text: str) -> int:
    """A whole number, also hexadecimal as Go's ParseInt(text, 0) has it."""
    try:
        return whole(option, text, int(text, 0 if text[:2].lower() == "0x" else 10))
    except ValueError:
        raise invalid(option, text, "is no whole number") from None


def natural(option: str, text: str) -> int:
    """A whole number that is not negative."""
    number = integer(option, text)
    if number < 0:
        raise invalid(option, text, "must not be negative")
    return number


def whole(option: str, text: str, count: float) -> int:
    """A number as 64 bits hold it."""
    if not abs(count) <= _LARGEST:
        raise invalid(option, text, "value out of range")
    return int(count)


def nanocpus(option: str, text: str) -> int:
    """Processors in billionths; no more digits than that."""
    from fractions import Fraction

    try:
        count = Fraction(text) * 10**9
    except (ValueError, ZeroDivisionError):
        raise invalid(option, text, f"failed to parse {text} as a rational number") from None
    if count.denominator != 1:
        raise invalid(option, text, "value is too precise")
    if count < 0:
        raise invalid(option, text, "must not be negative")
    return whole(option, text, count.numerator)


def duration(option: str, text: str) -> int:
    """Nanoseconds of ``1m30s`` (Go's time.ParseDuration); negative ones are refused."""
    rest = text[1:] if text[:1] in "+-" and text != "" else text
    if rest == "0":
        return 0
    # A regular expression's module takes 4 ms, and health checks are rare.
    import re

    at, total = 0, 0.0
    for part in re.finditer(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)", rest):
        if part.start() != at:
            break
        total += float(part[1]) * _NANOSECONDS[part[2]]
        at = part.end()
    if not rest or at != len(rest):
        raise invalid(option, text, f'time: invalid duration "{text}"')
    if text.startswith("-"):
        raise invalid(option, text, "must not be negative")
    return whole(option, text, total)


def switch(option: str, text: str | None) -> bool:
    """``--flag`` or ``--flag=false`` (Go's strconv.ParseBool)."""
    if text is None or text in ("1", "t", "T", "true", "TRUE", "True"):
        return True
    if text in ("0", "f", "F", "false", "FALSE", "False"):
        return False
    raise invalid(option, text, f'strconv.ParseBool: parsing "{text}": invalid syntax')


def fields(option: str, text: str) -> list[str]:
    """The fields of one line of CSV (RFC 4180), as ``--mount`` and ``--network`` have it."""
    out: list[str] = []
    at = 0
    while True:
        if text[at : at + 1] == '"':
            word, at = _quoted(option, text, at + 1)
            out.append(word)
        else:
            end = text.find(",", at)
            end = len(text) if end < 0 else end
            if '"' in text[at:end]:
                raise invalid(option, text, 'parse error: bare " in a field without quotes')
            out.append(text[at:end])
            at = end
        if at >= len(text):
            return out
        at += 1


def _quoted(option: str, text: str, at: int) -> tuple[str, int]:
    """A field from behind its opening quote, and the place behind its closing one."""
    word = ""
    while True:
        end = text.find('"', at)
        if end < 0:
            break
        word += text[at:end]
        if text[end + 1 : end + 2] != '"':
            if text[end + 1 : end + 2] in ("", ","):
                return word, end + 1
            break
        word += '"'
        at = end + 2
    raise invalid(option, text, "parse error: a quote is not closed, or more follows it")
