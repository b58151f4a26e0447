"""``scripts/bench``: hostbridge's figures as ratios to the engines alone, in one run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import facts
import kernel
import many
from install import install_wheel
from report import lines

from rig.engines import DockerRig, EngineRig, PodmanRig, engine_files
from rig.hostbridge import native
from rig.image import BASE
from rig.run import Missing, new_run
from rig.world import World

# A developer's setting, and not a user's: with it hostbridge keeps no byte code of its own.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
ENGINES = {"docker": DockerRig, "podman": PodmanRig}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds, 64 MiB")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="default: both")
    parser.add_argument("--hostbridge", help="this command instead of a wheel built and installed")
    parser.add_argument("--kernel", action="store_true", help="the kernel engine's figures alone")
    parser.add_argument("--json", action="store_true", help="every measured time, in seconds")
    wanted = parser.parse_args()
    with new_run() as run:
        if wanted.hostbridge:
            command, python = shlex.split(wanted.hostbridge), Path(sys.executable)
        else:
            python = install_wheel(ROOT, run / "installed")
            command = [str(python.with_name("hostbridge"))]
        near = World(run, "near", files=engine_files())
        print(
            f"hostbridge: {shlex.join(command)}\n"
            f"interpreter: {platform.python_implementation()} {platform.python_version()}, "
            f"{python.resolve()}\n"
        )
        if not wanted.json:
            print("\n".join(facts.lines(python)))
        for name in wanted.engine or ENGINES:
            try:
                engine = ENGINES[name](near)
            except Missing as missing:
                print(f"{name}: not measured: {missing}")
                continue
            beside = beside_kernel(engine, python, run / f"{name}-kernel", wanted.quick)
            print(json.dumps(beside) if wanted.json else "\n".join(kernel.lines(name, beside)))
            if wanted.kernel:
                continue
            measured = measure(engine, command, python, run / name, wanted.quick)
            print(json.dumps(measured) if wanted.json else "\n".join(lines(name, measured)))
        near.close()
    return 0


def measure(
    engine: EngineRig, command: list[str], python: Path, folder: Path, quick: bool
) -> dict[str, dict[str, list[float]]]:
    """Every time in seconds, by what was measured and then by who did it."""
    subject = native(engine, folder)
    other = [*command, "ps", "-a"]
    foreign = ["env", f"HOSTBRIDGE_DIALECT={many.OTHER[engine.name]}", *other]
    alone = list(engine.client.argv)
    run = ["run", "--rm", BASE, "true"]
    # Without a log: docker's would write each byte to the disk, and be what is measured.
    pipe = ["run", "--rm", "-i", "--log-driver", "none", BASE, "cat"]
    rounds = 5 if quick else 20
    plan = [
        {
            "name": "run",
            "rounds": rounds,
            "rows": {"alone": [*alone, *run], "hostbridge": [*command, *run]},
        },
        {
            "name": "ps",
            "rounds": 2 * rounds,
            "rows": {
                "alone": [*alone, "ps", "-q"],
                "hostbridge": [*command, "ps", "-q"],
                "interpreter": [str(python), "-I", "-S", "-c", "pass"],
            },
        },
        {
            "name": "render",
            "rounds": 2 * rounds,
            "rows": {
                "alone": [*alone, "ps", "-a", "--format", "json"],
                "hostbridge": foreign,
                "interpreter": [str(python), "-I", "-S", "-c", "pass"],
            },
        },
        {
            "name": "completion",
            "rounds": 2 * rounds,
            "rows": {
                "alone": [*alone, "ps", "--format", "{{.Names}}"],
                "hostbridge": [*command, "__complete", "exec", ""],
            },
        },
        {
            "name": "pipe",
            "rounds": 3 if quick else 5,
            "bytes": (64 if quick else 1024) << 20,
            "rows": {"alone": [*alone, *pipe], "hostbridge": [*command, *pipe]},
        },
    ]
    fake = many.fake_client(engine.name, folder / "many")
    env = {**subject.env, "PATH": os.environ["PATH"]}
    thousand = many.plan(engine.name, command, fake, rounds)
    return {
        **_measured(engine, python, plan, env),
        **_measured(engine, python, thousand, many.environment(engine.name, fake, env)),
    }


def beside_kernel(
    engine: EngineRig, python: Path, folder: Path, quick: bool
) -> dict[str, dict[str, list[float]]]:
    """The kernel engine's times and the engine's, by what was measured."""
    argv = kernel.command(python)
    env = kernel.environment(folder, {**native(engine, folder).env, "PATH": os.environ["PATH"]})
    kernel.prepare(engine, argv, env)
    try:
        return _measured(engine, python, kernel.plan(engine, argv, 5 if quick else 20), env)
    finally:
        kernel.clear(engine, argv, env)


def _measured(
    engine: EngineRig, python: Path, plan: list[dict[str, Any]], env: dict[str, str]
) -> dict[str, dict[str, list[float]]]:
    """Inside of the world, so that nothing stands between the clock and the measured program."""
    done = subprocess.run(
        [*engine.world.words(), str(python), str(Path(__file__).with_name("measure.py"))],
        input=json.dumps(plan).encode(),
        stdout=subprocess.PIPE,
        env=env,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(done.returncode)
    answer: dict[str, dict[str, list[float]]] = json.loads(done.stdout)
    return answer


if __name__ == "__main__":
    sys.exit(main())
