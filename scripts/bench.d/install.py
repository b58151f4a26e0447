"""What is measured: the wheel as a user installs it, with its byte code compiled.

An editable install, or one without byte code, compiles at each start and tells nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def install_wheel(root: Path, folder: Path) -> Path:
    """Build the wheel of the project at root, install it below folder; gives its interpreter.

    A fresh virtual environment with the current pip: older ones write a slower console script.
    """
    environment = folder / "venv"
    python = environment / "bin" / "python"
    _run(sys.executable, "-m", "venv", "--upgrade-deps", str(environment))
    wheels = folder / "wheels"
    pip = (str(python), "-m", "pip", "--quiet", "--disable-pip-version-check")
    _run(*pip, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(root))
    _run(*pip, "install", "--compile", *map(str, wheels.glob("*.whl")))
    # As pipx and Python 3.12 make them: setuptools hooks into the start of every interpreter.
    _run(*pip, "uninstall", "--yes", "setuptools")
    return python


def _run(*argv: str) -> None:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(argv, env=env, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(argv)}\n{done.stdout}{done.stderr}")
