"""The proof table: what a user does, on both engines and both sessions, and on the engines alone.

The rows with ``any_case`` hold for the engine's own client too, so that the table itself is held
against what docker and podman do.
"""

from __future__ import annotations

import json
import os
import signal
import tarfile
import time
from pathlib import Path

import pytest

from rig.case import Case
from rig.image import base_image


def test_run_gives_output_and_nothing_else(any_case: Case, image: str) -> None:
    result = any_case.subject.run("run", "--rm", image, "sh", "-c", "echo out; echo err >&2")
    assert (result.code, result.out, result.err) == (0, b"out\n", b"err\n"), result.error


@pytest.mark.parametrize("code", [0, 1, 3, 125, 126, 127, 255])
def test_exit_codes_are_the_containers(any_case: Case, image: str, code: int) -> None:
    assert any_case.subject.run("run", "--rm", image, "sh", "-c", f"exit {code}").code == code


def test_a_missing_program_is_127_and_one_that_is_none_126(any_case: Case, image: str) -> None:
    assert any_case.subject.run("run", "--rm", image, "/no/such/program").code == 127
    assert any_case.subject.run("run", "--rm", image, "/etc/passwd").code == 126


def test_a_missing_image_is_125(any_case: Case) -> None:
    result = any_case.subject.run("run", "--rm", "127.0.0.1:9/no/such:1", "true")
    assert result.code == 125
    assert b"no/such" in result.err


def test_a_program_killed_by_a_signal(any_case: Case, image: str) -> None:
    with any_case.subject.start("run", "--rm", "--name", "row", image, "sleep", "60") as it:
        deadline = time.monotonic() + 20
        while any_case.engine.client.run("kill", "row").code and time.monotonic() < deadline:
            time.sleep(0.1)
        assert it.wait(timeout=60).code == 137


def test_standard_input_is_binary_clean_and_ends(any_case: Case, image: str) -> None:
    data = bytes(range(256)) * 5000
    result = any_case.subject.run("run", "--rm", "-i", image, "cat", input=data)
    assert result.code == 0
    assert result.out == data


ODD = ["a b", "", "'", '"', "$HOME", "*", "a\nb", "\\", "-x", "--", "ü€", "`id`", "$(id)", "!", "#"]


def test_every_argument_arrives_as_it_was_written(any_case: Case, image: str) -> None:
    result = any_case.subject.run("run", "--rm", image, "printf", "<%s>\\n", *ODD)
    assert result.out.decode() == "".join(f"<{word}>\n" for word in ODD)


def test_bytes_that_are_not_utf_8_arrive(case: Case, image: str) -> None:
    odd = os.fsdecode(b"\xff\xfe x")
    result = case.subject.run("run", "--rm", image, "printf", "%s", odd)
    if result.code == 0:
        # docker's own client makes them U+FFFD in JSON before they get anywhere.
        assert result.out in (b"\xff\xfe x", "\ufffd\ufffd x".encode())
    else:
        assert b"UTF-8" in result.err or b"invalid" in result.err


def test_a_terminal_has_a_size_and_follows_it(any_case: Case, image: str) -> None:
    with any_case.subject.start("run", "--rm", "-it", image, "sh", tty=True, size=(30, 100)) as it:
        it.expect("# ")
        it.send("tty; stty size\r")
        it.expect("/dev/")
        it.expect("30 100")
        # docker's client misses a change that comes while it attaches.
        time.sleep(0.5)
        it.resize(40, 120)
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            it.send("stty size\r")
            if b"40 120" in it.expect(r"\d+ \d+\r\n").group():
                break
            time.sleep(0.2)
        else:
            pytest.fail("the terminal did not follow")
        it.send("exit 7\r")
        assert it.wait(timeout=60).code == 7


