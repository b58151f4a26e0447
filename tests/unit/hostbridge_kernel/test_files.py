"""Files as tar streams and back, whatever an archive says; what a container changed."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.commands.copying import _header, _renamed, place
from hostbridge_kernel.files.changes import _judged
from hostbridge_kernel.files.extract import extract
from hostbridge_kernel.files.tar import Writer
from hostbridge_kernel.volumes.layered import Layered


def packed(top: Path, **options: object) -> bytes:
    out = io.BytesIO()
    tar = Writer(out, **options)  # type: ignore[arg-type]
    folder = os.open(top, os.O_RDONLY | os.O_DIRECTORY)
    tar.below(folder)
    tar.close()
    os.close(folder)
    return out.getvalue()


def unpacked(raw: bytes, top: Path) -> None:
    top.mkdir(exist_ok=True)
    folder = os.open(top, os.O_RDONLY | os.O_DIRECTORY)
    try:
        extract(io.BytesIO(raw), folder)
    finally:
        os.close(folder)


def archive(*entries: tuple[str, bytes, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for name, kind, link in entries:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.mode = kind, link, 0o755
            info.size = 4 if kind == tarfile.REGTYPE else 0
            made.addfile(info, io.BytesIO(b"evil"))
    return out.getvalue()


def test_a_tree_there_and_back(tmp_path: Path) -> None:
    source = tmp_path / "a ü"
    (source / "d" / "empty").mkdir(parents=True)
    (source / "d" / "file").write_bytes(b"x" * 100_000)
    (source / "d" / "file").chmod(0o640)
    (source / os.fsdecode(b"\xff")).write_text("odd name")
    os.link(source / "d" / "file", source / "hard")
    (source / "soft").symlink_to("../outside")
    os.mkfifo(source / "pipe")
    target = tmp_path / "b"
    unpacked(packed(source), target)
    assert sorted(os.listdir(target)) == sorted(os.listdir(source))
    assert (target / "d" / "file").read_bytes() == b"x" * 100_000
    assert (target / "d" / "file").stat().st_mode & 0o777 == 0o640
    assert (target / "hard").samefile(target / "d" / "file")
    assert os.readlink(target / "soft") == "../outside"
    assert (target / "pipe").is_fifo()
    assert (target / "d" / "empty").is_dir()
    assert b"file" not in packed(source, skip=lambda name: name in ("d/file", "hard"))


@pytest.mark.parametrize("entries", [
    [("../out", tarfile.REGTYPE, "")],
    [("a/../../out", tarfile.REGTYPE, "")],
    [("link", tarfile.SYMTYPE, ".."), ("link/out", tarfile.REGTYPE, "")],
    [("link", tarfile.SYMTYPE, "/"), ("link/tmp/out", tarfile.REGTYPE, "")],
    [("hard", tarfile.LNKTYPE, "../secret")],
    [("link", tarfile.SYMTYPE, ".."), ("hard", tarfile.LNKTYPE, "link/secret")],
    [("link", tarfile.SYMTYPE, ".."), ("link", tarfile.DIRTYPE, "")],
])  # fmt: skip
def test_nothing_is_written_outside(tmp_path: Path, entries: list[tuple[str, bytes, str]]) -> None:
    (tmp_path / "secret").write_text("secret")
    with pytest.raises(HostbridgeError):
        unpacked(archive(*entries), tmp_path / "in")
    assert sorted(os.listdir(tmp_path)) == ["in", "secret"]
    assert (tmp_path / "secret").read_text() == "secret"


def test_what_is_there_is_replaced_or_laid_over(tmp_path: Path) -> None:
    top = tmp_path / "in"
    (top / "d").mkdir(parents=True)
    (top / "d" / "kept").write_text("kept")
    (tmp_path / "victim").write_text("victim")
    (top / "file").symlink_to(tmp_path / "victim")
    unpacked(archive(("file", tarfile.REGTYPE, ""), ("d", tarfile.DIRTYPE, "")), top)
    assert (top / "file").read_text() == "evil"
    assert (tmp_path / "victim").read_text() == "victim", "a link is replaced, not followed"
    assert (top / "d" / "kept").read_text() == "kept"
    with pytest.raises(HostbridgeError, match="cannot overwrite directory"):
        unpacked(archive(("d", tarfile.REGTYPE, "")), top)
    with pytest.raises(HostbridgeError, match="no tar archive"):
        unpacked(b"x" * 2000, top)


def test_where_a_copy_goes(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "dir").mkdir()
    top = str(tmp_path)
    a_file = {"kind": "file", "name": "n", "contents": False}
    a_dir = {"kind": "dir", "name": "n", "contents": False}
    assert place(f"{top}/dir", a_file) == (f"{top}/dir", "n", False)
    assert place(f"{top}/new", a_file) == (top, "new", False)
    assert place(f"{top}/file", a_file) == (top, "file", False)
    assert place(f"{top}/dir", a_dir) == (f"{top}/dir", "n", False)
    assert place(f"{top}/dir", {**a_dir, "contents": True}) == (f"{top}/dir", "", False)
    assert place(f"{top}/made", a_dir) == (f"{top}/made", "", True)
    for target, what in (
        (f"{top}/file", a_dir),
        (f"{top}/no/x", a_file),
        (f"{top}/new2/", a_file),
        (f"{top}/file/", a_file),
    ):
        with pytest.raises(HostbridgeError):
            place(target, what)
    rename = _renamed(a_dir, "other")
    assert [rename("n"), rename("n/a/b")] == ["other", "other/a/b"]
    for name in ("m", "nn", "../n", "/n"):
        with pytest.raises(HostbridgeError):
            rename(name)
    for line in (
        b"x",
        b"{}",
        b'{"kind": "dir", "name": "../x", "contents": true}',
        b'{"kind": "x", "name": "a", "contents": 1}',
    ):
        with pytest.raises(HostbridgeError):
            _header(line)


def test_what_a_container_changed(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "passwd").write_text("")
    (tmp_path / "old" / "sub").mkdir(parents=True)
    (tmp_path / "gone").write_text("")
    found = [
        ("/dev", "dir"), ("/dev/null", "file"), ("/etc", "dir"), ("/etc/hosts", "file"), ("/gone", "gone"),
        ("/made", "dir"), ("/made/x", "file"), ("/old", "opaque"), ("/old/new", "file"),
    ]  # fmt: skip
    system = {"/dev", "/etc/hosts"}
    changes = _judged(found, Layered([str(tmp_path)]), system)
    assert changes == [
        ("/gone", "D"), ("/made", "A"), ("/made/x", "A"), ("/old", "C"), ("/old/new", "A"), ("/old/sub", "D"),
    ]  # fmt: skip
    found.append(("/etc/passwd", "file"))
    assert ("/etc", "C") in _judged(found, Layered([str(tmp_path)]), system)
