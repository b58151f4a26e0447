"""Facts, histories, disk usage, events and statistics, written from what real engines said.

``data/more.json`` has, for each engine, what it printed as JSON (``lists``, by argv), what its client
printed for people (``printed``) at the time ``now``, and one event of each sort (``events``).
"""

from __future__ import annotations

import copy
import io
import json
import random
import re
import shlex
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from hostbridge.catalogue import parse
from hostbridge.contract.engine import Query
from hostbridge.contract.session import Completed
from hostbridge.engine import events, statistics
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.following import Following
from hostbridge.engine.instants import nanoseconds, of_rfc3339, rfc3339
from hostbridge.engine.podman import PodmanEngine
from hostbridge.engine.render import render, rendering_of
from hostbridge.engine.show import events as showing
from hostbridge.engine.show.jsonlines import go_escapes
from hostbridge.engine.show.table import podman_json
from hostbridge.engine.show.yaml import to_yaml
from hostbridge.errors import HostbridgeError, UsageError
from hostbridge.testing.fakes import ScriptedSession

RECORDED = json.loads((Path(__file__).parent / "data" / "more.json").read_text())
LISTED = {
    name: json.loads((Path(__file__).parent / "data" / f"{name}.json").read_text())["lists"]
    for name in ("docker", "podman")
}
ENGINES = {"docker": DockerEngine, "podman": PodmanEngine}
OTHER = {"docker": "podman", "podman": "docker"}
IMAGE = "hostbridge.test/base:1"
HOSTILE = "\x1b[2J\x9bz\x07"


class Session(ScriptedSession):
    """Answers with what was recorded, changed by a function of the decoded answer."""

    def __init__(self, engine: str, change: Any = None) -> None:
        super().__init__()
        self._texts = {**LISTED[engine], **RECORDED[engine]["lists"]}
        self._change = change

    def run(self, argv: Sequence[str], **_: Any) -> Completed:
        """The longest recorded argv that begins as this one does, or as its first words."""
        line = " ".join(argv)
        fits = [known for known in self._texts if known == line]
        fits = fits or [known for known in self._texts if known.split()[:2] == line.split()[:2]]
        if argv[2] == "inspect" and argv[1] == "container":
            fits = [f"{argv[0]} inspect web"]
        text = self._texts[fits[0]] if fits else "[]"
        if self._change is not None:
            text = self._changed(text)
        return Completed(tuple(argv), 0, text.encode("utf-8", "surrogateescape"))

    def _changed(self, text: str) -> str:
        try:
            return json.dumps(self._change(json.loads(text)))
        except ValueError:
            pass
        try:
            rows = self._change([json.loads(line) for line in text.splitlines()])
        except ValueError:
            return text
        return "\n".join(json.dumps(row) for row in rows) if isinstance(rows, list) else "[]"


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def shown(
    words: str, dialect: str, session: Session, engine: str, out: Any = None
) -> tuple[int, str]:
    rendering = rendering_of(parse(shlex.split(words), dialect))  # type: ignore[arg-type]
    assert rendering is not None
    stdout = out or io.BytesIO()
    code = render(rendering, session, ENGINES[engine](), stdout)
    return code, stdout.getvalue().decode("utf-8", "surrogateescape")


OWN = [(engine, words) for engine in ("docker", "podman") for words in RECORDED[engine]["printed"]]


@pytest.mark.parametrize(("engine", "words"), OWN)
def test_an_engines_own_dialect_is_what_its_client_prints(
    engine: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: RECORDED[engine]["now"])
    code, text = shown(words, engine, Session(engine), engine)
    wanted = RECORDED[engine]["printed"][words]
    assert code == 0
    if words == "info":
        # The client is hostbridge, and what changes while one looks is not compared.
        text = re.sub(r"Version:    28\.[\d.]+", "Version:    28.2.2", text)
        moving = r"(idlePercent|systemPercent|userPercent|memFree|uptime|graphRootUsed): .*"
        assert re.sub(moving, r"\1", text) == re.sub(moving, r"\1", wanted)
    elif words == "system df -v" and engine == "podman":
        # podman cuts the image's name by its id, which docker's other lists do not tell.
        assert [line.split() for line in text.splitlines()] == [
            line.split() for line in wanted.splitlines()
        ]
    else:
        assert text == wanted


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_events_of_every_sort_in_both_dialects(engine: str) -> None:
    lines = [line.encode() for line in RECORDED[engine]["events"]]
    told = [event for line in lines if (event := events.read(line, engine)) is not None]  # type: ignore[arg-type]
    assert len(told) == len(lines)
    docker, podman = (showing._liner("json", name) for name in ("docker", "podman"))
    own = docker if engine == "docker" else podman
    if engine == "docker":
        assert [own(event).strip() for event in told] == [line.decode() for line in lines]
    words = {(event["type"], event["action"].partition(":")[0]): event["status"] for event in told}
    if engine == "docker":
        assert words["container", "die"] == "died"
        assert words["container", "destroy"] == "remove"
        assert words["container", "exec_start"] == "exec"
        assert words["container", "exec_create"] == words["container", "top"] == ""
        assert words["volume", "create"] == "create"
    else:
        assert words["container", "die"] == "died"
        assert words["container", "destroy"] == "remove"
        assert words["container", ""] in ("init", "cleanup")
    for event in told:
        for line in (docker(event), podman(event)):
            assert json.loads(line)["Type"] == event["type"]
            assert line.count("\n") == 1
        when = rfc3339(event["nano"])
        assert showing._docker_line(event).startswith(f"{when} {event['type']} {event['action']}")
        assert f" UTC {event['type']} {event['status']}" in showing._podman_line(event)


