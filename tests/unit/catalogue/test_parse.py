"""Reading command lines: what words are, and that they come back as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.catalogue import find, names, parse
from hostbridge.catalogue.find import GLOBALS, command, options_of
from hostbridge.catalogue.meanings import MEANINGS
from hostbridge.errors import UsageError

REQUIRED = (
    "run create start stop kill rm exec attach logs ps inspect images pull build load save cp port wait version"
).split()
CORPUS = [
    ["run", "--rm", "-it", "-v", ".:/src", "-p", "8080:80", "alpine", "sh", "-c", "ls -la"],
    ["run", "-itv", "/a:/b", "-p80:80", "-e=X", "-eA=b", "--name=x", "img", "-x", "--", "y"],
    [
        "run",
        "--sig-proxy=false",
        "-a",
        "STDOUT",
        "--mount",
        "type=bind,source=/a,target=/b",
        "--entrypoint",
        "/bin/sh",
        "-u",
        "root",
        "img",
        "-c",
        "echo Container started",
    ],
    [
        "build",
        "-f",
        "/tmp/Dockerfile-with-features",
        "-t",
        "vsc-x",
        "--build-arg",
        "A=b",
        "--build-context=x=/y",
        "/ctx",
    ],
    ["buildx", "build", "--load", "--build-arg", "BUILDKIT_INLINE_CACHE=1", "."],
    ["ps", "-q", "-a", "--filter", "label=devcontainer.local_folder=/w"],
    ["container", "ls", "--format", "{{.ID}}", "--no-trunc"],
    ["exec", "-i", "-u", "root", "-e", "X=1", "abc", "/bin/sh"],
    ["-H", "unix:///x", "--context=c", "images", "-aq"],
    ["--log-level", "debug", "pod", "create", "--name=p", "--infra=false", "--share="],
    ["create", "--name=x", "--pod=p", "--requires=a,b", "--network=n:alias=s,ip=10.0.0.2", "img"],
    ["wait", "--condition=healthy", "x"],
    ["logs", "-f", "--tail", "10", "-t", "x"],
    ["cp", "-a", "x:/a", "-"],
    ["stats", "--no-stream"],
    ["run", "--unknown=1", "--unknown-flag", "img"],
]


@pytest.mark.parametrize("argv", CORPUS, ids=lambda argv: " ".join(argv)[:40])
@pytest.mark.parametrize("dialect", ["docker", "podman"])
def test_real_command_lines_come_back_unchanged(argv: list[str], dialect: str) -> None:
    assert parse(argv, dialect).argv() == argv  # type: ignore[arg-type]


WORDS = st.one_of(
    st.sampled_from(
        [
            "-it",
            "-v",
            "/a:/b",
            "--rm",
            "--name",
            "--name=x",
            "-e",
            "A",
            "--",
            "-",
            "img",
            "-p80",
            "-d",
            "--unknown",
            "--x=y",
            "-qqq",
            "-=",
            "--=",
            "",
        ]
    ),
    st.text(st.characters(exclude_characters="\0"), max_size=8),
)


@given(
    st.sampled_from(["run", "ps", "exec", "build", "cp", "logs", "network create"]),
    st.lists(WORDS, max_size=8),
    st.sampled_from(["docker", "podman"]),
)
def test_any_words_come_back_unchanged(name: str, words: list[str], dialect: str) -> None:
    argv = [*name.split(), *words]
    try:
        call = parse(argv, dialect)  # type: ignore[arg-type]
    except UsageError as error:
        assert "needs an argument" in error.summary
        return
    assert call.argv() == argv


@given(st.lists(WORDS, max_size=8), st.text(max_size=8))
def test_changing_one_word_changes_no_other(words: list[str], text: str) -> None:
    try:
        call = parse(["run", *words], "docker")
    except UsageError:
        return
    for word in call.words:
        if word.value is None:
            continue
        changed = call.with_word(word, text)
        same = [
            (a, b) for a, b in zip(call.words, changed.words, strict=True) if a.index != word.index
        ]
        assert all(a == b for a, b in same)


def test_words_know_their_meaning() -> None:
    call = parse(["run", "-itv", "/a:/b", "-p80:80", "img", "sh"], "docker")
    told = [(word.name, word.value, word.meaning) for word in call.words]
    assert told == [
        ("--interactive", None, "interactive"),
        ("--tty", None, "tty"),
        ("--volume", "/a:/b", "volume"),
        ("--publish", "80:80", "publish"),
        ("", "img", "image"),
        ("", "sh", "command"),
    ]
    volume = call.option_words("--volume")[0]
    assert call.with_word(volume, "/c:/d").argv() == [
        "run",
        "-itv",
        "/c:/d",
        "-p80:80",
        "img",
        "sh",
    ]
    assert call.without("--interactive").argv() == ["run", "-tv", "/a:/b", "-p80:80", "img", "sh"]
    assert call.with_option("--cidfile", "/x").argv()[:2] == ["run", "--cidfile=/x"]


def test_switches_can_be_turned_off() -> None:
    call = parse(["run", "--rm", "--detach=false", "-t=false", "img"], "docker")
    assert call.has("--rm")
    assert not call.has("--detach")
    assert not call.has("--tty")


def test_a_letter_is_read_in_the_callers_dialect_first() -> None:
    assert parse(["inspect", "-t", "image", "x"], "podman").value("--type") == "image"
    assert parse(["logs", "-n", "x"], "podman").has("--names")


def test_an_unknown_option_takes_a_value_only_where_the_engine_says_so() -> None:
    argv = ["run", "--new-option", "value", "img"]
    known = parse(argv, "docker", lambda _command, option: option == "--new-option")
    assert known.value("--new-option") == "value"
    assert known.operands()[0].value == "img"
    unknown = parse(argv, "docker", lambda _command, _option: None)
    assert unknown.operands()[0].value == "value"


@pytest.mark.parametrize(
    ("argv", "near"),
    [(["rnu"], "run"), (["network", "crate"], "network create"), (["imagse"], "images")],
)
def test_an_unknown_command_names_the_nearest(argv: list[str], near: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(argv, "docker")
    assert near in caught.value.remedy
    assert caught.value.exit_code == 125


def test_a_missing_value_and_a_missing_command() -> None:
    for argv in (["run", "--name"], ["run", "-v"], [], ["-H", "x"]):
        with pytest.raises(UsageError):
            parse(argv, "docker")


def test_every_row_is_well_formed() -> None:
    kinds = {"", "bool", "optional", "list", "string"}
    for name in names():
        rows = options_of(command(name))
        assert len({row[0] for row in rows}) == len(rows), name
        for long, docker_short, docker_kind, podman_short, podman_kind, meaning in rows:
            assert long.startswith("--")
            assert docker_kind in kinds
            assert podman_kind in kinds
            assert docker_kind or podman_kind
            assert meaning in MEANINGS or not meaning, (name, long, meaning)
            for short in (docker_short, podman_short):
                assert not short or (len(short) == 2 and short[0] == "-")
        for meaning in command(name).operands:
            assert meaning in MEANINGS, (name, meaning)
    assert GLOBALS


@pytest.mark.parametrize("name", REQUIRED)
def test_each_required_command_has_both_spellings(name: str) -> None:
    found = find([name])
    assert found is not None
    assert found[0].name == name
    assert "--help" in {row[0] for row in options_of(found[0])}
