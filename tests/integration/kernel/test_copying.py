"""cp, export and volumes of the kernel engine: links that lead astray, odd names, commands that are killed."""

from __future__ import annotations

import io
import os
import signal
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.engines import KernelRig
from rig.subject import Subject


@pytest.fixture
def kernel(kernel_rig: KernelRig) -> Iterator[Subject]:
    yield kernel_rig.client
    kernel_rig.clear()


def test_links_lead_to_nothing_of_the_hosts(kernel: Subject, image: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("of the host")
    (tmp_path / "file").write_text("copied")
    swap = (
        f"mkdir -p {outside}; ln -s {outside} /fixed; ln -s ../../../../../..{outside} /up; mkdir /real;"
        f" echo ready; while :; do ln -sfn {outside} /flip; ln -sfn /real /flip; done"
    )
    kernel.run("run", "-d", "--name", "one", image, "sh", "-c", swap).ok()
    for _ in range(100):
        if "ready" in kernel.run("logs", "one").text:
            break
    for target in ("/fixed/new", "/up/other"):
        kernel.run("cp", str(tmp_path / "file"), f"one:{target}").ok()
    for _ in range(5):
        # Between two links there is none.
        assert kernel.run("cp", str(tmp_path / "file"), "one:/flip/raced").code in (0, 1)
    assert sorted(os.listdir(outside)) == ["secret"]
    assert kernel.run("exec", "one", "ls", str(outside)).ok().text.split()[:1] == ["new"]
    for source in ("/fixed/secret", "/up/secret", *["/flip/secret"] * 3):
        assert kernel.run("cp", f"one:{source}", str(tmp_path / "got")).code == 1
    assert not (tmp_path / "got").exists()
    # A link comes as what it is; one in the way of what follows it is refused.
    kernel.run("cp", "one:/fixed", str(tmp_path / "link")).ok()
    assert os.readlink(tmp_path / "link") == str(outside)


def test_odd_names_cross_both_ways(kernel: Subject, image: str, tmp_path: Path) -> None:
    source = tmp_path / "a ü"
    (source / "deep er").mkdir(parents=True)
    (source / "deep er" / os.fsdecode(b"\xff\n")).write_bytes(bytes(range(256)) * 1000)
    (source / "-rf").write_text("dashed")
    (source / "link").symlink_to("-rf")
    kernel.run("create", "--name", "one", image, "true").ok()
    kernel.run("create", "--name", "two", image, "true").ok()
    kernel.run("cp", str(source), "one:/tmp/new name").ok()
    streamed = kernel.run("cp", "one:/tmp/new name", "-").ok().out
    kernel.run("cp", "-", "two:/tmp", input=streamed).ok()
    kernel.run("cp", "two:/tmp/new name/.", str(tmp_path / "back")).ok()
    for folder, _, files in os.walk(source):
        for name in files:
            there = Path(folder, name)
            back = tmp_path / "back" / there.relative_to(source)
            assert back.read_bytes() == there.read_bytes()
            assert back.is_symlink() == there.is_symlink()
    with tarfile.open(fileobj=io.BytesIO(kernel.run("export", "two").ok().out)) as archive:
        assert "tmp/new name/-rf" in archive.getnames()


def test_what_cannot_be_is_said(kernel: Subject, image: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    kernel.run("create", "--name", "one", "--read-only", "-v", "vol:/data", image, "true").ok()
    for words in (
        ("cp", str(tmp_path / "file"), "one:/tmp/x"),
        ("cp", "one:/no/such", str(tmp_path)),
        ("cp", "one:/etc", str(tmp_path / "file")),
        ("cp", "-", "one:/data"),
    ):
        done = kernel.run(*words, input=b"no archive" * 200)
        assert done.code == 1, words
        assert done.error.startswith("Error: "), done.error
    kernel.run("cp", str(tmp_path / "file"), "one:/data/x").ok()
    assert kernel.run("run", "--rm", "-v", "vol:/d", image, "cat", "/d/x").ok().text == "x"
    gone = kernel.run("volume", "rm", "vol")
    assert gone.code == 1
    assert "in use" in gone.error


def test_a_killed_copy_leaves_nothing(kernel: Subject, image: str, tmp_path: Path) -> None:
    kernel.run("create", "--name", "one", image, "true").ok()
    with (tmp_path / "large").open("wb") as large:
        large.truncate(1 << 30)
    for source, target in (
        (str(tmp_path / "large"), "one:/large"),
        ("one:/bin", str(tmp_path / "bin")),
    ):
        with kernel.start("cp", source, target) as copying:
            copying.signal(signal.SIGKILL)
            copying.wait(timeout=60)
    mounts = Path(f"/proc/{kernel.world.pid}/mounts").read_text()
    assert "overlay" not in [
        line.split()[2] for line in mounts.splitlines() if "kernel/containers" in line
    ]
    kernel.run("rm", "one").ok()
