"""The examples run as they are, each as a program, on both engines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from integration.api.inside import Place

EXAMPLES = Path(__file__).parents[3] / "examples"
SHOWN = {
    "one_off.py": ["output: from inside", "exit code: 3", "failed with 1", "error: ", "no-such-container"],
    "web_service.py": ["serving on http://", "hello from a folder of yours"],
    "build_and_run.py": ["[1/5]", "[5/5]", "hello\nfor everybody"],
    "pipe.py": ["became fewer than 100", "apple\npear", "5 squared is 25", "exit code: 0"],
    "watch_events.py": ["container create", "container start", "container die"],
    "many_at_once.py": ["[0, 1, 4, 9, 16]", "line 1\nline 2\nline 3"],
    "database.py": ["the service says: ready", "left behind: []"],
}  # fmt: skip


def test_every_example_is_run() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(SHOWN)
    listed = (EXAMPLES / "README.md").read_text()
    assert all(f"({name})" in listed for name in SHOWN)


@pytest.mark.parametrize("place", ["native-docker", "native-podman"], indirect=True)
def test_examples(place: Place, tmp_path: Path) -> None:
    for name, shown in SHOWN.items():
        argv = [*place.world.words(tmp_path), sys.executable, str(EXAMPLES / name), place.image]
        done = subprocess.run(
            argv, env=dict(place.env), capture_output=True, text=True, timeout=100, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), f"{name}: {done.stderr}"
        assert all(text in done.stdout for text in shown), f"{name}: {done.stdout}"
