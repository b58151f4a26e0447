"""One table of commands on dockerd and on the kernel engine: the same codes, the same output."""

from __future__ import annotations

import itertools
import os
import re
import shlex
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from integration.kernel.differential import DIFFERENCES, INSIDE, MACHINE, REFUSED, SCENARIOS
from rig.engines import DockerRig, KernelRig
from rig.image import base_image
from rig.subject import Subject

SOAK = os.environ.get("HOSTBRIDGE_SOAK") == "1"
_MASKS = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "<id>"),
    (re.compile(r"\b[0-9a-f]{12}\b"), "<short>"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)"), "<time>"),
    (re.compile(r'("Pid":) ?[1-9]\d*'), r"\1<pid>"),
    (re.compile(r"(true|false) [1-9]\d+\b"), r"\1 <pid>"),
    (re.compile(r"\b(About )?(an?|\d+) (second|minute)s?( ago)?"), "<ago>"),
    (re.compile(r"/\S+/(volumes|overlay2|containers)/"), r"<data>/\1/"),
)


@dataclass(frozen=True)
class Both:
    """The two engines, with the same image and a folder of the same content each."""

    docker: Subject
    kernel: Subject
    image: str
    folder: Path


@pytest.fixture(scope="module")
def both(
    docker_rig: DockerRig, kernel_rig: KernelRig, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    top = tmp_path_factory.mktemp("differential")
    for name in ("docker", "kernel"):
        folder = top / name
        (folder / "a b").mkdir(parents=True)
        (folder / "a b" / "c").write_text("")
        (folder / "tree" / "deep").mkdir(parents=True)
        (folder / "tree" / "deep" / "x").write_text("deep\n")
        (folder / "tree" / "link").symlink_to("deep/x")
        (folder / "file").write_text("a file\n")
        (folder / "env").write_text("# comment\nF=1\nHOME\n")
    top.chmod(0o755)
    yield Both(docker_rig.client, kernel_rig.client, base_image().reference, top)
    kernel_rig.clear()
    docker_rig.clear()


def outcome(both: Both, subject: Subject, line: str, number: int) -> tuple[int, str]:
    """Exit code and output of one line, without what is different each time."""
    code_only = line.startswith("!")
    folder = both.folder / ("docker" if subject is both.docker else "kernel")
    port = 21000 + 2 * number + (subject is both.kernel)
    text = line.removeprefix("!")
    for key, value in {"image": both.image, "folder": folder, "n": number, "port": port}.items():
        text = text.replace(f"{{{key}}}", str(value))
    done = subject.run(*shlex.split(text), input=b"given\n", cwd=folder, timeout=110)
    out = done.out.decode(errors="backslashreplace")
    for mask, shown in _MASKS:
        out = mask.sub(shown, out)
    if text.startswith("diff "):
        out = "".join(sorted(out.splitlines(keepends=True)))
    out = out.replace(str(folder), "<folder>").replace(str(port), "<port>")
    if "Traceback" in done.error:
        out += done.error
    return done.code, "" if code_only else out


def _all(
    both: Both, subject: Subject, lines: tuple[str, ...], number: int
) -> list[tuple[int, str]]:
    return [outcome(both, subject, line, number) for line in lines]


def compare(both: Both, name: str, lines: tuple[str, ...], number: int) -> list[str]:
    """What differs in a scenario, and is not in the table of differences; or is, and does not."""
    wrong: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(_all, both, one, lines, number) for one in (both.docker, both.kernel)]
        docker, kernel = (one.result() for one in done)
    if name in MACHINE and docker[0][0] == 125 and kernel[0][0] == 0:
        return wrong
    for line, theirs, ours in zip(lines, docker, kernel, strict=True):
        known = f"{name}: {line}" in DIFFERENCES or name in DIFFERENCES
        if theirs == ours and known and SOAK:
            wrong.append(f"{name}: {line}: does not differ any more")
        elif theirs != ours and not known:
            wrong.append(f"{name}: {line}\n  docker {theirs}\n  kernel {ours}")
    return wrong


_NUMBERS = itertools.count(1)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario(both: Both, name: str) -> None:
    assert not (wrong := compare(both, name, SCENARIOS[name], next(_NUMBERS))), "\n".join(wrong)


def test_what_is_seen_inside(both: Both) -> None:
    wrong: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        todo = [
            pool.submit(compare, both, name, (line,), next(_NUMBERS))
            for name, line in INSIDE.items()
        ]
        for one in todo:
            wrong += one.result()
    assert not wrong, "\n".join(wrong)


def test_what_is_refused(both: Both) -> None:
    wrong: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        todo = [pool.submit(compare, both, line, (f"!{line}",), next(_NUMBERS)) for line in REFUSED]
        for one in todo:
            wrong += one.result()
    assert not wrong, "\n".join(wrong)


def test_every_difference_names_a_row() -> None:
    lines = {f"{name}: {line}" for name, lines in SCENARIOS.items() for line in lines}
    assert set(DIFFERENCES) <= {*INSIDE, *SCENARIOS, *REFUSED, *lines}
