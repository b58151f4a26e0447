"""Completion as real shells do it: bash and zsh at a terminal, fish by its own ``complete -C``."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rig.hostbridge import directories, hostbridge_argv

CLIENT = """#!/bin/sh
[ "$1" = --host ] && shift 2
case "$*" in
  version*) echo "28.0.0 1.24" ;;
  *hang*) sleep 60 ;;
  "ps --all --format {{.Names}} --filter status=running") echo my-running ;;
  "ps --all --format {{.Names}}") printf 'my-running\nmy-stopped,alias\n' ;;
  "images --format"*) printf 'reg.example:5000/img:tag\n<none>:<none>\n' ;;
  "volume ls"*) echo my-volume ;;
  *) printf 'client says:'; printf ' <%s>' "$@"; echo ;;
esac
"""
PATIENCE = 60


class Table:
    """A PATH with hostbridge, a docker client of a few names, and a shim of the name docker."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = directories(folder / "own")
        self.bin, self.shims = folder / "bin", folder / "shims"
        for place in (self.bin, self.shims):
            place.mkdir()
        words = hostbridge_argv()
        self.program = self.bin / "hostbridge"
        if len(words) == 1:
            self.program.symlink_to(words[0])
        else:
            self.program.write_text(
                f"#!{sys.executable}\nfrom hostbridge.cli import main\nraise SystemExit(main())\n"
            )
            self.program.chmod(0o755)
        self.client = self.bin / "docker"
        self.client.write_text(CLIENT)
        self.client.chmod(0o755)
        (self.shims / "docker").symlink_to(self.program)
        self.env |= {
            "PATH": f"{self.shims}:{self.bin}:/usr/bin:/bin",
            "DOCKER_HOST": "tcp://127.0.0.1:9",
            "HOSTBRIDGE_BACKEND": "native",
            "HOSTBRIDGE_ENGINE": "docker",
            "TERM": "dumb",
            "PS1": "$ ",
            "INPUTRC": "/dev/null",
        }
        self.here = folder / "here"
        self.here.mkdir()
        (self.here / "my file.env").write_text("A=b\n")
        (self.here / "my folder").mkdir()

    def ask(self, *words: str, program: str = "hostbridge", **env: str) -> list[str]:
        done = subprocess.run(
            [program, "__completeNoDesc", *words],
            env={**self.env, **env}, cwd=self.here, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path)


class Terminal:
    """A shell at a terminal."""

    def __init__(self, argv: list[str], table: Table) -> None:
        self.seen = ""
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.chdir(table.here)
            os.execvpe(argv[0], argv, table.env)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.descriptor)

    def expect(self, pattern: str) -> str:
        end = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.seen)):
            assert time.monotonic() < end, f"{pattern!r} was not seen in {self.seen!r}"
            if select.select([self.descriptor], [], [], 1)[0]:
                self.seen += os.read(self.descriptor, 4096).decode(errors="replace")
        self.seen = self.seen[found.end() :]
        return found.group()

    def send(self, text: str) -> None:
        os.write(self.descriptor, text.encode())


SETUP = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "source <({0} completion bash); echo rea''dy\r",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        "autoload -Uz compinit; compinit -u -D; source <({0} completion zsh); echo rea''dy\r",
    ),
}
LINES = [
    ("hostbridge exec my\ttrue", ["exec", "my-running", "true"]),
    ("hostbridge run --pull=alw\ti", ["run", "--pull=always", "i"]),
    ("hostbridge run reg.example:50\ttrue", ["run", "reg.example:5000/img:tag", "true"]),
    (
        "hostbridge container start --atta\tmy-stopped",
        ["container", "start", "--attach", "my-stopped"],
    ),
    ("hostbridge run --env-file my\\ fi\ti", ["run", "--env-file", "my file.env", "i"]),
    ("docker exec my\ttrue", ["exec", "my-running", "true"]),
]


def require(shell: str) -> None:
    if shutil.which(shell) is None:
        if os.environ.get("HOSTBRIDGE_TEST_REQUIRE") == "1":
            pytest.fail(f"{shell} is not installed")
        pytest.skip(f"{shell} is not installed")


@pytest.mark.parametrize("shell", SETUP)
def test_at_a_terminal(shell: str, table: Table) -> None:
    require(shell)
    argv, setup = SETUP[shell]
    with Terminal(argv, table) as terminal:
        for program in ("hostbridge", "docker"):
            terminal.send(setup.format(program))
            terminal.expect("ready\r?\n")
        for typed, words in LINES:
            terminal.send(f"{typed}\r")
            told = terminal.expect("client says:[^\r\n]*\r?\n").rstrip()
            assert told == f"client says: {' '.join(f'<{word}>' for word in words)}", typed


