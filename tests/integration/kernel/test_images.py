"""The kernel engine's images: from a real registry, beside docker's own, killed and out of room."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.engines import DockerRig
from rig.image import Image, base_image
from rig.registry import RegistryRig
from rig.running import Result
from rig.subject import Subject
from rig.world import World

SOAK = os.environ.get("HOSTBRIDGE_SOAK") == "1"


@pytest.fixture
def engine(near: World, tmp_path: Path) -> Subject:
    """The engine's own command line, with a store of its own."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "HOSTBRIDGE_DATA_DIR": str(tmp_path / "data"),
    }
    return Subject("kernel", (sys.executable, "-m", "hostbridge_kernel"), near, env)


def refused(result: Result, *words: str) -> None:
    assert result.code not in (0, -9), result.text
    assert "Traceback" not in result.error
    for word in words:
        assert word in result.error, result.error


def layered() -> Image:
    """The base image with layers enough that several come at once."""
    image = base_image()
    for number in range(4):
        filler = random.Random(number).randbytes(1 << 20)
        image = image.derive(f"layered:{number}", {f"filler/{number}": filler})
    return image


def test_pull_shows_what_came(engine: Subject, registry: RegistryRig) -> None:
    reference = registry.push(layered(), "kernel/pulled")
    first = engine.run("pull", reference).ok().text.splitlines()
    assert first[0] == "1: Pulling from kernel/pulled"
    assert sum(line.endswith("Pull complete") for line in first) == len(layered().layers)
    assert first[-2] == f"Status: Downloaded newer image for {reference}"
    again = engine.run("pull", reference).ok().text
    assert f"Status: Image is up to date for {reference}" in again
    assert "Pull complete" not in again
    assert engine.run("pull", "-q", reference).ok().text == reference
    digest = next(line for line in first if line.startswith("Digest: ")).split()[1]
    by_digest = f"{reference.rpartition(':')[0]}@{digest}"
    assert engine.run("pull", "-q", by_digest).ok().text == by_digest
    (shown,) = json.loads(engine.run("image", "inspect", reference).ok().text)
    assert shown["RepoTags"] == [reference]
    assert shown["RepoDigests"] == [by_digest]
    refused(engine.run("pull", reference + "x"), "not found")
    refused(engine.run("pull", "127.0.0.1:9/none"), "127.0.0.1:9")


def test_the_same_as_docker_says(
    engine: Subject, docker_rig: DockerRig, registry: RegistryRig, tmp_path: Path
) -> None:
    reference = registry.push(layered(), "kernel/same")
    engine.run("pull", "-q", reference).ok()
    docker = docker_rig.client
    docker.run("pull", "-q", reference).ok()
    for words in (
        ("image", "inspect", "-f", "{{.Id}} {{json .RootFS.Layers}} {{json .RepoTags}} {{json .Config.Cmd}}", reference),
        ("images", "--format", "{{.Repository}} {{.Tag}} {{.ID}}", reference.rpartition(":")[0]),
        ("images", "-q", "--no-trunc", reference),
        ("image", "inspect", "-f", "{{.RepoDigests}} {{.Architecture}} {{.Os}}", reference),
        ("history", "-q", "--no-trunc", reference),
    ):  # fmt: skip
        assert engine.run(*words).ok().text == docker.run(*words).ok().text, words
    saved = tmp_path / "a ü.tar"
    engine.run("save", "-o", str(saved), reference).ok()
    docker.run("rmi", reference).ok()
    assert docker.run("load", "-i", str(saved)).ok().text == f"Loaded image: {reference}"
    from_docker = tmp_path / "docker.tar"
    docker.run("save", "-o", str(from_docker), reference).ok()
    before = engine.run("images", "-q", "--no-trunc").ok().text
    gone = engine.run("rmi", reference).ok().text
    assert gone.startswith(f"Untagged: {reference}\n")
    assert engine.run("load", "-i", str(from_docker)).ok().text == f"Loaded image: {reference}"
    assert engine.run("images", "-q", "--no-trunc").ok().text == before


def test_an_unpacked_image_has_what_docker_shows_inside(
    engine: Subject, docker_rig: DockerRig, registry: RegistryRig, tmp_path: Path
) -> None:
    reference = registry.push(layered(), "kernel/inside")
    engine.run("pull", "-q", reference).ok()
    docker_rig.client.run("pull", "-q", reference).ok()
    (shown,) = json.loads(engine.run("image", "inspect", reference).ok().text)
    data = shown["GraphDriver"]["Data"]
    lower = ":".join([data["UpperDir"], data["LowerDir"]])
    look = "cd \"$0\" && find . -xdev | grep -v '^./\\(dev\\|proc\\|sys\\|etc\\)\\b' | sort | xargs stat -c '%n %F %a %u %g %s'"
    inside = docker_rig.client.run("run", "--rm", reference, "sh", "-c", look, "/").ok().text
    mount = f"mount -t overlay overlay -o lowerdir='{lower}' {tmp_path} && {look}"
    ours = (
        engine.world.run("unshare", "-m", "sh", "-c", mount, str(tmp_path)).stdout.decode().strip()
    )
    files, same = (
        [
            line
            for line in text.splitlines()
            if " directory " not in line and ".dockerenv" not in line
        ]
        for text in (inside, ours)
    )
    assert files == same
    assert len(files) > 5


