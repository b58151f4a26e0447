"""Lists and inspections, written from what real engines said, against what their clients printed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hostbridge.catalogue import parse
from hostbridge.contract.engine import Query
from hostbridge.engine import ports
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.listing import unquoted
from hostbridge.engine.podman import PodmanEngine
from hostbridge.engine.render import needs_render
from hostbridge.errors import Unsupported, UsageError

if TYPE_CHECKING:
    from hostbridge.contract.engine import Dialect

DATA = {
    name: json.loads((Path(__file__).parent / "data" / f"{name}.json").read_text())
    for name in ("docker", "podman")
}
PRINTED = [(engine, words) for engine, data in DATA.items() for words in data["printed"]]
OTHER: dict[str, Dialect] = {"docker": "podman", "podman": "docker"}


def as_podman_5(text: str) -> str:
    """podman 4.3 says ``Up 2 minutes ago``; 5 and docker leave the last word out."""
    return re.sub(r"(Up (?:About a|Less than a|\d+)[a-z ]*?) ago", r"\1", text)


@pytest.mark.parametrize(("engine", "words"), PRINTED)
def test_an_engines_own_dialect_is_what_its_client_prints(
    shown: Any, engine: str, words: str
) -> None:
    wanted = DATA[engine]["printed"][words]
    code, text = shown(words, engine, engine)
    assert code == 0
    if engine == "podman" and "Up " in wanted:
        # The column's width goes with the word.
        assert re.sub(" +", " ", text) == re.sub(" +", " ", as_podman_5(wanted))
    elif words.startswith("ps") and "json" in words:
        assert with_sorted_mounts(text) == with_sorted_mounts(wanted)
    elif words.startswith("images"):
        # docker goes through an image's names in any order.
        assert sorted(text.splitlines()) == sorted(wanted.splitlines())
    else:
        assert text == wanted


def with_sorted_mounts(text: str) -> list[Any]:
    """Lines of JSON without the order of a container's mounts, which docker's daemon shuffles."""
    rows = [json.loads(line) for line in text.splitlines()]
    return [{**row, "Mounts": sorted(row["Mounts"].split(","))} for row in rows]


COLUMNS = ["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"]


def test_podmans_ps_on_docker(shown: Any) -> None:
    _, text = shown("ps -a", "podman", "docker")
    heading, *lines = text.splitlines()
    assert re.split(" {2,}", heading) == COLUMNS
    assert [line.split()[-1] for line in lines] == ["done1", "made", "n1", "hostnet", "web"]
    assert "sh -c exit 3" in text
    assert "sh -c sleep 10000..." in text
    assert "Paused" in text
    assert "0.0.0.0:8180->80/tcp, :::8180->80/tcp" in text


def test_podmans_json_on_docker(shown: Any) -> None:
    text = shown("ps -a --format json", "podman", "docker")[1]
    listed = {container["Names"][0]: container for container in json.loads(text)}
    web = listed["web"]
    assert web["Labels"] == {"note": "1,q=2", "role": "front"}
    assert web["Command"] == ["sleep", "100000"]
    assert sorted(web["Mounts"]) == ["/data", "/x"]
    assert (web["State"], web["Exited"]) == ("running", False)
    assert web["Pid"] > 0
    port = {"host_ip": "0.0.0.0", "host_port": 8180, "container_port": 80}
    assert {**port, "range": 1, "protocol": "tcp"} in web["Ports"]
    done = listed["done1"]
    assert (done["Exited"], done["ExitCode"]) == (True, 3)
    assert done["Command"] == ["sh", "-c", "exit 3"]
    assert listed["hostnet"]["Networks"] == []
    assert listed["n1"]["Networks"] == ["net1"]


def test_dockers_ps_on_podman(shown: Any) -> None:
    _, text = shown("ps -a", "docker", "podman")
    heading, *lines = text.splitlines()
    assert re.split(" {2,}", heading) == COLUMNS
    assert [line.split()[-1] for line in lines] == ["hostnet", "n1", "made", "done1", "web"]
    assert "\"sh -c 'exit 3'\"" in text
    assert '"sh -c \'sleep 100000…"' in text
    assert "(Paused)" in text
    assert "0.0.0.0:9300->9000/udp" in text
    told = shown("ps -a --format json", "docker", "podman")[1].splitlines()
    rows = {row["Names"]: row for row in map(json.loads, told)}
    assert rows["web"]["Labels"] == "note=1,q=2,role=front"
    assert rows["web"]["LocalVolumes"] == "1"
    assert sorted(rows["web"]["Mounts"].split(",")) == ["/srv", "vol1"]
    assert rows["hostnet"]["Networks"] == "host"


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_images_networks_and_volumes_of_the_other_engine(shown: Any, engine: str) -> None:
    dialect = OTHER[engine]
    images = shown("images", dialect, engine)[1]
    assert "2 years ago" in images
    assert ("2.14MB" if engine == "podman" else "1.98 MB") in images
    listed = shown("images --format json", dialect, engine)[1]
    one = json.loads(listed)[0] if dialect == "podman" else json.loads(listed.splitlines()[0])
    assert one["Size"] in ("2.14MB", 1984264)
    assert "net1" in shown("network ls", dialect, engine)[1]
    assert "vol2" in shown("volume ls", dialect, engine)[1]
    quiet = shown("network ls -q", dialect, engine)[1].split()
    assert ("net1" in quiet) == (dialect == "podman")


def test_docker_shows_only_the_names_that_were_asked_for(shown: Any) -> None:
    text = shown("images --filter reference=*/name", "docker", "podman")[1]
    assert [line.split()[0] for line in text.splitlines()] == ["REPOSITORY", "other/name"]


def test_a_table_asks_the_engine_once(recorded: Any, shown: Any) -> None:
    for words, engine in (
        ("ps -a --no-trunc", "podman"),
        ("images", "docker"),
        ("volume ls", "docker"),
    ):
        session = recorded(engine)
        shown(words, OTHER[engine], engine, session)
        assert len(session.asked) == 1, session.asked
    session = recorded("docker")
    shown("ps -a --format json", "podman", "docker", session)
    assert len(session.asked) == 2


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_inspect_in_the_other_dialect(
    shown: Any, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dialect = OTHER[engine]
    code, text = shown("inspect web missing", dialect, engine)
    (item,) = json.loads(text)
    said = capsys.readouterr().err
    if dialect == "docker":
        assert (code, said) == (1, "Error: No such object: missing\n")
    else:
        assert (code, said) == (125, 'Error: no such object: "missing"\n')
    assert item["Name"] == ("/web" if dialect == "docker" else "web")
    assert item["Config"]["Labels"]["note"] == "1,q=2"
    assert item["Image"].startswith("sha256:") == (dialect == "docker")
    name, driver = (".Name", ".Driver") if dialect == "docker" else (".name", ".driver")
    for words, printed in (
        (
            "inspect -f '{{.State.Status}} {{if .State.Health}}checked{{end}}' web",
            "running checked",
        ),
        ("inspect -f '{{index .Config.Labels \"role\"}}' web", "front"),
        (f"network inspect -f '{{{{{name}}}}} {{{{{driver}}}}}' net1", "net1 bridge"),
        ("volume inspect -f '{{.Name}}' vol2", "vol2"),
    ):
        assert shown(words, dialect, engine) == (0, printed + "\n")


def test_version_of_the_dialect_with_the_engine_behind(shown: Any) -> None:
    text = shown("version", "docker", "podman")[1]
    assert re.search(r"^ Version: +28\.", text, re.MULTILINE)
    assert " Podman Engine:\n  Version:          4.3.1\n" in text
    text = shown("version", "podman", "docker")[1]
    assert text.startswith("Client:       Podman Engine\nVersion:      5.")
    assert "Server:       Docker Engine\nVersion:      20.10" in text


def test_filters_that_the_engine_lacks_are_applied_to_its_records(recorded: Any) -> None:
    def names(engine: DockerEngine | PodmanEngine, *filters: str) -> list[str]:
        query = Query(all=True, filters=filters)
        records = engine.records(recorded(engine.name), "container", query)
        return [record["names"][0] for record in records]

    assert names(PodmanEngine(), "publish=8190") == ["web"]
    assert names(PodmanEngine(), "expose=80/tcp") == ["web"]
    assert names(PodmanEngine(), "expose=9001/udp", "expose=1") == ["web"]
    assert names(DockerEngine(), "label!=role") == ["hostnet", "n1", "made", "done1"]
    assert names(DockerEngine(), "until=2001-01-01") == []
    assert len(names(DockerEngine(), "until=2100-01-01")) == 5
    assert names(DockerEngine(), "pod=none") == []
    with pytest.raises(UsageError):
        names(PodmanEngine(), "publish=web")
    with pytest.raises(UsageError):
        names(DockerEngine(), "until=soon")


def test_what_records_cannot_answer_is_refused(shown: Any) -> None:
    for words in ("ps --watch 2", "ps --ns"):
        with pytest.raises(Unsupported) as caught:
            shown(words, "podman", "docker")
        assert caught.value.remedy
    shown("ps -a --external --sync", "podman", "docker")


@pytest.mark.parametrize(
    ("words", "dialect", "own"),
    [
        ("ps", "docker", True),
        ("volume ls -q", "podman", True),
        ("ps -q", "podman", False),
        ("network ls -q", "podman", False),
        ("ps --format {{.Names}}", "podman", False),
        ("ps -q --filter publish=1", "podman", False),
        ("inspect --format json x", "docker", False),
    ],
)
def test_a_list_is_the_clients_own_where_it_can_be(words: str, dialect: Dialect, own: bool) -> None:
    assert (needs_render(parse(words.split(), dialect), DockerEngine()) is None) == own


def test_labels_in_templates_that_the_client_cannot_give() -> None:
    assert needs_render(parse(["ps", "--format", '{{.Label "x"}}'], "podman"), PodmanEngine())


@pytest.mark.parametrize(
    ("docker", "podman"),
    [
        ("0.0.0.0:8080->80/tcp", "0.0.0.0:8080->80/tcp"),
        ("80/tcp, 90-92/udp", "80/tcp, 90-92/udp"),
        ("0.0.0.0:80-82->80-82/tcp", "0.0.0.0:80-82->80-82/tcp"),
        ("[::]:80->80/tcp", ":::80->80/tcp"),
        ("", ""),
    ],
)
def test_ports_in_both_spellings(docker: str, podman: str) -> None:
    told = ports.read(docker)
    assert ports.for_podman(told) == podman
    assert ports.for_docker(told) == docker


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('"sleep 1"', "sleep 1"),
        (r'"a \"b\" \\ \n\t\x07\u00fc\U0001f600"', 'a "b" \\ \n\t\x07ü😀'),
        ("bare", "bare"),
        ('""', ""),
    ],
)
def test_what_go_quotes_is_read_back(text: str, plain: str) -> None:
    assert unquoted(text) == plain
