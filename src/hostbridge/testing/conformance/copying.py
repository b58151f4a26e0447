"""copy_in and copy_out: modes, links, holes, odd names, what is not trusted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hostbridge.errors import HostbridgeError

if TYPE_CHECKING:
    from pathlib import Path

    from hostbridge.contract.session import Session
    from hostbridge.testing.conformance.case import SessionCase

NAMES = (
    "with space",
    "new\nline",
    "-dash",
    "ü€",
    os.fsdecode(b"bytes\xff"),
    "n" * 255,
    "'quote\"",
    "$var",
)


def trees(case: SessionCase) -> None:
    """A tree comes back as it went: modes, links, hard links, times, names, empty directories."""
    source = _tree(case.folder / "source")
    with case.session() as session:
        session.copy_in(source, f"{case.scratch}/tree")
        session.copy_in(source, f"{case.scratch}/tree")
        session.copy_out(f"{case.scratch}/tree", case.folder / "back")
        assert _facts(source) == _facts(case.folder / "back")
        mode = session.run(["ls", "-ld", f"{case.scratch}/tree/private"]).stdout
        assert mode.startswith(b"-rw-------"), mode


def files(case: SessionCase) -> None:
    """One file, under exactly the name that was asked; it replaces a file."""
    source = case.folder / "one file"
    source.write_bytes(b"content")
    source.chmod(0o750)
    with case.session() as session:
        for _ in range(2):
            session.copy_in(source, f"{case.scratch}/-another 'name")
        session.copy_out(f"{case.scratch}/-another 'name", case.folder / "third")
    assert (case.folder / "third").read_bytes() == b"content"
    assert (case.folder / "third").stat().st_mode & 0o777 == 0o750


def sparse(case: SessionCase) -> None:
    """Holes stay holes: a file of 1 GiB that holds nothing takes no room and no time."""
    source = case.folder / "sparse"
    with source.open("wb") as file:
        file.truncate(1 << 30)
        file.seek(1 << 29)
        file.write(b"island")
    with case.session() as session:
        session.copy_in(source, f"{case.scratch}/sparse")
        session.copy_out(f"{case.scratch}/sparse", case.folder / "sparse-back")
    back = case.folder / "sparse-back"
    assert back.stat().st_size == 1 << 30
    assert back.stat().st_blocks * 512 < 64 << 20
    with back.open("rb") as file:
        file.seek(1 << 29)
        assert file.read(6) == b"island"


def many_files(case: SessionCase) -> None:
    """2,000 small files."""
    source = case.folder / "many"
    source.mkdir()
    for number in range(2000):
        (source / f"f{number}").write_text(str(number))
    with case.session() as session:
        session.copy_in(source, f"{case.scratch}/many")
        session.copy_out(f"{case.scratch}/many", case.folder / "many-back")
    assert len(os.listdir(case.folder / "many-back")) == 2000


def over_what_exists(case: SessionCase) -> None:
    """A directory is laid over one that exists; a link in the target is replaced, not followed."""
    source = case.folder / "over"
    (source / "sub").mkdir(parents=True)
    (source / "sub" / "new").write_text("new")
    target = case.folder / "target"
    (target / "sub").mkdir(parents=True)
    (target / "sub" / "old").write_text("old")
    outside = case.folder / "outside"
    outside.mkdir()
    with case.session() as session:
        session.copy_in(source, f"{case.scratch}/over")
        session.copy_out(f"{case.scratch}/over", target)
        assert sorted(os.listdir(target / "sub")) == ["new", "old"]
        (target / "sub" / "new").unlink()
        (target / "sub" / "old").unlink()
        (target / "sub").rmdir()
        (target / "sub").symlink_to(outside)
        session.copy_out(f"{case.scratch}/over", target)
    assert os.listdir(outside) == []
    assert not (target / "sub").is_symlink()


def hostile_link(case: SessionCase) -> None:
    """A link of the machine comes as a link; nothing is written through it."""
    with case.session() as session:
        script = "mkdir hostile && ln -s /etc hostile/sub && ln -s / hostile/root"
        session.run(["sh", "-c", script], cwd=case.scratch, check=True)
        session.copy_out(f"{case.scratch}/hostile", case.folder / "hostile")
    assert os.readlink(case.folder / "hostile" / "sub") == "/etc"


def copy_errors(case: SessionCase) -> None:
    """What is not there is an error, and leaves nothing half written."""
    (case.folder / "x").write_text("x")
    with case.session() as session:
        _refused(session, "copy_in", case.folder / "missing", f"{case.scratch}/y")
        _refused(session, "copy_in", case.folder / "x", f"{case.scratch}/no/such/parent")
        _refused(session, "copy_out", f"{case.scratch}/missing", case.folder / "y")
        _refused(session, "copy_out", "/etc/passwd", case.folder / "no" / "such")
        left = session.run(["ls", "-A", case.scratch]).stdout
        assert b".hostbridge" not in left
    assert not (case.folder / "y").exists()


def _refused(session: Session, what: str, source: object, target: object) -> None:
    try:
        getattr(session, what)(source if what == "copy_in" else str(source), target)
    except HostbridgeError:
        return
    raise AssertionError(f"{what} {source} {target} was not refused")


def _tree(top: Path) -> Path:
    (top / "empty").mkdir(parents=True)
    (top / "private").write_text("secret")
    (top / "private").chmod(0o600)
    (top / "program").write_text("#!/bin/sh\n")
    (top / "program").chmod(0o755)
    os.link(top / "program", top / "hard")
    (top / "link").symlink_to("program")
    (top / "dangling").symlink_to("/no/such/place")
    for name in NAMES:
        (top / name).write_text(name, errors="surrogateescape")
    os.utime(top / "private", (1_000_000_000, 1_000_000_000))
    return top


def _facts(top: Path) -> list[tuple[str, object, object, object]]:
    told: list[tuple[str, object, object, object]] = []
    for folder, _, names in os.walk(top):
        for name in [*names, "."]:
            path = os.path.join(folder, name)
            found = os.lstat(path)
            link = os.readlink(path) if os.path.islink(path) else ""
            nlink = found.st_nlink if name in ("hard", "program") else 0
            times = int(found.st_mtime) if name == "private" else 0
            told.append((os.path.relpath(path, top), found.st_mode, link, (nlink, times)))
    return sorted(told)


CHECKS = (trees, files, sparse, many_files, over_what_exists, hostile_link, copy_errors)
