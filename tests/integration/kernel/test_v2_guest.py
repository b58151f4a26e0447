"""Limits on cgroup v2 alone, by a kernel that has nothing else: in a guest."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from . import guest
from .limit_trials import TRIALS
from .limits_held import HELD

USER_TRIALS = ("memory", "pids", "freezer", "kill", "update", "nested")
"""What an ordinary user has, to whom a part of the tree was delegated as systemd does it."""

DELEGATE = """
at=/sys/fs/cgroup/user.slice
busybox mkdir -p $at/user@7.service/session.scope
for one in $at $at/user@7.service; do
    echo "+memory +pids +cpu" >$one/../cgroup.subtree_control
done
echo "+memory +pids +cpu" >$at/cgroup.subtree_control
busybox chown 7:7 $at/user@7.service $at/user@7.service/session.scope
for one in $at/user@7.service $at/user@7.service/session.scope; do
    busybox chown 7:7 $one/cgroup.procs $one/cgroup.subtree_control $one/cgroup.threads
done
busybox chmod 1777 /tmp
busybox sh -c 'echo $$ >/sys/fs/cgroup/user.slice/user@7.service/session.scope/cgroup.procs;
    exec {python} -S /as_user.py {trials}'
"""

AS_USER = """
import os, sys
os.setgroups([]); os.setgid(7); os.setuid(7)
sys.argv[1:1] = ['00ab07']
exec(compile(open('/limit_trials.py').read(), '/limit_trials.py', 'exec'))
"""


@pytest.mark.skipif(
    os.environ.get("HOSTBRIDGE_SOAK") != "1",
    reason="an emulated guest takes a minute and more (scripts/test --soak)",
)
@pytest.mark.timeout(600)
def test_limits_hold_on_v2_alone(tmp_path: Path) -> None:
    files = guest.kernel(tmp_path / "kernel")
    tree = guest.Tree()
    python = guest.python(
        tree,
        "import limit_trials\nfrom hostbridge_kernel.cgroups import delegation, enabling, usage, devicefilter, freezing",
    )
    guest.engine(tree)
    tree.copy(Path(__file__).with_name("limit_trials.py"), "limit_trials.py")
    tree.add("as_user.py", AS_USER.encode())
    commands = "\n".join([
        "echo controllers $(busybox cat /sys/fs/cgroup/cgroup.controllers)",
        f"{python} -S /limit_trials.py 00ab01",
        "echo '== user'",
        DELEGATE.replace("{python}", python).replace("{trials}", " ".join(USER_TRIALS)),
        "echo '== left' $(busybox find /sys/fs/cgroup -type d -name 'hostbridge-00*')",
    ])  # fmt: skip
    lines = guest.boot(tmp_path, tree, files, commands, timeout=400)
    text = "\n".join(lines)
    at = lines.index("== user")
    told = told_by(lines[:at])
    assert list(told) == list(TRIALS), text
    for name, found in told.items():
        check(name, found)
    assert told["devices"]["seen"]["mem"] == "1"
    assert told["block"]["disks"] > 0
    as_user = told_by(lines[at:])
    assert sorted(as_user) == sorted(USER_TRIALS), text
    for name, found in as_user.items():
        check(name, found)
    assert "== left" in lines, text
    if os.environ.get("HOSTBRIDGE_TEST_VERBOSE"):
        print(text)


def told_by(lines: list[str]) -> dict[str, dict[str, Any]]:
    rows = (json.loads(line) for line in lines if line.startswith('{"trial"'))
    return {row["trial"]: row for row in rows}


def check(name: str, found: dict[str, Any]) -> None:
    assert "traceback" not in found, found["traceback"]
    for what, holds in HELD[name].items():
        assert holds(found, 2), (name, what, found)
