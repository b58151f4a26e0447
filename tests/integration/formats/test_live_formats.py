"""Formats by the clients that are installed here, beside hostbridge's own writing of the same.

Every tenth command of the corpus; all of them in the long run (``--soak``). Engines' answers are
recorded, so nothing else than the clients runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from formats import FOLDER, corpus, in_newer_words
from formats.writing import Recording, written
from rig.asking import Asked
from rig.fixtures import required

STEP = 1 if os.environ.get("HOSTBRIDGE_SOAK") else 10


@pytest.fixture(params=("docker", "podman"))
def client(request: pytest.FixtureRequest) -> Iterator[tuple[str, Asked]]:
    engine: str = request.param
    with required(Asked, engine, FOLDER) as asked:
        yield engine, asked


def test_formats_end_as_with_the_client(client: tuple[str, Asked]) -> None:
    engine, asked = client
    session = Recording(asked)
    commands = [words for about in corpus.commands(engine).values() for words in about][::STEP]
    assert len(commands) > 40
    wrong = []
    for words in commands:
        if "{{json}}" in words:
            continue
        told, found = asked.ask(words), written(words, engine, session)
        if in_newer_words(told) != in_newer_words(found):
            wrong.append({"words": words, "client": told, "hostbridge": found})
    assert wrong == []
