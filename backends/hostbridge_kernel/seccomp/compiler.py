"""A seccomp section of the OCI runtime specification as one BPF program.

The decisions are those that runc makes with libseccomp: an unconditional rule comes before those
with arguments, several conditions for one argument are alternatives, an unknown architecture is
killed, and a call that is newer than all that the rules name gets ENOSYS (runc's ``patchbpf``). The
shape is our own: a binary search over runs of numbers with the same decision, 9 comparisons deep.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.seccomp import bpf, numbers

KILL_THREAD, ERRNO, ALLOW = 0x00000000, 0x00050000, 0x7FFF0000
_EPERM, _ENOSYS = 1, 38
ACTIONS = {
    "SCMP_ACT_KILL": KILL_THREAD, "SCMP_ACT_KILL_THREAD": KILL_THREAD,
    "SCMP_ACT_KILL_PROCESS": 0x80000000, "SCMP_ACT_TRAP": 0x00030000, "SCMP_ACT_ERRNO": ERRNO,
    "SCMP_ACT_TRACE": 0x7FF00000, "SCMP_ACT_LOG": 0x7FFC0000, "SCMP_ACT_ALLOW": ALLOW,
}  # fmt: skip
_WITH_NUMBER = ("SCMP_ACT_ERRNO", "SCMP_ACT_TRACE")
_LENIENT = ("SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE")
"""Defaults that let new calls through."""
OPERATORS = {
    "SCMP_CMP_EQ": "EQ", "SCMP_CMP_NE": "NE", "SCMP_CMP_LT": "LT", "SCMP_CMP_LE": "LE",
    "SCMP_CMP_GT": "GT", "SCMP_CMP_GE": "GE", "SCMP_CMP_MASKED_EQ": "MASKED_EQ",
}  # fmt: skip

Condition = Tuple[int, str, int, int]


class _Rule(NamedTuple):
    action: int
    names: Sequence[str]
    conditions: Tuple[Tuple[Condition, ...], ...]
    """Alternatives; of each all have to hold."""


def compile_section(section: Mapping[str, Any], machine: str) -> bytes:
    """The program for ``linux.seccomp`` of an OCI configuration.

    machine: ``x86_64`` or ``aarch64``. Raises HostbridgeError for what is not understood.
    """
    native = numbers.NATIVE.get(machine)
    if native is None:
        raise HostbridgeError(
            f"seccomp: no table of system calls for {machine}", "", "--security-opt seccomp=unconfined"
        )  # fmt: skip
    default_name = section.get("defaultAction")
    default = _action(default_name, section.get("defaultErrnoRet"))
    rules = [rule for row in section.get("syscalls") or () for rule in _rules(row, default)]
    wanted = dict.fromkeys([native, *(section.get("architectures") or ())])
    named = {name for row in section.get("syscalls") or () for name in row.get("names") or ()}
    parts: Dict[int, Dict[int, bpf.Code]] = {}
    for name in wanted:
        about = numbers.ARCHITECTURES.get(name)
        if about is None:
            raise HostbridgeError(
                f"seccomp: architecture {name!r} is not known", "", ", ".join(numbers.ARCHITECTURES)
            )
        newer = None if default_name in _LENIENT else ERRNO | _ENOSYS
        tree = _tree(rules, name, default, newer, named)
        parts.setdefault(about.audit, {})[about.bit] = tree
    code = bpf.give(KILL_THREAD)
    for audit, by_bit in reversed(list(parts.items())):
        tree = by_bit.get(0, bpf.give(KILL_THREAD))
        if audit == numbers.ARCHITECTURES["SCMP_ARCH_X86_64"].audit:
            high = by_bit.get(numbers.X32_BIT) or _no_x32(default)
            tree = bpf.choose(bpf.JGE, numbers.X32_BIT, high, tree)
        code = bpf.choose(bpf.JEQ, audit, [bpf.load(bpf.NUMBER), *tree], code)
    code = [bpf.load(bpf.ARCHITECTURE), *code]
    if len(code) > bpf.MOST:
        raise HostbridgeError(
            f"seccomp: the profile makes a program of {len(code)} instructions",
            f"the kernel takes {bpf.MOST}",
            "name fewer architectures, or fewer rules with arguments",
        )
    return bpf.encode(code)


def _no_x32(default: int) -> bpf.Code:
    """x32 is another architecture; -1 is what a tracer sets to skip a call, and no call of x32."""
    return bpf.choose(bpf.JEQ, bpf.LOW, bpf.give(default), bpf.give(KILL_THREAD))


def _action(name: Any, number: Any) -> int:
    if not isinstance(name, str) or name not in ACTIONS:
        what = "asks a supervisor, which docker does not start" if name == "SCMP_ACT_NOTIFY" else (
            "is not known")  # fmt: skip
        raise HostbridgeError(f"seccomp: action {name!r} {what}", "", ", ".join(ACTIONS))
    if name not in _WITH_NUMBER:
        return ACTIONS[name]
    if number is None:
        number = _EPERM
    if not isinstance(number, int) or not 0 <= number <= 0xFFFF:
        raise HostbridgeError(f"seccomp: errnoRet {number!r} is no error number")
    return ACTIONS[name] | number


def _rules(row: Mapping[str, Any], default: int) -> List[_Rule]:
    action = _action(row.get("action"), row.get("errnoRet"))
    if action == default:
        return []
    conditions = tuple(_condition(one) for one in row.get("args") or ())
    indexes = [one[0] for one in conditions]
    names = tuple(row.get("names") or ())
    if len(set(indexes)) < len(indexes):
        return [_Rule(action, names, tuple((one,) for one in conditions))]
    return [_Rule(action, names, (conditions,))]


def _condition(row: Mapping[str, Any]) -> Condition:
    operator = OPERATORS.get(str(row.get("op")))
    if operator is None:
        raise HostbridgeError(
            f"seccomp: operator {row.get('op')!r} is not known", "", ", ".join(OPERATORS)
        )
    found = [row.get("index", 0), row.get("value", 0), row.get("valueTwo") or 0]
    if not all(isinstance(one, int) and 0 <= one < 1 << 64 for one in found) or found[0] > 5:
        raise HostbridgeError(f"seccomp: the condition {dict(row)!r} is not understood")
    return found[0], operator, found[1], found[2]


def _tree(
    rules: Sequence[_Rule], name: str, default: int, newer: Optional[int], named: set[str]
) -> bpf.Code:
    """The decision for all numbers of one architecture. newer: for what is beyond all named."""
    about, table = numbers.ARCHITECTURES[name], numbers.table(name)
    always: Dict[int, int] = {}
    depends: Dict[int, List[Tuple[Tuple[Condition, ...], int]]] = {}
    for rule in rules:
        for call in rule.names:
            for number, first in _ways(call, name, table):
                for conditions in rule.conditions:
                    if first is not None:
                        rest = tuple(one for one in conditions if one[0] != 0)
                        conditions = ((0, "EQ", first, 0), *rest)
                    if conditions:
                        depends.setdefault(number, []).append((conditions, rule.action))
                    else:
                        always.setdefault(number, rule.action)
    codes = {number: bpf.give(action) for number, action in always.items()}
    for number, ways in depends.items():
        if number not in always:
            code = bpf.give(default)
            for conditions, action in reversed(ways):
                compared = [bpf.compare(*one, about.wide) for one in conditions]
                code = bpf.rule(compared, action, code)
            codes[number] = code
    starts, chosen = [about.bit], [codes.get(about.bit, bpf.give(default))]
    last = max([table[one] for one in named if one in table] or [about.bit - 1])
    edges = {edge for number in codes for edge in (number, number + 1)}
    if newer is not None:
        edges.add(last + 1)
    for edge in sorted(edges):
        beyond = newer if newer is not None and edge > last else default
        code = codes.get(edge, bpf.give(beyond))
        if code != chosen[-1]:
            starts.append(edge)
            chosen.append(code)
    return bpf.among(starts, chosen)


def _ways(
    call: str, architecture: str, table: Mapping[str, int]
) -> List[Tuple[int, Optional[int]]]:
    """Each number by which a call is made, with the first argument that means it, if any."""
    ways: List[Tuple[int, Optional[int]]] = []
    common = numbers.multiplexed(call, architecture)
    if common:
        ways.append(common)
    if call in table:
        ways.append((table[call], None))
    return ways
