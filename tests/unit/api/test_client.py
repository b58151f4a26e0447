"""The client on shipped fakes: which words each method sends, without a process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import hostbridge
from hostbridge.api.channel import Channel, read_objects
from hostbridge.api.client import Client
from hostbridge.api.machines import endpoint
from hostbridge.contract.session import Completed
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.podman import PodmanEngine
from hostbridge.errors import HostbridgeError, NotFound, UsageError
from hostbridge.selection import Selection
from hostbridge.testing.fakes import ScriptedSession

INSPECTED = (
    b'[{"Id": "%s", "Name": "/n", "State": {"Status": "running"}, "Config": {}, "Image": "i"}]'
)


class FakeWhere:
    """A choice that is made: this engine, and a session that answers by a script."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.asked = ScriptedSession()

    def selection(self) -> Selection:
        return Selection("native", "default", self.engine, "", "", "")

    def session(self, progress: object = None) -> ScriptedSession:
        return self.asked

    def state(self) -> str:
        return "/nowhere"

    def takes_value(self, command: str, option: str) -> None:
        return None


class Recording(Channel):
    """A channel that keeps what it is asked, and answers."""

    def __init__(self, engine: str = "docker") -> None:
        super().__init__(FakeWhere(engine), {})  # type: ignore[arg-type]
        self.sent: list[list[str]] = []
        self.answers: dict[str, bytes] = {"inspect": INSPECTED % (b"ab" * 32)}

    def ask(self, words: Any, **options: Any) -> Completed:
        self.sent.append(list(words))
        assert isinstance(self.engine, (DockerEngine, PodmanEngine))
        out = next((text for word, text in self.answers.items() if word in words), b"done\n")
        return Completed(("fake", *words), 0, out)


@pytest.fixture
def sent() -> Iterator[tuple[Client, Recording]]:
    """A client, and the channel that keeps what it sends."""
    recording = Recording()
    yield Client(recording, {}), recording


METHODS: list[tuple[Callable[[Client], object], list[str]]] = [
    (lambda c: c.containers.create("img", ["a", "b c"], name="n", remove=True), ["create", "--name=n", "--rm", "img", "a", "b c"]),
    (lambda c: c.containers.create("img", "a b"), ["create", "img", "a b"]),
    (lambda c: c.containers._at("n").start(), ["start", "n"]),
    (lambda c: c.containers._at("n").stop(timeout=3), ["stop", "--time=3", "n"]),
    (lambda c: c.containers._at("n").restart(), ["restart", "n"]),
    (lambda c: c.containers._at("n").kill("HUP"), ["kill", "--signal=HUP", "n"]),
    (lambda c: c.containers._at("n").pause(), ["pause", "n"]),
    (lambda c: c.containers._at("n").unpause(), ["unpause", "n"]),
    (lambda c: c.containers._at("n").rename("m"), ["rename", "n", "m"]),
    (lambda c: c.containers._at("n").remove(force=True, volumes=True), ["rm", "--force", "--volumes", "n"]),
    (lambda c: c.containers._at("n").exec_detached(["x"], user="u"), ["exec", "--detach", "--user=u", "n", "x"]),
    (lambda c: c.containers._at("n").copy_out("/a b", "/t"), ["cp", "n:/a b", "/t"]),
    (lambda c: c.containers._at("n").copy_out("/a", "/t/"), ["cp", "n:/a", "/t/"]),
    (lambda c: c.containers._at("n").commit("i:1", message="m m"), ["commit", "--message=m m", "n", "i:1"]),
    (lambda c: c.containers.prune(filters={"label": ["a", "b=c"]}), ["container", "prune", "--force", "--filter=label=a", "--filter=label=b=c"]),
    (lambda c: c.images.pull("i:1", platform="linux/arm64"), ["pull", "--platform=linux/arm64", "i:1"]),
    (lambda c: c.images.push("i:1"), ["push", "i:1"]),
    (lambda c: c.images._at("i").tag("j:2"), ["tag", "i", "j:2"]),
    (lambda c: c.images._at("i").remove(force=True), ["rmi", "--force", "i"]),
    (lambda c: c.images.load(b"x"), ["load"]),
    (lambda c: c.images.prune(), ["image", "prune", "--force"]),
    (lambda c: c.networks.create("n", driver="bridge", subnet="10.0.0.0/24", internal=True, labels={"a": "b"}, options=["k=v"]),
     ["network", "create", "--driver=bridge", "--subnet=10.0.0.0/24", "--internal", "--label=a=b", "--opt=k=v", "n"]),
    (lambda c: c.networks._at("n").connect("c", aliases=["a"], ip="10.0.0.2"), ["network", "connect", "--alias=a", "--ip=10.0.0.2", "n", "c"]),
    (lambda c: c.networks._at("n").disconnect("c", force=True), ["network", "disconnect", "--force", "n", "c"]),
    (lambda c: c.networks._at("n").remove(), ["network", "rm", "n"]),
    (lambda c: c.volumes.create("v", labels={"a": "b"}), ["volume", "create", "--label=a=b", "v"]),
    (lambda c: c.volumes.create(), ["volume", "create"]),
    (lambda c: c.volumes._at("v").remove(force=True), ["volume", "rm", "--force", "v"]),
    (lambda c: c.volumes.prune(), ["volume", "prune", "--force"]),
    (lambda c: c.containers._at("n").diff(), ["diff", "n"]),
    (lambda c: c.command("info", "--format", "x"), ["info", "--format", "x"]),
]  # fmt: skip


