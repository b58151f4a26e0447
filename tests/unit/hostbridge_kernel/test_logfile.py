"""The log of a container: docker's format, rotation, the last lines, what comes while one looks."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge_kernel.containers import logreading
from hostbridge_kernel.containers.logfile import LogWriter, size


def written(path: Path, *parts: bytes, **limits: int) -> None:
    writer = LogWriter(str(path), **limits)
    for part in parts:
        writer.add("stdout", part)
    writer.close()
    writer.close()


def shown(path: Path, **how: object) -> bytes:
    return b"".join(part for _, part, _ in logreading.read(str(path), **how))  # type: ignore[arg-type]


def test_it_is_dockers_format(tmp_path: Path) -> None:
    writer = LogWriter(str(tmp_path / "log"))
    writer.add("stdout", b"one\ntw")
    writer.add("stderr", b"bad\n")
    writer.add("stdout", "o ü\n".encode())
    writer.close()
    rows = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [(row["stream"], row["log"]) for row in rows] == [
        ("stdout", "one\n"), ("stderr", "bad\n"), ("stdout", "two ü\n"),
    ]  # fmt: skip
    assert all(row["time"].endswith("Z") for row in rows)


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_every_byte_comes_back(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("log") / "log"
    written(path, *parts)
    assert shown(path) == b"".join(parts)


def test_long_lines_are_split(tmp_path: Path) -> None:
    data = b"x" * 50_000 + b"\n" + b"y" * 20_000
    written(tmp_path / "log", data[:30_000], data[30_000:])
    assert shown(tmp_path / "log") == data
    assert max(len(row[1]) for row in logreading.read(str(tmp_path / "log"))) == 16384


@pytest.mark.parametrize(("files", "kept"), [(1, 1), (3, 3)])
def test_rotation(tmp_path: Path, files: int, kept: int) -> None:
    lines = [f"line {number:04}\n".encode() for number in range(100)]
    written(tmp_path / "log", *lines, largest=800, files=files)
    assert len(os.listdir(tmp_path)) == kept
    assert all(path.stat().st_size <= 800 for path in tmp_path.iterdir())
    told = shown(tmp_path / "log")
    assert told
    assert b"".join(lines).endswith(told)


@pytest.mark.parametrize("tail", [0, 1, 2, 9, 10, 11, 30, 1000])
def test_the_last_lines_of_several_files(tmp_path: Path, tail: int) -> None:
    lines = [f"line {number:04}\n".encode() for number in range(30)]
    written(tmp_path / "log", *lines, largest=800, files=99)
    assert len(os.listdir(tmp_path)) > 2
    assert shown(tmp_path / "log", tail=tail) == b"".join(lines[len(lines) - min(tail, 30) :])


def test_the_last_lines_of_a_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logreading, "_PART", 64)
    lines = [f"{number}\n".encode() for number in range(50)]
    written(tmp_path / "log", *lines)
    for tail in range(52):
        assert shown(tmp_path / "log", tail=tail) == b"".join(lines[max(0, 50 - tail) :])
    assert shown(tmp_path / "none", tail=3) == b""


def test_following_over_rotation(tmp_path: Path) -> None:
    path = tmp_path / "log"
    writer = LogWriter(str(path), 800, 2)
    lines = [f"line {number:04}\n".encode() for number in range(60)]
    todo = list(lines)

    def more() -> None:
        for line in todo[:5]:
            writer.add("stdout", line)
        del todo[:5]

    told = shown(path, follow=True, ended=lambda: not todo, wait=more)
    assert told == b"".join(lines)
    writer.close()


def test_a_half_line_is_left_for_later_and_damage_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "log"
    written(path, b"one\n")
    with path.open("ab") as file:
        file.write(b'\0\0\0\n{"log":"x"}\n{"log":"half')
    assert shown(path) == b"one\n"


def test_a_span_of_time(tmp_path: Path) -> None:
    path = tmp_path / "log"
    rows = [
        {"log": f"{n}\n", "stream": "stdout", "time": f"2026-01-01T00:00:0{n}Z"} for n in range(5)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    second = 1_767_225_600_000_000_000
    found = logreading.chosen(logreading.read(str(path)), second + 10**9, second + 3 * 10**9)
    assert [part for _, part, _ in found] == [b"1\n", b"2\n", b"3\n"]


def test_a_log_that_cannot_be_written_does_not_stop(tmp_path: Path) -> None:
    writer = LogWriter(str(tmp_path / "no" / "log"))
    writer.add("stdout", b"x\n")
    writer.close()
    assert writer.trouble is not None


@pytest.mark.parametrize(
    ("text", "count"),
    [("10", 10), ("10b", 10), ("1k", 1024), ("1KB", 1024), ("1.5m", 1572864), ("2g", 2 << 30), ("-1", -1), ("1kib", 1024)],
)  # fmt: skip
def test_sizes(text: str, count: int) -> None:
    assert size(text) == count


@pytest.mark.parametrize("text", ["", "x", "1x", "m"])
def test_sizes_that_are_none(text: str) -> None:
    with pytest.raises(ValueError):
        size(text)
