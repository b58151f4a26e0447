"""``hostbridge settings`` as a user runs it."""

from __future__ import annotations

import json
import os
import pty
import random
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

Result = subprocess.CompletedProcess[str]
SOAK = os.environ.get("HOSTBRIDGE_SOAK") == "1"


class Home:
    """A user with directories of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a home ü"
        self.project = self.folder / "project"
        self.project.mkdir(parents=True)
        tmp = self.folder / "tmp"
        tmp.mkdir()
        self.user = self.folder / "config" / "config.toml"
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "TMPDIR": str(tmp),
            **{
                f"HOSTBRIDGE_{name}_DIR": str(self.folder / name.lower())
                for name in ("CONFIG", "DATA", "CACHE", "RUNTIME")
            },
        }

    def argv(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "hostbridge", *words]

    def run(self, *words: str, **env: str) -> Result:
        done = subprocess.run(
            self.argv(*words),
            env={**self.env, **env},
            cwd=self.project,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def ok(self, *words: str, **env: str) -> str:
        done = self.run(*words, **env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *words: str, code: int = 125, **env: str) -> str:
        done = self.run(*words, **env)
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done.stderr

    def editor(self, name: str, body: str) -> str:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return f"'{path}'"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_from_nothing_to_a_choice_that_counts(home: Home) -> None:
    assert json.loads(home.ok("settings", "list", "--json"))[0]["source"] == "default"
    home.ok("settings", "set", "engine", "docker")
    home.ok("settings", "set", "--project", "engine", "podman")
    home.ok("settings", "set", "machines.ssh://a.b.c.memory", "2GiB")
    assert home.ok("settings", "get", "engine") == "podman\n"
    assert home.ok("settings", "get", "--user", "engine") == "docker\n"
    told = json.loads(home.ok("settings", "get", "engine", "--json"))
    assert told == {
        "key": "engine",
        "value": "podman",
        "source": f"{home.project}/hostbridge.toml:1",
    }
    rows = {row["key"]: row for row in json.loads(home.ok("settings", "list", "--json", HOSTBRIDGE_DIALECT="podman"))}  # fmt: skip
    assert rows["dialect"]["source"] == "HOSTBRIDGE_DIALECT"
    assert rows['machines."ssh://a.b.c".memory']["value"] == 2 << 30
    assert "--engine" in home.ok("--engine", "docker", "settings", "list")
    assert home.ok("settings", "path").splitlines() == [f"{home.project}/hostbridge.toml", str(home.user)]  # fmt: skip
    home.ok("settings", "unset", "machines.ssh://a.b.c")
    home.ok("settings", "unset", "--project", "engine")
    assert home.ok("settings", "get", "engine") == "docker\n"
    assert "is not set there" in home.refused("settings", "unset", "--project", "engine", code=1)
    assert json.loads(home.ok("settings", "schema"))["title"] == "Settings of hostbridge"


def test_what_is_refused(home: Home) -> None:
    assert "did you mean docker?" in home.refused("settings", "set", "engine", "dokcer")
    assert "did you mean engine?" in home.refused("settings", "set", "enigne", "docker")
    assert "did you mean engine?" in home.refused("settings", "get", "enigne")
    assert "cannot be set by a project" in home.refused("settings", "set", "--project", "log_file", "/x")  # fmt: skip
    assert "no size" in home.refused("settings", "set", "machines.x.memory", "much")
    assert not home.user.exists()
    home.user.parent.mkdir()
    home.user.write_text('\nengine = "dokcer"\n')
    said = home.refused("ps", HOSTBRIDGE_BACKEND="native")
    assert "there is no engine 'dokcer'" in said
    assert str(home.user) in said
    assert "did you mean docker?" in said
    (home.project / "hostbridge.toml").write_text("engin = 1")
    assert "settings edit --project" in home.refused("ps")


@pytest.mark.parametrize("kind", ["directory", "fifo", "loop", "syntax", "unknown"])
def test_a_broken_file_is_told_and_can_be_mended(kind: str, home: Home) -> None:
    home.user.parent.mkdir()
    text = {"syntax": "engine = \n", "unknown": "engin = 'docker'\n"}.get(kind)
    if text:
        home.user.write_text(text)
    elif kind == "directory":
        home.user.mkdir()
    elif kind == "fifo":
        os.mkfifo(home.user)
    else:
        home.user.symlink_to(home.user)
    for words in (["ps"], ["settings", "set", "engine", "docker"]):
        assert str(home.user) in home.refused(*words)
    told = home.run("settings", "path")
    assert told.returncode == 0
    assert told.stdout == f"{home.user}\n"
    assert str(home.user) in told.stderr
    mend = home.editor("mend", 'printf \'engine = "podman"\\n\' >"$1"')
    if text:
        home.ok("settings", "edit", EDITOR=mend)
        assert home.ok("settings", "get", "engine") == "podman\n"
        home.user.write_text("engin = 'docker'\n")
        home.ok("settings", "unset", "engin")
        assert home.ok("settings", "get", "engine") == ""
    else:
        assert "remedy" in home.refused("settings", "edit", EDITOR=mend)


def test_where_there_is_no_directory_and_no_command(home: Home) -> None:
    assert "Commands:" in home.ok("settings")
    gone = home.folder / "gone"
    code = f"import os, sys; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r}); os.execv(sys.executable, sys.argv[1:])"
    for words, exit_code in (
        (["list"], 0),
        (["path"], 0),
        (["set", "--project", "engine", "docker"], 125),
    ):
        gone.mkdir()
        argv = [sys.executable, "-c", code, *home.argv("settings", *words)]
        done = subprocess.run(
            argv, env={**home.env, "PWD": str(gone)}, capture_output=True, text=True, check=False
        )
        assert done.returncode == exit_code, done.stderr
        assert "Traceback" not in done.stderr
    assert not gone.exists()


@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii:strict"])
def test_paths_that_are_no_text_are_written_all_the_same(encoding: str, home: Home) -> None:
    folder = os.fsencode(home.folder) + b"/\xff"
    env = {**home.env, "HOSTBRIDGE_CONFIG_DIR": os.fsdecode(folder), "PYTHONIOENCODING": encoding}
    for words in (["set", "engine", "docker"], ["list"], ["path"], ["get", "engine", "--json"]):
        done = subprocess.run(
            home.argv("settings", *words),
            env=env,
            cwd=home.project,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert b"docker" in done.stdout or b"config.toml" in done.stdout
    assert os.path.exists(folder + b"/config.toml")


def test_edit_takes_what_is_valid_alone(home: Home) -> None:
    home.ok("settings", "edit", EDITOR=home.editor("first", 'echo \'engine = "docker"\' >"$1"'))
    good = home.user.read_text()
    assert "not changed" in home.ok("settings", "edit", EDITOR="true")
    said = home.refused("settings", "edit", VISUAL=home.editor("bad", 'echo "engin = 1" >>"$1"'))
    assert "there is no setting engin" in said
    kept = Path(said.partition("what you wrote is in ")[2].splitlines()[0])
    assert "engin = 1" in kept.read_text()
    assert str(home.folder) in str(kept)
    assert "exit code 1" in home.refused("settings", "edit", EDITOR="false")
    assert "command not found" in home.refused("settings", "edit", EDITOR="no-such-editor")
    clash = home.editor("clash", f"echo '# x' >>\"$1\"; echo '# other' >>'{home.user}'")
    assert "changed meanwhile" in home.refused("settings", "edit", EDITOR=clash)
    assert home.user.read_text() == good + "# other\n"
    home.ok("settings", "edit", "--project", EDITOR=home.editor("empty", 'echo >"$1"'))
    assert (home.project / "hostbridge.toml").exists()


def test_edit_on_a_terminal_asks_again(home: Home) -> None:
    editor = home.editor(
        "twice",
        'if [ -e "$HOME/seen" ]; then echo \'engine = "podman"\' >"$1"; '
        'else touch "$HOME/seen"; echo "engine = 3" >"$1"; fi',
    )
    main, side = pty.openpty()
    with subprocess.Popen(
        home.argv("settings", "edit"),
        env={**home.env, "EDITOR": editor},
        cwd=home.project,
        stdin=side,
        stdout=side,
        stderr=side,
    ) as process:
        os.close(side)
        seen = b""
        while b"Edit it again?" not in seen:
            seen += os.read(main, 4096)
        os.write(main, b"\n")
        while b"changed:" not in seen:
            seen += os.read(main, 4096)
        assert process.wait(60) == 0
    os.close(main)
    assert home.user.read_text() == 'engine = "podman"\n'


def test_many_processes_at_once_lose_nothing(home: Home) -> None:
    code = (
        "import os, sys\n"
        "from hostbridge.settings.editing import set_value\n"
        "first, path = int(sys.argv[1]), sys.argv[2]\n"
        "for n in range(first, first + 8):\n"
        "    set_value(path, ('machines', f'm{n}', 'cpus'), n, os.environ, project=False)\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(first), str(home.user)], env=home.env)
        for first in range(0, 56, 8)
    ]
    assert [process.wait(100) for process in running] == [0] * len(running)
    told = tomllib.loads(home.user.read_text())["machines"]
    assert told == {f"m{n}": {"cpus": n} for n in range(56)}


@pytest.mark.skipif(not SOAK, reason="fifty whole command lines: HOSTBRIDGE_SOAK=1")
@pytest.mark.timeout(600)
def test_fifty_command_lines_at_once_lose_nothing(home: Home) -> None:
    running = [
        subprocess.Popen(
            home.argv("settings", "set", f"machines.m{n}.cpus", str(n)),
            env=home.env,
            stdout=subprocess.DEVNULL,
        )
        for n in range(50)
    ]
    assert [process.wait(300) for process in running] == [0] * len(running)
    told = tomllib.loads(home.user.read_text())["machines"]
    assert told == {f"m{n}": {"cpus": n} for n in range(50)}


@pytest.mark.timeout(600)
def test_a_writer_that_is_killed_leaves_a_whole_file_and_its_comments(home: Home) -> None:
    code = (
        "import os, sys\n"
        "from hostbridge.settings.editing import set_value\n"
        "print('ready', flush=True)\n"
        "for n in range(100000):\n"
        "    set_value(sys.argv[1], ('machines', 'x', 'cpus'), n, os.environ, project=False)\n"
    )
    home.user.parent.mkdir()
    home.user.write_text("# mine\n" + "# padding\n" * 2000 + 'engine = "docker"\n')
    chance = random.Random(5)
    for _ in range(60 if SOAK else 3):
        argv = [sys.executable, "-c", code, str(home.user)]
        with subprocess.Popen(argv, env=home.env, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.2))
            writer.kill()
        text = home.user.read_text()
        assert text.startswith("# mine\n# padding\n")
        assert tomllib.loads(text)["engine"] == "docker"
    home.ok("settings", "set", "engine", "podman")  # the lock went with its holder


def test_the_log_that_settings_name_is_written(home: Home, tmp_path: Path) -> None:
    client = tmp_path / "docker"
    client.write_text("#!/bin/sh\nexit 0\n")
    client.chmod(0o755)
    home.ok("settings", "set", "log_file", "~/log")
    home.ok("settings", "set", "engine", "docker")
    home.ok("ps", HOSTBRIDGE_BACKEND="native", DOCKER_HOST="tcp://127.0.0.1:9", PATH=f"{tmp_path}:{home.env['PATH']}")  # fmt: skip
    assert "docker ps" in (home.folder / "log").read_text()