def test_filters_of_events() -> None:
    lines = RECORDED["docker"]["events"]
    told = [events.read(line.encode(), "docker") for line in lines]

    def kept(*filters: str, dialect: str = "docker") -> list[str]:
        tests = showing._filters(list(filters), dialect)
        return [event["action"] for event in told if event and all(test(event) for test in tests)]

    assert kept("type=container", "event=die") == ["die"]
    assert kept("type=container", "event=died", dialect="podman") == ["die"]
    assert kept("event=die", "event=destroy", "type=container") == ["die", "destroy"]
    assert kept("label=role=front", "label=nope") == []
    assert set(kept("label=role=front")) == set(kept("label=role"))
    assert kept("container=nobody") == []
    assert kept("image=base", "event=start") == ["start"]
    for filters, dialect, said in (
        ("nope=1", "docker", "Error response from daemon: invalid filter 'nope'"),
        ("nope=1", "podman", "Error: nope is an invalid filter"),
    ):
        with pytest.raises(UsageError) as caught:
            kept(filters, dialect=dialect)
        assert caught.value.summary == said


def test_until_what_is_past_reads_all_that_podman_has_and_ends() -> None:
    words, stop = events.argv(["podman"], "podman", None, 5)
    assert "--stream=false" in words
    assert "--until" not in words
    assert stop == 5
    words, stop = events.argv(["docker"], "docker", 3, 5_000_000_001)
    assert words[-4:] == ["--since", "0.000000003", "--until", "5.000000001"]
    assert stop is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1795790049.136184914", 1795790049136184914),
        ("1795790049", 1795790049000000000),
        ("2026-11-27T14:34:09.136184914Z", 1795790049136184914),
        ("2026-11-27T15:34:09+01:00", 1795790049000000000),
        ("2026-11-27", 1795737600000000000),
        ("2026-11-27T14:34", 1795790040000000000),
    ],
)
def test_instants(text: str, wanted: int) -> None:
    assert nanoseconds(text) == wanted


def test_durations_count_from_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 10**15)
    assert nanoseconds("1h1.5s") == 10**15 - 3_601_500_000_000
    assert nanoseconds("1h", ahead=True) == 10**15 + 3_600_000_000_000
    assert nanoseconds("-2ms") == 10**15 + 2_000_000
    for text in ("soon", "1", "1x", "h", "2026-13-01", "9" * 40, "1h ", ""):
        if text != "1":
            with pytest.raises(UsageError):
                nanoseconds(text)
    assert of_rfc3339("2026-11-27T14:34:09.Z") is None


class Pieces(Following):
    """A client that wrote these pieces; an empty one is a pause."""

    def __init__(self, *pieces: bytes) -> None:
        self.code, self.said, self._pieces = 0, b"", pieces

    def pieces(self, quiet: float) -> Iterator[bytes]:
        """As they were given."""
        del quiet
        yield from self._pieces


def test_moments_of_dockers_stats_are_whole() -> None:
    def row(name: str, used: str = "1MiB / 2GiB") -> bytes:
        return json.dumps({"ID": name, "Name": name, "MemUsage": used, "PIDs": "1"}).encode()

    client = Pieces(
        b"\x1b[2J\x1b[H" + row("a") + b"\n" + row("b")[:9], row("b")[9:] + b"\n", b"",
        b"\x1b[H" + row("a") + b"\x1b[K\n" + row("b") + b"\x1b[K\n\x1b[J",
        b"\x1b[H" + row("a", "-- / --") + b"\nno JSON\n",
    )  # fmt: skip
    told = list(statistics.frames(client, "docker"))
    assert [[record["name"] for record in frame] for frame in told] == [
        ["a", "b"],
        ["a", "b"],
        ["a"],
    ]
    assert (told[0][0]["memory"], told[0][0]["limit"]) == (1 << 20, 2 << 30)
    assert told[2][0]["memory"] == 0