def test_a_log_in_is_used_and_a_wrong_one_is_told(
    engine: Subject, locked: str, tmp_path: Path
) -> None:
    refused(engine.run("pull", locked), "no log-in for it", "login")
    (tmp_path / ".docker").mkdir()
    file = tmp_path / ".docker" / "config.json"
    host = locked.partition("/")[0]
    file.write_text(json.dumps({"auths": {host: {"username": "me", "password": "wrong"}}}))
    refused(engine.run("pull", locked), "pull access denied")
    file.write_text(json.dumps({"auths": {host: {"username": "me", "password": "pass:word"}}}))
    engine.run("pull", locked).ok()


@pytest.fixture
def locked(near: World, registry: RegistryRig, tmp_path: Path) -> Iterator[str]:
    """A reference that needs a log-in: the registry behind a server that asks for one."""
    reference = registry.push(base_image(), "kernel/locked")
    script = tmp_path / "asking.py"
    script.write_text(_ASKING)
    server = near.daemon(sys.executable, str(script), "5099", "5000", log=tmp_path / "log")
    deadline = time.monotonic() + 40
    while 5099 not in near.listening():
        assert time.monotonic() < deadline, (tmp_path / "log").read_text()
        time.sleep(0.05)
    yield "127.0.0.1:5099/" + reference.partition("/")[2]
    server.kill()
    server.wait()


_ASKING = """
import base64, http.client, http.server, sys
class Asking(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        given = self.headers.get("Authorization", "")
        wanted = "Basic " + base64.b64encode(b"me:pass:word").decode()
        if given != wanted:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="it"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        behind = http.client.HTTPConnection("127.0.0.1", int(sys.argv[2]))
        behind.request("GET", self.path, headers={"Accept": self.headers.get("Accept", "*/*")})
        answer = behind.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name in ("Content-Type", "Docker-Content-Digest"):
            if answer.getheader(name):
                self.send_header(name, answer.getheader(name))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Asking).serve_forever()
"""


@pytest.mark.timeout(600)
def test_killed_at_any_moment_the_next_pull_works(
    engine: Subject, registry: RegistryRig, tmp_path: Path
) -> None:
    reference = registry.push(layered(), "kernel/killed")
    rounds = 60 if SOAK else 4
    for number in range(rounds):
        signalled = (signal.SIGKILL, signal.SIGINT)[number % 2]
        with engine.start("pull", reference) as it:
            time.sleep(random.Random(number).uniform(0.05, 0.7))
            it.signal(signalled)
            it.wait(timeout=60)
        if number % 3 == 0:
            engine.run("rmi", "-f", reference)
    engine.run("pull", reference).ok()
    assert engine.run("images", "-q", reference).ok().text
    engine.run("rmi", reference).ok()
    left = [path.name for path in (tmp_path / "data/kernel/store").rglob("*") if path.is_file()]
    assert sorted(left) == ["images.json", "images.lock", "store.lock"]


def test_eight_pulls_at_once(engine: Subject, registry: RegistryRig, tmp_path: Path) -> None:
    reference = registry.push(layered(), "kernel/many")
    running = [engine.start("pull", "-q", reference) for _ in range(8)]
    for one in running:
        with one as it:
            result = it.wait(timeout=100)
            assert (result.code, result.text) == (0, reference), result.error
    assert len(os.listdir(tmp_path / "data/kernel/store/layers")) == len(layered().layers)
    assert os.listdir(tmp_path / "data/kernel/store/new") == []


def test_a_disk_that_is_full(engine: Subject, registry: RegistryRig, tmp_path: Path) -> None:
    reference = registry.push(layered(), "kernel/full")
    data = tmp_path / "data"
    data.mkdir()
    engine.world.run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(data))
    try:
        refused(engine.run("pull", reference), "No space left", "make room")
        look = engine.world.run("find", str(data), "-path", "*/new/*").stdout
        assert look == b""
        assert engine.run("images", "-q").ok().text == ""
        engine.world.run("mount", "-o", "remount,size=64m", str(data))
        engine.run("pull", reference).ok()
    finally:
        engine.world.run("umount", str(data))


def test_words_that_it_does_not_have(engine: Subject) -> None:
    refused(engine.run("build", "x"), "the kernel engine does not have it")
    refused(engine.run("tag", "a"), "tag: 1 arguments")
    refused(engine.run("tag", "a", "b"), "No such image")
    refused(engine.run("images", "--filter", "x=y"), "invalid filter")
    missing = engine.run("image", "inspect", "none", "nix")
    assert (missing.code, missing.text) == (1, "[]")
    assert (
        subprocess.run(
            [sys.executable, "-m", "hostbridge_kernel", "pull", "A B"],
            capture_output=True,
            check=False,
        ).returncode
        == 125
    )
