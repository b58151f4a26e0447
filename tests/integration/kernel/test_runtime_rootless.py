"""The runtime as an ordinary user: with subordinate ids, and with none."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rig import oci
from rig.image import base_image

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become others")

USER = 54321
RANGED = {"uid": USER, "ranges": "700000:65536"}
SINGLE = {"uid": USER, "ranges": ""}


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory of the user's; pytest's own are closed to others."""
    folder = tempfile.mkdtemp(prefix="hb-rootless-", dir="/tmp")
    os.chown(folder, USER, USER)
    yield Path(folder)
    shutil.rmtree(folder)


def rootfs(place: Path, owner: int) -> dict[str, Any]:
    """Layers as that user's store has them."""
    from hostbridge_kernel.store.unpack import unpack

    top = place / "layer"
    top.mkdir()
    unpack(io.BytesIO(base_image().layers[0]), str(top), root=False)
    for one in [top, *top.rglob("*")]:
        os.chown(one, owner, owner, follow_symlinks=False)
    return {"layers": [str(top)], "upper": f"{place}/upper", "work": f"{place}/work"}


@pytest.mark.parametrize("user", [RANGED, SINGLE], ids=["ranges", "single"])
def test_a_container_of_an_ordinary_user(place: Path, user: dict[str, Any]) -> None:
    script = (
        "id -u; hostname; grep CapEff /proc/self/status; rm /etc/group; ls /etc; echo a > /etc/new; "
        "echo b > /dev/null; head -c 3 /dev/zero | wc -c; ls -n /etc/new; cat /proc/1/comm; exit 5"
    )
    root = rootfs(place, USER)
    done = oci.run(oci.spec("sh", "-c", script), root, user=user)
    assert done["code"] == 5, done
    lines = done["out"].splitlines()
    assert lines[:5] == ["0", "box", "CapEff:\t00000000a80425fb", "passwd", "3"]
    assert lines[5].split()[2:4] == ["0", "0"]
    assert lines[6] == "sh"
    assert os.stat(f"{root['upper']}/etc/new").st_uid == USER


def test_other_users_need_ranges(place: Path) -> None:
    root = rootfs(place, USER)
    asked = oci.spec("id", "-u", user={"username": "app"})
    assert oci.run(asked, root, user=RANGED)["out"] == "1000\n"
    refused = oci.run(asked, root, user=SINGLE)
    assert refused["code"] == 125
    assert "the container has no user 1000:1000" in refused["error"]


def test_entering_as_an_ordinary_user(place: Path) -> None:
    inside = [oci.process("id", "-u"), oci.process("tty", terminal=True)]
    done = oci.run(oci.spec("sleep", "1000"), rootfs(place, USER), enter=inside, user=RANGED)
    assert [(one["code"], one["out"].strip()) for one in done["entered"]] == [
        (0, "0"), (0, "/dev/pts/0"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("refuse", "word"),
    [(["in_user_namespace"], "fuse-overlayfs"), (["in_user_namespace", "fuse"], "copy")],
    ids=["fuse", "copy"],
)
@pytest.mark.parametrize("user", [RANGED, SINGLE], ids=["ranges", "single"])
def test_other_ways_to_stack(
    place: Path, user: dict[str, Any], refuse: list[str], word: str
) -> None:
    if word == "fuse-overlayfs" and not (
        shutil.which("fuse-overlayfs") and os.path.exists("/dev/fuse")
    ):
        pytest.skip("needs fuse-overlayfs")
    root = rootfs(place, USER)
    config = oci.spec("sh", "-c", "rm /etc/group; echo y > /etc/new; ls /etc; ps | wc -l")
    done = oci.run(config, root, user=user, refuse=refuse)
    assert done["code"] == 0, done
    assert done["out"].split() == ["new", "passwd", "4"]
    assert f"the root is made by {word}" in done["notes"][0]
    again = oci.run(oci.spec("cat", "/etc/new"), root, user=user, refuse=refuse)
    assert again["out"] == "y\n"
