"""What attempts to get out of a container stand on: an engine, an image with Python, containers that wait."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from rig.image import File, Image, base_image
from rig.subject import Subject
from rig.world import World

from . import guest

IMAGE = "attacks:1"
DEADLINE = 60
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def image() -> Image:
    """busybox, and this Python with what the attempts import."""
    tree = guest.Tree()
    program = guest.python(tree, "import attacks_inside, socket")
    files: dict[str, File | bytes] = {}
    for name, (mode, content) in sorted(tree.entries.items()):
        files[name] = File(content, stat.S_IMODE(mode), folder=stat.S_ISDIR(mode))
    files["attempts.py"] = (HERE / "attacks_inside.py").read_bytes()
    files["bin/python"] = File(link=program)
    # busybox gives such rights up by itself.
    files["helpers/python"] = File(Path(program).read_bytes(), mode=0o4755)
    return base_image().derive(
        IMAGE, files, Cmd=["sh"], Env=["PATH=/bin", f"PYTHONHOME={sys.base_prefix}"]
    )


@pytest.fixture(scope="module")
def engine(
    near: World, image: Image, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Subject]:
    folder = tmp_path_factory.mktemp("attacks")
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "HOSTBRIDGE_DATA_DIR": str(folder / "data"),
        "HOSTBRIDGE_RUNTIME_DIR": str(folder / "run"),
    }
    subject = Subject("kernel", (sys.executable, "-m", "hostbridge_kernel"), near, env)
    subject.run("load", input=image.archive(), timeout=DEADLINE).ok()
    yield subject
    left = subject.run("ps", "-aq").ok().text.split()
    if left:
        subject.run("rm", "-f", *left, timeout=DEADLINE)


@pytest.fixture
def running(engine: Subject) -> Iterator[Callable[..., str]]:
    """Starts containers that wait; they are gone afterwards."""
    started: list[str] = []

    def start(*options: str, command: Sequence[str] = ("sleep", "600")) -> str:
        name = (
            engine.run(
                "run", "-d", "--network", "none", *options, IMAGE, *command, timeout=DEADLINE
            )
            .ok()
            .text
        )
        started.append(name)
        return name

    yield start
    if started:
        engine.run("rm", "-f", *started, timeout=DEADLINE)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A directory of the host's that nothing may be written to."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "treasure").write_text("of the host")
    return folder
