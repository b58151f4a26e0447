"""The seccomp compiler against libseccomp's, decision by decision."""

from __future__ import annotations

import json
import os
import random
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.errors import HostbridgeError
from hostbridge_kernel import seccomp
from hostbridge_kernel.seccomp import compiler, numbers, policy, profile

from .bpf_machine import LibSeccomp, Program, check, decide, decode

RELEASE = "6.1.0"
ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0
SETS: list[tuple[str, ...]] = [
    (),
    ("CAP_SYS_CHROOT",),
    ("CAP_SYS_ADMIN", "CAP_SYS_CHROOT"),
    seccomp.DECISIVE,
]
REQUIRED = os.environ.get("HOSTBRIDGE_TEST_REQUIRE") == "1"


@pytest.fixture(scope="module")
def library() -> LibSeccomp:
    try:
        return LibSeccomp()
    except OSError as error:
        if REQUIRED:
            raise
        pytest.skip(f"libseccomp2 is not installed: {error}")


def calls(
    names: list[str], values: dict[str, set[int]], lib: LibSeccomp
) -> Iterator[tuple[str, int, list[int]]]:
    """Architecture, number, arguments: every number, and around the constants of the rules."""
    rng = random.Random(7)
    for name in names:
        about, table = numbers.ARCHITECTURES[name], numbers.table(name)
        # Newer than the library; on x86 multiplexed calls have pseudo numbers as well.
        unknown = {
            number for call, number in table.items()
            if lib.number(call, name) < 0 and not numbers.multiplexed(call, name)
        }  # fmt: skip
        every = {about.bit | number for number in range(600)} | set(table.values())
        every |= {number + 1 for number in table.values()} | {0xFFFFFFFF, 0x7FFFFFFF}
        for number in sorted(every - unknown):
            yield name, number, [0] * 6
            yield name, number, [rng.getrandbits(64) for _ in range(6)]
        by_number = {table[call]: found for call, found in values.items() if call in table}
        for call, found in values.items():
            common = numbers.multiplexed(call, name)
            if common:
                by_number.setdefault(common[0], set()).update(found, range(26))
        for number, found in by_number.items():
            if number in unknown:
                continue
            for value in found:
                for near in (
                    value,
                    value - 1,
                    value + 1,
                    value | 1 << 32,
                    value ^ 1 << 31,
                    value << 32,
                ):
                    args = [near & (1 << 64) - 1] * 6
                    yield name, number, args
                    yield name, number, [args[0], *(rng.choice(sorted(found)) for _ in range(5))]


def compared(section: dict[str, Any], ours: Program, lib: LibSeccomp, native: str) -> int:
    """Compare all decisions; returns how many there were."""
    rules: list[dict[str, Any]] = []
    default = compiler._action(section["defaultAction"], section.get("defaultErrnoRet"))
    for row in section["syscalls"]:
        action = compiler._action(row["action"], row.get("errnoRet"))
        args = row.get("args") or []
        apart = len({one["index"] for one in args}) < len(args)
        for chosen in [[one] for one in args] if apart else [args]:
            if action != default:
                rules.append({"names": row["names"], "action": action, "args": chosen})
    architectures = list(dict.fromkeys([native, *section["architectures"]]))
    theirs = lib.compile(default, architectures, rules)
    values: dict[str, set[int]] = {}
    for rule in rules:
        for one in rule["args"]:
            for call in rule["names"]:
                values.setdefault(call, set()).update((0, one["value"], one.get("valueTwo", 0)))
    named = {name for row in section["syscalls"] for name in row["names"]}
    lenient = section["defaultAction"] in compiler._LENIENT
    last = {}
    for name in architectures:
        table = numbers.table(name)
        last[name] = max(table[call] for call in named if call in table)
    count = 0
    for name, number, args in calls(architectures, values, lib):
        audit = numbers.ARCHITECTURES[name].audit
        bit = numbers.X32_BIT & number if audit == 0xC000003E else 0
        meant = "SCMP_ARCH_X32" if bit else "SCMP_ARCH_X86_64" if audit == 0xC000003E else name
        # What runc puts in front of libseccomp's program: newer than all that is named.
        newer = meant in last and number > last[meant] and not lenient
        expected = ENOSYS if newer else decide(theirs, number, audit, args)
        assert decide(ours, number, audit, args) == expected, (name, number, args)
        count += 1
    for audit in (0, 0xC0000015, 0xFFFFFFFF):
        assert decide(ours, 1, audit) == decide(theirs, 1, audit) == KILL
    return count


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("held", SETS, ids=lambda held: f"{len(held)} capabilities")
def test_the_default_policy_decides_as_libseccomp_does(
    library: LibSeccomp, machine: str, held: tuple[str, ...]
) -> None:
    section = profile.section(policy.profile(), machine, held, RELEASE)
    ours = decode(seccomp.program(machine, held))
    check(ours)
    assert compared(section, ours, library, numbers.NATIVE[machine]) > 2000