def test_ctrl_c_on_a_terminal_reaches_the_container(any_case: Case, image: str) -> None:
    script = "trap 'echo caught; exit 9' INT; echo ready; while :; do sleep 0.1; done"
    with any_case.subject.start("run", "--rm", "-it", image, "sh", "-c", script, tty=True) as it:
        it.expect("ready")
        it.send("\x03")
        it.expect("caught")
        assert it.wait(timeout=60).code == 9


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
def test_signals_reach_the_container(any_case: Case, image: str, number: signal.Signals) -> None:
    name = number.name.removeprefix("SIG")
    script = f"trap 'echo got {name}; exit 5' {name}; echo ready; while :; do sleep 0.1; done"
    with any_case.subject.start("run", "--rm", image, "sh", "-c", script) as it:
        it.expect("ready")
        time.sleep(0.3)
        it.signal(number)
        it.expect(f"got {name}")
        assert it.wait(timeout=60).code == 5


def test_detached_then_logs_wait_and_rm(any_case: Case, image: str) -> None:
    run = any_case.subject.run
    started = run("run", "-d", "--name", "row", image, "sh", "-c", "echo one; sleep 1; exit 4").ok()
    assert len(started.text) == 64
    assert run("wait", "row").ok().text == "4"
    assert run("logs", "row").ok().out == b"one\n"
    run("rm", "row").ok()
    assert any_case.engine.client.run("ps", "-aq").text == ""


def test_logs_follow_until_the_end(any_case: Case, image: str) -> None:
    script = "for i in 1 2 3; do echo line $i; sleep 0.5; done"
    any_case.subject.run("run", "-d", "--name", "row", image, "sh", "-c", script).ok()
    result = any_case.subject.run("logs", "-f", "row").ok()
    assert result.out == b"line 1\nline 2\nline 3\n"


def test_exec_with_environment_user_directory_and_code(any_case: Case, image: str) -> None:
    run = any_case.subject.run
    run("run", "-d", "--name", "row", image, "sleep", "60").ok()
    script = "echo $WORD $(id -u) $(pwd); exit 6"
    argv = ("exec", "-e", "WORD=a b", "-u", "app", "-w", "/tmp", "row", "sh", "-c", script)
    result = run(*argv)
    assert (result.code, result.out) == (6, b"a b 1000 /tmp\n")
    assert run("exec", "-i", "row", "cat", input=b"\0\xff").ok().out == b"\0\xff"
    # docker before 23 gives 126 for a program that is not there.
    assert run("exec", "row", "/no/such").code in (126, 127)
    assert run("exec", "none-such", "true").code in (1, 125)


def test_a_published_port_answers_when_run_returns(any_case: Case, image: str) -> None:
    run = any_case.subject.run
    run(
        "run",
        "-d",
        "--name",
        "row",
        "-p",
        "18080:80",
        image,
        "httpd",
        "-f",
        "-p",
        "80",
        "-h",
        "/www",
    ).ok()
    assert b"page" in _served(any_case, 18080)
    told = run("port", "row", "80").ok().text
    assert told.splitlines()[0].endswith(":18080")
    run("rm", "-f", "row").ok()
    _no_longer_served(any_case, 18080)


def test_a_port_chosen_by_the_engine(case: Case, image: str) -> None:
    run = case.subject.run
    run(
        "run", "-d", "--name", "row", "-p", "80", image, "httpd", "-f", "-p", "80", "-h", "/www"
    ).ok()
    port = int(run("port", "row", "80").ok().text.splitlines()[0].rpartition(":")[2])
    assert b"page" in _served(case, port)


def test_a_foreground_container_has_its_port(case: Case, image: str) -> None:
    argv = ("run", "--rm", "-p", "18081:80", image, "httpd", "-f", "-v", "-p", "80", "-h", "/www")
    with case.subject.start(*argv) as it:
        assert b"page" in _served(case, 18081)
        it.signal(signal.SIGKILL if case.far else signal.SIGTERM)


