"""``docs/commands.md`` is what the tables say."""

from __future__ import annotations

from pathlib import Path

from hostbridge.catalogue.document import page


def test_the_page_of_commands_is_current() -> None:
    path = Path(__file__).parents[3] / "docs" / "commands.md"
    assert path.read_text() == page(), "python -m hostbridge.catalogue.document > docs/commands.md"