OPERATORS = sorted(compiler.OPERATORS)
CONSTANTS = (0, 1, 2, 0x7F, 0x80000000, 0xFFFFFFFF, 1 << 32, (1 << 32) + 5, (1 << 64) - 1)


@pytest.mark.parametrize("seed", range(300 if os.environ.get("HOSTBRIDGE_SOAK") == "1" else 12))
def test_profiles_of_chance_decide_as_libseccomp_does(library: LibSeccomp, seed: int) -> None:
    rng = random.Random(seed)
    some = [
        "read",
        "socket",
        "clone",
        "ioctl",
        "fcntl",
        "openat",
        "kill",
        "semctl",
        "mmap",
        "prctl",
    ]
    rows: list[dict[str, Any]] = []
    for call in rng.sample(some, 7):
        # Where rules of different actions meet in one call, libseccomp's order is its own affair.
        action = {
            "action": rng.choice(
                ["SCMP_ACT_ERRNO", "SCMP_ACT_LOG", "SCMP_ACT_TRAP", "SCMP_ACT_KILL_PROCESS"]
            )
        }
        if action["action"] == "SCMP_ACT_ERRNO":
            action["errnoRet"] = rng.choice([1, 13, 95])  # type: ignore[assignment]
        for _ in range(rng.randint(1, 2)):
            wanted = rng.sample(range(6), rng.randint(0, 3))
            args = []
            for index in wanted:
                operator, value, second = rng.choice(OPERATORS), rng.choice(CONSTANTS), 0
                if operator == "SCMP_CMP_MASKED_EQ":
                    second = value & rng.choice(CONSTANTS)
                args.append({"index": index, "value": value, "valueTwo": second, "op": operator})
            rows.append({"names": [call], **action, "args": args})
    machine = rng.choice(["x86_64", "aarch64"])
    more = {"x86_64": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"], "aarch64": ["SCMP_ARCH_ARM"]}[machine]
    section = {
        "defaultAction": rng.choice(["SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL"]),
        "architectures": more if rng.random() < 0.7 else [], "syscalls": rows,
    }  # fmt: skip
    ours = decode(seccomp.compile(section, machine, (), RELEASE))
    check(ours)
    compared(section, ours, library, numbers.NATIVE[machine])


def test_numbers_are_libseccomps(library: LibSeccomp) -> None:
    known = 0
    for name, about in numbers.ARCHITECTURES.items():
        for call, number in numbers.table(name).items():
            theirs = library.number(call, name)
            if theirs < 0:
                continue  # newer than the library, or multiplexed
            assert theirs & ~numbers.X32_BIT == number & ~about.bit, (call, name)
            known += 1
    assert known > 1700


def test_what_is_compiled_ahead_is_what_the_policy_says() -> None:
    script = Path(__file__).parents[3] / "scripts/build-seccomp.d/main.py"
    assert runpy.run_path(str(script))["main"](True) == 0


def test_decisive_capabilities_are_those_of_the_policy() -> None:
    asked = {name for rule in policy.rules() for name in (*rule.caps, *rule.but)}
    assert set(seccomp.DECISIVE) == asked
    assert sorted(seccomp.DECISIVE) == list(seccomp.DECISIVE)


def test_a_few_decisions_by_name() -> None:
    default = decode(seccomp.program("x86_64", ["CAP_SYS_CHROOT", "CAP_CHOWN"]))
    table, x86 = numbers.table("SCMP_ARCH_X86_64"), 0xC000003E
    rows = {
        "read": ALLOW, "chroot": ALLOW, "mount": EPERM, "unshare": EPERM, "bpf": EPERM, "ptrace": ALLOW,
        "keyctl": EPERM, "io_uring_setup": EPERM, "userfaultfd": EPERM, "clone3": ENOSYS,
        "kexec_load": EPERM, "open_by_handle_at": EPERM, "setns": EPERM, "reboot": EPERM,
    }  # fmt: skip
    assert {name: decide(default, table[name], x86) for name in rows} == rows
    assert decide(default, table["clone"], x86, [0x10000000, 0, 0, 0, 0, 0]) == EPERM
    assert decide(default, table["clone"], x86, [0x11, 0, 0, 0, 0, 0]) == ALLOW
    assert decide(default, table["socket"], x86, [40, 0, 0, 0, 0, 0]) == EPERM
    assert decide(default, 9999, x86) == ENOSYS
    admin = decode(seccomp.program("x86_64", ["CAP_SYS_ADMIN"]))
    assert decide(admin, table["mount"], x86) == ALLOW
    assert decide(admin, table["chroot"], x86) == EPERM


def test_an_old_kernel_has_no_ptrace() -> None:
    table = numbers.table("SCMP_ARCH_X86_64")
    old = decode(seccomp.compiled("x86_64", (), "4.4.0-generic"))
    assert decide(old, table["ptrace"], 0xC000003E) == EPERM


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "Decoding seccomp profile failed"),
        ("[]", "no JSON object"),
        ('{"defaultAction": "SCMP_ACT_MAYBE"}', "SCMP_ACT_MAYBE"),
        ('{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [3]}', "no JSON object"),
        ('{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": {"names": []}}', "no JSON object"),
        ('{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_NOTIFY"}]}', "supervisor"),
        ('{"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": "x"}', "error number"),
        ('{"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_PDP11"]}', "PDP11"),
        ('{"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86"], "archMap": [{}]}', "archMap"),
        ('{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"name": "a", "names": ["b"], "action": "SCMP_ACT_ALLOW"}]}', "both"),
        ('{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 6, "op": "SCMP_CMP_EQ"}]}]}', "condition"),
        ('{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "op": "SCMP_CMP_ALMOST"}]}]}', "ALMOST"),
        ('{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "new"}}]}', "kernel version"),
        ('{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": [[1]], "action": "SCMP_ACT_ALLOW"}]}', "list of words"),
        ('{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": 3}}]}', "list of words"),
        ('{"defaultAction": "SCMP_ACT_ERRNO", "architectures": "x"}', "list of words"),
        ('{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": ["x"]}]}', "action"),
    ],
)  # fmt: skip
def test_a_profile_that_is_not_understood_is_refused(text: str, words: str) -> None:
    with pytest.raises(HostbridgeError) as raised:
        seccomp.compile(text)
    assert words in str(raised.value)