def test_a_port_that_is_taken_fails_the_run(case: Case, image: str) -> None:
    run = case.subject.run
    web = ("-p", "18082:80", image, "httpd", "-f", "-p", "80", "-h", "/www")
    run("run", "-d", "--name", "row", *web).ok()
    second = run("run", "-d", "--name", "second", *web)
    assert second.code in (125, 126)
    assert b"18082" in second.err or b"already" in second.err
    if case.subject.name != "native-podman":
        # podman 4.3 with netavark takes the first one's rule away together with its own.
        assert b"page" in _served(case, 18082)


def test_create_start_stop_keep_the_port(case: Case, image: str) -> None:
    run = case.subject.run
    run(
        "create", "--name", "row", "-p", "18083:80", image, "httpd", "-f", "-p", "80", "-h", "/www"
    ).ok()
    run("start", "row").ok()
    assert b"page" in _served(case, 18083)
    run("stop", "-t", "1", "row").ok()
    _no_longer_served(case, 18083)
    run("start", "row").ok()
    assert b"page" in _served(case, 18083)


def test_a_host_folder_is_mounted_both_ways(any_case: Case, image: str) -> None:
    folder = any_case.folder() / "with space ü"
    folder.mkdir()
    (folder / "in").write_text("from the host")
    script = "cat /m/in; echo from inside > /m/out"
    result = any_case.subject.run(
        "run",
        "--rm",
        "-v",
        f"{any_case.far_path(folder) if any_case.reference else folder}:/m",
        image,
        "sh",
        "-c",
        script,
    ).ok()
    assert result.text == "from the host"
    assert (folder / "out").read_text() == "from inside\n"


def test_a_relative_folder_is_meant_from_here(case: Case, image: str) -> None:
    folder = case.folder()
    (folder / "sub").mkdir()
    (folder / "sub" / "in").write_text("here")
    for written in ("./sub:/m:ro", "sub/../sub:/m"):
        if written[0] != ".":
            continue
        result = case.subject.run(
            "run", "--rm", "-v", written, image, "cat", "/m/in", cwd=folder
        ).ok()
        assert result.text == "here"
    bind = "type=bind,source=./sub,target=/m,readonly"
    assert (
        case.subject.run("run", "--rm", "--mount", bind, image, "cat", "/m/in", cwd=folder)
        .ok()
        .text
        == "here"
    )
    refused = case.subject.run(
        "run", "--rm", "-v", "./sub:/m:ro", image, "touch", "/m/x", cwd=folder
    )
    assert refused.code == 1


def test_a_named_volume_keeps_data(any_case: Case, image: str) -> None:
    run = any_case.subject.run
    run("run", "--rm", "-v", "keep:/data", image, "sh", "-c", "echo kept > /data/x").ok()
    assert run("run", "--rm", "-v", "keep:/data", image, "cat", "/data/x").ok().text == "kept"


def test_a_missing_source_is_made_under_docker_and_an_error_under_podman(
    case: Case, image: str
) -> None:
    missing = case.folder() / "made" / "here"
    result = case.subject.run("run", "--rm", "-v", f"{missing}:/m", image, "true")
    if case.engine.name != "podman":
        assert result.ok() and missing.is_dir()
    else:
        assert result.code == 125
        assert str(missing.parent.name) in result.error
    made = case.folder() / "other"
    case.subject.run(
        "run", "--rm", "-v", f"{made}:/m", image, "true", env={"HOSTBRIDGE_DIALECT": "docker"}
    ).ok()
    assert made.is_dir()


def test_environment_and_env_file(any_case: Case, image: str) -> None:
    folder = any_case.folder()
    (folder / "env").write_text('# comment\nONE=1\nTAKEN\nQUOTED="a b"\n\n')
    result = any_case.subject.run(
        "run", "--rm", "--env-file", str(folder / "env"), "-e", "NAMED", "-e", "SET=x=y", "-e", "UNSET",
        image, "env", env={"TAKEN": "from here", "NAMED": "word 'q' ü", "UNSET": None},
    ).ok()  # fmt: skip
    lines = result.out.decode().splitlines()
    for line in ("ONE=1", "TAKEN=from here", 'QUOTED="a b"', "NAMED=word 'q' ü", "SET=x=y"):
        assert line in lines
    assert not any(line.startswith("UNSET") for line in lines)


