"""The wheel: what is in it, that an sdist makes the same one, and that it runs where it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from hostbridge.plugins import BACKENDS, ENGINES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel from the tree, and the one from the sdist."""
    out = tmp_path_factory.mktemp("dist")
    again = tmp_path_factory.mktemp("again")
    env = {**os.environ, "PYTHONWARNINGS": "ignore"}
    build = [sys.executable, "-m", "build", "--outdir"]
    subprocess.run(
        [*build, str(out), "--sdist", "--wheel", str(ROOT)],
        check=True,
        capture_output=True,
        env=env,
    )
    (sdist,) = out.glob("*.tar.gz")
    subprocess.run(["tar", "-xzf", str(sdist), "-C", str(again)], check=True)
    (source,) = again.iterdir()
    subprocess.run(
        [*build, str(again), "--wheel", str(source)], check=True, capture_output=True, env=env
    )
    return next(out.glob("*.whl")), next(again.glob("*.whl"))


def contents(wheel: Path) -> dict[str, int]:
    with zipfile.ZipFile(wheel) as archive:
        return {
            info.filename: info.CRC
            for info in archive.infolist()
            if not info.filename.endswith("RECORD")
        }


def test_an_sdist_makes_the_same_wheel(built: tuple[Path, Path]) -> None:
    assert contents(built[0]) == contents(built[1])


def test_what_is_in_the_wheel(built: tuple[Path, Path]) -> None:
    names = set(contents(built[0]))
    for package in ("hostbridge", "hostbridge_kernel", "hostbridge_native", "hostbridge_ssh"):
        assert f"{package}/py.typed" in names
        assert f"{package}/__init__.py" in names
    assert "hostbridge/guest/assets/README.md" in names
    assert {f"hostbridge/catalogue/texts/{name}.txt" for name in ("commands", "options")} <= names
    scripts = {
        f"hostbridge/cli/completion/scripts/completion.{shell}"
        for shell in ("bash", "zsh", "fish", "ps1")
    }
    assert scripts <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests", "scripts")) for name in names)


@pytest.mark.timeout(300)
def test_it_runs_from_an_empty_environment(built: tuple[Path, Path], tmp_path: Path) -> None:
    place = tmp_path / "with space" / "venv"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    env = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("PYTHON", "HOSTBRIDGE"))
    }
    env |= {
        "HOME": str(tmp_path),
        **{f"HOSTBRIDGE_{n}_DIR": str(tmp_path / n) for n in ("DATA", "CONFIG", "CACHE")},
    }
    subprocess.run(
        [python, "-m", "pip", "install", "-q", str(built[0])],
        check=True,
        env=env,
        capture_output=True,
    )

    def run(*argv: str | Path) -> str:
        done = subprocess.run(
            argv, check=True, env=env, cwd=tmp_path, capture_output=True, text=True
        )
        return done.stdout

    assert run(place / "bin" / "hostbridge", "--version").startswith("hostbridge version ")
    assert "Usage:  hostbridge run [OPTIONS] IMAGE" in run(
        python, "-m", "hostbridge", "run", "--help"
    )
    assert "complete -F" in run(place / "bin" / "hostbridge", "completion", "bash")
    code = (
        "from importlib.metadata import entry_points as e\n"
        "print({p.name: p.value for g in ('hostbridge.backends', 'hostbridge.engines') for p in e(group=g)})"
    )
    assert run(python, "-c", code).strip() == str({**BACKENDS, **ENGINES})
