"""What doctor says to people."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from hostbridge.cli.report import clean
from hostbridge.doctor.causes import CATEGORIES
from hostbridge.doctor.telling import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hostbridge.contract.check import Check
    from hostbridge.doctor.examine import Finding

_MARKS = {
    "ok": ("✓", "green"),
    "info": ("i", "blue"),
    "warning": ("!", "yellow"),
    "error": ("✗", "red"),
    "skipped": ("-", None),
}


class Writer:
    """Writes findings as they come, a heading before each category that has something to say."""

    def __init__(self, *, everything: bool) -> None:
        self._everything = everything
        self._category = ""

    def finding(self, finding: Finding) -> None:
        """One finding: what is well is left out unless everything is wanted."""
        quiet = finding.result.status in ("ok", "skipped") and not finding.crashed
        if quiet and not self._everything:
            return
        if finding.check.category != self._category:
            self._category = finding.check.category
            _say(
                f"\n{click.style(self._category, bold=True)}  {CATEGORIES.get(self._category, '')}".rstrip()
            )
        for line in _lines(finding):
            _say(line)

    def end(self, findings: Sequence[Finding]) -> None:
        """The sum of it."""
        counts = {name: sum(f.result.status == name for f in findings) for name in _MARKS}
        words = [f"{counts['ok']} well"]
        for name in ("error", "warning", "info"):
            if counts[name]:
                words.append(f"{counts[name]} {name}{'s' * (counts[name] != 1 and name != 'info')}")
        fixes = sum(
            bool(f.result.changes) and f.result.status in ("error", "warning") for f in findings
        )
        _say(
            f"\n{', '.join(words)}"
            + (f"; {fixes} can be mended: hostbridge doctor --fix" if fixes else "")
        )


def explained(finding: Finding) -> str:
    """One check in full."""
    check = finding.check
    lines = [
        f"{check.id}  {check.title}",
        f"  when it is not so: {check.means}",
        *_lines(finding, full=True),
    ]
    if check.depends_on:
        lines.append(f"  explained by: {', '.join(check.depends_on)}")
    if check.source:
        lines.append(f"  as published at https://{check.source}")
    lines.append(f"  see {PAGE}#{check.id.lower()}")
    return _plain("\n".join(lines) + "\n")


def listed(checks: Sequence[Check]) -> str:
    """All checks, a line each."""
    width = max((len(check.id) for check in checks), default=0)
    return "".join(
        f"{c.id:<{width}}  {c.category:<9} {c.title} ({', '.join(c.systems)})\n" for c in checks
    )


def _lines(finding: Finding, *, full: bool = False) -> Iterator[str]:
    result = finding.result
    mark, colour = _MARKS[result.status]
    yield f"  {click.style(mark, fg=colour)} {clean(result.summary)}  {click.style(finding.check.id, dim=True)}"
    if result.status in ("ok", "skipped") and not full:
        return
    for what, seen in result.evidence:
        yield f"      {clean(what)}: {clean(seen)}"
    if result.status == "error" and not full:
        yield f"      means: {clean(finding.check.means)}"
    for number, step in enumerate(step for step in result.remedy if step):
        yield f"      {'remedy: ' if not number else '        '}{clean(step)}"


def _say(text: str) -> None:
    click.echo(_plain(text))
    sys.stdout.flush()


def _plain(text: str) -> str:
    return text if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else click.unstyle(text)