@given(st.data())
def test_no_profile_ends_in_a_traceback(data: st.DataObject) -> None:
    odd: st.SearchStrategy[Any] = (
        st.none()
        | st.integers(-2, 1 << 65)
        | st.text(max_size=3)
        | st.just([[1]])
        | st.just({})
        | st.booleans()
    )
    row = {
        "names": ["read"],
        "action": "SCMP_ACT_ALLOW",
        "args": [{"index": 0, "op": "SCMP_CMP_EQ", "value": 1}],
        "includes": {"caps": ["CAP_BPF"]},
    }
    tree: dict[str, Any] = {
        "defaultAction": "SCMP_ACT_ERRNO",
        "architectures": ["SCMP_ARCH_ARM"],
        "syscalls": [row],
    }
    for place in (tree, row, row["args"][0], row["includes"]):  # type: ignore[index]
        assert isinstance(place, dict)
        for key in place:
            if key != "syscalls" and data.draw(st.integers(0, 5)) == 0:
                place[key] = data.draw(odd)
    try:
        seccomp.compile(json.dumps(tree), "x86_64", ["CAP_BPF"])
    except HostbridgeError as error:
        assert error.summary


def test_an_empty_profile_filters_nothing() -> None:
    assert seccomp.compile("{}") == b""
    assert seccomp.flags({"flags": ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_TSYNC"]}) == 2
    with pytest.raises(HostbridgeError):
        seccomp.flags({"flags": ["SECCOMP_FILTER_FLAG_NEW"]})


def test_a_profile_too_long_for_the_kernel_says_so() -> None:
    args = [{"index": 0, "op": "SCMP_CMP_EQ", "value": value} for value in range(2000)]
    rows = [{"names": ["ioctl"], "action": "SCMP_ACT_ALLOW", "args": args}]
    with pytest.raises(HostbridgeError) as raised:
        seccomp.compile({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": rows}, "x86_64")
    assert "4096" in str(raised.value)
