"""Masked argv, and values."""

from __future__ import annotations

import pickle

import pytest

from hostbridge.contract.paths import IDENTITY, PathMap, Share
from hostbridge.errors import NotShared
from hostbridge.host.system import system_of
from hostbridge.listeners import listening_inodes
from hostbridge.process import masked, pasteable
from hostbridge.value import as_dict, replace, value


@pytest.mark.parametrize(
    ("argv", "shown"),
    [
        (["-e", "A=b"], ["-e", "A=***"]),
        (["-eA=b"], ["-eA=***"]),
        (["--env=A=b"], ["--env=A=***"]),
        (["--env", "A=b", "--env", "NAME"], ["--env", "A=***", "--env", "NAME"]),
        (["login", "--password", "p", "-u", "u"], ["login", "--password", "***", "-u", "u"]),
        (["--password=p"], ["--password=***"]),
        (["--creds", "a:b"], ["--creds", "***"]),
        (["--build-arg", "A=b"], ["--build-arg", "A=***"]),
        (["-p", "80:80", "--label", "a=b"], ["-p", "80:80", "--label", "a=b"]),
    ],
)
def test_secret_values_are_never_shown(argv: list[str], shown: list[str]) -> None:
    assert masked(argv) == shown


def test_an_argv_can_be_pasted() -> None:
    assert pasteable(["a b", "$x", ""]) == "'a b' '$x' ''"


@value
class Point:
    """A value."""

    x: int
    y: int = 2


@value
class Named(Point):
    """A value with more."""

    name: str = "n"


def test_values() -> None:
    point = Point(1)
    assert point == Point(x=1, y=2)
    assert hash(point) == hash(Point(1, 2))
    assert point != Named(1, 2)
    assert repr(Named(1, name="a")) == "Named(x=1, y=2, name='a')"
    assert replace(point, y=5) == Point(1, 5)
    assert as_dict(Named(1)) == {"x": 1, "y": 2, "name": "n"}
    assert pickle.loads(pickle.dumps(point)) == point
    match point:
        case Point(x, y):
            assert (x, y) == (1, 2)
    with pytest.raises(AttributeError):
        point.x = 3  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del point.x
    for wrong in ((), (1, 2, 3)):
        with pytest.raises(TypeError):
            Point(*wrong)
    with pytest.raises(TypeError, match="given twice"):
        Point(1, x=2)  # type: ignore[misc]
    with pytest.raises(TypeError, match="no field"):
        Point(1, z=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="immutable"):

        @value
        class Wrong:
            items: list[int] = []


def test_path_maps() -> None:
    paths = PathMap((Share("/a", "/far/a"), Share("/a/b", "/x"), Share("/", "/root")))
    for host, machine in (
        ("/a", "/far/a"),
        ("/a/c d", "/far/a/c d"),
        ("/a/b/c", "/x/c"),
        ("/ab", "/root/ab"),
    ):
        assert paths.to_machine(host) == machine
        assert paths.to_host(machine) == host
    assert IDENTITY.to_machine("/q") == "/q"
    with pytest.raises(NotShared):
        PathMap().to_machine("/q")
    assert PathMap().to_host("/q") is None


def test_systems_by_their_platform_name() -> None:
    assert [system_of(name) for name in ("linux", "win32", "darwin", "sunos5")] == [
        "linux",
        "windows",
        "macos",
        "other",
    ]


def test_who_listens() -> None:
    table = (
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1\n"
        "   1: 0100007F:1F90 00000000:0000 01 00000000:00000000 00:00000000 00000000     0        0 4243 1\n"
    )
    assert listening_inodes(table, 8080) == ["4242"]
    assert listening_inodes(table, 80) == []