def test_in_fish(table: Table) -> None:
    require("fish")
    folder = Path(table.env["HOME"]) / ".config" / "fish" / "completions"
    folder.mkdir(parents=True)

    def candidates(line: str, program: str = "hostbridge") -> list[str]:
        subprocess.run(
            [program, "completion", "fish", "--file", str(folder / f"{program}.fish")],
            env=table.env,
            check=True,
        )
        done = subprocess.run(
            ["fish", "-c", f"complete -C '{line}'"],
            env=table.env, cwd=table.here, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.stderr == ""
        return [text.partition("\t")[0] for text in done.stdout.splitlines()]

    assert candidates("hostbridge exec my") == ["my-running"]
    assert candidates("hostbridge run reg.ex") == ["reg.example:5000/img:tag"]
    assert candidates("hostbridge run --pull=al") == ["--pull=always"]
    assert candidates("hostbridge run --env-file m") == ["my file.env", "my folder/"] or candidates(
        "hostbridge run --env-file m"
    ) == ["my\\ file.env", "my\\ folder/"]
    assert candidates("docker rm my", "docker") == ["my-running", "my-stopped"]
    assert "container" in candidates("hostbridge con")


def test_podmans_own_script_works_with_the_shim(table: Table) -> None:
    """Whoever installed podman's completion keeps it: the shim answers as the client would."""
    require("fish")
    require("podman")
    folder = Path(table.env["HOME"]) / ".config" / "fish" / "completions"
    folder.mkdir(parents=True)
    subprocess.run(
        ["/usr/bin/podman", "completion", "fish", "-f", str(folder / "podman.fish")],
        env=table.env,
        check=True,
    )
    (table.shims / "podman").symlink_to(table.program)
    for line, wanted in (
        ("podman rm my", ["my-running", "my-stopped"]),
        ("podman image tr", ["tree", "trust"]),
    ):
        done = subprocess.run(
            ["fish", "-c", f"complete -C '{line}'"],
            env=table.env, cwd=table.here, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert [text.partition("\t")[0] for text in done.stdout.splitlines()] == wanted, done.stderr


@pytest.mark.parametrize("program", ["hostbridge", "docker"])
def test_names_are_those_that_the_command_is_for(table: Table, program: str) -> None:
    path = str((table.shims if program == "docker" else table.bin) / program)
    assert table.ask("exec", "", program=path) == ["my-running", ":4"]
    assert table.ask("rm", "", program=path) == ["my-running", "my-stopped", "alias", ":4"]
    assert table.ask("rm", "my-running", "my", program=path) == ["my-stopped", ":4"]
    assert table.ask("rmi", "", program=path) == ["reg.example:5000/img:tag", ":4"]
    assert table.ask("run", "-v", "my", program=path) == ["my-volume:", ":2"]


def test_an_engine_that_is_down_hangs_or_is_missing_gives_nothing(table: Table) -> None:
    hanging = table.client.read_text().replace('"$*" in', '"hang $*" in')
    assert table.ask("exec", "", DOCKER_HOST="unix:///nowhere/docker.sock") == [":4"]
    table.client.write_text("#!/bin/sh\necho half; echo noise >&2; exit 1\n")
    assert table.ask("exec", "") == [":4"]
    table.client.write_text(hanging)
    assert table.ask("exec", "") == [":4"]
    table.client.unlink()
    assert table.ask("exec", "") == [":4"]
    assert table.ask("run", "--pul") == ["--pull", "--pull-option", ":4"]
    assert table.ask("exec", "", HOSTBRIDGE_ENGINE="nonsense") == [":4"]
    assert table.ask("exec", "", HOSTBRIDGE_DATA_DIR="relative") == [":4"]


def test_before_the_first_choice_nothing_is_recorded(table: Table) -> None:
    del table.env["HOSTBRIDGE_BACKEND"], table.env["HOSTBRIDGE_ENGINE"]
    assert table.ask("exec", "") == ["my-running", ":4"]
    assert not list(Path(table.env["HOSTBRIDGE_DATA_DIR"]).glob("*"))


def test_machines_settings_and_names_that_would_drive_a_terminal(table: Table) -> None:
    config = Path(table.env["HOSTBRIDGE_CONFIG_DIR"])
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[machines."ssh://me@far"]\ncpus = 2\n')
    assert table.ask("--machine", "ssh") == ["ssh://me@far", ":4"]
    assert table.ask("--machine=ssh") == ["--machine=ssh://me@far", ":4"]
    assert 'machines."ssh://me@far".cpus' in table.ask("settings", "get", "")
    assert table.ask("settings", "set", "dialect", "") == ["docker", "podman", ":4"]
    table.client.write_text("#!/bin/sh\nprintf 'good\\nb\\033[31mad\\n'\n")
    assert table.ask("exec", "") == ["good", ":4"]


def test_little_is_imported(table: Table) -> None:
    code = "import sys; sys.argv = ['hostbridge', '__complete', 'exec', '']; from hostbridge.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code],
        env=table.env, cwd=table.here, capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = {
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    }
    slow = {
        "click",
        "pydantic",
        "subprocess",
        "dataclasses",
        "logging",
        "json",
        "inspect",
        "importlib.metadata",
        "asyncio",
    }
    assert imported & slow == set()
    assert done.stdout.startswith("my-running\n")
