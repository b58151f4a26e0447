"""Which builds need BuildKit."""

from __future__ import annotations

import pytest

from hostbridge.catalogue import parse
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.docker_builder import SCRIPT, client_for


def prefix(words: str, dockerfile: str = "FROM x\nRUN true\n") -> tuple[str, ...]:
    call = parse(words.split(), "docker")
    return DockerEngine().client_for(call, lambda path: dockerfile.encode())


@pytest.mark.parametrize(
    ("words", "dockerfile", "need"),
    [
        ("build .", "FROM x\nRUN true\n", ""),
        ("build -t a --build-arg A=b .", "FROM x\nCOPY --from=a --chown=1 b c\n", ""),
        ("build .", "FROM x\nRUN echo --mount\n", "must"),  # a needless search does no harm
        ("build .", "FROM x\nRUN --mount=type=secret,id=a cat /run/secrets/a\n", "must"),
        ("build .", "FROM x\n  copy --link a b\n", "must"),
        ("build .", "FROM x\nRUN <<EOF\ntrue\nEOF\n", "must"),
        ("build .", "FROM x\n# RUN --mount=x\n", ""),
        ("build .", "FROM x\nRUN cat < /etc/passwd << 1\n", ""),
        ("build --secret id=a,src=b .", "", "must"),
        ("build -o out .", "", "must"),
        ("build --load .", "", "may"),
        ("buildx build -t a .", "", "may"),
        ("run --rm a", "", ""),
    ],
)
def test_what_needs_buildkit(words: str, dockerfile: str, need: str) -> None:
    given = prefix(words, dockerfile)
    place = "1" if "buildx" in words else "0"
    assert given == (("sh", "-c", SCRIPT, "docker", need, place) if need else ("docker",))


def test_global_options_come_before_buildx() -> None:
    call = parse(["--context", "there", "-D", "buildx", "b", "."], "docker")
    given = client_for(call, ("/opt/docker", "--host", "unix:///x"), lambda path: b"")
    assert given[3:] == ("/opt/docker", "may", "6", "--host", "unix:///x")


def test_the_dockerfile_is_the_one_that_is_named() -> None:
    seen: list[str] = []

    def read(path: str) -> bytes:
        seen.append(path)
        return b""

    for words in ("build -f other/Dockerfile .", "build ctx/", "build -", "build -f - ."):
        DockerEngine().client_for(parse(words.split(), "docker"), read)
    assert seen == ["other/Dockerfile", "ctx/Dockerfile"]
