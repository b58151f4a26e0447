"""From words to a plan: what crosses, what does not, and the reason for each change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hostbridge.catalogue import parse
from hostbridge.contract.features import Features
from hostbridge.contract.paths import IDENTITY, PathMap, Share
from hostbridge.dispatch.make import Target, make_plan
from hostbridge.dispatch.plan import Exec, Local, Render
from hostbridge.dispatch.relayed import Publish, Relay
from hostbridge.dispatch.show import show
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.podman import PodmanEngine
from hostbridge.errors import HostbridgeError, NotFound, NotShared, Unsupported
from hostbridge.select import Selection

if TYPE_CHECKING:
    from hostbridge.dispatch.plan import Plan

LOCAL = Features(local=True, shares="identity", udp=True)
FAR = Features(shares="mapped")


def local(words: list[str], cwd: Path, *, engine: str = "docker", dialect: str = "docker") -> Plan:
    made = DockerEngine() if engine == "docker" else PodmanEngine()
    return make_plan(parse(words, dialect), Target(made, LOCAL, IDENTITY, str(cwd), {}))  # type: ignore[arg-type]


def far(
    words: list[str],
    cwd: Path,
    env: dict[str, str] | None = None,
    dialect: str = "docker",
    engine: str = "docker",
) -> Plan:
    shares = PathMap((Share(str(cwd / "shared"), "/far/shared"),))
    (cwd / "shared").mkdir(exist_ok=True)
    call = parse(words, dialect)  # type: ignore[arg-type]
    made = DockerEngine() if engine == "docker" else PodmanEngine()
    return make_plan(call, Target(made, FAR, shares, str(cwd), env or {}))


def test_on_native_a_command_becomes_the_engines_client(tmp_path: Path) -> None:
    words = [
        "run",
        "--rm",
        "-it",
        "-p",
        "80:80",
        "-v",
        "/a:/b",
        "-v",
        "name:/c",
        "img",
        "-v",
        "./x:/y",
    ]
    assert local(words, tmp_path) == Exec(("docker", *words))


def test_a_relative_path_is_made_absolute_and_says_why(tmp_path: Path) -> None:
    plan = local(["run", "-v./x:/y:ro", "--mount", "type=bind,src=./z,dst=/q", "img"], tmp_path)
    assert isinstance(plan, Exec)
    assert plan.argv[2] == f"-v{tmp_path}/x:/y:ro"
    assert plan.argv[4] == f"type=bind,src={tmp_path}/z,dst=/q"
    assert [bool(rewrite.reason) for rewrite in plan.rewrites] == [True, True]


def test_a_missing_bind_source_follows_the_callers_dialect(tmp_path: Path) -> None:
    words = ["run", "-v", f"{tmp_path}/missing:/m", "img"]
    plan = local(words, tmp_path, engine="podman", dialect="docker")
    assert isinstance(plan, Exec)
    assert plan.make == (f"{tmp_path}/missing",)
    with pytest.raises(NotFound):
        local(words, tmp_path, engine="docker", dialect="podman")


def test_far_paths_are_mapped_and_those_outside_are_an_error(tmp_path: Path) -> None:
    plan = far(["run", "-v", f"{tmp_path}/shared/a b:/m", "img"], tmp_path)
    assert isinstance(plan, Exec)
    assert plan.argv == ("docker", "run", "-v", "/far/shared/a b:/m", "img")
    with pytest.raises(NotShared) as caught:
        far(["run", "-v", "/elsewhere:/m", "img"], tmp_path)
    assert caught.value.exit_code == 125
    assert "/elsewhere" in caught.value.remedy


def test_far_ports_are_published_on_loopback_and_forwarded(tmp_path: Path) -> None:
    plan = far(["run", "-d", "-p", "8080:80", "-p", "0.0.0.0:81:81", "img"], tmp_path)
    assert isinstance(plan, Relay)
    assert plan.argv == (
        "docker",
        "run",
        "-d",
        "-p",
        "127.0.0.1:8080:80",
        "-p",
        "127.0.0.1:81:81",
        "img",
    )
    assert plan.publish == (Publish("", 8080, 80), Publish("0.0.0.0", 81, 81))
    assert plan.detached
    with pytest.raises(Unsupported):
        far(["run", "-p", "53:53/udp", "img"], tmp_path)


def test_far_environment_travels_beside_the_argv(tmp_path: Path) -> None:
    env = {"WORD": "secret", "PATH": "/mine"}
    plan = far(["run", "-e", "WORD", "-e", "UNSET", "-e", "PATH", "img"], tmp_path, env)
    assert isinstance(plan, Relay)
    assert dict(plan.env) == {"WORD": "secret", "UNSET": None}
    assert not any("secret" in word or "/mine" in word for word in plan.argv)
    assert [item.content for item in plan.send] == [b"PATH=/mine\n"]


def test_far_files_are_sent_and_fetched(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("A=1\nTAKEN\n")
    words = ["run", "--env-file", "env", "--cidfile", "cid", "img"]
    plan = far(words, tmp_path, {"TAKEN": "t"})
    assert isinstance(plan, Relay)
    assert plan.send[0].content == b"A=1\nTAKEN=t\n"
    assert plan.fetch[0].host == str(tmp_path / "cid")
    assert plan.fetch[0].when == "exists"
    assert plan.argv[3] == plan.send[0].machine
    (tmp_path / "cid").write_text("there")
    with pytest.raises(HostbridgeError, match="container ID file found"):
        far(words, tmp_path)


def test_far_archives_are_streams(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_text("")
    load = far(["load", "-i", "a.tar"], tmp_path)
    assert isinstance(load, Relay)
    assert (load.argv, load.stdin) == (("docker", "load"), str(tmp_path / "a.tar"))
    save = far(["save", "-o", "b.tar", "img"], tmp_path)
    assert isinstance(save, Relay)
    assert (save.argv, save.stdout) == (("docker", "save", "img"), str(tmp_path / "b.tar"))
    with pytest.raises(NotFound):
        far(["load", "-i", "missing.tar"], tmp_path)


def test_far_contexts_are_seen_or_sent(tmp_path: Path) -> None:
    (tmp_path / "ctx").mkdir()
    (tmp_path / "shared" / "ctx").mkdir(parents=True)
    sent = far(["build", "-t", "x", "ctx"], tmp_path)
    assert isinstance(sent, Relay)
    assert sent.send[0].host == str(tmp_path / "ctx")
    seen = far(["build", "-t", "x", "shared/ctx"], tmp_path)
    assert isinstance(seen, Exec)
    assert seen.argv[-1] == "/far/shared/ctx"
    assert isinstance(far(["build", "-"], tmp_path), Exec)
    assert isinstance(far(["build", "https://example.org/x.git"], tmp_path), Exec)
    with pytest.raises(NotFound):
        far(["build", "missing"], tmp_path)


def test_far_copies(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    into = far(["cp", "f", "c:/x"], tmp_path)
    assert isinstance(into, Relay)
    assert into.argv[2].endswith("/f")
    out = far(["cp", "c:/x/name", "."], tmp_path)
    assert isinstance(out, Relay)
    assert out.fetch[0].tree
    assert out.argv[3].endswith("/name")
    assert far(["cp", "c:/x", "-"], tmp_path) == Exec(("docker", "cp", "c:/x", "-"))


def test_the_other_dialect_is_rendered_and_what_is_lacking_done_here(tmp_path: Path) -> None:
    assert isinstance(local(["ps"], tmp_path, dialect="podman"), Render)
    assert isinstance(local(["volume", "ls", "-q"], tmp_path, dialect="podman"), Exec)
    assert isinstance(local(["pod", "exists", "x"], tmp_path, dialect="podman"), Local)
    assert isinstance(local(["start", "x"], tmp_path, dialect="podman"), Local)
    start = local(["start", "-a", "x"], tmp_path, dialect="podman")
    assert isinstance(start, Exec)
    assert start.before is not None
    with pytest.raises(Unsupported):
        local(["kube", "play", "x"], tmp_path, dialect="podman")


def test_a_plan_is_shown_with_its_reasons_and_without_secrets(tmp_path: Path) -> None:
    plan = local(["run", "-e", "TOKEN=secret", "-v", "./x:/y", "img"], tmp_path)
    selection = Selection("native", "default", "docker", "", "", "")
    text = show(plan, selection)
    assert "because" in text
    assert "secret" not in text
    told = json.loads(show(plan, selection, as_json=True))
    assert told["kind"] == "Exec"
    assert told["rewrites"][0]["after"] == f"{tmp_path}/x:/y"
    for words in (["ps"], ["pod", "exists", "x"]):
        assert show(local(words, tmp_path, dialect="podman"), selection)


@pytest.mark.parametrize(
    ("words", "argv"),
    [
        ("exec -it c sh", "docker exec -i c sh"),
        ("exec -d -it c sh", "docker exec -d -t c sh"),
        ("run --interactive --tty --rm img", "docker run --interactive --rm img"),
        ("run -t img", "docker run -t img"),
    ],
)
def test_podmans_callers_may_ask_for_a_terminal_where_none_is(
    tmp_path: Path, words: str, argv: str
) -> None:
    call = parse(words.split(), "podman")
    plan = make_plan(call, Target(DockerEngine(), LOCAL, IDENTITY, str(tmp_path), {}, tty=False))
    assert isinstance(plan, Exec)
    assert plan.argv == tuple(argv.split())


def test_far_files_with_commas_keys_and_what_is_no_file(tmp_path: Path) -> None:
    for name in ("a.yml", "b.yml", "key.pem"):
        (tmp_path / name).write_text("x")
    plan = far(
        ["kube", "play", "--configmap", "a.yml,b.yml", "https://host/pod.yml"],
        tmp_path,
        dialect="podman",
        engine="podman",
    )
    assert isinstance(plan, Relay)
    assert [send.host for send in plan.send] == [f"{tmp_path}/a.yml", f"{tmp_path}/b.yml"]
    assert plan.argv[4] == ",".join(send.machine for send in plan.send)
    assert plan.argv[5] == "https://host/pod.yml"
    plan = far(
        ["pull", "--decryption-key", "key.pem:pass:word", "img"],
        tmp_path,
        dialect="podman",
        engine="podman",
    )
    assert isinstance(plan, Relay)
    assert plan.argv[3] == f"{plan.send[0].machine}:pass:word"
    plan = far(
        ["push", "--encryption-key", "pgp:me@far", "img"],
        tmp_path,
        dialect="podman",
        engine="podman",
    )
    assert isinstance(plan, Exec)


def test_the_compose_plug_ins_entrance_alone_is_ours(tmp_path: Path) -> None:
    words = ["compose", "-f", "shared/c.yml", "run", "-v", "./a:/b", "--env-file", "x", "app"]
    for engine in ("docker", "podman"):
        plan = far(words, tmp_path, engine=engine)
        assert isinstance(plan, Local)
        assert plan.what == f"{engine} compose -f /far/shared/c.yml {' '.join(words[3:])}"
    near = local(words, tmp_path)
    assert isinstance(near, Exec)
    assert near.argv[:2] == ("sh", "-c")  # looks whether docker has the plug-in
    assert near.argv[-9:] == tuple(words)


@pytest.mark.parametrize("name", ["stop", "restart"])
def test_the_time_to_end_is_said_as_every_docker_has_it(name: str, tmp_path: Path) -> None:
    plan = local([name, "--timeout", "3", "x"], tmp_path)
    assert isinstance(plan, Exec)
    assert plan.argv == ("docker", name, "-t", "3", "x")
