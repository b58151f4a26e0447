"""``hostbridge alias``: shims that speak a dialect, find the real client, and harm nothing."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from rig.hostbridge import directories, hostbridge_argv

CLIENT = '#!/bin/sh\n[ "$1" = version ] && { echo "1.0 1.24"; exit 0; }\necho "%s says: $*"\n'


class Place:
    """A PATH with directories of its own, and the real interpreter's tools at its end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = directories(folder / "hostbridge")
        self.home = Path(self.env["HOME"])
        self.early, self.late = folder / "early bin", folder / "late"
        self.early.mkdir()
        self.late.mkdir()
        self.env["PATH"] = f"{self.early}:{self.late}:/usr/bin:/bin"
        self.env["HOSTBRIDGE_BACKEND"] = "native"
        self.env["DOCKER_HOST"] = "tcp://127.0.0.1:9"

    def client(self, folder: Path, name: str) -> Path:
        path = folder / name
        path.write_text(CLIENT % name)
        path.chmod(0o755)
        return path

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            env={**self.env, **env},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def hostbridge(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        return self.run(*hostbridge_argv(), *words, **env)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize("name", ["docker", "podman"])
def test_a_shim_speaks_its_dialect_and_becomes_the_client_behind_it(
    place: Place, name: str
) -> None:
    client = place.client(place.late, name)
    made = place.hostbridge("alias", name, "--json")
    assert made.returncode == 0, made.stderr
    shim = place.early / name
    told = json.loads(made.stdout)
    assert (told["path"], told["done"], told["effective"], told["client"]) == (
        str(shim),
        "made",
        True,
        str(client),
    )
    # twice in a row
    assert json.loads(place.hostbridge("alias", name, "--json").stdout)["done"] == "kept"
    version = {"docker": "Docker version 28.", "podman": "podman version 5."}[name]
    for words in (["--version"], ["-v"]):
        assert place.run(str(shim), *words).stdout.startswith(version)
    done = place.run(str(shim), "run", "--rm", "image", "a b", HOSTBRIDGE_ENGINE=name)
    assert (done.returncode, done.stdout) == (0, f"{name} says: run --rm image a b\n"), done.stderr
    plan = json.loads(
        place.run(str(shim), "--plan=json", "run", "image", HOSTBRIDGE_ENGINE=name).stdout
    )
    assert plan["argv"] == [name, "run", "image"]
    removed = place.hostbridge("alias", name, "--remove")
    assert (removed.returncode, shim.exists(), client.exists()) == (0, False, True)
    assert "no alias" in place.hostbridge("alias", name, "--remove").stdout


def test_a_shim_never_calls_itself(place: Place) -> None:
    place.env["PATH"] = f"{place.early}:{place.late}"
    assert place.hostbridge("alias", "docker", "--dir", str(place.early)).returncode == 0
    by_hand = place.late / "docker"
    by_hand.write_text('#!/bin/sh\nexec hostbridge "$@"\n')
    by_hand.chmod(0o755)
    done = place.run(str(place.early / "docker"), "run", "image", HOSTBRIDGE_ENGINE="docker")
    assert done.returncode == 125
    assert "docker is not installed" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_not_ours_stays(place: Place) -> None:
    theirs = place.client(place.early, "docker")
    before = theirs.read_bytes()
    done = place.hostbridge("alias", "docker", "--dir", str(place.early))
    assert done.returncode == 125
    assert f"{theirs}: is there and is not hostbridge's" in done.stderr
    assert (
        place.hostbridge("alias", "docker", "--remove", "--dir", str(place.early)).returncode == 0
    )
    assert theirs.read_bytes() == before
    # another directory, behind it, and hostbridge says which comes first
    made = place.hostbridge("alias", "docker")
    assert f"{place.late}/docker is hostbridge now" in made.stdout
    assert f"but {theirs} comes earlier on PATH" in made.stdout


def test_a_link_that_leads_nowhere_is_mended_and_a_foreign_one_kept(place: Place) -> None:
    shim = place.early / "podman"
    shim.symlink_to(place.folder / "old venv" / "hostbridge")
    assert "podman is hostbridge now" in place.hostbridge("alias", "podman").stdout
    assert shim.exists()
    shim.unlink()
    shim.symlink_to("/usr/bin/true")
    done = place.hostbridge("alias", "podman", "--dir", str(place.early))
    assert done.returncode == 125
    assert os.readlink(shim) == "/usr/bin/true"


def test_where_no_directory_can_hold_it(place: Place) -> None:
    place.env["PATH"] = "/usr/bin:/bin:."
    done = place.hostbridge("alias", "docker")
    assert done.returncode == 125
    assert "no directory on PATH can hold the shim" in done.stderr
    assert "--dir ~/.local/bin" in done.stderr
    # one below HOME that PATH names is made
    place.env["PATH"] = f"/usr/bin:/bin:{place.home}/.local/bin"
    assert place.hostbridge("alias", "docker").returncode == 0
    assert (place.home / ".local/bin/docker").exists()


def test_a_directory_for_programs_of_ones_own_is_preferred(place: Place) -> None:
    own = place.home / ".local" / "bin"
    own.mkdir(parents=True)
    place.env["PATH"] = f"{place.early}:{own}:{place.late}:/usr/bin:/bin"
    assert f"{own}/podman is hostbridge now" in place.hostbridge("alias", "podman").stdout
    # behind the client it would do nothing
    place.client(place.early, "docker")
    place.env["PATH"] = f"{place.late}:{place.early}:{own}:/usr/bin:/bin"
    assert f"{place.late}/docker is hostbridge now" in place.hostbridge("alias", "docker").stdout


def test_what_there_is_and_wrong_words(place: Place) -> None:
    told = json.loads(place.hostbridge("alias", "--json").stdout)
    assert [(item["name"], item["done"]) for item in told] == [
        ("docker", "absent"),
        ("podman", "absent"),
    ]
    for words in (["alias", "nerdctl"], ["alias", "--remove"], ["alias", "docker", "--dir", ""]):
        done = place.hostbridge(*words)
        assert (done.returncode, "Traceback" in done.stderr) == (125, False)
    # a directory that cannot be made
    done = place.hostbridge("alias", "docker", "--dir", "/dev/null/x")
    assert done.returncode == 125
    assert "cannot be made" in done.stderr
