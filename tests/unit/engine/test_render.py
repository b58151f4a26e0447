"""Records of either engine, written in either dialect."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from hostbridge.catalogue import parse
from hostbridge.contract.engine import Query
from hostbridge.engine.adapting import container_record, image_record, moment
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.listing import podman_images
from hostbridge.engine.own_help import parse_help
from hostbridge.engine.podman import PodmanEngine
from hostbridge.engine.render import needs_render, render
from hostbridge.engine.show.human import duration, size
from hostbridge.errors import CommandFailed
from hostbridge.testing.fakes import ScriptedSession

ID = "ab" * 32
DOCKER = {
    "Id": ID, "Created": "2026-01-01T00:00:00.123456789Z", "Path": "sleep", "Args": ["60"], "Name": "/web",
    "State": {"Status": "running", "Running": True, "StartedAt": "2026-01-01T00:00:01Z", "ExitCode": 0, "Pid": 5,
              "Health": {"Status": "healthy"}},
    "Image": "sha256:" + "cd" * 32, "Config": {"Image": "busybox:1", "Labels": {"role": "front", "a": "b"}},
    "NetworkSettings": {"Ports": {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}], "90/tcp": None},
                        "Networks": {"bridge": {}}},
    "Mounts": [{"Type": "bind", "Source": "/src", "Destination": "/dst"}], "HostConfig": {},
}  # fmt: skip
PODMAN: dict[str, Any] = {
    **DOCKER, "Name": "web", "ImageName": "docker.io/library/busybox:1", "Image": "cd" * 32,
    "State": {**DOCKER["State"], "Healthcheck": {"Status": "healthy"}},  # type: ignore[dict-item]
}  # fmt: skip


def session(engine: str, item: dict[str, Any]) -> ScriptedSession:
    listed = json.dumps([item]).encode()
    return ScriptedSession(
        {
            (engine, "inspect"): (0, listed, b""),
            (engine, "inspect", "missing"): (1, b"[]\n", b"Error: No such object: missing\n"),
            (engine, "version"): (0, b'{"Client": {"Version": "1", "APIVersion": "4"}}', b""),
        }
    )


def rendered(words: list[str], dialect: str, engine: str) -> tuple[int, str]:
    made = DockerEngine() if engine == "docker" else PodmanEngine()
    call = parse(words, dialect)  # type: ignore[arg-type]
    rendering = needs_render(call, made)
    assert rendering is not None
    out = io.BytesIO()
    item = DOCKER if engine == "docker" else PODMAN
    code = render(rendering, session(engine, item), made, out)
    return code, out.getvalue().decode()


CASES = [("podman", "docker"), ("docker", "podman")]


@pytest.mark.parametrize(("dialect", "engine"), CASES)
def test_ps_by_template(
    shown: Any, dialect: str, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    only = "ps --filter name=web" if dialect == engine else "ps -a"
    for text, printed in (
        ("{{.Names}}", "web"), ("{{.State}}", "running"), ('{{.Label "role"}}', "front"),
        ('{{index .Labels "note"}}', "1,q=2"), ("{{.Image}}", "hostbridge.test/base:1"),
    ):  # fmt: skip
        code, lines = shown(f"{only} --format '{text}'", dialect, engine)
        assert code == 0
        assert printed in lines.splitlines()
    table = shown("ps -a --format 'table {{.Names}}\\t{{.Image}}'", dialect, engine)[1]
    assert table.splitlines()[0].split() == ["NAMES", "IMAGE"]
    code = shown("ps -a --format {{.Nope}}", dialect, engine)[0]
    assert code == (1 if dialect == "docker" else 125)
    code = shown("inspect --format '{{' web", dialect, engine)[0]
    assert code == (64 if dialect == "docker" else 125)
    said = capsys.readouterr().err.splitlines()
    begins = ("failed to execute template: template: ", "template parsing error: template: ")
    begins = (
        begins if dialect == "docker" else ("Error: template: ps:", "Error: template: inspect:")
    )
    assert len(said) == 2
    assert all(line.startswith(begin) for line, begin in zip(said, begins)), said


def test_a_listing_that_is_none_is_an_error() -> None:
    session = ScriptedSession({("podman", "ps"): (0, b"words\n", b"")})
    with pytest.raises(CommandFailed):
        list(PodmanEngine().records(session, "container", Query()))


@pytest.mark.parametrize(("dialect", "engine"), CASES)
def test_inspect(dialect: str, engine: str) -> None:
    code, text = rendered(["inspect", "web"], dialect, engine)
    (item,) = json.loads(text)
    assert code == 0
    assert item["Name"] == ("/web" if dialect == "docker" else "web")
    assert item["State"]["Health"]["Status"] == "healthy"
    assert item["Image"].startswith("sha256:") == (dialect == "docker")
    assert rendered(["inspect", "-f", "{{.State.Pid}}", "web"], dialect, engine) == (0, "5\n")
    code, text = rendered(["inspect", "missing"], dialect, engine)
    assert (code, text) == (1 if dialect == "docker" else 125, "[]\n")


@pytest.mark.parametrize(("dialect", "engine"), CASES)
def test_version(dialect: str, engine: str) -> None:
    assert rendered(["version", "--format", "{{.Server.Version}}"], dialect, engine)[1] == "1\n"
    assert "Server" in rendered(["version"], dialect, engine)[1]


def test_an_engines_own_dialect_needs_no_rendering() -> None:
    assert needs_render(parse(["ps"], "docker"), DockerEngine()) is None
    assert needs_render(parse(["ps"], "podman"), PodmanEngine()) is None
    wanted = parse(["ps", "--format", '{{index .Labels "x"}}'], "docker")
    assert needs_render(wanted, DockerEngine()) is not None


def test_times_sizes_and_records() -> None:
    spans = [(0, "Less than a second"), (1, "1 second"), (59, "59 seconds"), (60, "About a minute"), (150, "2 minutes"),
             (3600, "About an hour"), (7200, "2 hours"), (86400 * 3, "3 days"), (86400 * 20, "2 weeks"),
             (86400 * 90, "3 months"), (86400 * 800, "2 years")]  # fmt: skip
    for seconds, text in spans:
        assert duration(seconds) == text
    assert [size(n) for n in (0, 999, 4_260_000, 1.5e9)] == ["0B", "999B", "4.26MB", "1.5GB"]
    assert moment("2026-01-01T00:00:00.5Z") == moment("2026-01-01T01:00:00.5+01:00")
    assert moment("0001-01-01T00:00:00Z") == 0.0
    assert moment("nonsense") == 0.0
    assert container_record({})["id"] == ""
    two = podman_images({"Id": "x", "Names": ["a:1", "host:5000/b:2"]})
    assert [(row["repository"], row["tag"]) for row in two] == [("a", "1"), ("host:5000/b", "2")]
    assert podman_images({"Id": "x"})[0]["tag"] == "<none>"
    assert image_record({"Id": "sha256:x", "RepoTags": ["<none>:<none>"]})["tags"] == []
    assert moment("2026-01-01 01:00:00.5 +0100 CET") == moment("2026-01-01T00:00:00.5Z")


def test_options_in_an_engines_own_help() -> None:
    text = 'Usage\n\nOptions:\n  -e, --env list     Set\n      --init         Run\n      --pull string[="x"]  P\n'
    assert parse_help(text) == {"--env": True, "-e": True, "--init": False, "--pull": False}
