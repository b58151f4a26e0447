"""Processes: exit codes, signals, streams, environment, directories, users, cancelling, replace."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

from hostbridge.contract.session import PIPE, Stdio
from hostbridge.errors import CommandFailed, HostbridgeError

if TYPE_CHECKING:
    from hostbridge.contract.session import Session
    from hostbridge.testing.conformance.case import SessionCase

ODD = ["a b", "", "'", '"', "$HOME", "*", "a\nb", "\\", "\\\\", "-x", "--", "ü€", "`id`", "!", "!!",
       "#", "~", "%s", "\t", os.fsdecode(b"\xff\xfe"), ";", "&&", "a=b"]  # fmt: skip
_BIG = 64 << 20


def exit_codes(case: SessionCase) -> None:
    """The exit code is the process's own."""
    with case.session() as session:
        for code in (0, 1, 3, 125, 126, 127, 254, 255):
            assert session.run(["sh", "-c", f"exit {code}"]).returncode == code


def missing_program(case: SessionCase) -> None:
    """127 for a program that is not there, as an error or as the exit code; 126 for one that is none."""
    with case.session() as session:
        assert _code(session, ["/no/such/program"]) == 127
        assert _code(session, ["/etc/passwd"]) == 126


def check_raises(case: SessionCase) -> None:
    """``check`` raises CommandFailed with the command and what it said."""
    with case.session() as session:
        try:
            session.run(["sh", "-c", "echo reason >&2; exit 3"], check=True)
        except CommandFailed as error:
            assert error.returncode == 3
            assert "reason" in str(error)
        else:
            raise AssertionError("it did not raise")


def killed_by_signal(case: SessionCase) -> None:
    """A process that a signal ended tells the signal, or 128 and its number."""
    with case.session() as session:
        code = session.run(["sh", "-c", "kill -KILL $$"]).returncode
        assert code in ((-9,) if session.features.exit_signals else (137, -9))


def send_signal(case: SessionCase) -> None:
    """Signals arrive, are caught and ignored as anywhere; after the end they do nothing."""
    script = "trap 'echo got; exit 7' TERM; trap '' INT; echo ready; while :; do sleep 0.05; done"
    with case.session() as session:
        with session.spawn(["sh", "-c", script], stdio=Stdio("null", PIPE, "inherit")) as process:
            assert process.stdout is not None
            assert process.stdout.read(6) == b"ready\n"
            process.send_signal(signal.SIGINT)
            time.sleep(0.2)
            assert process.poll() is None
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 7
            process.send_signal(signal.SIGTERM)
        with session.spawn(["sleep", "60"], stdio=Stdio("null", PIPE, PIPE)) as process:
            time.sleep(0.5)
            process.send_signal(signal.SIGKILL)
            assert process.wait(20) in (-9, 137)


def big_input(case: SessionCase) -> None:
    """64 MiB on standard input arrive whole, and end."""
    data = os.urandom(1 << 20) * (_BIG >> 20)
    with case.session() as session:
        done = session.run(["sha256sum"], stdio=Stdio(data, PIPE, PIPE))
        assert done.stdout.split()[0].decode() == hashlib.sha256(data).hexdigest()


def binary_streams(case: SessionCase) -> None:
    """Every byte passes both ways; standard error is apart, or merged when asked."""
    data = bytes(range(256)) * 64
    with case.session() as session:
        assert session.run(["cat"], stdio=Stdio(data, PIPE, PIPE)).stdout == data
        done = session.run(["sh", "-c", "cat >&2"], stdio=Stdio(data, PIPE, PIPE))
        assert (done.stdout, done.stderr) == (b"", data)
        merged = session.run(
            ["sh", "-c", "echo a; echo b >&2"], stdio=Stdio("null", PIPE, "stdout")
        )
        assert sorted(merged.stdout.split()) == [b"a", b"b"]


def slow_reader(case: SessionCase) -> None:
    """A process whose output nobody reads waits; nothing is lost, and another one goes on."""
    with case.session() as session:
        writer = [
            "sh",
            "-c",
            "i=0; while [ $i -lt 3000 ]; do printf '%01000d' $i; i=$((i+1)); done",
        ]
        with session.spawn(writer, stdio=Stdio("null", PIPE, "null")) as process:
            time.sleep(0.3)
            assert session.run(["echo", "meanwhile"]).stdout == b"meanwhile\n"
            assert process.stdout is not None
            total = 0
            while part := process.stdout.read(1 << 16):
                total += len(part)
            assert total == 3_000_000
            assert process.wait(20) == 0


