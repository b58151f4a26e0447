"""Answers of another shape, and such as would drive a terminal: an output or an error, never more."""

from __future__ import annotations

import copy
import io
import json
import random
import re
from typing import Any

import pytest

from answers import IMAGE, OTHER, RECORDED, Session, shown
from hostbridge.engine import events
from hostbridge.engine.show import events as showing
from hostbridge.errors import HostbridgeError

HOSTILE = "\x1b[2J\x9bz\x07"
COMMANDS = (
    "ps -a", "ps -a --format json", "ps -a --no-trunc -s", "images", "images --format json", "network ls",
    "network ls --format json", "volume ls", "volume ls --format json", "info", "info --format json",
    "info --format {{.Host.Arch}}{{.Driver}}", "version", "version --format json", f"history {IMAGE}",
    f"history --format json {IMAGE}", "system df", "system df --format json", "system df -v", "search x",
    "port web", "port -a", "inspect web", "ps -a --filter publish=80", "ps -a --filter label!=x",
    "inspect --format {{.State.Status}} web",
)  # fmt: skip
JUNK: list[Any] = [None, [], {}, 5, -1, 3.5, True, "", HOSTILE, [None], [[]], [{}], {"a": None}, {"": {}},
                   "9" * 30, 1e300, "2026-13-45T99:99:99Z", [1, "a"], {"x": [1]}]  # fmt: skip


def mutated(value: Any, dice: random.Random, share: float) -> Any:
    """The value with parts left out, added, and of another shape."""
    if dice.random() < share:
        return copy.deepcopy(dice.choice(JUNK))
    if isinstance(value, dict):
        kept = {k: mutated(v, dice, share) for k, v in value.items() if dice.random() > share}
        return {**kept, "Unknown": {"deep": [1]}}
    if isinstance(value, list):
        return [mutated(item, dice, share) for item in value]
    return value


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_answers_of_another_shape_end_in_an_output_or_an_error(engine: str, seed: int) -> None:
    for words in COMMANDS:
        dice = random.Random(f"{seed} {words}")
        share = dice.choice([0.01, 0.03, 0.1, 0.3])
        session = Session(engine, lambda value: mutated(value, dice, share))  # noqa: B023
        try:
            code, text = shown(words, OTHER[engine], session, engine)
        except HostbridgeError as error:
            assert error.summary
            continue
        if code == 0 and words.endswith("json") and text:
            lines = text.splitlines() if OTHER[engine] == "docker" else [text]
            assert all(json.loads(line) is not None for line in lines)
    for line in RECORDED[engine]["events"]:
        dice = random.Random(f"{seed} {line}")
        changed = json.dumps(mutated(json.loads(line), dice, 0.1)).encode()
        event = events.read(changed, engine)  # type: ignore[arg-type]
        for dialect in ("docker", "podman"):
            for form in ("", "json", "{{.Type}} {{.ID}}"):
                assert event is None or showing._liner(form, dialect)(event)


class Terminal(io.BytesIO):
    """Says that it is one."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_no_control_character_reaches_a_terminal(engine: str) -> None:
    def hostile(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: hostile(item) for key, item in value.items()}
        if isinstance(value, list):
            return [hostile(item) for item in value]
        return value + HOSTILE if isinstance(value, str) and not value.startswith("20") else value

    for words in COMMANDS:
        terminal = Terminal()
        try:
            code, text = shown(words, OTHER[engine], Session(engine, hostile), engine, terminal)
        except HostbridgeError:
            continue
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text), words
        if code == 0 and words.endswith("json"):
            lines = text.splitlines() if OTHER[engine] == "docker" else [text]
            told = repr([json.loads(line) for line in lines])
            # A type of disk usage that has another name is none.
            assert repr(HOSTILE)[1:-1] in told or words.startswith("system df")
