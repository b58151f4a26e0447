"""The kernel engine's warm entrance: commands of one process that has everything imported."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostbridge.errors import ConnectionLost
from hostbridge_kernel.warm import Zygote
from rig.image import BASE, base_image

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    with Zygote() as warm:
        yield warm


def run(warm: Zygote, folder: Path, *words: str, given: bytes = b"") -> tuple[int | None, str]:
    (folder / "given").write_bytes(given)
    env = {
        "PATH": os.environ["PATH"], "HOME": str(folder),
        "HOSTBRIDGE_DATA_DIR": f"{folder}/data", "HOSTBRIDGE_RUNTIME_DIR": f"{folder}/run",
    }  # fmt: skip
    name = folder / f"out-{threading.get_ident()}"
    with open(folder / "given", "rb") as source, open(name, "w+b") as out:
        streams = (source.fileno(), out.fileno(), out.fileno())
        job = warm.run(words, streams, env=env, directory=str(folder))
        code = job.wait(60)
        out.seek(0)
        return code, out.read().decode()


def test_commands_from_several_threads(zygote: Zygote, tmp_path: Path) -> None:
    code, text = run(zygote, tmp_path, "load", given=base_image().archive())
    assert (code, text) == (0, f"Loaded image: {BASE}\n")
    answers: list[tuple[int | None, str]] = []

    def one(number: int) -> None:
        script = f"echo {number}; pwd; exit {number}"
        words = ("run", "--rm", "--network", "none", BASE, "sh", "-c", script)
        answers.append(run(zygote, tmp_path, *words))

    threads = [threading.Thread(target=one, args=(number,)) for number in (3, 4, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=lambda one: one[1]) == [(n, f"{n}\n/\n") for n in (3, 4, 5)]
    code, text = run(zygote, tmp_path, "no-such-command")
    assert code not in (0, None)
    assert "is not a docker command" in text


def test_a_command_is_signaled(zygote: Zygote, tmp_path: Path) -> None:
    run(zygote, tmp_path, "load", given=base_image().archive())
    env = {"HOSTBRIDGE_DATA_DIR": f"{tmp_path}/data", "HOSTBRIDGE_RUNTIME_DIR": f"{tmp_path}/run"}
    reader, writer = os.pipe()
    null = os.open(os.devnull, os.O_RDWR)
    words = ["run", "--rm", "--init", "--network", "none", BASE, "sh", "-c", "echo up; sleep 100"]
    job = zygote.run(words, (null, writer, null), env={**env, "PATH": os.environ["PATH"]})
    os.close(writer)
    assert os.read(reader, 10) == b"up\n"
    job.kill(signal.SIGTERM)
    assert job.wait(60) == 143
    os.close(reader)
    os.close(null)


def test_its_end_is_told(tmp_path: Path) -> None:
    warm = Zygote()
    with open(os.devnull, "r+b") as null:
        streams = (null.fileno(),) * 3
        assert (
            warm.run(["images"], streams, env={"HOSTBRIDGE_DATA_DIR": str(tmp_path)}).wait(60) == 0
        )
        os.kill(warm._pid, signal.SIGSTOP)
        job = warm.run(["images"], streams)
        os.kill(warm._pid, signal.SIGKILL)
        with pytest.raises(ConnectionLost):
            job.wait(60)
        with pytest.raises(ConnectionLost):
            for _ in range(2):
                warm.run(["images"], streams)
    warm.close()
    warm.close()
