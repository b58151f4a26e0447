"""Commands as docker lists them, read without regular expressions, which take long to load."""

from __future__ import annotations

import pytest

from hostbridge.engine.quoting import unescaped, without_quotes


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("sh -c 'exit 3'", "sh -c exit 3"),
        ("sh -c 'a b' c 'd e f'", "sh -c a b c d e f"),
        ("sleep 10", "sleep 10"),
        # Quotes that the daemon did not put there, or that could be its or not.
        ("'a b' c", None),
        ("sh -c it's", None),
        ("sh -c 'ab'", None),
        ("sh -c 'a b'c", None),
        ("sh -c 'a 'b' c'", None),
        ("", ""),
    ],
)
def test_the_daemons_quotes(line: str, words: str | None) -> None:
    assert without_quotes(line) == words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"echo \u003e\u00262", "echo >&2"),
        (r"a\nb\tc\\d\"e", 'a\nb\tc\\d"e'),
        (r"\xc3\xa9\U0001f600", "\udcc3\udca9\U0001f600"),
        (r"\U00110000", "\ufffd"),
        ("end\\", "end\\"),
        (r"\xg1\u12", "xg1u12"),
    ],
)
def test_escapes_of_go(text: str, plain: str) -> None:
    assert unescaped(text) == plain
