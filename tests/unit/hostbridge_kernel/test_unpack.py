"""Layers become directories, whoever made them."""

from __future__ import annotations

import io
import os
import stat
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.store.unpack import unpack
from unit.hostbridge_kernel.conftest import Entry, entry, tar

DIRECTORY, SYMLINK, HARDLINK = tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE


def unpacked(tmp_path: Path, raw: bytes) -> Path:
    top = tmp_path / "top"
    top.mkdir()
    unpack(io.BytesIO(raw), str(top), root=False)
    return top


def test_files_links_modes_and_times(tmp_path: Path) -> None:
    top = unpacked(tmp_path, tar(
        entry("./", DIRECTORY, mode=0o750), entry("d", DIRECTORY, mode=0o500, mtime=5),
        ("d/f", b"text"), entry("d/s", SYMLINK, "/etc/passwd"), entry("h", HARDLINK, "d/f"),
        entry("d/fifo", tarfile.FIFOTYPE), entry("set", tarfile.REGTYPE, mode=0o4755, mtime=7),
        ("deep/er/without/directories", b"x"), ("/absolute", b"y"), ("./dotted", b"z"),
    ))  # fmt: skip
    assert (top / "d/f").read_bytes() == b"text"
    assert os.readlink(top / "d/s") == "/etc/passwd"
    assert (top / "h").stat().st_ino == (top / "d/f").stat().st_ino
    assert stat.S_ISFIFO((top / "d/fifo").stat().st_mode)
    assert stat.S_IMODE((top / "set").stat().st_mode) == 0o4755
    assert (top / "set").stat().st_mtime == 7
    assert (stat.S_IMODE((top / "d").stat().st_mode), (top / "d").stat().st_mtime) == (0o500, 5)
    assert stat.S_IMODE(top.stat().st_mode) == 0o750
    assert (top / "deep/er/without/directories").read_bytes() == b"x"
    assert (top / "absolute").read_bytes() + (top / "dotted").read_bytes() == b"yz"


def test_whiteouts_become_those_of_overlayfs(tmp_path: Path) -> None:
    top = unpacked(
        tmp_path,
        tar(("d/.wh.gone", b""), ("d/.wh..wh..opq", b""), ("d/kept", b"1"), (".wh..wh.plnk", b"")),
    )
    gone = (top / "d/gone").lstat()
    assert stat.S_ISCHR(gone.st_mode)
    assert gone.st_rdev == 0
    assert os.getxattr(top / "d", "user.overlay.opaque") == b"y"
    assert sorted(os.listdir(top)) == ["d"]


def test_a_later_entry_replaces_an_earlier_one(tmp_path: Path) -> None:
    top = unpacked(tmp_path, tar(
        ("a", b"1"), entry("a", DIRECTORY), ("a/in", b"2"), entry("b", DIRECTORY), ("b/x", b""),
        entry("b", SYMLINK, "a"), ("b/through", b"3"), ("a/in", b"4"),
    ))  # fmt: skip
    assert (top / "a/in").read_bytes() == b"4"
    assert os.readlink(top / "b") == "a"
    assert (top / "a/through").read_bytes() == b"3"


HOSTILE: dict[str, list[Entry]] = {
    "climbs": [("../out", b"x")],
    "climbs in the middle": [("a/../../out", b"x")],
    "a hard link that climbs": [entry("h", HARDLINK, "../out")],
    "a hard link to nothing": [entry("h", HARDLINK, "none")],
    "a hard link through a link": [entry("l", SYMLINK, "/etc"), entry("h", HARDLINK, "l/passwd")],
    "links in a circle": [entry("a", SYMLINK, "b"), entry("b", SYMLINK, "a"), ("a/x", b"")],
    "a file as a directory": [("a", b""), ("a/b", b"")],
    "a whiteout of a parent": [("d/.wh...", b"")],
    "a whiteout of nothing": [("d/.wh.", b"")],
    "a device that is a whiteout": [entry("w", tarfile.CHRTYPE)],
    "a type of its own": [entry("x", b"9")],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").write_text("as it was")
    try:
        unpacked(tmp_path, tar(*HOSTILE[name]))
    except (HostbridgeError, OSError):
        pass
    else:
        raise AssertionError("it was taken")
    assert sorted(os.listdir(tmp_path)) == ["out", "top"]
    assert (tmp_path / "out").read_text() == "as it was"


@pytest.mark.parametrize(
    "target", ["/", "..", "../..", "/../../..", "../../../out", "/proc/self/cwd/../out"]
)
def test_a_link_leads_inside_whatever_it_says(tmp_path: Path, target: str) -> None:
    (tmp_path / "out").mkdir()
    try:
        top = unpacked(tmp_path, tar(entry("l", SYMLINK, target), ("l/file", b"x")))
    except HostbridgeError:
        top = tmp_path / "top"
    assert os.listdir(tmp_path / "out") == []
    assert not os.path.exists("/file")
    assert sum(name == "file" for _, _, names in os.walk(top) for name in names) <= 1


def test_zeros_take_no_room(tmp_path: Path) -> None:
    size = 64 << 20
    top = unpacked(tmp_path, tar(("zeros", bytes(size))))
    told = (top / "zeros").stat()
    assert told.st_size == size
    assert told.st_blocks * 512 < 1 << 20


@pytest.mark.parametrize("raw", [b"nonsense" * 1000, tar(("a", b"x" * 5000))[:2000], b"\xff" * 512])
def test_what_is_no_archive(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(HostbridgeError):
        unpacked(tmp_path, raw)


names = st.lists(
    st.sampled_from(["a", "b", "..", ".", "", ".wh.a", ".wh..wh..opq", "ü"]), min_size=1, max_size=4
).map("/".join)
kinds = st.sampled_from([DIRECTORY, SYMLINK, HARDLINK, tarfile.REGTYPE, tarfile.FIFOTYPE])


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(names, kinds, names), max_size=12))
def test_any_entries_stay_inside(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, bytes, str]]
) -> None:
    tmp_path = tmp_path_factory.mktemp("any")
    try:
        unpacked(tmp_path, tar(*(entry(name, kind, target) for name, kind, target in rows)))
    except (HostbridgeError, OSError):
        pass
    assert os.listdir(tmp_path) == ["top"]
