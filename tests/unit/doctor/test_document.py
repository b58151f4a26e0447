"""The pages that are made of the checks, ids that mean one thing, the JSON and its schema."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hostbridge.contract.check import Edit, Facts
from hostbridge.doctor.causes import CATEGORIES, own_checks
from hostbridge.doctor.checks import chosen, needed
from hostbridge.doctor.document import page, schema_text
from hostbridge.doctor.examine import examine
from hostbridge.doctor.telling import schema, told
from hostbridge.host import Host

DOCS = Path(__file__).parents[3] / "docs"


def test_the_pages_are_current() -> None:
    again = "run: python -m hostbridge.doctor.document docs"
    assert (DOCS / "doctor.md").read_text(encoding="utf-8") == page(), again
    assert (DOCS / "doctor.schema.json").read_text(encoding="utf-8") == schema_text(), again


def test_ids_and_what_they_depend_on() -> None:
    checks = own_checks()
    ids = [check.id for check in checks]
    assert len(set(ids)) == len(ids) >= 60
    for check in checks:
        assert re.fullmatch(r"(LNX|ANY|ENG|PRJ|WSL|WIN|MAC)(-[A-Z0-9]+)+", check.id)
        assert check.category in CATEGORIES
        assert set(check.depends_on) <= set(ids), check.id
        assert check.means and check.means[-1] != "."


def test_no_check_depends_on_itself_by_way_of_others() -> None:
    known = {check.id: check.depends_on for check in own_checks()}

    def above(name: str, seen: tuple[str, ...]) -> None:
        assert name not in seen, seen
        for other in known[name]:
            above(other, (*seen, name))

    for name in known:
        above(name, ())


def test_only_takes_with_it_what_it_depends_on() -> None:
    checks = own_checks()
    assert [c.id for c in needed(checks, chosen(checks, ["lnx-dbus-user"]))] == [
        "LNX-XDG",
        "LNX-DBUS-USER",
    ]


def test_the_json_is_as_its_schema_says() -> None:
    findings = list(
        examine(
            own_checks(),
            Facts(Host("linux"), seen={"damaged": [{"path": "/x.json", "error": "bad"}]}),
        )
    )
    content = told(findings)
    fits(content, schema())
    damaged = next(one for one in content["checks"] if one["id"] == "ANY-DAMAGED")
    assert damaged["fix"] == {"root": False, "changes": ["rm /x.json"], "undo": True}
    assert Edit("/x.json", None) in [c for f in findings for c in f.result.changes]


def fits(content: Any, rule: dict[str, Any]) -> None:
    """Whether content is as a schema of the few words that ours uses."""
    if "anyOf" in rule:
        kinds = {"null": type(None)}
        for one in rule["anyOf"]:
            if content is None and kinds.get(one.get("type", "")):
                return
        fits(content, rule["anyOf"][-1])
        return
    if "const" in rule:
        assert content == rule["const"]
        return
    if "enum" in rule:
        assert content in rule["enum"]
        return
    types = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    named = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
    assert any(isinstance(content, types[name]) for name in named), (content, rule)  # type: ignore[arg-type]
    if "object" in named:
        assert set(content) == set(rule["required"]) == set(rule["properties"])
        for name, part in rule["properties"].items():
            fits(content[name], part)
    if "array" in named:
        for part in content:
            fits(part, rule["items"])
    if "pattern" in rule:
        assert re.search(rule["pattern"], content)
