"""Limits on cgroup v2 alone, by a kernel that has nothing else: in a guest."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from rig.image import base_image

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


SOAK = pytest.mark.skipif(
    os.environ.get("HOSTBRIDGE_SOAK") != "1",
    reason="an emulated guest takes a minute and more (scripts/test --soak)",
)


@SOAK
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


ENGINE = """
export HOSTBRIDGE_DATA_DIR=/data HOSTBRIDGE_RUNTIME_DIR=/run/hb
busybox mkdir -p /data && busybox mount -t tmpfs data /data
hk() {{ {python} -I -S -c 'import sys; sys.path[:0] = ["/engine"]; from hostbridge_kernel.__main__ import main; sys.exit(main(sys.argv[1:]))' "$@"; }}
say() {{ echo "$1: $(shift; "$@" 2>&1 | busybox tr '\\n' '|')"; }}
say load hk load -i /base.tar
say limits hk run --rm --network none -m 40m --memory-swap 50m --memory-reservation 20m --cpus 0.5 --cpu-shares 512 --pids-limit 33 --cpuset-cpus 0 {image} sh -c 'cd /sys/fs/cgroup && cat memory.max memory.swap.max memory.low cpu.max cpu.weight pids.max cpuset.cpus.effective && (echo 1 >pids.max) 2>&1; cat pids.max'
hk run --name eater --network none -m 32m --memory-swap 32m {image} tail /dev/zero
echo "code: $?"
say oom hk inspect -f '{{{{.State.OOMKilled}}}} {{{{.State.ExitCode}}}}' eater
say bomb hk run --rm --network none --pids-limit 10 {image} sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 30 & done; echo not refused'
say device hk run --rm --network none --userns host {image} sh -c 'mknod /mem c 1 1; head -c 1 /mem'
hk run -d --name spins --network none --cpus 0.2 -m 64m {image} sh -c 'while :; do :; done'
say stats hk stats --no-stream --format '{{{{.Name}}}} {{{{.MemUsage}}}} {{{{.PIDs}}}} {{{{.CPUPerc}}}}'
say pause hk pause spins
say paused hk ps --format '{{{{.Names}}}} {{{{.Status}}}}'
say unpause hk unpause spins
say update hk update --memory 80m --memory-swap 80m --pids-limit 9 spins
say updated hk exec spins cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max
say top hk top spins
hk rm -f spins eater
say refused hk run --rm --network none --memory-swappiness 3 {image} true
echo "left: $(busybox find /sys/fs/cgroup -type d -name 'hostbridge-*')"
"""


@SOAK
@pytest.mark.timeout(900)
def test_the_engine_keeps_limits_on_v2_alone(tmp_path: Path) -> None:
    files = guest.kernel(tmp_path / "kernel")
    tree = guest.Tree()
    python = guest.python(tree, "import ctypes")
    guest.library(tree)
    guest.engine(tree)
    base = base_image()
    tree.add("base.tar", base.archive())
    lines = guest.boot(
        tmp_path, tree, files, ENGINE.format(python=python, image=base.reference), timeout=600
    )
    text = "\n".join(lines)
    told = {key: rest for key, _, rest in (line.partition(": ") for line in lines)}
    # Before Linux 6.3 tmpfs has no id-mapped mounts: the root is a copy, of which it warns first.
    expected = f"{40 << 20}|{10 << 20}|{20 << 20}|50000 100000|20|33|0|sh: can't create pids.max: Read-only file system|33|"
    assert told["limits"].endswith(expected), text
    assert told["code"] == "137", text
    assert told["oom"] == "true 137|", text
    assert "can't fork" in told["bomb"], text
    assert "Operation not permitted" in told["device"], text
    name, used, _slash, limit, count, share = told["stats"].rstrip("|").split(" ")
    assert (name, limit, count) == ("spins", "64MiB", "1"), text
    assert float(share.rstrip("%")) > 0, text
    assert told["paused"].startswith("spins Up"), text
    assert told["paused"].endswith("(Paused)|"), text
    assert told["updated"] == f"{80 << 20}|9|", text
    assert "while :; do :; done" in told["top"], text
    assert "--memory-swappiness cannot be set: cgroup v2 has no such limit" in told["refused"], text
    assert told["left"] == "", text


def told_by(lines: list[str]) -> dict[str, dict[str, Any]]:
    rows = (json.loads(line) for line in lines if line.startswith('{"trial"'))
    return {row["trial"]: row for row in rows}


def check(name: str, found: dict[str, Any]) -> None:
    assert "traceback" not in found, found["traceback"]
    for what, holds in HELD[name].items():
        assert holds(found, 2), (name, what, found)
