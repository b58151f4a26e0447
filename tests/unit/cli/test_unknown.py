"""A word that is no command: what hostbridge says was meant."""

from __future__ import annotations

import os

import pytest

from hostbridge.catalogue import parse
from hostbridge.catalogue.parse import UnknownCommand
from hostbridge.cli.report import clean
from hostbridge.cli.unknown import explained


@pytest.mark.parametrize(
    ("words", "said", "meant"),
    [
        (["pss"], "'pss' is not", "ps?"),
        (["contianer", "ls"], "'contianer' is not", "container"),
        (["settigns", "list"], "'settigns' is not", "settings"),
        (["network", "crate"], "'network crate' is not", "network create"),
        (["--engien", "docker", "ps"], "--engien: no such option before a command", "--engine?"),
        (["--contxt", "far", "ps"], "--contxt: no such option", "--context?"),
        (["zzzzzzzz"], "'zzzzzzzz' is not", "see hostbridge --help"),
        (["--zzzzzzz", "nothing"], "--zzzzzzz: no such option", "see hostbridge --help"),
    ],
)
def test_the_nearest_name_is_told(words: list[str], said: str, meant: str) -> None:
    with pytest.raises(UnknownCommand) as caught:
        parse(words, "docker")
    error = explained(caught.value)
    assert said in error.summary
    assert meant in error.remedy


def test_words_that_are_no_utf_8_are_told_by_their_bytes() -> None:
    word = os.fsdecode(bytes([97, 255]))
    assert clean(f"{word!r} is not a command") == "'a\\xff' is not a command"
