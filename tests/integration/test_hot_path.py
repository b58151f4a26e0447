"""What a container command on native may import before the engine's process replaces it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ALLOWED = {
    # the interpreter's own start, which a distribution adds to (see imported), and what it may leave out
    "_signal", "_abc", "abc", "_stat", "stat",
    # annotations that are not evaluated, and a built-in
    "__future__", "gc",
    # hostbridge
    "hostbridge", "hostbridge.__main__", "hostbridge.value", "hostbridge.errors", "hostbridge.shims", "hostbridge.plugins", "hostbridge.select", "hostbridge.selection",
    "hostbridge.cli", "hostbridge.cli.entrance", "hostbridge.cli.options", "hostbridge.cli.container",
    "hostbridge.catalogue", "hostbridge.catalogue.call", "hostbridge.catalogue.find", "hostbridge.catalogue.parse",
    "hostbridge.catalogue.tables", "hostbridge.catalogue.tables.index", "hostbridge.catalogue.tables.listing",
    "hostbridge.catalogue.tables.run",
    # which endpoint variables and docker's configuration name
    "hostbridge.clients", "hostbridge.clients.wanted",
    "hostbridge.contract", "hostbridge.contract.backend",
    "hostbridge.contract.engine", "hostbridge.contract.features", "hostbridge.contract.machine",
    "hostbridge.contract.paths", "hostbridge.contract.session",
    "hostbridge.dispatch", "hostbridge.dispatch.crossing", "hostbridge.dispatch.make", "hostbridge.dispatch.paths",
    "hostbridge.dispatch.perform", "hostbridge.dispatch.plan", "hostbridge.dispatch.where",
    "hostbridge.engine", "hostbridge.engine.docker", "hostbridge.engine.render", "hostbridge.engine.translation",
    "hostbridge.host", "hostbridge.host.system", "hostbridge.settings", "hostbridge.settings.effective", "hostbridge.settings.places",
    "hostbridge.state", "hostbridge.state.bytecode", "hostbridge.state.cached", "hostbridge.state.places",
    "hostbridge_native", "hostbridge_native.backend", "hostbridge_native.session",
}  # fmt: skip


@pytest.mark.parametrize(
    "words", [["ps", "-q"], ["run", "--rm", "-v", ".:/x", "-p", "1:2", "image", "true"]]
)
@pytest.mark.parametrize("how", ["named", "recorded"])
def test_only_these_modules_are_imported(words: list[str], how: str, tmp_path: Path) -> None:
    client = tmp_path / "docker"
    client.write_text('#!/bin/sh\n[ "$1" = version ] && echo 28.0.0\nexit 0\n')
    client.chmod(0o755)
    # A configuration that docker's client wrote: the daemon's socket is then its own business.
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker/config.json").write_text('{"currentContext": "default"}')
    env = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        **{
            f"HOSTBRIDGE_{name}_DIR": str(tmp_path / name)
            for name in ("DATA", "CONFIG", "CACHE", "RUNTIME")
        },
    }
    argv = [sys.executable, "-m", "hostbridge", *words]
    if how == "named":
        env |= {"HOSTBRIDGE_BACKEND": "native", "HOSTBRIDGE_ENGINE": "docker"}
    else:
        # The first command chooses and records, another fills the cache: not of a file that is
        # younger than a tick of the file system's clock.
        for _ in range(3):
            subprocess.run(argv, env=env, cwd=tmp_path, check=True, capture_output=True)
        assert (tmp_path / "DATA" / "choice.json").exists()
    code = (
        f"import sys; sys.argv[1:] = {words!r}\nfrom hostbridge.cli import main\nsys.exit(main())"
    )
    more = imported(code, env, tmp_path) - imported("pass", env, tmp_path)
    assert more <= ALLOWED, sorted(more - ALLOWED)
    assert "hostbridge_native.session" in more


def imported(code: str, env: dict[str, str], cwd: Path) -> set[str]:
    """The modules that an interpreter imports for a program, those of its own start among them."""
    argv = [sys.executable, "-X", "importtime", "-c", code]
    done = subprocess.run(argv, env=env, cwd=cwd, check=True, capture_output=True, text=True)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines} - {"imported package"}
