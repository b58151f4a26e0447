"""What a build that needs BuildKit is given to, on a machine of stand-in clients."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hostbridge.engine.docker_builder import SCRIPT

_CLIENT = """\
#!/bin/sh
[ "$1" != --version ] || {{ echo "Docker version {version}, build x"; exit; }}
[ "$1 $2" != "buildx version" ] || exit {buildx}
printf "%s" "{folder} $DOCKER_BUILDKIT"
printf " <%s>" "$@"
exit 3
"""


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    """Directories of a PATH, with a space: a newer client without and with buildx, an older one."""
    made = tmp_path / "the path"
    for folder, version, buildx in (
        ("new", "28.2.2", 1),
        ("whole", "28.2.2", 0),
        ("old", "20.10.24+dfsg1", 1),
    ):
        (made / folder).mkdir(parents=True)
        client = made / folder / "docker"
        client.write_text(_CLIENT.format(folder=folder, version=version, buildx=buildx))
        client.chmod(0o755)
    return made


@pytest.mark.parametrize(
    ("folders", "words", "wanted"),
    [
        ("whole old", "must 0 build --load a", "whole 1 <build> <--load> <a>"),
        ("new old", "must 0 build --secret id=a .", "old 1 <build> <--secret> <id=a> <.>"),
        ("new old", "may 1 buildx build --load --sbom=false a", "old 1 <build> <a>"),
        ("new old", "may 3 -D --x buildx b a", "old 1 <-D> <--x> <build> <a>"),
        ("new", "may 1 buildx b --provenance false a", "new 0 <build> <a>"),
    ],
)
def test_the_client_that_has_it_builds(
    clients: Path, folders: str, words: str, wanted: str
) -> None:
    done = build(clients, folders, *words.split())
    assert (done.returncode, done.stdout) == (3, wanted)


def test_words_arrive_as_they_are(clients: Path) -> None:
    done = build(clients, "new old", "must", "0", "build", "--build-arg", "A=b  'c\n*", "")
    assert done.stdout == "old 1 <build> <--build-arg> <A=b  'c\n*> <>"


def test_without_any_it_is_refused_with_the_remedy(clients: Path) -> None:
    done = build(clients, "new", "must", "0", "build", "--secret", "id=a", ".")
    assert done.returncode == 125
    assert "buildx is not installed" in done.stderr
    assert "docker-buildx-plugin" in done.stderr


def build(clients: Path, folders: str, *words: str) -> subprocess.CompletedProcess[str]:
    path = ":".join(str(clients / name) for name in folders.split())
    return subprocess.run(
        ["/bin/sh", "-c", SCRIPT, "docker", *words],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
