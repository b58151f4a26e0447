"""Which devices a group may use on cgroup v2: a BPF program made of v1's rules.

The kernel calls the program for each mknod(2) and open(2) of a device with ``struct
bpf_cgroup_dev_ctx`` (linux/bpf.h): access and type in one word, major, minor; 1 lets it through. Of
several rules the last that fits decides, as with v1 where rules are written one after the other; one
rule has to cover all the access that is asked for.
"""

from __future__ import annotations

import ctypes
import os
import struct

from hostbridge_kernel.cgroups.limits import device_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Mapping

_TYPES = {"b": 1, "c": 2}
_ACCESS = {"m": 1, "r": 2, "w": 4}
_ALL = 7
_LOAD, _AND, _RIGHT, _COPY, _SET, _EXIT = 0x61, 0x54, 0x74, 0xBC, 0xB4, 0x95
_IF_EQUAL, _IF_OTHER, _IF_OTHER_REGISTER = 0x15, 0x55, 0x5D
_RESULT, _ARGUMENT, _TYPE, _WANTED, _MAJOR, _MINOR = range(6)

_PROGRAM_LOAD, _PROGRAM_ATTACH = 5, 8
_CGROUP_DEVICE_PROGRAM, _CGROUP_DEVICE_ATTACH, _ALLOW_MULTI = 15, 6, 2
_SYSCALL = {"x86_64": 321, "aarch64": 280}


def program(rules: Iterable[Mapping[str, Any]]) -> bytes:
    """The eBPF program for rules of OCI's ``linux.resources.devices``.

    Raises HostbridgeError for what is no rule.
    """
    code = [
        _step(_LOAD, _TYPE, _ARGUMENT, 0, 0), _step(_AND, _TYPE, 0, 0, 0xFFFF),
        _step(_LOAD, _WANTED, _ARGUMENT, 0, 0), _step(_RIGHT, _WANTED, 0, 0, 16),
        _step(_LOAD, _MAJOR, _ARGUMENT, 4, 0), _step(_LOAD, _MINOR, _ARGUMENT, 8, 0),
    ]  # fmt: skip
    for rule in reversed(list(rules)):
        file, line = device_line(rule)
        tests = _tests(line, allow=file == "devices.allow")
        ends = [_step(_SET, _RESULT, 0, 0, int(file == "devices.allow")), _step(_EXIT, 0, 0, 0, 0)]
        for at, (operation, one, other, value) in enumerate(tests):
            skip = len(tests) - at - 1 + len(ends) if operation & 7 == 5 else 0
            code.append(_step(operation, one, other, skip, value))
        code += ends
        if not tests:
            return b"".join(code)  # what comes after a rule for everything is never reached
    return b"".join([*code, _step(_SET, _RESULT, 0, 0, 0), _step(_EXIT, 0, 0, 0, 0)])


def _tests(line: str, *, allow: bool) -> list[tuple[int, int, int, int]]:
    """Steps that jump to the next rule where this one does not fit."""
    kind, numbers, access = [*line.split(" "), "*:*", "rwm"][:3]
    wanted = sum(_ACCESS[letter] for letter in set(access))
    tests: list[tuple[int, int, int, int]] = []
    if kind != "a":
        tests.append((_IF_OTHER, _TYPE, 0, _TYPES[kind]))
    if wanted != _ALL:
        tests += [(_COPY, _ARGUMENT, _WANTED, 0), (_AND, _ARGUMENT, 0, wanted)]
        # An allowance has to cover all that is asked, a refusal any part of it.
        tests.append(
            (_IF_OTHER_REGISTER, _ARGUMENT, _WANTED, 0) if allow else (_IF_EQUAL, _ARGUMENT, 0, 0)
        )
    for register, text in zip((_MAJOR, _MINOR), numbers.split(":")):
        if text != "*":
            tests.append((_IF_OTHER, register, 0, int(text)))
    return tests


def _step(operation: int, target: int, source: int, offset: int, value: int) -> bytes:
    """One ``struct bpf_insn``."""
    return struct.pack("=BBhi", operation, target | source << 4, offset, value)


def attach(directory: str, rules: Iterable[Mapping[str, Any]]) -> None:
    """Let the kernel ask the program for a group of v2; it goes with the group. Raises OSError."""
    code = program(rules)
    text, licence = (
        ctypes.create_string_buffer(code, len(code)),
        ctypes.create_string_buffer(b"Apache-2.0"),
    )
    loaded = _bpf(_PROGRAM_LOAD, struct.pack(
        "=IIQQIIQII", _CGROUP_DEVICE_PROGRAM, len(code) // 8, ctypes.addressof(text),
        ctypes.addressof(licence), 0, 0, 0, 0, 0,
    ))  # fmt: skip
    try:
        group = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _bpf(
                _PROGRAM_ATTACH,
                struct.pack("=IIII", group, loaded, _CGROUP_DEVICE_ATTACH, _ALLOW_MULTI),
            )
        finally:
            os.close(group)
    finally:
        os.close(loaded)


def _bpf(command: int, attributes: bytes) -> int:
    """bpf(2)."""
    libc = ctypes.CDLL(None, use_errno=True)
    # Newer kernels know more attributes; what is not said is nought.
    buffer = ctypes.create_string_buffer(attributes, 128)
    number = _SYSCALL.get(os.uname().machine, -1)
    done: int = libc.syscall(
        ctypes.c_long(number), ctypes.c_long(command), buffer, ctypes.c_long(128)
    )
    if done < 0:
        raise OSError(ctypes.get_errno(), f"bpf: {os.strerror(ctypes.get_errno())}")
    return done
