"""Keys as a table, against the model, the pages made of it, and the lines of a text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.settings import keys
from hostbridge.settings.document import PAGE_FILE, SCHEMA_FILE, page, schema, schema_text
from hostbridge.settings.lines import line_of, lines

DOCS = Path(__file__).parents[3] / "docs"


def _leaves(told: dict[str, Any], definitions: dict[str, Any], place: str) -> list[str]:
    if "$ref" in told:
        return _leaves(definitions[told["$ref"].rpartition("/")[2]], definitions, place)
    found: list[str] = []
    if "properties" in told:
        for name, part in told["properties"].items():
            found += _leaves(part, definitions, f"{place}.{name}".lstrip("."))
    elif told.get("type") == "object":
        rest = told["additionalProperties"]
        name = "NAME" if "$ref" in rest else "OPTION"
        found += _leaves(rest, definitions, f"{place}.{name}")
    else:
        found.append(place)
    return found


def test_the_rows_are_the_models_fields() -> None:
    told = schema()
    assert sorted(_leaves(told, told["$defs"], "")) == sorted(key for key, _, _ in keys.KEYS)
    assert [name for name, _, _ in keys.SHARE_KEYS] == list(
        told["$defs"]["ShareModel"]["properties"]
    )
    assert {kind for _, kind, _ in keys.KEYS} <= set(keys.KINDS)


def test_the_pages_are_current() -> None:
    assert (DOCS / PAGE_FILE).read_text(encoding="utf-8") == page()
    assert (DOCS / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("engine", ("engine",)),
        ("machines.x.cpus", ("machines", "x", "cpus")),
        ("machines.ssh://a.b.c.cpus", ("machines", "ssh://a.b.c", "cpus")),
        ("machines.ssh://a.b.options.ssh_config", ("machines", "ssh://a.b", "options", "ssh_config")),
        ('machines."a.b".cpus', ("machines", "a.b", "cpus")),
        ("machines.'a \"b'.cpus", ("machines", 'a "b', "cpus")),
        ("", ("",)),
    ],
)  # fmt: skip
def test_keys_as_people_write_them(text: str, place: tuple[str, ...]) -> None:
    assert keys.split(text) == place


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_a_key_that_is_written_is_read_again(name: str) -> None:
    if "'" not in name and "\\" not in name and '"' not in name and name == name.strip():
        assert keys.split(keys.join(("machines", name, "cpus"))) == ("machines", name, "cpus")
    document = f"{keys.join(('machines', name, 'cpus'))} = 1"
    assert tomllib.loads(document) == {"machines": {name: {"cpus": 1}}}


TEXT = '''\
# engine = "no"
"engine" = 'docker' # machine = "x"
ports.bind = """
machine = "y"
"""
[machines."a.b"] # [c]
cpus = 1
options = { "x y" = "]", z = '#' }
shares = [
  # host
  { host = "/a", machine = "/b" },
  { host = "/c",
    machine = "/d" },
]
[[machines.c.shares]]
host = "/e"
[[machines.c.shares]]
host = "/f"
'''


def test_lines_of_keys() -> None:
    place = ("machines", "a.b")
    assert line_of(TEXT, ("engine",)) == 2
    assert line_of(TEXT, ("ports", "bind")) == 3
    assert line_of(TEXT, place) == 6
    assert line_of(TEXT, (*place, "options", "z")) == 8
    assert line_of(TEXT, (*place, "shares", 1, "machine")) == 13
    assert line_of(TEXT, ("machines", "c", "shares", 1, "host")) == 18
    assert line_of(TEXT, ("machines", "c", "shares", 1, "absent")) == 17
    assert line_of(TEXT, ("machine",)) == 1


@given(st.text(alphabet="ab=[]{}.,'\"\\#\n 1\t", max_size=80))
def test_lines_of_any_text(text: str) -> None:
    for line in lines(text).values():
        assert 1 <= line <= text.count("\n") + 1


_values = st.recursive(
    st.integers(0, 9) | st.text("ab#]}\"'\\\n", max_size=5) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xy.", min_size=1, max_size=2), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text("kl m", min_size=1, max_size=3), _values, max_size=4))
def test_every_key_of_a_document_is_found(content: dict[str, Any]) -> None:
    found = lines(tomlkit.dumps(content))

    def walk(told: Any, place: tuple[str | int, ...]) -> None:
        if isinstance(told, dict):
            for name, part in told.items():
                walk(part, (*place, name))
        elif isinstance(told, list):
            for number, part in enumerate(told):
                walk(part, (*place, number))
        elif place:
            assert place in found, (place, found, tomlkit.dumps(content))

    walk(content, ())
