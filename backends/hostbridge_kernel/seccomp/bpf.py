"""Classic BPF as seccomp(2) takes it: instructions, comparisons of arguments, decision trees.

Code is a list of ``(code, jump if true, jump if false, k)``. Every list made here ends all its ways
in a return, so lists can be put behind one another and chosen by jumps alone. The layout of what a
program sees is ``struct seccomp_data`` (linux/seccomp.h): number, architecture, instruction pointer,
six arguments of 64 bits; both architectures here are little-endian.
"""

from __future__ import annotations

import struct
from typing import List, Sequence, Tuple, Union

Target = Union[int, str]
Instruction = Tuple[int, Target, Target, int]
Code = List[Instruction]

LOAD, AND, JUMP, JEQ, JGT, JGE, RETURN = 0x20, 0x54, 0x05, 0x15, 0x25, 0x35, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
LOW = 0xFFFFFFFF
MOST = 4096
"""BPF_MAXINSNS."""


def give(action: int) -> Code:
    """Code that returns an action."""
    return [(RETURN, 0, 0, action)]


def load(offset: int) -> Instruction:
    """Load four bytes of the call's description."""
    return (LOAD, 0, 0, offset)


def choose(test: int, k: int, yes: Code, no: Code) -> Code:
    """``yes`` if the loaded value compares with k, else ``no``; a jump reaches 255 instructions."""
    if len(no) <= 255:
        return [(test, len(no), 0, k), *no, *yes]
    return [(test, 0, 1, k), (JUMP, 0, 0, len(no)), *no, *yes]


def among(starts: Sequence[int], codes: Sequence[Code]) -> Code:
    """A binary search: ``codes[i]`` for loaded values from ``starts[i]`` to before the next start.

    starts ascend; a value below the first one gets the first one's code.
    """
    if len(codes) == 1:
        return codes[0]
    middle = len(codes) // 2
    left = among(starts[:middle], codes[:middle])
    right = among(starts[middle:], codes[middle:])
    return choose(JGE, starts[middle], right, left)


def compare(index: int, operator: str, value: int, second: int, wide: bool) -> Code:
    """Fall through where an argument compares so, else jump to ``fail``.

    wide: all 64 bits count; on a 32-bit architecture the low half alone. For MASKED_EQ value is the
    mask and second what is left of the argument under it.
    """
    low = ARGUMENTS + 8 * index
    if operator == "MASKED_EQ":
        high = _masked(low + 4, value >> 32, second >> 32) if wide else []
        return high + _masked(low, value & LOW, second & LOW)
    test, holds = _TESTS[operator]
    yes, no = ("next", "fail") if holds else ("fail", "next")
    code: Code = []
    if wide:
        code = [load(low + 4)]
        if test != JEQ:
            code.append((JGT, yes, 0, value >> 32))
        code.append((JEQ, 0, no, value >> 32))
    return [*code, load(low), (test, yes, no, value & LOW)]


_TESTS = {
    "EQ": (JEQ, True), "NE": (JEQ, False), "GE": (JGE, True), "LT": (JGE, False), "GT": (JGT, True),
    "LE": (JGT, False),
}  # fmt: skip


def _masked(offset: int, mask: int, value: int) -> Code:
    return [load(offset), (AND, 0, 0, mask), (JEQ, 0, "fail", value)]


def rule(comparisons: Sequence[Code], action: int, otherwise: Code) -> Code:
    """The action where all comparisons hold, else the code that follows."""
    ends: List[int] = []
    code: Code = []
    for one in comparisons:
        code += one
        ends += [len(code)] * len(one)
    code += give(action)
    ends.append(len(code))
    placed: Code = []
    for at, (op, yes, no, k) in enumerate(code):
        where = {"next": ends[at] - at - 1, "fail": len(code) - at - 1}
        jumps = [where[one] if isinstance(one, str) else one for one in (yes, no)]
        placed.append((op, jumps[0], jumps[1], k))
    return [*placed, *otherwise]


def encode(code: Code) -> bytes:
    """The program as an array of ``struct sock_filter``, in the machine's byte order."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