def test_moments_of_podmans_stats() -> None:
    line = b"abc\tweb\t0.5%\t248KiB / 23.5GiB\t0.1%\t1kB / 2kB\t0B / 0B\t3\t1.5s\t0.4%\n"
    end = b"--end of a moment--\n"
    told = list(statistics.frames(Pieces(line + line[:20], line[20:] + end + line, end), "podman"))
    assert [len(frame) for frame in told] == [2, 1]
    assert told[0][0]["pids"] == "3"
    assert [statistics.size_of(t) for t in ("1.5kB", "2MiB", "0B", "--", "")] == [
        1500,
        2 << 20,
        0,
        0,
        0,
    ]


def test_disk_usage_of_podman_for_dockers_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: RECORDED["podman"]["now"])
    text = shown("system df", "docker", Session("podman"), "podman")[1]
    assert [line.split()[0] for line in text.splitlines()] == [
        "TYPE",
        "Images",
        "Containers",
        "Local",
        "Build",
    ]
    long = json.loads(shown("system df -v --format json", "docker", Session("podman"), "podman")[1])
    wanted = json.loads(RECORDED["docker"]["lists"]["docker system df -v --format {{json .}}"])
    assert list(long) == list(wanted)
    for name in ("Images", "Containers", "Volumes"):
        assert list(long[name][0]) == list(wanted[name][0])
    assert long["Volumes"][0]["Links"] == "1"


def test_facts_of_the_other_engine() -> None:
    told = json.loads(shown("info --format json", "docker", Session("podman"), "podman")[1])
    wanted = json.loads(RECORDED["docker"]["lists"]["docker info --format {{json .}}"])
    assert set(wanted) - set(told) == {"KernelMemory", "KernelMemoryTCP"}
    assert (told["NCPU"], told["OSType"], told["Architecture"]) == (2, "linux", "x86_64")
    assert told["SecurityOptions"] == ["name=seccomp,profile=default"]
    told = json.loads(shown("info --format json", "podman", Session("docker"), "docker")[1])
    assert (told["host"]["arch"], told["store"]["graphDriverName"]) == ("amd64", "overlay2")
    for dialect in ("docker", "podman"):
        code, text = shown(
            "info --format '{{.NCPU}} {{.Host.OS}} {{.Driver}} {{.Store.GraphDriverName}}'",
            dialect, Session(OTHER[dialect]), OTHER[dialect],
        )  # fmt: skip
        assert (code, text.split()[:2]) == (0, ["2", "linux"])


def test_templates_that_fail_say_it_as_the_clients_do(capsys: pytest.CaptureFixture[str]) -> None:
    for words, dialect, code, out, begins in (
        ("info --format {{.Nope}}", "docker", 1, "\n", "template: :1:2: executing"),
        ("info --format '{{'", "docker", 64, "", "template parsing error: template: :1: "),
        (
            "images --format {{.Nope}}",
            "docker",
            1,
            "",
            "template parsing error: template: :1:2: executing",
        ),
        ("history --format '{{' x", "docker", 1, "", "template parsing error: template: :1: "),
        (
            "system df --format {{.Nope}}",
            "docker",
            1,
            "",
            "template parsing error: template: :1:2: ",
        ),
        ("info --format {{.Nope}}", "podman", 125, "", "Error: template: info:1"),
        ("history --format {{.Nope}} x", "podman", 125, "", "Error: template: history:1"),
        ("system df --format '{{'", "podman", 125, "", "Error: template: df:1: "),
    ):
        told = shown(words, dialect, Session(OTHER[dialect]), OTHER[dialect])
        said = capsys.readouterr().err
        assert (*told, said.startswith(begins)) == (code, out, True), (words, dialect, said)


COMMANDS = (
    "ps -a", "ps -a --format json", "ps -a --no-trunc -s", "images", "images --format json", "network ls",
    "network ls --format json", "volume ls", "volume ls --format json", "info", "info --format json",
    "info --format {{.Host.Arch}}{{.Driver}}", "version", "version --format json", f"history {IMAGE}",
    f"history --format json {IMAGE}", "system df", "system df --format json", "system df -v", "search x",
    "port web", "port -a", "inspect web", "ps -a --filter publish=80", "ps -a --filter label!=x",
    "inspect --format {{.State.Status}} web",
)  # fmt: skip
JUNK: list[Any] = [None, [], {}, 5, -1, 3.5, True, "", HOSTILE, [None], [[]], [{}], {"a": None}, {"": {}},
                   "9" * 30, 1e300, "2026-13-45T99:99:99Z", [1, "a"], {"x": [1]}]  # fmt: skip