@pytest.mark.parametrize(("method", "expected"), METHODS, ids=[" ".join(row[1]) for row in METHODS])
def test_what_a_method_sends(
    sent: tuple[Client, Recording], method: Callable[[Client], object], expected: list[str]
) -> None:
    client, recording = sent
    method(client)
    assert recording.sent == [expected]


def test_files_are_written_beside_their_place_and_then_put_there(
    sent: tuple[Client, Recording], tmp_path: Path
) -> None:
    client, recording = sent
    kept = recording.ask
    target = tmp_path / "t é.tar"

    def writes(words: Any, **options: Any) -> Completed:
        path = words[1].partition("=")[2]
        Path(path).write_bytes(b"archive")
        return kept(words, **options)

    recording.ask = writes  # type: ignore[method-assign]
    client.images.save(["a", "b"], target)
    client.containers._at("n").export(tmp_path / "c.tar")
    assert [[line[0], *line[2:]] for line in recording.sent] == [
        ["save", "a", "b"],
        ["export", "n"],
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"t é.tar", "c.tar"}

    def fails(words: Any, **options: Any) -> Completed:
        writes(words)
        raise KeyboardInterrupt

    target.write_bytes(b"before")
    recording.ask = fails  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        client.images.save(["a"], target)
    assert target.read_bytes() == b"before"
    assert {path.name for path in tmp_path.iterdir()} == {"t é.tar", "c.tar"}
    with pytest.raises(HostbridgeError):
        client.images.save(["a"], tmp_path)


def test_a_forced_removal_does_not_wait_on_podman() -> None:
    recording = Recording("podman")
    Client(recording, {}).containers._at("n").remove(force=True)
    assert recording.sent == [["rm", "--force", "--time=0", "n"]]


def test_handles_are_values_and_clean_up(sent: tuple[Client, Recording]) -> None:
    client, recording = sent
    first, second = client.containers.get("n"), client.containers.get("n")
    assert first == second
    assert hash(first) == hash(second)
    assert first != client.images._at(first.key)
    assert repr(first) == f"Container('{'ab' * 32}')"
    recording.sent.clear()
    with pytest.raises(ZeroDivisionError):
        with first:
            raise ZeroDivisionError
    assert recording.sent == [["rm", "--force", "--volumes", "ab" * 32]]
    assert client.images.get("name:1").key == "name:1"


def test_an_error_of_the_block_is_not_covered(sent: tuple[Client, Recording]) -> None:
    client, recording = sent

    def refuse(words: Any, **options: Any) -> Completed:
        raise HostbridgeError("it does not go away")

    recording.ask = refuse  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):
        with client.networks._at("n"):
            raise ZeroDivisionError
    with pytest.raises(HostbridgeError, match="go away"):
        with client.networks._at("n"):
            pass


@pytest.mark.parametrize("name", ["", "-f", "--privileged", "a\0b"])
def test_a_name_is_never_an_option(sent: tuple[Client, Recording], name: str) -> None:
    client, recording = sent
    for call in (
        lambda: client.containers.get(name), lambda: client.images.pull(name), lambda: client.run(name),
        lambda: client.networks.create(name), lambda: client.containers.create("img", name=name),
    ):  # fmt: skip
        with pytest.raises((UsageError, AssertionError)):
            call()
            assert name in ("-f", "--privileged")
            raise AssertionError
    assert all("-f" not in line for line in recording.sent)


def test_missing_files_are_found_before_anything_runs(sent: tuple[Client, Recording]) -> None:
    client, recording = sent
    for call in (
        lambda: client.images.load("/no/such.tar"), lambda: client.images.build("/no/such"),
        lambda: client.containers._at("n").copy_in("/no/such", "/"),
        lambda: client.images._at("i").save("/no/such/t.tar"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            call()
    assert recording.sent == []


def test_endpoints() -> None:
    assert str(endpoint(80)) == "127.0.0.1:80"
    assert str(endpoint("[::1]:80")) == "[::1]:80"
    assert endpoint("/run/x.sock").path == "/run/x.sock"
    for wrong in ("x", "1:99999", ""):
        with pytest.raises(HostbridgeError):
            endpoint(wrong)


def test_objects_that_engines_print() -> None:
    assert read_objects(b'{"a": 1}\n{"a": 2}\n', ["x"]) == [{"a": 1}, {"a": 2}]
    assert read_objects(b'{\n "a": 1\n}\n', ["x"]) == [{"a": 1}]
    assert read_objects(b"[]", ["x"]) == read_objects(b" \n", ["x"]) == []
    for wrong in (b"nonsense", b"{", b"[" * 100_000):
        with pytest.raises(HostbridgeError):
            read_objects(wrong, ["x"])


def test_the_package_offers_what_it_lists() -> None:
    assert set(hostbridge.__all__) <= set(dir(hostbridge))
    for name in hostbridge.__all__:
        assert getattr(hostbridge, name).__doc__
    assert hostbridge.__version__
    with pytest.raises(AttributeError):
        _ = hostbridge.nothing_of_this_name
