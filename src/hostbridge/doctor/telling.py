"""Findings as JSON, and the schema of that JSON (``docs/doctor.schema.json``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hostbridge.contract.check import Edit
from hostbridge.doctor.examine import exit_code
from hostbridge.doctor.mending import as_root, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.contract.check import Check
    from hostbridge.doctor.examine import Finding

JSON_VERSION = 1
STATUSES = ("ok", "info", "warning", "error", "skipped")
PAGE = "docs/doctor.md"


def told(findings: Sequence[Finding]) -> dict[str, Any]:
    """What ``hostbridge doctor --json`` prints."""
    return {
        "version": JSON_VERSION,
        "checks": [one(finding) for finding in findings],
        "counts": {name: sum(f.result.status == name for f in findings) for name in STATUSES},
        "exit_code": exit_code(findings),
    }


def one(finding: Finding) -> dict[str, Any]:
    """One finding."""
    result = finding.result
    return {
        **about(finding.check),
        "status": result.status,
        "summary": result.summary,
        "evidence": [{"what": what, "seen": seen} for what, seen in result.evidence],
        "remedy": list(result.remedy),
        "fix": {"root": as_root(result.changes), "changes": shown(result.changes),
                "undo": all(isinstance(c, Edit) or c.undo for c in result.changes)}
        if result.changes else None,
        "hidden_by": finding.hidden_by or None,
        "crashed": finding.crashed,
        "seconds": round(finding.seconds, 3),
    }  # fmt: skip


def about(check: Check) -> dict[str, Any]:
    """What is known of a check before it is made."""
    return {
        "id": check.id,
        "category": check.category,
        "title": check.title,
        "means": check.means,
        "systems": list(check.systems),
        "depends_on": list(check.depends_on),
        "source": check.source or None,
        "docs": f"{PAGE}#{check.id.lower()}",
    }


def schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of ``told``."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    maybe = {"type": ["string", "null"]}
    check = {
        "id": {"type": "string", "pattern": "^[A-Z]+(-[A-Z0-9]+)+$"},
        "category": text, "title": text, "means": text, "systems": texts, "depends_on": texts,
        "source": maybe, "docs": text, "status": {"enum": list(STATUSES)}, "summary": text,
        "evidence": {"type": "array", "items": _object({"what": text, "seen": text})},
        "remedy": texts,
        "fix": {"anyOf": [{"type": "null"}, _object({"root": {"type": "boolean"}, "changes": texts, "undo": {"type": "boolean"}})]},
        "hidden_by": maybe, "crashed": {"type": "boolean"}, "seconds": {"type": "number", "minimum": 0},
    }  # fmt: skip
    counts = {name: {"type": "integer", "minimum": 0} for name in STATUSES}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hostbridge doctor --json",
        **_object(
            {
                "version": {"const": JSON_VERSION},
                "checks": {"type": "array", "items": _object(check)},
                "counts": _object(counts),
                "exit_code": {"enum": [0, 1, 2]},
            }
        ),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
