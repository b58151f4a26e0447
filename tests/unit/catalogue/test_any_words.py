"""Properties: whatever is written, what has no meaning for the host arrives as it was written."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.catalogue import names, parse
from hostbridge.catalogue.find import GLOBALS, SYNONYMS, command, everything, options_of
from hostbridge.contract.features import Features
from hostbridge.contract.paths import IDENTITY
from hostbridge.dispatch.crossing import LOCAL_RULES
from hostbridge.dispatch.make import Target, make_plan
from hostbridge.dispatch.plan import Exec
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.podman import PodmanEngine
from hostbridge.errors import HostbridgeError

ENGINES = {"docker": DockerEngine(), "podman": PodmanEngine()}
LOCAL = Features(local=True, shares="identity", udp=True)
DIALECTS = st.sampled_from(["docker", "podman"])

RAW = st.binary(max_size=8).filter(lambda data: b"\0" not in data).map(os.fsdecode)
"""What an argv can hold: any bytes but NUL, those that are no UTF-8 as surrogates."""
SPECIAL = st.sampled_from(
    ["", "-", "--", "---", "-=", "--=", "=", "-a=", "--o=v", "--o=", "-\udcff", "\udc80=x"]
)
TEXT = st.one_of(RAW, SPECIAL, st.text(st.characters(exclude_characters="\0"), max_size=6))


SPELLINGS = sorted(everything())


@st.composite
def written_options(draw: st.DrawFn, name: str) -> list[str]:
    """One option of a command in one of the ways to write it; the value is anything."""
    rows = [*options_of(command(name)), ("--not-an-option", "-ä", "", "", "", "")]
    row = draw(st.sampled_from(rows))
    spelled = draw(st.sampled_from([word for word in (row[0], row[1], row[3]) if word]))
    value = draw(TEXT)
    joined = f"{spelled}={value}" if spelled.startswith("--") else f"{spelled}{value}"
    return draw(st.sampled_from([[spelled], [spelled, value], [joined]]))


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """Global options, a spelling of any command, its options in any order among anything."""
    spelling = draw(st.sampled_from(SPELLINGS))
    name = everything()[spelling][0]
    words = draw(
        st.lists(st.one_of(written_options(name), TEXT.map(lambda text: [text])), max_size=6)
    )
    front = draw(st.sampled_from([[], [], ["--debug"], ["--log-level=x"], ["--log-level", "x"]]))
    return [*front, *spelling.split(" "), *(word for group in words for word in group)]


@given(command_lines(), DIALECTS)
def test_what_was_parsed_comes_back(argv: list[str], dialect: str) -> None:
    try:
        call = parse(argv, dialect)  # type: ignore[arg-type]
    except HostbridgeError:
        return
    assert call.argv() == argv
    assert [os.fsencode(word) for word in call.argv() if _encodable(word)] == [
        os.fsencode(word) for word in argv if _encodable(word)
    ]


@given(command_lines(), DIALECTS)
def test_on_native_words_without_a_meaning_are_the_clients(argv: list[str], dialect: str) -> None:
    try:
        call = parse(argv, dialect)  # type: ignore[arg-type]
        plan = make_plan(call, Target(ENGINES[dialect], LOCAL, IDENTITY, "/nowhere", {}))
    except HostbridgeError:
        return
    changed = any(word.meaning in LOCAL_RULES for word in call.words)
    if isinstance(plan, Exec) and not changed and not plan.rewrites and plan.before is None:
        assert list(plan.argv) == [dialect, *argv]
    if isinstance(plan, Exec) and not plan.rewrites and plan.before is None:
        assert len(plan.argv) == len(argv) + 1


@given(st.lists(TEXT, max_size=8), DIALECTS)
def test_nothing_but_our_errors(argv: list[str], dialect: str) -> None:
    try:
        assert parse(argv, dialect).argv() == argv  # type: ignore[arg-type]
    except HostbridgeError as error:
        assert error.exit_code == 125
        assert error.summary


@given(st.lists(TEXT, max_size=5), st.lists(TEXT, max_size=5), DIALECTS)
def test_a_containers_own_words_are_never_ours(
    operands: list[str], rest: list[str], dialect: str
) -> None:
    for name in ("run", "exec"):
        call = parse([name, "--env", "A", "thing", *rest, "--help", *operands], dialect)  # type: ignore[arg-type]
        assert [word.value for word in call.rest()] == [*rest, "--help", *operands]
        assert not call.has("--help")


def _olders() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in names():
        options = {row[0] for row in options_of(command(name))}
        found += [
            (s, name)
            for s, (meant, _) in SYNONYMS.items()
            if meant in options - {s} and s not in options
        ]
    return found


@given(st.sampled_from(_olders()), st.text("abc", min_size=1), DIALECTS)
def test_an_older_spelling_is_its_option(older: tuple[str, str], value: str, dialect: str) -> None:
    spelled, name = older
    words = [*name.split(" "), f"{spelled}={value}"]
    call = parse(words, dialect)  # type: ignore[arg-type]
    assert call.argv() == words
    assert call.value(SYNONYMS[spelled][0]) == value


@pytest.mark.parametrize("engine", ENGINES)
def test_an_older_spelling_is_said_anew_where_the_engine_lacks_it(engine: str) -> None:
    other = "podman" if engine == "docker" else "docker"
    words = ["run", "--net", "host", "--name=x", "image"]
    plan = make_plan(parse(words, other), Target(ENGINES[engine], LOCAL, IDENTITY, "/", {}))  # type: ignore[arg-type]
    assert isinstance(plan, Exec)
    assert "host" in plan.argv[3] + plan.argv[2]
    if engine == "docker":
        call = parse(["run", "--healthcheck-timeout=3s", "image"], "podman")
        plan = make_plan(call, Target(ENGINES[engine], LOCAL, IDENTITY, "/", {}))
        assert isinstance(plan, Exec)
        assert "--health-timeout=3s" in plan.argv


def test_clusters_and_switches() -> None:
    for words in (
        ["run", "-dit", "i"],
        ["run", "-dit=false", "i"],
        ["run", "-itp80:80", "i"],
        ["ps", "-aqf", "a=b"],
    ):
        assert parse(words, "docker").argv() == words
    call = parse(["run", "-it=false", "--rm=false", "--init=0", "i"], "docker")
    assert [call.has(o) for o in ("--interactive", "--tty", "--rm", "--init")] == [
        True,
        False,
        False,
        False,
    ]


def test_options_end_where_the_client_ends_them() -> None:
    call = parse(["run", "--", "image", "-x"], "docker")
    assert [word.value for word in call.rest()] == ["-x"]
    call = parse(["compose", "-f", "a.yaml", "up", "-d", "-f"], "docker")
    assert call.value("--file") == "a.yaml"
    assert [word.value for word in call.rest()] == ["up", "-d", "-f"]
    assert [w.meaning for w in call.words][:1] == ["host-path"]
    call = parse(["ps", "x", "-a"], "docker")
    assert call.has("--all")


def test_optional_values_need_an_equals_sign() -> None:
    call = parse(["build", "--pull", "always"], "podman")
    assert call.value("--pull") is None
    assert [word.value for word in call.operands()] == ["always"]
    assert parse(["build", "--pull=always", "."], "podman").value("--pull") == "always"


def _encodable(word: str) -> bool:
    try:
        os.fsencode(word)
    except UnicodeEncodeError:
        return False
    return True


def test_every_global_option_is_read_before_the_command() -> None:
    for row in GLOBALS:
        takes = (row[2] or row[4]) != "bool"
        words = [row[0], *(["v"] if takes else []), "ps", "-a"]
        call = parse(words, "docker" if row[2] else "podman")
        assert (call.argv(), call.command.name) == (words, "ps")