def mutated(value: Any, dice: random.Random, share: float) -> Any:
    """The value with parts left out, added, and of another shape."""
    if dice.random() < share:
        return copy.deepcopy(dice.choice(JUNK))
    if isinstance(value, dict):
        kept = {k: mutated(v, dice, share) for k, v in value.items() if dice.random() > share}
        return {**kept, "Unknown": {"deep": [1]}}
    if isinstance(value, list):
        return [mutated(item, dice, share) for item in value]
    return value


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_answers_of_another_shape_end_in_an_output_or_an_error(engine: str, seed: int) -> None:
    for words in COMMANDS:
        dice = random.Random(f"{seed} {words}")
        share = dice.choice([0.01, 0.03, 0.1, 0.3])
        session = Session(engine, lambda value: mutated(value, dice, share))  # noqa: B023
        try:
            code, text = shown(words, OTHER[engine], session, engine)
        except HostbridgeError as error:
            assert error.summary
            continue
        if code == 0 and words.endswith("json") and text:
            lines = text.splitlines() if OTHER[engine] == "docker" else [text]
            assert all(json.loads(line) is not None for line in lines)
    for line in RECORDED[engine]["events"]:
        dice = random.Random(f"{seed} {line}")
        changed = json.dumps(mutated(json.loads(line), dice, 0.1)).encode()
        event = events.read(changed, engine)  # type: ignore[arg-type]
        for dialect in ("docker", "podman"):
            for form in ("", "json", "{{.Type}} {{.ID}}"):
                assert event is None or showing._liner(form, dialect)(event)


class Terminal(io.BytesIO):
    """Says that it is one."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_no_control_character_reaches_a_terminal(engine: str) -> None:
    def hostile(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: hostile(item) for key, item in value.items()}
        if isinstance(value, list):
            return [hostile(item) for item in value]
        return value + HOSTILE if isinstance(value, str) and not value.startswith("20") else value

    for words in COMMANDS:
        terminal = Terminal()
        try:
            code, text = shown(words, OTHER[engine], Session(engine, hostile), engine, terminal)
        except HostbridgeError:
            continue
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text), words
        if code == 0 and words.endswith("json"):
            lines = text.splitlines() if OTHER[engine] == "docker" else [text]
            told = repr([json.loads(line) for line in lines])
            # A type of disk usage that has another name is none.
            assert repr(HOSTILE)[1:-1] in told or words.startswith("system df")


def test_json_as_go_writes_it() -> None:
    told = json.dumps({"a": "<&>\b\f\\b\\f\u2028"}, ensure_ascii=False)
    assert json.loads(go_escapes(told)) == json.loads(told)
    assert go_escapes(told) == '{"a": "\\u003c\\u0026\\u003e\\u0008\\u000c\\\\b\\\\f\\u2028"}'


@pytest.mark.parametrize("indent", [1, 2, 4])
def test_indented_json_is_that_of_the_library(indent: int) -> None:
    value: Any = {
        "a": [1, 2.5, None, True, {}, [], 'é\n"', {"b": [{"c": ()}]}],
        "": -(10**20),
        "é": False,
    }
    assert podman_json(value, indent) == json.dumps(value, indent=indent, ensure_ascii=False) + "\n"


def test_yaml_quotes_what_would_be_read_otherwise() -> None:
    told = to_yaml(
        {
            "b": "true",
            "a": "1",
            "c": ["x", {"d": None}],
            "e": "it: is",
            "f": "-",
            "g": "l1\nl2",
            "h": HOSTILE,
        }
    )
    assert told == (
        "a: \"1\"\nb: \"true\"\nc:\n- x\n- d: null\ne: 'it: is'\nf: '-'\ng: |-\n  l1\n  l2\n"
        'h: "\\u001b[2J\\u009bz\\u0007"\n'
    )


def test_the_layers_of_a_missing_image_are_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    session = ScriptedSession({("podman", "history"): (125, b"", b"Error: x: image not known\n")})
    call = parse(["history", "x"], "docker")
    rendering = rendering_of(call)
    assert rendering is not None
    assert render(rendering, session, PodmanEngine(), io.BytesIO()) == 1
    assert capsys.readouterr().err == "Error response from daemon: No such image: x\n"


def test_records_have_the_fields_of_both(capsys: pytest.CaptureFixture[str]) -> None:
    del capsys
    for name, engine in ENGINES.items():
        (info,) = engine().records(Session(name), "info", Query())
        assert {"host", "store", "Driver", "ClientInfo"} <= set(info)
        (layer,) = engine().records(Session(name), "history", Query(names=(IMAGE,)))
        assert (layer["id"][:12], layer["created_by"]) == ("a2d3148e5093", "hostbridge's tests")
        kinds = [record["type"] for record in engine().records(Session(name), "usage", Query())]
        assert kinds[:3] == ["Images", "Containers", "Local Volumes"]
