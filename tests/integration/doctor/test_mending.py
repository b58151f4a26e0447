"""Fixes: shown before, done, written down, taken back; nobody's later work is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hostbridge.contract.check import Command, Edit
from hostbridge.doctor.mending import as_root, mend, shown, undo
from hostbridge.errors import HostbridgeError, NotFound


def tree(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path.relative_to(folder)): (path.read_text(), path.stat().st_mode & 0o777)
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip


def test_a_file_is_changed_and_comes_back(tmp_path: Path) -> None:
    home = tmp_path / "höme with spaces"
    home.mkdir()
    (home / "conf").write_text("old\n")
    (home / "conf").chmod(0o640)
    before = tree(home)
    changes = (Edit(f"{home}/conf", "new\n"), Edit(f"{home}/deep/er/added", "x\n", mode=0o600))
    assert shown(changes)[:5] == [
        f"--- {home}/conf",
        f"+++ {home}/conf",
        "@@ -1 +1 @@",
        "-old",
        "+new",
    ]
    mend(changes, "LNX-X", str(tmp_path / "state"))
    assert tree(home) == {"conf": ("new\n", 0o640), "deep/er/added": ("x\n", 0o600)}
    assert undo(str(tmp_path / "state")) == ("LNX-X", [])
    assert tree(home) == before
    assert not (home / "deep").exists()
    with pytest.raises(NotFound, match="nothing is left"):
        undo(str(tmp_path / "state"))


def test_a_file_is_removed_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(b"{\xff broken")
    mend((Edit(str(path), None),), "ANY-X", str(tmp_path / "state"))
    assert not path.exists()
    undo(str(tmp_path / "state"))
    assert path.read_bytes() == b"{\xff broken"


def test_what_was_changed_since_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "conf"
    mend((Edit(str(path), "ours\n"),), "ANY-X", str(tmp_path / "state"))
    path.write_text("somebody's later work\n")
    with pytest.raises(HostbridgeError, match="was changed since"):
        undo(str(tmp_path / "state"))
    assert path.read_text() == "somebody's later work\n"


def test_commands_are_taken_back_in_the_other_order(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = f"echo $0 >>'{log}'"
    changes = tuple(
        Command(("sh", "-c", script, f"do{n}"), ("sh", "-c", script, f"undo{n}")) for n in (1, 2)
    )
    mend(changes, "ANY-X", str(tmp_path / "state"))
    undo(str(tmp_path / "state"))
    assert log.read_text().split() == ["do1", "do2", "undo2", "undo1"]


def test_a_step_that_fails_leaves_those_before_it_to_be_taken_back(tmp_path: Path) -> None:
    changes = (
        Edit(f"{tmp_path}/a", "1"),
        Command(("sh", "-c", "echo no >&2; exit 3")),
        Edit(f"{tmp_path}/b", "2"),
    )
    with pytest.raises(HostbridgeError, match="exit code 3: no"):
        mend(changes, "ANY-X", str(tmp_path / "state"))
    assert (tmp_path / "a").exists() and not (tmp_path / "b").exists()
    undo(str(tmp_path / "state"))
    assert not (tmp_path / "a").exists()


def test_links_and_directories_are_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("keep")
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "folder").mkdir()
    for name in ("link", "folder"):
        with pytest.raises(HostbridgeError, match="no regular file"):
            mend((Edit(f"{tmp_path}/{name}", "x"),), "ANY-X", str(tmp_path / "state"))
    assert (tmp_path / "secret").read_text() == "keep"


def test_several_fixes_are_taken_back_one_by_one(tmp_path: Path) -> None:
    for name in ("A", "B"):
        mend((Edit(f"{tmp_path}/{name}", name),), name, str(tmp_path / "state"))
    assert [undo(str(tmp_path / "state"))[0] for _ in range(2)] == ["B", "A"]


def test_what_cannot_be_taken_back_is_said(tmp_path: Path) -> None:
    mend((Command(("true",)),), "ANY-X", str(tmp_path / "state"))
    assert undo(str(tmp_path / "state")) == ("ANY-X", ["a command that nothing takes back"])


def test_rights() -> None:
    assert as_root((Edit("/etc/x", "", root=True),)) == (os.geteuid() != 0)
    assert not as_root((Edit("/etc/x", ""),))
    assert shown((Command(("sysctl", "-w", "a b=1"), root=True),)) == ["# sysctl -w 'a b=1'"]


def test_a_fix_that_is_killed_is_taken_back_as_far_as_it_came(tmp_path: Path) -> None:
    killed = Command(("sh", "-c", "kill -KILL $PPID"))
    pid = os.fork()
    if pid == 0:
        mend((Edit(f"{tmp_path}/a", "1"), killed), "ANY-X", str(tmp_path / "state"))
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -9
    assert (tmp_path / "a").exists()
    assert undo(str(tmp_path / "state")) == ("ANY-X", [])
    assert not (tmp_path / "a").exists()
