"""Writes programs/ARCHITECTURE-CAPABILITIES.bpf beside the policy."""

import os
import sys

from hostbridge_kernel import seccomp
from hostbridge_kernel.seccomp.numbers import NATIVE

RELEASE = "5.0"
"""Any kernel from 4.8 on has the same rules; older ones are compiled for at run time."""


def sets() -> "list[tuple[str, ...]]":
    """Nothing, docker's default, the default and one more, privileged beside --security-opt seccomp."""
    default = ("CAP_SYS_CHROOT",)
    return [(), *sorted({tuple(sorted({*default, one})) for one in seccomp.DECISIVE}), seccomp.DECISIVE]


def main(check: bool) -> int:
    folder = os.path.join(os.path.dirname(seccomp.__file__), "programs")
    wanted = {seccomp.ahead(machine, names): seccomp.compiled(machine, names, RELEASE) for machine in NATIVE for names in sets()}
    os.makedirs(folder, exist_ok=True)
    there = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            there[name] = file.read()
    if check:
        stale = sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))
        print("\n".join([*(f"stale: {name}" for name in stale), f"{len(wanted)} programs"]))
        return 1 if stale else 0
    for name in there.keys() - wanted.keys():
        os.unlink(os.path.join(folder, name))
    for name, program in wanted.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(program)
    print(f"{len(wanted)} programs, {sum(map(len, wanted.values()))} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
