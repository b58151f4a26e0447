"""Each engine is spoken to in its own words, in both directions, and nothing is lost silently."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.catalogue import Call, parse
from hostbridge.catalogue.find import command, names, options_of
from hostbridge.contract.engine import Emulation, Refusal
from hostbridge.engine import DIALECT_VERSION, version_line
from hostbridge.engine.applying import follow
from hostbridge.engine.document import document
from hostbridge.engine.translation import translate
from hostbridge.errors import UsageError

TRANSLATED = [
    ("docker", "podman", "run --pod=p img", "run --label=hostbridge.pod=p img"),
    ("docker", "podman", "create --requires=a,b img", "create --label=hostbridge.requires=a,b img"),
    ("docker", "podman", "run --network=n:alias=a,alias=b img", "run --network-alias=b --network-alias=a --network=n img"),
    ("docker", "podman", "run --log-driver k8s-file img", "run --log-driver json-file img"),
    ("docker", "podman", "run --pull=newer img", "run --pull=always img"),
    ("docker", "podman", "run --http-proxy=false --tls-verify=false img", "run img"),
    ("docker", "podman", "run --tz=UTC img", "run --env=TZ=UTC img"),
    ("docker", "podman", "stop --time 3 c", "stop -t 3 c"),
    ("docker", "podman", "inspect -t image x", "inspect --type image x"),
    ("docker", "podman", "build --pull=always .", "build --pull ."),
    ("docker", "podman", "build --format docker --layers .", "build ."),
    ("docker", "podman", "run --mount type=bind,src=/a,dst=/b,ro=true img", "run --mount type=bind,src=/a,dst=/b,readonly img"),
    ("docker", "podman", "network create --interface-name br1 n", "network create --opt=com.docker.network.bridge.name=br1 n"),
    ("podman", "docker", "run --log-driver json-file img", "run --log-driver k8s-file img"),
    ("podman", "docker", "run --network name=n,alias=a img", "run --network n:alias=a img"),
    ("podman", "docker", "stop --timeout 3 c", "stop --time 3 c"),
    ("podman", "docker", "run --runtime runc img", "--runtime=runc run img"),
    ("podman", "docker", "buildx build --load --progress plain .", "build ."),
    ("podman", "docker", "cp -q a:/b c", "cp a:/b c"),
    ("podman", "docker", "logs -n 5 c", "logs --tail 5 c"),
    ("podman", "docker", "logs -fn5 c", "logs -f --tail=5 c"),
    ("podman", "docker", "volume create -d local v", "volume create --driver local v"),
    ("podman", "docker", "volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=100m,uid=5 v", "volume create --opt type=tmpfs --opt device=tmpfs --opt o=nr_blocks=25600,uid=5 v"),
    ("podman", "docker", "save -o f a b", "save --multi-image-archive -o f a b"),
    ("podman", "docker", "restart -t 3 c", "restart --time 3 c"),
    ("podman", "docker", "stop -t -1 c", "stop --time=2147483647 c"),
    ("podman", "docker", "logs --tail all c", "logs c"),
    ("podman", "docker", "run --mount src=v,dst=/x,volume-nocopy img", "run --mount type=volume,src=v,dst=/x img"),
    ("podman", "docker", "run --mount type=bind,src=/a,dst=/x,bind-recursive=disabled img", "run --mount type=bind,src=/a,dst=/x,bind-nonrecursive=true img"),
    ("podman", "docker", "run --security-opt systempaths=unconfined img", "run --security-opt unmask=ALL img"),
    ("podman", "docker", "run --storage-opt size=1G img", "--storage-opt=overlay.size=1G run img"),
    ("podman", "docker", "network create --ipam-driver default -o com.docker.network.driver.mtu=1400 n", "network create -o mtu=1400 n"),
    ("podman", "docker", "network create -o com.docker.network.bridge.name=br9 n", "network create --interface-name=br9 n"),
    ("podman", "docker", "build --cache-from type=registry,ref=r.test/a:b --cache-to type=inline .", "build --cache-from r.test/a ."),
    ("podman", "docker", "import --platform linux/arm64/v8 x", "import --os=linux --arch=arm64 --variant=v8 x"),
    ("podman", "docker", "manifest push --insecure --purge l", "manifest push --tls-verify=false --rm l"),
    ("docker", "podman", "pull --arch aarch64 --variant v8 img", "pull --platform=linux/arm64/v8 img"),
    ("docker", "podman", "pull --authfile /a/config.json img", "--config=/a pull img"),
    ("docker", "podman", "build --timestamp 5 .", "build --build-arg=SOURCE_DATE_EPOCH=5 ."),
    ("docker", "podman", "run --pid private --add-host a;b:1.2.3.4 img", "run --add-host=a:1.2.3.4 --add-host=b:1.2.3.4 img"),
    ("docker", "podman", "run --tmpfs /x:rw,notmpcopyup img", "run --tmpfs /x:rw img"),
    ("docker", "podman", "events --stream=false", "events --since=0 --until=0s"),
    ("docker", "podman", "volume create -l a=b v", "volume create --label a=b v"),
]  # fmt: skip


@pytest.mark.parametrize(("engine", "dialect", "written", "said"), TRANSLATED)
def test_what_is_said(engine: str, dialect: str, written: str, said: str) -> None:
    call = parse(written.split(), dialect)  # type: ignore[arg-type]
    result = follow(call, engine)  # type: ignore[arg-type]
    assert isinstance(result, Call)
    assert result.argv() == said.split()
    assert result.notes
    assert all(reason for _, _, reason in result.notes)


def test_health_commands_and_entrypoints_of_podman() -> None:
    for json_text, line in (
        ('["CMD-SHELL", "a | b"]', "a | b"), ('["CMD", "a", "b c"]', "a 'b c'"), ('["a b"]', "a b"), ("plain", "plain"),
    ):  # fmt: skip
        call = translate(parse(["run", "--health-cmd", json_text, "img"], "podman"), "docker")
        assert isinstance(call, Call)
        assert call.value("--health-cmd") == line
    call = translate(parse(["run", "--entrypoint", '["sh", "-c"]', "img", "x"], "podman"), "docker")
    assert isinstance(call, Call)
    assert call.argv() == ["run", "--entrypoint", "sh", "img", "-c", "x"]


REFUSED = [
    ("docker", "podman", "run --userns keep-id img"), ("docker", "podman", "run -v /a:/b:U img"),
    ("docker", "podman", "run --secret s img"), ("podman", "docker", "run --link a img"),
    ("podman", "docker", "--context c ps"), ("docker", "podman", "kube play x"),
    ("podman", "docker", "swarm init"), ("docker", "podman", "build --env A=b ."),
]  # fmt: skip


@pytest.mark.parametrize(("engine", "dialect", "written"), REFUSED)
def test_what_cannot_be_had_is_refused_with_the_reason(
    engine: str, dialect: str, written: str
) -> None:
    result = translate(parse(written.split(), dialect), engine)  # type: ignore[arg-type]
    assert isinstance(result, Refusal)
    assert result.summary
    assert result.reason or result.remedy


EMULATED = [
    ("docker", "podman", "network exists n"), ("docker", "podman", "volume exists v"), ("docker", "podman", "pod create p --infra=false --share="),
    ("docker", "podman", "pod rm p"), ("docker", "podman", "wait --condition=healthy c"), ("podman", "podman", "wait --condition=healthy c"),
    ("docker", "podman", "rm --ignore c"), ("docker", "podman", "stop --all"), ("docker", "podman", "logs a b"),
    ("docker", "podman", "cp a:/x b:/y"), ("docker", "podman", "rmi --ignore --force i"), ("docker", "podman", "start c"),
    ("docker", "podman", "create --network=a:alias=x --network=b img"), ("docker", "podman", "run --replace --name=x img"),
    ("docker", "podman", "healthcheck run c"), ("docker", "podman", "exec --latest ls"),
]  # fmt: skip


@pytest.mark.parametrize(("engine", "dialect", "written"), EMULATED)
def test_what_is_done_instead(engine: str, dialect: str, written: str) -> None:
    result = translate(parse(written.split(), dialect), engine)  # type: ignore[arg-type]
    assert isinstance(result, Emulation)
    assert result.what
    assert result.reason


@given(
    st.lists(
        st.sampled_from(
            [
                "--rm",
                "-d",
                "-it",
                "--name=x",
                "-v",
                "/a:/b",
                "-e",
                "A=b",
                "-p",
                "80",
                "--cpus=1",
                "img",
                "sh",
                "-c",
                "--label",
                "q",
            ]
        ),
        max_size=10,
    ),
    st.sampled_from(["docker", "podman"]),
)
def test_the_engines_own_dialect_is_left_alone(words: list[str], engine: str) -> None:
    try:
        call = parse(["run", *words], engine)  # type: ignore[arg-type]
    except UsageError:
        return
    assert translate(call, engine) is call  # type: ignore[arg-type]


def test_no_short_spelling_means_two_things() -> None:
    for name in names():
        rows = options_of(command(name))
        for column in (1, 3):
            given = [row[column] for row in rows if row[column]]
            assert len(given) == len(set(given)), name


def test_force_is_force() -> None:
    for words in ("rm -f x", "rm -f --ignore x"):
        assert parse(words.split(), "podman").has("--force")
    forced = follow(parse(["rm", "-f", "x"], "podman"), "docker")
    assert isinstance(forced, Call)
    assert forced.argv() == ["rm", "-f", "x"]


def test_versions_that_callers_may_rely_on() -> None:
    assert version_line("podman").split()[-1] == DIALECT_VERSION["podman"]
    assert version_line("docker").startswith("Docker version ")


def test_the_page_about_dialects_is_what_the_tables_say() -> None:
    page = Path(__file__).parents[3] / "docs" / "dialects.md"
    assert page.read_text() == document()
