"""What ``stats`` and ``top`` make of the kernel's numbers."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest

from hostbridge_kernel.cgroups import processes
from hostbridge_kernel.cgroups.usage import in_use
from hostbridge_kernel.commands import statistics, top


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0B"), (1023, "1023B"), (1024, "1KiB"), (1536, "1.5KiB"), (64 << 20, "64MiB"), (25_190_000_000, "23.46GiB")],
)  # fmt: skip
def test_bytes_by_powers_of_two(count: int, text: str) -> None:
    assert statistics.binary(count) == text


def used(own: int, everything: int) -> dict[str, Any]:
    return {
        "cpu_stats": {
            "cpu_usage": {"total_usage": own},
            "system_cpu_usage": everything,
            "online_cpus": 2,
        }
    }


def test_the_share_of_processors() -> None:
    assert statistics.share(used(100, 1000), used(200, 1200)) == 100.0
    assert statistics.share({}, used(200, 1200)) == 0.0
    assert statistics.share(used(200, 1200), used(200, 1200)) == 0.0
    # It was started anew between the two.
    assert statistics.share(used(500, 1000), used(10, 1200)) == 0.0


def test_memory_without_what_could_go_at_once() -> None:
    assert in_use({"usage": 100, "stats": {"total_inactive_file": 30, "inactive_file": 1}}) == 70
    assert in_use({"usage": 100, "stats": {"inactive_file": 40}}) == 60
    assert in_use({"usage": 100, "stats": {"inactive_file": 400}}) == 100
    assert in_use({"usage": 100, "stats": {}}) == 100


def test_a_process_as_ps_shows_it() -> None:
    row = top._row(os.getpid())
    assert row is not None
    assert row[1:3] == [str(os.getpid()), str(os.getppid())]
    assert "python" in row[-1] or "pytest" in row[-1]
    assert top._row(2**22 + 1) is None


def test_processes_without_a_group() -> None:
    assert {os.getpid(), os.getppid()} <= set(processes.descendants(os.getppid()))
    used_by = processes.usage([os.getpid(), 2**22 + 1])
    assert used_by["pids_stats"]["current"] == 1
    assert used_by["memory_stats"]["limit"] > used_by["memory_stats"]["usage"] > 1 << 20
    assert used_by["cpu_stats"]["cpu_usage"]["total_usage"] > 0
    assert processes.descendants(2**22 + 1) == []


def test_columns_as_docker_sets_them() -> None:
    rows = [("UID", "CMD"), ("root", "sh -c x"), ("a" * 30, "sleep")]
    lines = top.table(rows).split("\n")
    assert lines == [f"{'UID':33}CMD", f"{'root':33}sh -c x", f"{'a' * 30}   sleep"]
    assert top.table([("PID", "CMD"), ("1", "x")]).split("\n")[1] == f"{'1':20}x"


@pytest.mark.parametrize(
    ("number", "name"), [(0, "?"), (136 << 8 | 3, "pts/3"), (4 << 8 | 1, "tty1"), (0x100000 | 136 << 8, "pts/256"), (9 << 8, "?")]
)  # fmt: skip
def test_terminals_by_number(number: int, name: str) -> None:
    assert top._terminal(number) == name


def test_times_of_a_process() -> None:
    assert top._clock(3 * 3600 + 62.9) == "03:01:02"
    assert top._clock(2 * 86400) == "2-00:00:00"
    assert top._started(0) == time.strftime("%H:%M")
    assert top._started(400 * 86400).isdigit()


def test_a_name_too_long_for_its_column(monkeypatch: pytest.MonkeyPatch) -> None:
    class Entry:
        pw_name = "system-resolver"

    monkeypatch.setattr("pwd.getpwuid", lambda number: Entry)
    assert top._user(0) == "system-+"
