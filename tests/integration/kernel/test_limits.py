"""What limits do on this host's control groups. The trials are in limit_trials.py; v2's are in a guest."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hostbridge.errors import HostbridgeError
from hostbridge_kernel import cgroups
from hostbridge_kernel.cgroups import devicefilter
from hostbridge_kernel.cgroups.hierarchy import hierarchies

from .limit_trials import MIB, TRIALS, Inside, run
from .limits_held import HELD

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="making control groups needs root")


@pytest.fixture
def instance() -> str:
    return f"t{os.getpid():05x}"[-6:]


@pytest.mark.parametrize("name", TRIALS)
def test_a_limit_holds(name: str) -> None:
    found = run(name)
    version = hierarchies().version("cpu")
    for what, holds in HELD[name].items():
        assert holds(found, version), (what, found)


def test_groups_of_two_instances_do_not_meet(instance: str) -> None:
    one, other = (
        cgroups.open_or_make(word, "same", {"pids": {"limit": 5}}) for word in (instance, "ffffff")
    )
    try:
        assert not set(one.directories()) & set(other.directories())
        other.remove()
        assert one.exists
        assert not other.exists
        assert cgroups.find(instance, "same").stats()["pids_stats"]["limit"] == 5
    finally:
        one.remove()
        other.remove()
    assert not any(Path(one.directories()[0]).parent.glob("*"))


def test_a_parent_of_the_users_is_left_there(instance: str) -> None:
    made = cgroups.open_or_make(instance, "inside", {}, parent=f"/mine-{instance}/deep")
    parents = [Path(one).parent for one in made.directories()]
    try:
        assert Inside(made, "print(os.getpid())").end()[0] == 0
        made.remove()
        assert all(one.is_dir() for one in parents)
    finally:
        for one in parents:
            one.rmdir()
            one.parent.rmdir()
    with pytest.raises(HostbridgeError):
        cgroups.find(instance, "x", parent="a/../../b")


def test_a_group_with_processes_is_not_removed(
    instance: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hostbridge_kernel.cgroups.group._PATIENCE", 0.05)
    made = cgroups.open_or_make(instance, "busy", {})
    inside = Inside(made, "import time; time.sleep(60)")
    try:
        with pytest.raises(HostbridgeError) as raised:
            made.remove()
        assert str(inside.process.pid) in raised.value.detail
    finally:
        inside.kill()
    made.remove()


def test_more_than_is_used_already_is_not_taken_away(instance: str) -> None:
    made = cgroups.open_or_make(instance, "full", {})
    if made.where.version("memory") != 1:
        pytest.skip("v2 takes the limit and ends the process instead (test_v2_guest)")
    inside = Inside(
        made, "import sys\nheld = b'x' * (64 << 20)\nprint('has', flush=True)\nsys.stdin.read()"
    )
    try:
        inside.line()
        with pytest.raises(HostbridgeError) as raised:
            made.update({"memory": {"limit": 8 * MIB}})
        assert "uses more than that" in raised.value.summary
    finally:
        inside.kill()
        made.remove()


@pytest.fixture
def v2_alone() -> Iterator[Any]:
    """A group of v2's hierarchy, where the host has it beside v1's."""
    where = hierarchies()
    if not where.v2:
        pytest.skip("this host has no cgroup v2")
    path = Path(where.v2) / f"trial-{os.getpid()}"
    path.mkdir()
    yield path
    path.rmdir()


def test_v2s_device_filter_is_taken_by_the_kernel(v2_alone: Path, tmp_path: Path) -> None:
    rules = [
        {"allow": False, "access": "rwm"},
        {"allow": True, "type": "c", "major": 1, "minor": 3, "access": "rwm"},
        {"allow": True, "type": "c", "major": 1, "minor": 5, "access": "r"},
        {"allow": True, "type": "c", "access": "m"},
        {"allow": True, "type": "c", "major": 1, "minor": 7, "access": "rw"},
        {"allow": False, "type": "c", "major": 1, "minor": 7, "access": "w"},
    ]
    devicefilter.attach(str(v2_alone), rules)
    for name, minor in (("null", 3), ("zero", 5), ("full", 7), ("mem", 1)):
        os.mknod(tmp_path / name, 0o600 | 0o020000, os.makedev(1, minor))
    code = """
import os, sys
os.chdir(sys.argv[1])
open(sys.argv[2] + '/cgroup.procs', 'w').write(str(os.getpid()))
for name, how in (('null', 2), ('zero', 0), ('zero', 2), ('full', 0), ('full', 1), ('mem', 0)):
    try:
        os.close(os.open(name, how))
        print(name, how, 'yes')
    except OSError as error:
        print(name, how, error.errno)
for kind, name in ((0o020000, 'char'), (0o060000, 'block')):
    try:
        os.mknod(name, 0o600 | kind, os.makedev(1, 1))
        print(name, 'yes')
    except OSError as error:
        print(name, error.errno)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), str(v2_alone)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n")[:-1] == [
        "null 2 yes", "zero 0 yes", "zero 2 1", "full 0 yes", "full 1 1", "mem 0 1", "char yes", "block 1",
    ]  # fmt: skip
