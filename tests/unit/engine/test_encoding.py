"""JSON and YAML as the clients write them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hostbridge.engine.show.jsonlines import go_escapes
from hostbridge.engine.show.table import podman_json
from hostbridge.engine.show.yaml import to_yaml

HOSTILE = "\x1b[2J\x9bz\x07"


def test_json_as_go_writes_it() -> None:
    told = json.dumps({"a": "<&>\b\f\\b\\f\u2028"}, ensure_ascii=False)
    assert json.loads(go_escapes(told)) == json.loads(told)
    assert go_escapes(told) == '{"a": "\\u003c\\u0026\\u003e\\u0008\\u000c\\\\b\\\\f\\u2028"}'


@pytest.mark.parametrize("indent", [1, 2, 4])
def test_indented_json_is_that_of_the_library(indent: int) -> None:
    value: Any = {
        "a": [1, 2.5, None, True, {}, [], 'é\n"', {"b": [{"c": ()}]}],
        "": -(10**20),
        "é": False,
    }
    assert podman_json(value, indent) == json.dumps(value, indent=indent, ensure_ascii=False) + "\n"


def test_yaml_quotes_what_would_be_read_otherwise() -> None:
    told = to_yaml(
        {
            "b": "true",
            "a": "1",
            "c": ["x", {"d": None}],
            "e": "it: is",
            "f": "-",
            "g": "l1\nl2",
            "h": HOSTILE,
        }
    )
    assert told == (
        "a: \"1\"\nb: \"true\"\nc:\n- x\n- d: null\ne: 'it: is'\nf: '-'\ng: |-\n  l1\n  l2\n"
        'h: "\\u001b[2J\\u009bz\\u0007"\n'
    )
