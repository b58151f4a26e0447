"""OCI resources in the words of v1 and v2, and where a host has its controllers."""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.cgroups import devicefilter, enabling, limits
from hostbridge_kernel.cgroups.delegation import delegated, make_room
from hostbridge_kernel.cgroups.group import Cgroup
from hostbridge_kernel.cgroups.hierarchy import Hierarchies, hierarchies
from hostbridge_kernel.confinement import device_rules

MIB = 1 << 20


def said(resources: dict[str, Any], version: int) -> dict[str, str]:
    return {file: value for _, file, value, _ in limits.writes(resources, lambda _: version)}


EVERYTHING: dict[str, Any] = {
    "memory": {"limit": 64 * MIB, "swap": 96 * MIB, "reservation": 32 * MIB},
    "cpu": {"shares": 1024, "quota": 50000, "period": 100000, "cpus": "0-1", "mems": "0"},
    "pids": {"limit": 100},
    "blockIO": {
        "weight": 500,
        "weightDevice": [{"major": 8, "minor": 0, "weight": 10}],
        "throttleReadBpsDevice": [{"major": 8, "minor": 0, "rate": 1000}],
        "throttleWriteIOPSDevice": [{"major": 8, "minor": 0, "rate": 7}],
    },
    "hugepageLimits": [{"pageSize": "2MB", "limit": 4 * MIB}],
}


def test_everything_on_v1() -> None:
    assert said(EVERYTHING, 1) == {
        "memory.limit_in_bytes": str(64 * MIB), "memory.memsw.limit_in_bytes": str(96 * MIB),
        "memory.soft_limit_in_bytes": str(32 * MIB), "cpu.shares": "1024", "cpu.cfs_quota_us": "50000",
        "cpu.cfs_period_us": "100000", "cpuset.cpus": "0-1", "cpuset.mems": "0", "pids.max": "100",
        "blkio.weight": "500", "blkio.weight_device": "8:0 10",
        "blkio.throttle.read_bps_device": "8:0 1000", "blkio.throttle.write_iops_device": "8:0 7",
        "hugetlb.2MB.limit_in_bytes": str(4 * MIB),
    }  # fmt: skip


def test_everything_on_v2() -> None:
    written = [*limits.writes(EVERYTHING, lambda _: 2)]
    assert [row[1:3] for row in written if row[1] == "io.max"] == [
        ("io.max", "8:0 rbps=1000"), ("io.max", "8:0 wiops=7")
    ]  # fmt: skip
    assert [row[2] for row in written if row[1] == "io.weight"] == ["default 4950", "8:0 1"]
    assert {row[1]: row[2] for row in written if not row[1].startswith("io.")} == {
        "memory.max": str(64 * MIB), "memory.swap.max": str(32 * MIB), "memory.low": str(32 * MIB),
        "cpu.weight": "39", "cpu.max": "50000 100000", "cpuset.cpus": "0-1", "cpuset.mems": "0",
        "pids.max": "100", "hugetlb.2MB.max": str(4 * MIB),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("resources", "file", "value"),
    [
        ({"memory": {"limit": -1}}, "memory.max", "max"),
        ({"memory": {"limit": MIB, "swap": -1}}, "memory.swap.max", "max"),
        ({"memory": {"limit": MIB, "swap": MIB}}, "memory.swap.max", "0"),
        ({"pids": {"limit": 0}}, "pids.max", "max"),
        ({"pids": {"limit": -1}}, "pids.max", "max"),
        ({"cpu": {"quota": -1}}, "cpu.max", "max 100000"),
        ({"cpu": {"period": 5000}}, "cpu.max", "max 5000"),
        ({"cpu": {"shares": 2}}, "cpu.weight", "1"),
        ({"cpu": {"shares": 262144}}, "cpu.weight", "10000"),
        ({"unified": {"memory.high": "1000"}}, "memory.high", "1000"),
        ({"blockIO": {"throttleReadBpsDevice": [{"major": 8, "minor": 0, "rate": 0}]}}, "io.max", "8:0 rbps=max"),
    ],
)  # fmt: skip
def test_a_value_on_v2(resources: dict[str, Any], file: str, value: str) -> None:
    assert said(resources, 2)[file] == value


