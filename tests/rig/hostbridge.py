"""hostbridge itself as a ``Subject``, with directories of its own."""

from __future__ import annotations

import itertools
import os
import shlex
import sys
from pathlib import Path

from rig.engines import EngineRig, KernelRig
from rig.ssh import ALIAS, SshRig
from rig.subject import Subject, clean_environment
from rig.world import World


def hostbridge_argv() -> tuple[str, ...]:
    """The command line under test: HOSTBRIDGE_TEST_COMMAND, else this interpreter's own."""
    if given := os.environ.get("HOSTBRIDGE_TEST_COMMAND"):
        return tuple(shlex.split(given))
    script = Path(sys.executable).with_name("hostbridge")
    return (str(script),) if script.exists() else (sys.executable, "-P", "-m", "hostbridge")


def directories(folder: Path) -> dict[str, str]:
    """The settings that keep all of hostbridge's own files below a folder; makes HOME."""
    places = {
        f"HOSTBRIDGE_{name}_DIR": str(folder / name.lower())
        for name in ("DATA", "CONFIG", "CACHE", "RUNTIME")
    }
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {**clean_environment(home), **places}


def short_runtime(world: World) -> dict[str, str]:
    """A runtime directory whose sockets have short names, which goes with the run."""
    world_number = next(_NUMBERS)
    return {"HOSTBRIDGE_RUNTIME_DIR": f"{world.folder}/rt{world_number}"}


_NUMBERS = itertools.count()


def native(engine: EngineRig, folder: Path) -> Subject:
    """hostbridge on the near machine, with its engine named."""
    env = {
        **directories(folder),
        **short_runtime(engine.world),
        "HOSTBRIDGE_BACKEND": "native",
        "HOSTBRIDGE_ENGINE": engine.name,
        "HOSTBRIDGE_DIALECT": engine.name,
    }
    if isinstance(engine, KernelRig):
        env |= {**engine.own, "HOSTBRIDGE_DIALECT": "docker"}
    return Subject(f"native-{engine.name}", hostbridge_argv(), engine.world, env)


def over_ssh(engine: EngineRig, ssh: SshRig, folder: Path) -> Subject:
    """hostbridge on the near machine, with an engine of the far one, over ssh."""
    env = {
        **directories(folder),
        **short_runtime(ssh.near),
        "HOSTBRIDGE_BACKEND": "ssh",
        "HOSTBRIDGE_MACHINE": f"ssh://{ALIAS}",
        "HOSTBRIDGE_ENGINE": engine.name,
        "HOSTBRIDGE_DIALECT": engine.name,
    }
    write_settings(Path(env["HOSTBRIDGE_CONFIG_DIR"]), ssh)
    return Subject(f"ssh-{engine.name}", hostbridge_argv(), ssh.near, env)


def write_settings(folder: Path, ssh: SshRig) -> None:
    """The user's settings for the far machine: its shares, and the ssh configuration to use."""
    lines = [f'[machines."ssh://{ALIAS}"]', "shares = ["]
    for line in ssh.share_setting.splitlines():
        host, _, far = line.partition("=")
        path, read_only, _ = far.partition(":ro")
        only = "true" if read_only else "false"
        lines.append(f'  {{ host = "{host}", machine = "{path}", read_only = {only} }},')
    lines += ["]", f'[machines."ssh://{ALIAS}".options]', f'ssh_config = "{ssh.config}"']
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text("\n".join(lines) + "\n")


def unset(world: World, folder: Path) -> Subject:
    """hostbridge on a machine with nothing set: it chooses, and records the choice."""
    return Subject("hostbridge", hostbridge_argv(), world, directories(folder))
