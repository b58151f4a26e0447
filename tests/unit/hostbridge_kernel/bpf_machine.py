"""Classic BPF as the kernel runs it over ``struct seccomp_data``, and libseccomp's own compiler."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Program = Sequence[tuple[int, int, int, int]]


def decode(program: bytes) -> Program:
    return list(struct.iter_unpack("=HBBI", program))


def decide(program: Program, number: int, audit: int, args: Sequence[int] = (0,) * 6) -> int:
    """The action for one call."""
    data = struct.pack("=IIQ6Q", number, audit, 0, *args)
    at = loaded = 0
    for _ in range(len(program) + 1):
        code, yes, no, k = program[at]
        at += 1
        if code == 0x20:
            (loaded,) = struct.unpack_from("=I", data, k)
        elif code == 0x06:
            return k
        elif code == 0x05:
            at += k
        elif code == 0x54:
            loaded &= k
        else:
            holds = {0x15: loaded == k, 0x25: loaded > k, 0x35: loaded >= k}[code]
            at += yes if holds else no
    raise AssertionError("the program does not end")


def check(program: Program) -> None:
    """What the kernel's checker asks (bpf_check_classic, seccomp_check_filter)."""
    assert 0 < len(program) <= 4096
    for at, (code, yes, no, k) in enumerate(program):
        assert code in (0x20, 0x54, 0x05, 0x15, 0x25, 0x35, 0x06), code
        if code == 0x05:
            assert at + 1 + k < len(program)
        elif code in (0x15, 0x25, 0x35):
            assert max(at + 1 + yes, at + 1 + no) < len(program)
        elif code == 0x20:
            assert k % 4 == 0
            assert k < 64
    assert program[-1][0] == 0x06


class _Comparison(ctypes.Structure):
    _fields_ = [
        ("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)
    ]  # fmt: skip


OPERATORS = {
    "SCMP_CMP_NE": 1, "SCMP_CMP_LT": 2, "SCMP_CMP_LE": 3, "SCMP_CMP_EQ": 4, "SCMP_CMP_GE": 5,
    "SCMP_CMP_GT": 6, "SCMP_CMP_MASKED_EQ": 7,
}  # fmt: skip
TOKENS = {
    "SCMP_ARCH_X86_64": 0xC000003E, "SCMP_ARCH_X86": 0x40000003, "SCMP_ARCH_X32": 0x4000003E,
    "SCMP_ARCH_AARCH64": 0xC00000B7, "SCMP_ARCH_ARM": 0x40000028,
}  # fmt: skip
"""enum scmp_filter_attr and AUDIT_ARCH_* as seccomp.h has them; x32's is libseccomp's own."""


class LibSeccomp:
    """The library through ctypes."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("seccomp") or "libseccomp.so.2"
        self.lib = ctypes.CDLL(name, use_errno=True)
        self.lib.seccomp_init.restype = ctypes.c_void_p
        self.lib.seccomp_init.argtypes = [ctypes.c_uint32]
        self.lib.seccomp_release.argtypes = [ctypes.c_void_p]
        for call in ("seccomp_arch_add", "seccomp_arch_remove", "seccomp_arch_exist"):
            getattr(self.lib, call).argtypes = [ctypes.c_void_p, ctypes.c_uint32]
        self.lib.seccomp_attr_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32]
        self.lib.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self.lib.seccomp_rule_add_array.argtypes = [
            ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(_Comparison)
        ]  # fmt: skip
        self.lib.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
        self.lib.seccomp_syscall_resolve_name_arch.argtypes = [ctypes.c_uint32, ctypes.c_char_p]

    def number(self, name: str, architecture: str) -> int:
        """-1 for a name that it does not know, below -1 for one that the architecture lacks."""
        token = TOKENS[architecture]
        found: int = self.lib.seccomp_syscall_resolve_name_arch(token, name.encode())
        return found

    def compile(
        self, default: int, architectures: Iterable[str], rules: Iterable[Mapping[str, Any]]
    ) -> Program:
        """rules: names, action (its number), args as in OCI's; each condition set one rule."""
        context = self.lib.seccomp_init(default)
        assert context
        try:
            wanted = [TOKENS[name] for name in architectures]
            for token in wanted:
                if self.lib.seccomp_arch_exist(context, token):
                    assert self.lib.seccomp_arch_add(context, token) == 0
            for token in TOKENS.values():
                if token not in wanted and self.lib.seccomp_arch_exist(context, token) == 0:
                    assert self.lib.seccomp_arch_remove(context, token) == 0
            assert self.lib.seccomp_attr_set(context, 8, 2) == 0  # binary tree
            for rule in rules:
                for name in rule["names"]:
                    number = self.lib.seccomp_syscall_resolve_name(name.encode())
                    if number == -1:
                        continue
                    args = rule.get("args") or []
                    array = (_Comparison * len(args))(*(
                        _Comparison(one["index"], OPERATORS[one["op"]], one["value"], one.get("valueTwo", 0))
                        for one in args
                    ))  # fmt: skip
                    code = self.lib.seccomp_rule_add_array(
                        context, rule["action"], number, len(args), array
                    )
                    assert code == 0, (name, code)
            return self._exported(context)
        finally:
            self.lib.seccomp_release(context)

    def _exported(self, context: int) -> Program:
        descriptor = os.memfd_create("bpf")
        try:
            assert self.lib.seccomp_export_bpf(context, descriptor) == 0
            return decode(os.pread(descriptor, 1 << 20, 0))
        finally:
            os.close(descriptor)
