"""Where hostbridge's own output cannot go: a full disk, a reader that went away."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["run", "--help"], ["settings", "list"]]
)
def test_a_full_standard_output_is_named(words: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "hostbridge", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 125
    assert done.stderr.decode() == f"hostbridge: standard output: {os.strerror(errno.ENOSPC)}\n"


@pytest.mark.parametrize("words", [["host"], ["--help"], ["settings", "list"]])
def test_a_reader_that_went_away_ends_it_quietly(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "hostbridge", *words],
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")
