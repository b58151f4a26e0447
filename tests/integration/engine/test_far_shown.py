"""What an engine tells continuously or of the whole machine, over ssh: both engines, both dialects.

The far engine's own clients are the measure: headings, keys and what templates give.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rig import hostbridge as hostbridge_subject
from rig.engines import DockerRig, EngineRig, PodmanRig
from rig.ssh import SshRig
from rig.subject import Subject

PORT = 5077
REGISTRY = f"""
import http.server, json
FOUND = [{{"name": "found/it", "description": "what is looked for", "star_count": 3,
          "is_official": True, "is_automated": False}}]
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.path.split("?")[0] in ("/v1/_ping", "/v1/search", "/v2/")
        body = json.dumps({{"num_results": 1, "query": "it", "results": FOUND}}).encode()
        self.send_response(200 if known else 404)
        self.send_header("X-Docker-Registry-Standalone", "True")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("127.0.0.1", {PORT}), Answer).serve_forever()
"""
"""The first version of the registry's protocol, which is the one that has a search."""


@dataclass(frozen=True)
class Far:
    """hostbridge over ssh in a dialect, the engine there, and that dialect's own client there."""

    dialect: str
    ours: Subject
    engine: EngineRig
    own: Subject
    since: str


@pytest.fixture(scope="module")
def rigs(
    far_machine: SshRig, far_docker_rig: DockerRig, far_podman_rig: PodmanRig, image: str
) -> Iterator[tuple[dict[str, EngineRig], str]]:
    made: dict[str, EngineRig] = {"docker": far_docker_rig, "podman": far_podman_rig}
    since = str(int(far_machine.world.run("date", "+%s").stdout))
    for rig in made.values():
        rig.client.run("run", "-d", "--name", "web", image, "sleep", "1000").ok()
        rig.client.run("run", "--name", "ended", image, "sh", "-c", "exit 3")
    log = far_machine.world.folder / "search.log"
    server = far_machine.world.daemon("python3", "-c", REGISTRY, log=log)
    deadline = time.monotonic() + 60
    while PORT not in far_machine.world.listening():
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield made, since
    server.kill()
    server.wait()
    far_machine.near.end("ssh")
    for rig in made.values():
        rig.clear()


@pytest.fixture(params=["docker-docker", "docker-podman", "podman-docker", "podman-podman"])
def far(
    request: pytest.FixtureRequest,
    rigs: tuple[dict[str, EngineRig], str],
    far_machine: SshRig,
    tmp_path: Path,
) -> Far:
    """Engine and dialect."""
    name, _, dialect = str(request.param).partition("-")
    made, since = rigs
    ours = hostbridge_subject.over_ssh(made[name], far_machine, tmp_path / "own")
    ours = ours.with_env(HOSTBRIDGE_DIALECT=dialect)
    return Far(dialect, ours, made[name], made[dialect].client, since)


def _headings(text: str) -> list[str]:
    return re.split(r" {2,}", text.splitlines()[0].strip())


def test_moments_and_totals(far: Far) -> None:
    for line in ("stats --no-stream", "top web", "system df"):
        told, wanted = far.ours.run(*line.split()).ok().text, far.own.run(*line.split()).ok().text
        assert _headings(told) == _headings(wanted), line
    told = far.ours.run("top", "web").ok().text.splitlines()[-1]
    assert told.split()[-2:] == ["sleep", "1000"]
    assert "Local Volumes" in far.ours.run("system", "df", "--format", "{{.Type}}").ok().text


def test_search_asks_from_over_there(far: Far) -> None:
    where = f"127.0.0.1:{PORT}/it"
    plain = ["--tls-verify=false"] if far.engine.name == "podman" else []
    text = far.ours.run("search", *plain, where).ok().text
    assert _headings(text)[:2] == ["NAME", "DESCRIPTION"]
    assert "found/it" in text
    assert "what is looked for" in text


def test_events_that_were(far: Far) -> None:
    died = "die" if far.dialect == "docker" else "died"
    # podman's own --until passes over what is in its log already.
    end = ["--stream=false"] if far.dialect == "podman" else ["--until", str(int(time.time()) + 1)]
    past = ["events", "--since", far.since, *end, "--filter", "container=ended"]
    words = far.ours.run(*past, "--format", "{{.Status}}").ok().text.split()
    assert "start" in words
    assert died in words


def test_streams_end_with_their_reader(far: Far, far_machine: SshRig, image: str) -> None:
    """An interrupt and a kill of hostbridge leave no client over there."""
    died = "die" if far.dialect == "docker" else "died"
    name = "{{.Actor.Attributes.name}}" if far.dialect == "docker" else "{{.Name}}"
    with far.ours.start("events", "--since", far.since, "--format", name + "={{.Status}}") as it:
        it.expect("web=start", timeout=90)
        far.engine.client.run("run", "--rm", "--name", "late", image, "true").ok()
        it.expect(f"late={died}", timeout=90)
        it.signal(signal.SIGINT)
        assert it.wait(timeout=60).code in (1, 130)
    _gone(far_machine, "events")
    with far.ours.start("stats", "--format", "{{.Name}};") as it:
        it.expect(r"web;[\s\S]*web;", timeout=90)
        it.signal(signal.SIGKILL)
        it.wait(timeout=60)
    _gone(far_machine, "stats")


def _clients(far: SshRig, command: str) -> list[str]:
    lines = far.world.run("ps", "-eo", "args=").stdout.decode().splitlines()
    return [line for line in lines if re.match(rf"(\S*/)?(docker|podman) .*\b{command}\b", line)]


def _gone(far: SshRig, command: str) -> None:
    deadline = time.monotonic() + 60
    while found := _clients(far, command):
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
