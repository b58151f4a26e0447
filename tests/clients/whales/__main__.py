"""``python -m clients.whales CHECKOUT [ENGINE…]``: python-on-whales' own tests; see ``scripts/whales-tests``."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from clients.provided import plugin_of
from clients.whales.hub import engine_files, fill
from rig import engines
from rig import hostbridge as hostbridge_subject
from rig.engines import DockerRig, EngineRig, PodmanRig
from rig.registry import RegistryRig
from rig.run import new_run
from rig.subject import Subject
from rig.world import World

ENGINES = ("docker", "podman")
NEEDS = ("python-on-whales", "pytest<9", "pytest-mock", "pytest-timeout", "pytz")
PARTS = "container volume network image pod system context config plugin secret manifest".split()
"""Files of tests that may run without a swarm, a compose file's images, or another machine."""


def main() -> int:
    """Run them for each engine; 0 when pytest could, whatever failed."""
    words = sys.argv[1:]
    own = words[words.index("--") + 1 :] if "--" in words else []
    checkout, *wanted = words[: words.index("--")] if "--" in words else words
    with TemporaryDirectory(prefix="whales-") as folder:
        python = _python(Path(folder))
        for name in wanted or ENGINES:
            # A world for each: its engine is as new as its images.
            with new_run() as run:
                world = World(run, "near", files=engine_files(engines.engine_files()))
                fill(RegistryRig(world))
                code = _run(world, name, python, Path(checkout), Path(folder), own)
                world.close()
            if code > 1:
                return code
    return 0


def _run(world: World, name: str, python: str, checkout: Path, folder: Path, own: list[str]) -> int:
    kind = name.removeprefix("plain-")
    engine: EngineRig = DockerRig(world) if kind == "docker" else PodmanRig(world)
    plain = name != kind
    place = folder / name
    copy = place / "checkout"
    shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns(".git"))
    subject = engine.client if plain else hostbridge_subject.native(engine, place / "own")
    for plugin in ("compose", "buildx"):
        plugin_of(subject, plugin)
    path = os.environ["PATH"] if plain else f"{_shims(subject, place)}:{os.environ['PATH']}"
    env = {**subject.env, "PATH": path, "PYTHONPATH": str(copy)}
    env.pop("HOSTBRIDGE_DIALECT", None)
    tests = Path("tests/python_on_whales")
    files = [str(tests / "components" / f"test_{part}.py") for part in PARTS]
    files += [str(tests / "components" / "buildx"), *_beside(copy, tests)]
    only = ["-m", kind] if plain else []
    words = (
        "-q",
        "-p",
        "no:cacheprovider",
        "--timeout=120",
        "--tb=line",
        "-rfE",
        *only,
        *files,
        *own,
    )
    print(f"== {name}", flush=True)
    argv = Subject(name, (python, "-m", "pytest"), world, env, copy).words(*words)
    return subprocess.run(argv, env=env, check=False).returncode


def _beside(copy: Path, tests: Path) -> list[str]:
    return sorted(str(path.relative_to(copy)) for path in (copy / tests).glob("test_*.py"))


def _shims(subject: Subject, folder: Path) -> Path:
    """A folder with hostbridge as docker and as podman."""
    shims = folder / "shims"
    shims.mkdir()
    for name in ENGINES:
        words = f"HOSTBRIDGE_DIALECT={name} exec {shlex.join(subject.argv)}"
        (shims / name).write_text(f'#!/bin/sh\n{words} "$@"\n')
        (shims / name).chmod(0o755)
    return shims


def _python(folder: Path) -> str:
    """An interpreter with what their tests import, apart from ours."""
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = str(folder / "venv" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *NEEDS], check=True)
    return python


if __name__ == "__main__":
    sys.exit(main())