@pytest.mark.parametrize(
    ("resources", "words"),
    [
        ({"memory": {"swappiness": 10}}, "--memory-swappiness"),
        ({"memory": {"disableOOMKiller": True}}, "--oom-kill-disable"),
        ({"cpu": {"realtimeRuntime": 5}}, "--cpu-rt-runtime"),
        ({"memory": {"swap": MIB}}, "--memory-swap needs --memory"),
        ({"memory": {"limit": "much"}}, "not understood"),
        ({"pids": {"limit": {}}}, "not understood"),
        ({"blockIO": {"throttleReadBpsDevice": [{"major": 1}]}}, "not understood"),
        ({"unified": {"../../x": "1"}}, "no file of a control group"),
        ({"memory": 7}, "not understood"),
    ],
)
def test_what_v2_cannot_have_is_refused(resources: dict[str, Any], words: str) -> None:
    with pytest.raises(HostbridgeError) as raised:
        said(resources, 2)
    assert words in raised.value.summary


def test_no_swap_needs_no_limit_of_swap() -> None:
    none, some = "MemTotal: 5 kB\nSwapTotal:       0 kB\n", "SwapTotal:   1024 kB\n"
    assert limits.absent_swap("--memory-swap", none)
    assert not limits.absent_swap("--memory", none)
    assert not limits.absent_swap("--memory-swap", some)
    assert not limits.absent_swap("--memory-swap", "")


def test_weights_go_to_the_scheduler_that_is_there() -> None:
    assert [*limits.other_files("io.weight", "default 4950")] == [("io.bfq.weight", "default 500")]
    assert [*limits.other_files("blkio.weight", "500")] == [("blkio.bfq.weight", "500")]
    assert [*limits.other_files("pids.max", "5")] == []


MOUNTS = r"""24 1 0:22 / /sys rw - sysfs sysfs rw
30 24 0:26 / /sys/fs/cgroup ro - tmpfs tmpfs rw
31 30 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
33 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
34 30 0:30 / /sys/fs/cgroup/a\040b rw shared:9 - cgroup cgroup rw,memory
35 30 0:31 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
36 30 0:30 / /elsewhere rw - cgroup cgroup rw,memory
"""


def test_hierarchies_of_a_hybrid_host(tmp_path: Path) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS)
    where = hierarchies(str(tmp_path / "mountinfo"))
    assert where.v2 == "/sys/fs/cgroup/unified"
    assert where.v1 == {
        "cpu": "/sys/fs/cgroup/cpu,cpuacct", "cpuacct": "/sys/fs/cgroup/cpu,cpuacct",
        "memory": "/sys/fs/cgroup/a b", "name=systemd": "/sys/fs/cgroup/systemd",
    }  # fmt: skip
    assert not where.unified
    group = Cgroup(where, "hostbridge-abcdef/c1")
    assert group.directory("memory") == "/sys/fs/cgroup/a b/hostbridge-abcdef/c1"
    assert len(group.directories()) == 4
    assert len(Cgroup(where, "x/c1", "/user.slice", rootless=True).directories()) == 1


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[str], None]:
    """A tree as v2's looks, below tmp_path."""

    def make(path: str) -> None:
        at = tmp_path / path.lstrip("/")
        at.mkdir(parents=True, exist_ok=True)
        for file in ("cgroup.procs", "cgroup.subtree_control"):
            (at / file).write_text("")

    return make