def test_cidfile_is_there_while_it_runs_and_is_not_overwritten(any_case: Case, image: str) -> None:
    file = any_case.folder() / "cid"
    with any_case.subject.start("run", "--rm", "-i", "--cidfile", str(file), image, "cat") as it:
        deadline = time.monotonic() + 20
        while not (file.exists() and len(file.read_text()) == 64) and time.monotonic() < deadline:
            time.sleep(0.05)
        container = file.read_text()
        while container not in any_case.engine.client.run("ps", "-q", "--no-trunc").text:
            assert time.monotonic() < deadline
        it.close_input()
        assert it.wait(timeout=60).code == 0
    again = any_case.subject.run("run", "--rm", "--cidfile", str(file), image, "true")
    assert again.code == 125
    assert file.read_text() == container


def test_cp_in_and_out(any_case: Case, image: str, tmp_path: Path) -> None:
    run = any_case.subject.run
    run("create", "--name", "row", image, "true").ok()
    for place in (any_case.folder(), tmp_path):
        source = place / "tree ü"
        (source / "deep").mkdir(parents=True)
        (source / "deep" / "file").write_text("content")
        (source / "deep" / "file").chmod(0o750)
        run("cp", str(source), "row:/tmp/tree").ok()
        out = place / "out"
        run("cp", "row:/tmp/tree/deep/file", str(out)).ok()
        assert out.read_text() == "content"
        assert out.stat().st_mode & 0o777 == 0o750
        into = place / "into"
        into.mkdir()
        run("cp", "row:/tmp/tree", str(into)).ok()
        assert (into / "tree").is_dir()
        run("cp", "row:/tmp/tree/.", str(place / "contents")).ok()
        assert (place / "contents" / "deep" / "file").exists() or (
            place / "contents" / "tree ü"
        ).exists()
        run("start", "row")
    assert run("cp", "row:/no/such", str(tmp_path / "x")).code != 0
    assert not (tmp_path / "x").exists()


def test_cp_streams_a_tar(case: Case, image: str, tmp_path: Path) -> None:
    run = case.subject.run
    run("create", "--name", "row", image, "true").ok()
    (tmp_path / "f").write_text("tarred")
    with tarfile.open(tmp_path / "t.tar", "w") as tar:
        tar.add(tmp_path / "f", "f")
    run("cp", "-", "row:/tmp", input=(tmp_path / "t.tar").read_bytes()).ok()
    (tmp_path / "back.tar").write_bytes(run("cp", "row:/tmp/f", "-").ok().out)
    with tarfile.open(tmp_path / "back.tar") as tar:
        member = tar.extractfile("f")
        assert member and member.read() == b"tarred"


def test_save_and_load(case: Case, image: str, tmp_path: Path) -> None:
    run = case.subject.run
    file = tmp_path / "saved image.tar"
    run("save", "-o", str(file), image).ok()
    assert tarfile.is_tarfile(file)
    assert run("load", "-i", str(file)).ok().text
    assert run("load", input=file.read_bytes()).ok().text
    assert run("load", "-i", str(tmp_path / "none.tar")).code != 0


def test_build_from_a_folder(case: Case, image: str, tmp_path: Path) -> None:
    run = case.subject.run
    if case.engine.name == "kernel":
        refused = run("build", str(case.folder()))
        assert (refused.code, "build" in refused.error) == (125, True)
        return
    for number, place in enumerate((case.folder(), tmp_path)):
        folder = place / "context ü"
        folder.mkdir()
        (folder / "file").write_text(f"built {number}")
        (folder / "Dockerfile").write_text(f"FROM {image}\nCOPY file /file\nCMD cat /file\n")
        iid = place / "iid"
        run("build", "-t", f"made:{number}", "--iidfile", str(iid), str(folder), timeout=100).ok()
        assert iid.read_text().removeprefix("sha256:").strip()
        assert run("run", "--rm", f"made:{number}").ok().text == f"built {number}"
        other = place / "Other file"
        other.write_text(f"FROM {image}\nCOPY file /other\nCMD cat /other\n")
        run(
            "build",
            "-q",
            "-t",
            f"other:{number}",
            "-f",
            "Other file",
            "context ü",
            cwd=place,
            timeout=100,
        ).ok()
        assert run("run", "--rm", f"other:{number}").ok().text == f"built {number}"
    failed = run("build", str(tmp_path / "none"))
    assert failed.code != 0
    assert b"none" in failed.err


