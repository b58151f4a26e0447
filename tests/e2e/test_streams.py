"""The caller's streams and files: read only what is asked for, write whole or say why, leave nothing."""

from __future__ import annotations

import os
import shlex
import signal
import stat
import time
from pathlib import Path

import pytest

from rig.case import Case
from rig.running import Result
from rig.subject import Subject


def shell(case: Case, script: str, *, timeout: float = 60) -> Result:
    """A line for bash in which ``hb`` is the subject."""
    words = " ".join(shlex.quote(word) for word in case.subject.words())
    line = f'hb() {{ {words} "$@"; }}\n{script}'
    return Subject("bash", ("bash", "-c", line), case.near, case.subject.env).run(timeout=timeout)


def scratch_there(case: Case) -> bytes:
    """What of ours lies in another machine's temporary directory."""
    if not case.far:
        return b""
    return case.engine.world.run("sh", "-c", "ls -d /tmp/hostbridge-* 2>/dev/null || true").stdout


def test_a_loop_keeps_the_list_that_it_reads(any_case: Case, image: str) -> None:
    script = f"printf 'a\\nb\\nc\\n' | while read name; do hb run --rm {image} echo got $name; done"
    assert shell(any_case, script).text.split("\n") == ["got a", "got b", "got c"]
    both = shell(
        any_case, f"printf rest | {{ hb ps -q >/dev/null; hb run --rm {image} true; cat; }}"
    )
    assert both.text == "rest"


def test_files_that_are_streams_or_links(case: Case, image: str, tmp_path: Path) -> None:
    told = shell(case, f"hb run --rm --env-file <(echo MARK=piped) {image} env")
    assert "MARK=piped" in told.ok().text
    (tmp_path / "real env").write_text("MARK=linked\n")
    (tmp_path / "l ink").symlink_to("real env")
    linked = case.subject.run("run", "--rm", "--env-file", str(tmp_path / "l ink"), image, "env")
    assert "MARK=linked" in linked.ok().text
    if case.engine.name == "kernel":  # builds nothing yet, and says so: test_table has it
        return
    folder = case.folder()
    (folder / "file").write_text("in the context")
    built = shell(
        case,
        f"printf 'FROM {image}\\nCOPY file /file\\n' | hb build -q -t stream:1 -f - {folder}"
        " && hb run --rm stream:1 cat /file",
        timeout=100,
    )
    assert built.ok().text.endswith("in the context")


def test_outputs_that_are_no_files(case: Case, image: str, tmp_path: Path) -> None:
    null = os.stat("/dev/null")
    # docker's client itself refuses a device (validateOutputPath); nothing may replace it.
    case.subject.run("save", "-o", "/dev/null", image)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert os.stat("/dev/null").st_ino == null.st_ino
    (tmp_path / "real").write_bytes(b"")
    listed = shell(case, f"hb save {image} | tar -t")
    assert "manifest.json" in listed.ok().text


def test_a_full_disk_is_an_error_and_leaves_no_part(case: Case, image: str) -> None:
    near = case.near
    full = near.folder / "full"
    full.mkdir(exist_ok=True)
    near.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(full))
    try:
        result = case.subject.run("save", "-o", f"{full}/image.tar", image)
        assert result.code != 0
        assert "no space" in result.error.lower(), result.error
        assert "Traceback" not in result.error
        if case.far:
            assert near.run("ls", "-A", str(full)).stdout == b""
    finally:
        near.run("umount", str(full))


def test_a_full_standard_output_is_not_success(case: Case, image: str) -> None:
    for dialect in ("docker", "podman"):
        listed = shell(case, f"HOSTBRIDGE_DIALECT={dialect} hb ps >/dev/full")
        assert "Traceback" not in listed.error
        if case.far or case.engine.name != dialect:  # the engine's own here is the engine's word
            assert listed.code != 0
            assert "no space" in listed.error.lower()
        code = {"docker": 1, "podman": 126}[dialect]
        ran = shell(case, f"HOSTBRIDGE_DIALECT={dialect} hb run --rm {image} echo out >/dev/full")
        if case.far or case.engine.name == dialect:
            assert ran.code == code, ran.error
            assert "no space left on device" in ran.error


def test_standard_output_may_be_a_file(case: Case, image: str, tmp_path: Path) -> None:
    """Whole, in order, behind what is there, and not beyond a limit of its size."""
    file = tmp_path / "out put"
    count = f"run --rm {image} seq 1 200000"
    assert shell(case, f"echo first >'{file}'; hb {count} >>'{file}'").code == 0
    wanted = b"first\n" + b"".join(b"%d\n" % number for number in range(1, 200001))
    assert file.read_bytes() == wanted
    if case.far:
        limited = shell(case, f"ulimit -f 64; hb {count} >'{file}'")
        assert limited.code == (1 if case.engine.name == "docker" else 126), limited.error
        assert "file too large" in limited.error.lower()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_a_command_sent_goes_with_it(
    case: Case, image: str, tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "env").write_text("A=1\n")
    argv = ("run", "--rm", "--name", "sender", "--env-file", str(tmp_path / "env"), image)
    with case.subject.start(*argv, "sh", "-c", "echo up; exec sleep 60") as it:
        it.expect("up")
        it.signal(number)
        if number == signal.SIGKILL:
            it.wait(timeout=30)
        case.engine.client.run("kill", "sender")
        it.wait(timeout=30)
    deadline = time.monotonic() + 20
    while scratch_there(case) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert scratch_there(case) == b""
