"""Whatever one engine has and the other lacks is translated, emulated, or refused with the reason."""

from __future__ import annotations

import pytest

from hostbridge.catalogue import parse
from hostbridge.catalogue.find import command, names, options_of
from hostbridge.contract.engine import Emulation, Refusal
from hostbridge.engine.differences import commands, row_for, rows
from hostbridge.engine.emulate import TABLE, emulated_options
from hostbridge.engine.render import needs_render
from hostbridge.engine.show.answerable import ANSWERED
from hostbridge.engine.translation import translate
from hostbridge.engine.values import rewriter
from hostbridge.plugins import load_engine

ENGINES = {"docker": "podman", "podman": "docker"}
"""Each engine, and the one whose words it lacks."""


def _lacking(engine: str) -> list[tuple[str, str]]:
    """Commands that both have, with each option that this engine lacks."""
    column = {"docker": 2, "podman": 4}
    found: list[tuple[str, str]] = []
    for name in names():
        if len(command(name).dialects) == 1:
            continue
        for row in options_of(command(name)):
            if row[column[ENGINES[engine]]] and not row[column[engine]]:
                found.append((name, row[0]))
    return found


def _rendered(engine: str, name: str) -> bool:
    """Whether hostbridge writes the output of this command itself, from the engine's records."""
    call = parse(name.split(), ENGINES[engine])  # type: ignore[arg-type]
    return needs_render(call, load_engine(engine)) is not None


@pytest.mark.parametrize("engine", ENGINES)
def test_each_option_that_an_engine_lacks_is_known_by_its_row(engine: str) -> None:
    unknown = [
        (name, option)
        for name, option in _lacking(engine)
        if row_for(engine, name, option, ENGINES[engine]) is None
        and option not in emulated_options(name, engine)
        and not (option in ANSWERED and _rendered(engine, name))
    ]
    assert unknown == []


@pytest.mark.parametrize("engine", ENGINES)
def test_each_command_that_an_engine_lacks_is_emulated_or_refused_with_its_reason(
    engine: str,
) -> None:
    lacking = [name for name in names() if engine not in command(name).dialects]
    assert lacking
    unknown = [
        name
        for name in lacking
        if "*" not in emulated_options(name, engine) and commands.row_for(name, engine) is None
    ]
    assert unknown == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_refusal_names_the_engine_the_reason_and_what_to_do(engine: str) -> None:
    for row in rows(engine):
        if row.action != "refuse":
            continue
        assert row.reason, row
        assert row.to, row
        name = row.commands[0]
        words = [*name.split(), f"{row.options[0]}=x"]
        result = translate(parse(words, ENGINES[engine]), engine)  # type: ignore[arg-type]
        assert isinstance(result, Refusal), words
        assert engine in result.summary
        assert row.options[0] in result.summary
        assert result.remedy


@pytest.mark.parametrize("engine", ENGINES)
def test_an_option_that_nobody_knows_is_never_refused_by_us(engine: str) -> None:
    for name in ("run", "ps", "build", "network create"):
        words = [*name.split(), "--made-up=1", "x"]
        result = translate(parse(words, ENGINES[engine]), engine)  # type: ignore[arg-type]
        assert not isinstance(result, Refusal)


def test_rows_name_what_is_there_and_name_it_once() -> None:
    for engine in ENGINES:
        seen: set[tuple[str, str, str]] = set()
        for row in rows(engine):
            assert row.reason
            assert row.action in ("drop", "rename", "value", "refuse", "global", "same")
            if row.action == "value":
                assert rewriter(row.to).__doc__
            known = {option[0] for name in row.commands for option in options_of(command(name))}
            for option in row.options:
                assert option in known, (engine, row.commands, option)
                for name in row.commands:
                    assert (name, option, row.dialect) not in seen, (engine, name, option)
                    seen.add((name, option, row.dialect))


def test_emulations_name_commands_that_are_there() -> None:
    for engine, named, _, where, reason in TABLE:
        assert engine in ENGINES
        assert reason
        module, _, function = where.partition(":")
        loaded = __import__(f"hostbridge.engine.emulate.{module}", fromlist=[function])
        assert getattr(loaded, function).__doc__
        for name in named.split(", "):
            assert command(name)


def test_a_gpu_is_named_as_podman_names_it() -> None:
    from hostbridge.engine.emulate.gpus import devices

    for asked, named in (
        ("all", ["all"]), ("2", ["0", "1"]), ("device=1", ["1"]), ('"device=0,2",capabilities=utility', ["0", "2"]),
        ("count=1", ["0"]), ("", ["all"]),
    ):  # fmt: skip
        assert devices(asked) == named


def test_the_hosts_address_is_the_gateway_of_the_containers_network() -> None:
    from hostbridge.engine.emulate.gateway import addresses

    told = [{"subnets": [{"gateway": "fd00::1"}, {"gateway": "10.1.0.1"}, {"subnet": "x"}]}]
    assert addresses(told) == ["10.1.0.1", "fd00::1"]  # type: ignore[arg-type]
    made = translate(parse(["run", "--add-host", "h:host-gateway", "img"], "docker"), "podman")
    assert isinstance(made, Emulation)
    assert made.then is not None


def test_a_name_with_dockers_slash_begins_there() -> None:
    from hostbridge.engine.filters import split

    for written, said in (("/lan", "^lan"), ("^/lan$", "^lan$"), ("lan", "lan"), ("^lan", "^lan")):
        assert split([f"name={written}"], "podman", "container")[0] == [f"name={said}"]
