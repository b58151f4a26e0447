"""Which encoding a program's output is in: ``wsl.exe`` writes UTF-16LE unless WSL_UTF8 is set."""

from __future__ import annotations

_BOMS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))


def encoding_of(output: bytes) -> str:
    """``utf-8``, ``utf-16-le`` or ``utf-16-be``, by a byte order mark or by where the zeros are."""
    for mark, encoding in _BOMS:
        if output.startswith(mark):
            return encoding
    start = output[:512]
    zeros = start.count(0)
    # In UTF-16LE, the high byte of ASCII (line ends, blanks, digits) is the odd one. CJK has few.
    if zeros and not len(output) % 2 and start[1::2].count(0) >= max(1, 9 * zeros // 10):
        return "utf-16-le"
    return "utf-8"


def decoded(output: bytes) -> str:
    """Output as text, without a byte order mark and with Unix line ends; never raises."""
    text = output.decode(encoding_of(output), "replace")
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