def arguments(case: SessionCase) -> None:
    """Every argument arrives byte for byte."""
    with case.session() as session:
        done = session.run(["printf", "<%s>", *ODD])
        assert done.stdout == b"".join(b"<" + os.fsencode(word) + b">" for word in ODD)


def long_arguments(case: SessionCase) -> None:
    """200 KB of arguments arrive."""
    words = ["x" * 1000] * 200
    with case.session() as session:
        assert len(session.run(["printf", "%s", *words]).stdout) == 200_000


def environment(case: SessionCase) -> None:
    """Values of any text arrive; None takes a name away."""
    values = {"ONE": "two words", "LINES_": "a\nb\n", "QUOTES": "'\"$`", "EMPTY": "", "EQUALS": "a=b",
              "ACCENTS": "ü€", "BYTES": os.fsdecode(b"\xff")}  # fmt: skip
    script = "".join(f'printf "<%s>" "${name}";' for name in values)
    with case.session() as session:
        done = session.run(["sh", "-c", script], env=dict(values))
        assert done.stdout == b"".join(b"<" + os.fsencode(text) + b">" for text in values.values())
        gone = session.run(["sh", "-c", 'echo "${HOME-gone}"'], env={"HOME": None})
        assert gone.stdout == b"gone\n"


def directory(case: SessionCase) -> None:
    """``cwd`` is where the process starts, whatever its name; a missing one is an error."""
    name = f"{case.scratch}/odd 'ü\n$name"
    with case.session() as session:
        session.run(["mkdir", "-p", name], check=True)
        assert session.run(["pwd"], cwd=name).stdout == os.fsencode(name) + b"\n"
        assert _code(session, ["true"], cwd=f"{case.scratch}/missing") == 127


def user(case: SessionCase) -> None:
    """``user`` becomes another where that is a feature, and is refused where it is not."""
    with case.session() as session:
        if session.features.switch_user:
            done = session.run(["sh", "-c", "id -u; id -g"], user="65534:65534")
            assert done.stdout.split() == [b"65534", b"65534"]
            return
        try:
            session.run(["id"], user="nobody")
        except HostbridgeError:
            return
        raise AssertionError("a user that cannot be had was not refused")


def concurrent(case: SessionCase) -> None:
    """Twenty processes at once on one session, and four sessions at once."""
    with case.session() as session:
        _at_once(20, lambda n: _says(session, n))

    def own_session(number: int) -> None:
        with case.session() as other:
            _says(other, number)

    _at_once(4, own_session)


def timeout_leaves_nothing(case: SessionCase) -> None:
    """A run that takes too long is killed, here and over there."""
    mark = f"61.{os.getpid()}"
    with case.session() as session:
        try:
            session.run(["sleep", mark], timeout=0.7)
        except TimeoutError:
            pass
        else:
            raise AssertionError("it did not time out")
        _gone(session, f"sleep {mark}")


def close_ends_processes(case: SessionCase) -> None:
    """Closing a session ends what still runs in it."""
    mark = f"62.{os.getpid()}"
    session = case.session()
    session.spawn(["sleep", mark], stdio=Stdio("null", "null", "null"))
    time.sleep(0.5)
    session.close()
    session.close()
    with case.session() as other:
        _gone(other, f"sleep {mark}")


def _code(session: Session, argv: list[str], cwd: str | None = None) -> int:
    try:
        return session.run(argv, cwd=cwd).returncode
    except HostbridgeError as error:
        return error.exit_code


def _says(session: Session, number: int) -> None:
    assert session.run(["sh", "-c", f"sleep 0.1; echo {number}"]).stdout == f"{number}\n".encode()


def _at_once(count: int, do: object) -> None:
    errors: list[BaseException] = []

    def one(number: int) -> None:
        try:
            do(number)  # type: ignore[operator]
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


def _gone(session: Session, words: str) -> None:
    """No process over there has this command line; it gets five seconds."""
    mark = words.split()[1]
    # In brackets, so that the looking processes do not find themselves.
    look = f"grep -lazx '[{mark[0]}]{mark[1:]}' /proc/[0-9]*/cmdline 2>/dev/null | head -1"
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not session.run(["sh", "-c", look]).stdout.strip():
            return
        time.sleep(0.2)
    raise AssertionError(f"{words} still runs")


CHECKS = (
    exit_codes, missing_program, check_raises, killed_by_signal, send_signal, big_input,
    binary_streams, slow_reader, arguments, long_arguments, environment, directory, user, concurrent,
    timeout_leaves_nothing, close_ends_processes,
)  # fmt: skip
