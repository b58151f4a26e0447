"""hostbridge's own options, before the command."""

from __future__ import annotations

import pytest

from hostbridge.cli.options import Options, split
from hostbridge.cli.report import clean
from hostbridge.errors import UsageError


def test_own_options_end_at_the_first_other_word() -> None:
    words = ["--engine", "podman", "--machine=m", "-vv", "--log-file", "f", "run", "--engine", "x"]
    options, rest = split(words, named=False)
    assert options == Options(engine="podman", machine="m", verbose=2, log_file="f")
    assert rest == ["run", "--engine", "x"]


def test_the_engines_global_options_are_left_alone() -> None:
    assert split(["-H", "unix:///x", "ps"], named=False)[1] == ["-H", "unix:///x", "ps"]


@pytest.mark.parametrize(
    ("words", "form"), [(["--plan", "ps"], "text"), (["--plan=json", "ps"], "json")]
)
def test_plan(words: list[str], form: str) -> None:
    assert split(words, named=False)[0].plan == form


def test_v_is_verbose_before_a_command_and_the_version_alone() -> None:
    assert split(["-v", "ps"], named=False)[0] == Options(verbose=1)
    assert split(["-v"], named=False)[0].version
    assert split(["-v"], named=True)[0].version
    assert split(["--verbose", "--verbose", "ps"], named=False)[0].verbose == 2


@pytest.mark.parametrize("words", [["--engine"], ["--engine="], ["--engine", ""], ["--plan=x"]])
def test_what_makes_no_sense_is_refused(words: list[str]) -> None:
    with pytest.raises(UsageError):
        split(words, named=False)


def test_an_error_cannot_drive_a_terminal() -> None:
    assert clean("a\x1b[2Jb\rc é") == "a\\x1b[2Jb\\rc é"
