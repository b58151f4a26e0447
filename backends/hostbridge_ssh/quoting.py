r"""One command line for whatever log-in shell is over there, from words of any bytes.

sshd hands one string to the user's shell, which may be sh, bash, zsh, fish or csh. What all of them
read alike is a word in single quotes without quotes, line ends, ``!`` or double backslashes. So the
real command, quoted for sh, is written with printf's ``\0ooo`` escapes for everything else, and a
fixed script has /bin/sh decode and evaluate it.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN = frozenset(
    b'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-./:=,+@^#~()[]{}<>;&|*?$"'
)
MAX_COMMAND = 100_000
"""Bytes; Linux refuses a single argument beyond 128 KiB (MAX_ARG_STRLEN, execve(2))."""


def sh_word(word: str | bytes) -> bytes:
    """A word quoted for a POSIX shell."""
    raw = os.fsencode(word) if isinstance(word, str) else word
    return b"'" + raw.replace(b"'", b"'\\''") + b"'"


def sh_words(words: Sequence[str]) -> bytes:
    """Words quoted for a POSIX shell."""
    return b" ".join(sh_word(word) for word in words)


def for_any_shell(script: bytes) -> str:
    """A script for /bin/sh as one command line for any log-in shell."""
    encoded = bytearray()
    for byte in script:
        if byte in _PLAIN:
            encoded.append(byte)
        else:
            encoded += b"\\0%03o" % byte
    return f"exec /bin/sh -c 'eval \"$(printf %b \"$1\")\"' hostbridge '{encoded.decode('ascii')}'"
