"""What a keyword argument sends is what the command line would be given, one row for each option."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.api.options import (
    BUILD,
    CREATE,
    EXEC,
    BuildOptions,
    CreateOptions,
    ExecOptions,
)
from hostbridge.api.words import CONVERTERS, words
from hostbridge.catalogue import parse
from hostbridge.catalogue.find import command, options_of
from hostbridge.errors import UsageError

ROWS: list[tuple[str, Any, list[str]]] = [
    ("name", "n", ["--name=n"]),
    ("hostname", "h", ["--hostname=h"]),
    ("user", 1000, ["--user=1000"]),
    ("workdir", "/w", ["--workdir=/w"]),
    ("env", {"A": "b c", "N": 1, "T": None}, ["--env=A=b c", "--env=N=1", "--env=T"]),
    ("env", ["A=b"], ["--env=A=b"]),
    ("env_file", "/f", ["--env-file=/f"]),
    ("env_file", [Path("/f"), "/g"], ["--env-file=/f", "--env-file=/g"]),
    ("entrypoint", "e", ["--entrypoint=e"]),
    ("entrypoint", "", ["--entrypoint="]),
    ("labels", {"a": "b=c,d"}, ["--label=a=b=c,d"]),
    ("volumes", {"/src": "/dst", "name": "/n"}, ["--volume=/src:/dst", "--volume=name:/n"]),
    ("volumes", ["/a:/b:ro", (Path("/x y"), "/z", "ro,z")], ["--volume=/a:/b:ro", "--volume=/x y:/z:ro,z"]),
    ("volumes", [("/a:b", "/c", "ro")], ["--mount=type=bind,source=/a:b,target=/c,readonly"]),
    ("volumes", {"/a:,\"": "/c"}, ['--mount=type=bind,"source=/a:,""",target=/c']),
    ("mounts", ["type=tmpfs,target=/t"], ["--mount=type=tmpfs,target=/t"]),
    ("tmpfs", ["/run"], ["--tmpfs=/run"]),
    ("ports", {8080: 80, "127.0.0.1:53": "53/udp"}, ["--publish=8080:80", "--publish=127.0.0.1:53:53/udp"]),
    ("ports", [80, "1:2"], ["--publish=80", "--publish=1:2"]),
    ("publish_all", True, ["--publish-all"]),
    ("publish_all", False, []),
    ("network", "n", ["--network=n"]),
    ("network_aliases", ["a", "b"], ["--network-alias=a", "--network-alias=b"]),
    ("dns", ["1.1.1.1"], ["--dns=1.1.1.1"]),
    ("hosts", {"h": "10.0.0.1"}, ["--add-host=h:10.0.0.1"]),
    ("memory", 1 << 20, ["--memory=1048576"]),
    ("memory_swap", "1g", ["--memory-swap=1g"]),
    ("cpus", 1.5, ["--cpus=1.5"]),
    ("cpuset_cpus", "0-1", ["--cpuset-cpus=0-1"]),
    ("pids_limit", 5, ["--pids-limit=5"]),
    ("shm_size", "64m", ["--shm-size=64m"]),
    ("ulimits", {"nofile": (1, 2), "core": 0}, ["--ulimit=nofile=1:2", "--ulimit=core=0"]),
    ("devices", ["/dev/null"], ["--device=/dev/null"]),
    ("gpus", "all", ["--gpus=all"]),
    ("cap_add", ["NET_ADMIN"], ["--cap-add=NET_ADMIN"]),
    ("cap_drop", "ALL", ["--cap-drop=ALL"]),
    ("security_opt", ["no-new-privileges"], ["--security-opt=no-new-privileges"]),
    ("group_add", ["adm", 5], ["--group-add=adm", "--group-add=5"]),
    ("sysctls", {"net.x": 1}, ["--sysctl=net.x=1"]),
    ("privileged", True, ["--privileged"]),
    ("read_only", True, ["--read-only"]),
    ("init", True, ["--init"]),
    ("userns", "host", ["--userns=host"]),
    ("pid", "host", ["--pid=host"]),
    ("ipc", "host", ["--ipc=host"]),
    ("restart", "always", ["--restart=always"]),
    ("stop_signal", "INT", ["--stop-signal=INT"]),
    ("stop_timeout", 3, ["--stop-timeout=3"]),
    ("platform", "linux/amd64", ["--platform=linux/amd64"]),
    ("pull", "never", ["--pull=never"]),
    ("log_driver", "none", ["--log-driver=none"]),
    ("log_options", {"max-size": "1m"}, ["--log-opt=max-size=1m"]),
    ("health_cmd", "true || exit 1", ["--health-cmd=true || exit 1"]),
    ("health_interval", 0.5, ["--health-interval=500ms"]),
    ("health_timeout", "3s", ["--health-timeout=3s"]),
    ("health_start_period", 2, ["--health-start-period=2000ms"]),
    ("health_retries", 3, ["--health-retries=3"]),
    ("no_healthcheck", True, ["--no-healthcheck"]),
    ("interactive", True, ["--interactive"]),
    ("tty", True, ["--tty"]),
    ("remove", True, ["--rm"]),
]  # fmt: skip
BUILD_ROWS: list[tuple[str, Any, list[str]]] = [
    ("tags", "a:1", ["--tag=a:1"]),
    ("tags", ["a:1", "b:2"], ["--tag=a:1", "--tag=b:2"]),
    ("dockerfile", "/d/File", ["--file=/d/File"]),
    ("build_args", {"A": "b", "T": None}, ["--build-arg=A=b", "--build-arg=T"]),
    ("target", "t", ["--target=t"]),
    ("labels", {"a": "b"}, ["--label=a=b"]),
    ("no_cache", True, ["--no-cache"]),
    ("pull", True, ["--pull"]),
    ("platform", "linux/arm64", ["--platform=linux/arm64"]),
    ("network", "host", ["--network=host"]),
    ("hosts", {"h": "1.2.3.4"}, ["--add-host=h:1.2.3.4"]),
    ("secrets", ["id=s,src=/f"], ["--secret=id=s,src=/f"]),
    ("ssh", ["default"], ["--ssh=default"]),
    ("cache_from", ["c:1"], ["--cache-from=c:1"]),
    ("shm_size", 5, ["--shm-size=5"]),
]


