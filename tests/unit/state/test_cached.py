"""The marshal cache: a stale entry never wins, a damaged one is made anew."""

from __future__ import annotations

import marshal
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hostbridge.state import cached as module
from hostbridge.state.cached import cached


class Reader:
    """A cached file whose loads are counted."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "file"
        self.cache = folder / "cache"
        self.loads = 0

    def load(self, path: str) -> dict[str, str]:
        self.loads += 1
        return {"text": Path(path).read_text()}

    def get(self) -> Any:
        told = cached(str(self.path), str(self.cache), self.load)
        return None if told is None else told["text"]

    def settle(self) -> None:
        """Wait until the file's last change is old enough to be kept."""
        while not module._settled(module._key(str(self.path))):
            time.sleep(0.005)

    def entries(self) -> list[Path]:
        return list(self.cache.iterdir()) if self.cache.exists() else []


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def test_it_is_used_until_the_file_changes(reader: Reader) -> None:
    assert reader.get() is None
    reader.path.write_text("one")
    reader.settle()
    assert (reader.get(), reader.get(), reader.loads) == ("one", "one", 1)
    reader.path.write_text("two")
    assert (reader.get(), reader.loads) == ("two", 2)
    reader.path.unlink()
    assert reader.get() is None


def test_a_change_within_one_tick_of_the_clock_is_seen(reader: Reader) -> None:
    """The worst case: same size, same inode, same times."""
    for round in range(50):
        reader.path.write_text(f"{round:03}")
        stamp = reader.path.stat().st_mtime_ns
        assert reader.get() == f"{round:03}"
        reader.path.write_text(f"{round + 500:03}")
        os.utime(reader.path, ns=(stamp, stamp))
        assert reader.get() == f"{round + 500:03}"


def test_nothing_is_kept_of_a_file_whose_clock_is_ahead_or_coarse(reader: Reader) -> None:
    reader.path.write_text("x")
    for ahead in (3600 * 10**9, -(10**8)):
        stamp = time.time_ns() + ahead
        stamp -= stamp % 10**9 if ahead < 0 else 0
        os.utime(reader.path, ns=(stamp, stamp))
        if ahead > 0:
            reader.get()
            assert reader.entries() == []
    assert not module._settled((0, 0, "", 1, (time.time_ns() // 10**9) * 10**9, 0))
    assert module._settled((0, 0, "", 1, (time.time_ns() // 10**9 - 5) * 10**9, 0))


def test_times_that_were_set_back_do_not_hide_a_change(reader: Reader) -> None:
    reader.path.write_text("one")
    reader.settle()
    before = reader.path.stat()
    reader.get()
    reader.path.write_text("two")
    os.utime(reader.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert reader.get() == "two"


def test_a_file_that_changes_while_it_is_read_is_not_kept(reader: Reader) -> None:
    reader.path.write_text("one")
    reader.settle()

    def load(path: str) -> dict[str, str]:
        told = Path(path).read_text()
        Path(path).write_text("two")
        return {"text": told}

    assert cached(str(reader.path), str(reader.cache), load) == {"text": "one"}
    assert reader.entries() == []
    assert reader.get() == "two"


def _damages(good: bytes) -> list[bytes]:
    sealed = good[:8]
    return [
        b"", b"\xff damaged", good[:-1], good[:8], good[: len(good) // 2], good + b"x",
        good[:20] + bytes([good[20] ^ 1]) + good[21:], sealed + marshal.dumps(None), b"\0" * 4096,
        sealed + marshal.dumps((1, 2, 3)),
    ]  # fmt: skip


def test_a_damaged_entry_is_made_anew(reader: Reader) -> None:
    reader.path.write_text("text")
    reader.settle()
    reader.get()
    (entry,) = reader.entries()
    good = entry.read_bytes()
    for damage in _damages(good):
        entry.write_bytes(damage)
        loads = reader.loads
        assert (reader.get(), reader.loads) == ("text", loads + 1)
        assert entry.read_bytes() == good
        assert (reader.get(), reader.loads) == ("text", loads + 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary(max_size=200))
def test_an_entry_of_any_bytes(reader: Reader, damage: bytes) -> None:
    if not reader.path.exists():
        reader.path.write_text("text")
        reader.settle()
    reader.get()
    (entry,) = reader.entries()
    entry.write_bytes(damage)
    assert reader.get() == "text"


def test_a_cache_that_cannot_be_written_is_done_without(reader: Reader) -> None:
    reader.path.write_text("text")
    reader.settle()
    reader.cache.write_text("a file in the directory's place")
    assert (reader.get(), reader.get(), reader.loads) == ("text", "text", 2)
    reader.cache.unlink()
    reader.get()
    (entry,) = reader.entries()
    entry.unlink()
    entry.mkdir()
    assert reader.get() == "text"


def test_many_writers_at_once(reader: Reader) -> None:
    reader.path.write_text("text")
    reader.settle()
    told: list[str] = []
    threads = [
        threading.Thread(target=lambda: told.extend(reader.get() for _ in range(20)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["text"] * 160
    assert reader.get() == "text"
    assert [entry.suffix for entry in reader.entries()] == [".marshal"]


def test_a_loop_of_links_is_the_callers_to_tell(reader: Reader) -> None:
    reader.path.symlink_to(reader.path)
    with pytest.raises(OSError, match="symbolic links"):
        reader.get()


def test_a_hostbridge_that_is_no_file_still_reads(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a zip archive: the file that is read must not seem to be missing."""
    monkeypatch.setattr(module, "__file__", "/hostbridge.pyz/hostbridge/state/cached.py")
    reader.path.write_text("text")
    assert reader.get() == "text"
