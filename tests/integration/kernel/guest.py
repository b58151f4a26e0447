"""A guest with cgroup v2 alone: the distribution's kernel, and an initramfs of Python and the engine.

QEMU emulates the processor (TCG), so it boots anywhere, slowly; nothing is installed but QEMU, and
the kernel's package is only unpacked. What the guest tells are lines on its serial console.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

REQUIRED = os.environ.get("HOSTBRIDGE_TEST_REQUIRE") == "1"
ROOT = Path(__file__).parents[3]
MODULES = ("loop", "overlay")

INIT = """#!/bin/busybox sh
export PATH=/bin PYTHONHOME={home} PYTHONPATH=/engine PYTHONDONTWRITEBYTECODE=1 HOME=/root
busybox mount -t proc proc /proc
busybox mount -t sysfs sysfs /sys
busybox mount -t devtmpfs devtmpfs /dev
busybox mount -t tmpfs tmpfs /tmp
busybox mount -t tmpfs tmpfs /run
busybox mount -t cgroup2 cgroup2 /sys/fs/cgroup
for module in {modules}; do busybox insmod /modules/$module.ko; done
exec </dev/null
{commands}
echo "== end"
busybox poweroff -f
"""


def _missing(what: str) -> None:
    if REQUIRED:
        pytest.fail(what)
    pytest.skip(what)


def kernel(folder: Path) -> Path:
    """The files of the distribution's newest kernel package, unpacked; skips where there is none."""
    if os.uname().machine != "x86_64" or not shutil.which("qemu-system-x86_64"):
        _missing("qemu-system-x86 is not installed")
    names = subprocess.run(
        ["apt-cache", "depends", "linux-image-cloud-amd64"], capture_output=True, text=True, check=False
    ).stdout  # fmt: skip
    found = [line.split()[-1] for line in names.splitlines() if "Depends: linux-image-" in line]
    if not found:
        _missing("apt knows no linux-image-cloud-amd64")
    folder.mkdir(parents=True, exist_ok=True)
    fetched = subprocess.run(
        ["apt-get", "download", "-o", "APT::Sandbox::User=root", found[0]],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    packages = [*folder.glob("*.deb")]
    if fetched.returncode or not packages:
        _missing(f"{found[0]} cannot be fetched: {fetched.stderr[-300:]}")
    subprocess.run(["dpkg-deb", "-x", packages[0], folder], check=True)
    packages[0].unlink()
    return folder


class Tree:
    """Files for an initramfs, in cpio's "newc" format (the kernel's initramfs-buffer-format.rst)."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[int, bytes]] = {}

    def add(self, path: str, content: bytes, mode: int = 0o644) -> None:
        parent = path.strip("/").rpartition("/")[0]
        while parent:
            self.entries.setdefault(parent, (stat.S_IFDIR | 0o755, b""))
            parent = parent.rpartition("/")[0]
        self.entries[path.strip("/")] = (stat.S_IFREG | mode, content)

    def directory(self, path: str, mode: int = 0o755) -> None:
        self.entries.setdefault(path.strip("/"), (stat.S_IFDIR | mode, b""))

    def copy(self, source: str | Path, path: str | None = None) -> None:
        real = Path(source)
        self.add(path or str(source), real.read_bytes(), stat.S_IMODE(real.stat().st_mode))

    def pack(self) -> bytes:
        parts = []
        for number, (name, (mode, content)) in enumerate(sorted(self.entries.items()), 1):
            parts.append(_record(number, mode, name, content))
        return b"".join([*parts, _record(0, 0, "TRAILER!!!", b"")])


def _record(number: int, mode: int, name: str, content: bytes) -> bytes:
    fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
    return head + b"\0" * (-len(head) % 4) + content + b"\0" * (-len(content) % 4)


def _libraries(files: Iterable[str]) -> set[str]:
    told = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False).stdout
    words = (word for line in told.splitlines() for word in line.split())
    return {word for word in words if word.startswith("/") and not word.endswith(":")}


def python(tree: Tree, imports: str) -> str:
    """This interpreter, at its own path, with what a program imports; returns its path."""
    code = f"import sys\n{imports}\nfor m in list(sys.modules.values()): print(getattr(m, '__file__', None) or '')"
    env = {**os.environ, "PYTHONPATH": f"{ROOT}/src:{ROOT}/backends"}
    asked = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env, cwd=Path(__file__).parent
    ).stdout  # fmt: skip
    program = os.path.realpath(sys.executable)
    files = {line for line in asked.splitlines() if line.startswith(f"{sys.base_prefix}/lib")}
    # The start of an interpreter, which a frozen importlib may hide.
    library = os.path.dirname(os.__file__)
    files |= {f"{library}/os.py", *map(str, Path(library, "encodings").glob("*.py"))}
    for file in files:
        tree.copy(file)
        cached = (
            Path(file).parent
            / "__pycache__"
            / f"{Path(file).stem}.{sys.implementation.cache_tag}.pyc"
        )
        if file.endswith(".py") and cached.is_file():
            tree.copy(cached)
    binaries = [program, *(file for file in files if ".so" in file)]
    for file in {program, *_libraries(binaries)}:
        tree.copy(file)
    return program


_LEFT_OUT = ("test", "tests", "idlelib", "lib2to3", "ensurepip", "tkinter", "turtledemo", "distutils", "pydoc_data",
             "site-packages", "__pycache__", "config-")  # fmt: skip


def library(tree: Tree) -> None:
    """All of the standard library but what no engine needs; its extensions with the libraries they need."""
    top = Path(os.__file__).parent
    extensions = []
    for file in top.rglob("*"):
        words = file.relative_to(top).parts
        if file.suffix not in (".py", ".so") or any(
            word.startswith(_LEFT_OUT) for word in words[:-1]
        ):
            continue
        if file.suffix == ".so":
            if "test" in file.name:
                continue
            extensions.append(str(file))
        tree.copy(file)
    for file_name in _libraries(extensions):
        tree.copy(file_name)


def engine(tree: Tree) -> None:
    """The engine's own packages, below /engine."""
    for top in ("src/hostbridge", "backends/hostbridge_kernel"):
        for file in (ROOT / top).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                tree.copy(file, f"engine/{Path(top).name}/{file.relative_to(ROOT / top)}")


def boot(folder: Path, tree: Tree, files: Path, commands: str, timeout: float) -> list[str]:
    """Boot, run the commands, and give what stood on the console. Fails if it did not come to its end.

    files: an unpacked kernel package.
    """
    busybox = shutil.which("busybox")
    if not busybox:
        _missing("busybox-static is not installed")
    assert busybox
    tree.copy(os.path.realpath(busybox), "bin/busybox")
    for name in MODULES:
        (found,) = files.rglob(f"{name}.ko")
        tree.copy(found, f"modules/{name}.ko")
    for name in ("proc", "sys", "dev", "tmp", "run", "root"):
        tree.directory(name)
    text = INIT.format(home=sys.base_prefix, modules=" ".join(MODULES), commands=commands)
    tree.add("init", text.encode(), 0o755)
    archive = folder / "initramfs"
    archive.write_bytes(tree.pack())
    (image,) = files.glob("boot/vmlinuz-*")
    argv = [
        "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-nographic", "-no-reboot", "-accel", "tcg",
        "-machine", "pc", "-m", "512", "-smp", "2", "-serial", "stdio", "-kernel", str(image), "-initrd", str(archive),
        "-append", "console=ttyS0 quiet loglevel=3 panic=-1 rdinit=/init no_timer_check nowatchdog",
    ]  # fmt: skip
    with subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as guest:
        try:
            out, _ = guest.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            guest.kill()
            out, _ = guest.communicate()
            pytest.fail(
                f"the guest did not end within {timeout} s:\n{out.decode(errors='replace')[-3000:]}"
            )
    lines = out.decode(errors="replace").splitlines()
    assert "== end" in lines, "\n".join(lines[-40:])
    return lines
