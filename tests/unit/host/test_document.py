"""The page that documents ``hostbridge host --json``."""

from __future__ import annotations

from pathlib import Path

from hostbridge.host.document import PAGE_FILE, PARTS, _described, page


def test_the_page_is_current() -> None:
    assert (Path(__file__).parents[3] / "docs" / PAGE_FILE).read_text(encoding="utf-8") == page()


def test_every_field_is_described() -> None:
    for name, part in PARTS.items():
        fields = set(part.__annotations__)
        assert fields == fields & set(_described(part.__doc__ or "")[1]), name