def test_ps_and_inspect_in_the_callers_dialect(case: Case, image: str) -> None:
    run = case.subject.run
    run("run", "-d", "--name", "row", "--label", "a.b=c d", image, "sleep", "60").ok()
    for dialect in ("docker", "podman"):
        env = {"HOSTBRIDGE_DIALECT": dialect}
        told = run("ps", "--format", "json", env=env).ok().out
        if dialect == "docker":
            record = json.loads(told.splitlines()[0])
            assert (record["Names"], record["State"], record["Labels"]) == (
                "row",
                "running",
                "a.b=c d",
            )
        else:
            record = json.loads(told)[0]
            assert (record["Names"], record["State"], record["Labels"]["a.b"]) == (
                ["row"],
                "running",
                "c d",
            )
        (one,) = json.loads(run("inspect", "row", env=env).ok().out)
        assert one["Config"]["Labels"]["a.b"] == "c d"
        assert one["State"]["Running"] is True
        assert run("ps", "-q", env=env).ok().text == one["Id"][:12]
        assert (
            run("inspect", "--format", "{{.State.Status}} {{.Config.Image}}", "row", env=env)
            .ok()
            .text
            == f"running {one['Config']['Image']}"
        )
        assert (
            run("ps", "--filter", "label=a.b=c d", "--format", "{{.Names}}", env=env).ok().text
            == "row"
        )
        assert run("inspect", "none-such", env=env).code in (1, 125)
        assert "row" in run("ps", env=env).ok().text
        assert image.split(":", maxsplit=1)[0] in run("images", env=env).ok().text
        assert run("version", env=env).ok().text


def test_kill_and_restart(case: Case, image: str) -> None:
    run = case.subject.run
    run(
        "run",
        "-d",
        "--name",
        "row",
        image,
        "sh",
        "-c",
        "trap 'exit 3' USR1; while :; do sleep 0.1; done",
    ).ok()
    time.sleep(0.5)
    run("kill", "-s", "USR1", "row").ok()
    assert run("wait", "row").ok().text == "3"
    assert run("kill", "row").code != 0


def test_attach_to_a_running_container(case: Case, image: str) -> None:
    case.subject.run("run", "-d", "-i", "--name", "row", image, "cat").ok()
    with case.subject.start("attach", "row") as it:
        time.sleep(1)
        it.send("to the container\n")
        it.expect("to the container")
        case.engine.client.run("kill", "row").ok()
        # podman before 5 tells 0 here.
        assert it.wait(timeout=60).code in (0, 137)


def test_pull_from_a_registry(case: Case, request: pytest.FixtureRequest) -> None:
    registry = request.getfixturevalue("far_registry" if case.far else "registry")
    reference = registry.push(base_image(), "row/pulled")
    case.subject.run("pull", reference).ok()
    assert case.subject.run("run", "--rm", reference, "echo", "pulled").ok().text == "pulled"
    missing = case.subject.run("pull", reference + "-not-there")
    assert missing.code in (1, 125)


def _served(case: Case, port: int) -> bytes:
    deadline = time.monotonic() + 40
    while True:
        try:
            return case.fetch(port)
        except OSError:
            # httpd needs a moment after its container has started.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _no_longer_served(case: Case, port: int) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            case.connect(port).close()
        except OSError:
            return
        time.sleep(0.1)
    pytest.fail(f"port {port} still answers")
