"""The rig itself: engines are real and private, and nothing is left of a run."""

from __future__ import annotations

from pathlib import Path

from rig.engines import EngineRig
from rig.image import PAGE


def test_an_engine_runs_a_container(engine: EngineRig, image: str) -> None:
    result = engine.client.run("run", "--rm", "-i", image, "sh", "-c", "cat; exit 7", input="words")
    assert (result.code, result.out) == (7, b"words")


def test_a_published_port_answers(engine: EngineRig, image: str) -> None:
    engine.client.run(
        "run", "-d", "-p", "8080:80", image, "httpd", "-f", "-p", "80", "-h", "/www"
    ).ok()
    assert 8080 in engine.world.listening()
    assert engine.world.fetch(8080) == PAGE


def test_a_folder_is_mounted(engine: EngineRig, image: str, tmp_path: Path) -> None:
    (tmp_path / "in").write_text("from the host")
    script = "cat /it/in; echo from the container >/it/out"
    result = engine.client.run("run", "--rm", "-v", f"{tmp_path}:/it", image, "sh", "-c", script)
    assert result.ok().text == "from the host"
    assert (tmp_path / "out").read_text() == "from the container\n"


def test_a_terminal_has_its_size_and_follows(engine: EngineRig, image: str) -> None:
    with engine.client.start("run", "--rm", "-it", image, "sh", tty=True, size=(30, 100)) as it:
        it.expect("# ")
        it.send("stty size\r")
        it.expect("30 100")
        it.resize(31, 101)
        it.send("sleep 0.2; stty size\r")
        it.expect("31 101")
        it.send("exit 3\r")
        assert it.wait().code == 3