def test_what_an_ordinary_user_was_given(
    tree: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = "/user.slice/user-7.slice/user@7.service"
    for path in (
        "/",
        "/user.slice",
        "/user.slice/user-7.slice",
        mine,
        f"{mine}/app.slice",
        f"{mine}/app.slice/x.scope",
    ):
        tree(path)
    allowed = str(tmp_path) + mine
    monkeypatch.setattr("os.access", lambda path, _mode: path.startswith(allowed))
    where = Hierarchies({}, str(tmp_path))
    assert delegated(where, f"{mine}/app.slice/x.scope") == mine
    assert delegated(where, "/user.slice/user-7.slice/session-3.scope") is None
    assert delegated(where, "/../../x") is None
    assert delegated(Hierarchies({}, ""), mine) is None
    monkeypatch.setattr("os.access", lambda path, _mode: True)
    assert delegated(where, f"{mine}/app.slice") == ""


def test_room_is_made_nowhere_but_below_a_root_of_ones_own(tmp_path: Path) -> None:
    # The host's root has no cgroup.type.
    assert not make_room(str(tmp_path))
    assert not [*tmp_path.iterdir()]


def test_processes_of_others_are_not_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A parent that the user named may have processes of somebody else's: they stay.
    for path in (tmp_path, tmp_path / "theirs", tmp_path / "theirs" / "c1"):
        path.mkdir(exist_ok=True)
        (path / "cgroup.controllers").write_text("memory")
        (path / "cgroup.subtree_control").write_text("")
        (path / "cgroup.type").write_text("domain")
    asked: list[str] = []

    def busy(path: str, text: str) -> None:
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr(enabling, "write", busy)
    monkeypatch.setattr(enabling, "make_room", asked.append)
    enabling.enable(Cgroup(Hierarchies({}, str(tmp_path)), "theirs/c1"))
    assert set(asked) == {str(tmp_path)}


def decides(code: bytes, kind: str, major: int, minor: int, access: str) -> bool:
    """The program's answer: the few instructions it is made of, as the kernel runs them."""
    steps = [*struct.iter_unpack("=BBhi", code)]
    wanted = sum({"m": 1, "r": 2, "w": 4}[letter] for letter in access)
    context = [wanted << 16 | {"b": 1, "c": 2}[kind], major, minor]
    registers, at = [0] * 11, 0
    for _ in range(len(steps) + 1):
        operation, both, offset, value = steps[at]
        target, source = both & 15, both >> 4
        at += 1
        if operation == 0x61:
            registers[target] = context[offset // 4]
        elif operation == 0x54:
            registers[target] &= value
        elif operation == 0x74:
            registers[target] >>= value
        elif operation == 0xBC:
            registers[target] = registers[source]
        elif operation == 0xB4:
            registers[target] = value
        elif operation == 0x15:
            at += offset if registers[target] == value else 0
        elif operation == 0x55:
            at += offset if registers[target] != value else 0
        elif operation == 0x5D:
            at += offset if registers[target] != registers[source] else 0
        else:
            assert operation == 0x95
            return bool(registers[0])
    raise AssertionError("the program does not end")


def test_the_default_devices_as_a_program() -> None:
    code = devicefilter.program(device_rules())
    asked = {
        ("c", 1, 3, "rw"): True, ("c", 1, 1, "r"): False, ("c", 136, 9, "rw"): True, ("c", 5, 2, "w"): True,
        ("b", 8, 0, "m"): True, ("b", 8, 0, "r"): False, ("b", 8, 0, "rm"): False, ("c", 10, 229, "rw"): False,
        ("b", 1, 3, "r"): False,
    }  # fmt: skip
    assert {row: decides(code, *row) for row in asked} == asked
    assert decides(devicefilter.program(device_rules(privileged=True)), "b", 8, 0, "rw")
    assert not decides(devicefilter.program([]), "c", 1, 3, "r")


RULES = st.lists(
    st.fixed_dictionaries({
        "allow": st.booleans(), "type": st.sampled_from("abc"), "access": st.sampled_from(["r", "w", "m", "rw", "rwm"]),
        "major": st.sampled_from([None, 1, 8, -1]), "minor": st.sampled_from([None, 0, 3, -1]),
    }),
    max_size=6,
)  # fmt: skip


@given(
    RULES,
    st.sampled_from("bc"),
    st.sampled_from([1, 8]),
    st.sampled_from([0, 3]),
    st.sampled_from(["r", "w", "m", "rw"]),
)
def test_the_last_rule_that_fits_decides(
    rules: list[dict[str, Any]], kind: str, major: int, minor: int, access: str
) -> None:
    expected = False
    for rule in rules:
        fits = all((
            rule["type"] in ("a", kind), rule["major"] in (None, -1, major), rule["minor"] in (None, -1, minor),
        ))  # fmt: skip
        everything = (
            rule["type"] == "a" and rule["major"] in (None, -1) and rule["minor"] in (None, -1)
        )
        # v1 takes such a rule as one for all access.
        covered = "rwm" if everything else rule["access"]
        met = set(access) <= set(covered) if rule["allow"] else set(access) & set(covered)
        if fits and met:
            expected = rule["allow"]
    assert decides(devicefilter.program(rules), kind, major, minor, access) is expected


@pytest.mark.parametrize("rule", [{"type": "x"}, {"access": "rx"}, {"type": "cb"}])
def test_what_is_no_device_rule_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(HostbridgeError):
        limits.device_line(rule)