@pytest.mark.parametrize(("keyword", "given_value", "expected"), ROWS)
def test_options_of_run_and_create(keyword: str, given_value: Any, expected: list[str]) -> None:
    assert words(CREATE, {keyword: given_value}) == expected


@pytest.mark.parametrize(("keyword", "given_value", "expected"), BUILD_ROWS)
def test_options_of_build(keyword: str, given_value: Any, expected: list[str]) -> None:
    assert words(BUILD, {keyword: given_value}) == expected


def test_every_option_has_a_row_and_a_type() -> None:
    assert {row[0] for row in ROWS} == set(CREATE)
    assert {row[0] for row in BUILD_ROWS} == set(BUILD)
    for table, typed in ((CREATE, CreateOptions), (EXEC, ExecOptions), (BUILD, BuildOptions)):
        assert set(typed.__annotations__) - {"extra"} == set(table)


@pytest.mark.parametrize(
    ("name", "table"), [("run", CREATE), ("create", CREATE), ("exec", EXEC), ("build", BUILD)]
)
def test_every_option_is_in_the_catalogue_of_docker(
    name: str, table: dict[str, tuple[str, str]]
) -> None:
    rows = {row[0]: row for row in options_of(command(name))}
    for option, kind in table.values():
        assert rows[option][2], f"{name} {option}"
        assert (rows[option][2] == "bool") == (kind == "switch"), f"{name} {option}"
        assert kind in CONVERTERS


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@given(
    env=st.dictionaries(TEXT.filter(lambda t: t and "=" not in t), TEXT, max_size=3),
    entrypoint=TEXT, workdir=TEXT, argv=st.lists(TEXT, max_size=4),
)  # fmt: skip
def test_any_value_arrives_as_it_is(
    env: dict[str, str], entrypoint: str, workdir: str, argv: list[str]
) -> None:
    """No value is taken for an option, however it begins."""
    options = {"env": env, "entrypoint": entrypoint, "workdir": workdir}
    call = parse(["run", *words(CREATE, options), "image", *argv], "docker")
    assert call.values("--env") == [f"{name}={text}" for name, text in env.items()]
    assert (call.value("--entrypoint"), call.value("--workdir")) == (entrypoint, workdir)
    assert [word.value for word in call.operands()] == ["image"]
    assert [word.value for word in call.rest()] == argv


@pytest.mark.parametrize(
    ("keyword", "wrong"),
    [
        ("nonsense", 1), ("remove", "yes"), ("name", object()), ("env", {"a=b": "c"}), ("env", {"": "c"}),
        ("env", {"a": "b\0"}), ("name", "a\0b"), ("memory", True),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(keyword: str, wrong: Any) -> None:
    with pytest.raises(UsageError):
        words(CREATE, {keyword: wrong})
