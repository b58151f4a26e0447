"""Small texts that both dialects write: ``key=value`` lists."""

from __future__ import annotations


def split_options(text: str) -> list[tuple[str, str]]:
    """``a=b,c`` as pairs; the value of a word alone is empty."""
    pairs = [field.partition("=") for field in text.split(",") if field]
    return [(key, value) for key, _, value in pairs]
