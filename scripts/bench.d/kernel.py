"""The kernel engine beside docker and podman: the same commands on the same image, in one world.

The engine is started as a program (``python -I -S``), without hostbridge's own dispatch in front.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from rig.engines import EngineRig
from rig.image import BASE, base_image

_START = (
    "import sys; sys.path[:0] = {paths!r}; from hostbridge_kernel.__main__ import main; "
    "sys.exit(main(sys.argv[1:]))"
)
_NAME = "hostbridge-bench"
ROWS: dict[str, tuple[list[str], float]] = {
    "run --rm IMAGE true": (["run", "--rm", BASE, "true"], 0.15),
    "run --rm -p 80 IMAGE true": (["run", "--rm", "-p", "80", BASE, "true"], 0.15),
    "run --rm --network none IMAGE true": (
        ["run", "--rm", "--network", "none", BASE, "true"],
        0.25,
    ),
    "exec NAME true": (["exec", _NAME, "true"], 0.25),
    "ps": (["ps"], 1.0),
}
"""What is compared, and the ratio that it may cost."""


def command(python: Path) -> list[str]:
    """The argv of the kernel engine, from what this interpreter imports."""
    found = subprocess.run(
        [str(python), "-c", "import hostbridge, hostbridge_kernel as k; print(*hostbridge.__path__, *k.__path__, sep='\\n')"],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    paths = list(dict.fromkeys(str(Path(one).parent) for one in found))
    return [str(python), "-I", "-S", "-c", _START.format(paths=paths)]


def environment(folder: Path, env: dict[str, str]) -> dict[str, str]:
    """env with directories of its own for the kernel engine."""
    return {
        **env, "HOSTBRIDGE_DATA_DIR": str(folder / "data"), "HOSTBRIDGE_RUNTIME_DIR": str(folder / "run")
    }  # fmt: skip


def prepare(engine: EngineRig, argv: list[str], env: dict[str, str]) -> None:
    """Load the image, and have one container that runs, on both."""
    world = engine.world
    for words, data in (
        (("load", "-q"), base_image().archive()), (("run", "-d", "--name", _NAME, BASE, "sleep", "3600"), b""),
    ):  # fmt: skip
        done = subprocess.run(
            [*world.words(), *argv, *words], input=data, env=env, capture_output=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(words)}: {done.stderr.decode(errors='replace')}")
    engine.client.run("run", "-d", "--name", _NAME, BASE, "sleep", "3600").ok()


def clear(engine: EngineRig, argv: list[str], env: dict[str, str]) -> None:
    """Take away what prepare made."""
    subprocess.run(
        [*engine.world.words(), *argv, "rm", "-f", _NAME], env=env, capture_output=True, check=False
    )
    engine.client.run("rm", "-f", _NAME)


def plan(engine: EngineRig, argv: list[str], rounds: int) -> list[dict[str, Any]]:
    """What ``measure`` shall do."""
    alone = list(engine.client.argv)
    return [
        {
            "name": name,
            "rounds": rounds,
            "rows": {"alone": [*alone, *words], "kernel": [*argv, *words]},
        }
        for name, (words, _limit) in ROWS.items()
    ]


def lines(engine: str, times: dict[str, dict[str, list[float]]]) -> Iterator[str]:
    """What the measurement says."""
    for name, (_words, limit) in ROWS.items():
        alone, ours = median(times[name]["alone"]), median(times[name]["kernel"])
        yield (
            f"kernel beside {engine}: {name}, median of {len(times[name]['alone'])}\n"
            f"    {alone * 1000:.1f} ms {engine}, {ours * 1000:.1f} ms kernel\n"
            f"    {ours / alone:.3f} x   (limit: at most {limit} x)"
        )
