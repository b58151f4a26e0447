"""A process from an OCI configuration, as root: what is seen inside, and what it leaves."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest

from rig import oci
from rig.image import base_image

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> str:
    from hostbridge_kernel.store.unpack import unpack

    top = tmp_path_factory.mktemp("layer") / "fs"
    top.mkdir()
    unpack(io.BytesIO(base_image().layers[0]), str(top))
    return str(top)


@pytest.fixture
def rootfs(layer: str, tmp_path: Path) -> dict[str, Any]:
    return {"layers": [layer], "upper": f"{tmp_path}/upper", "work": f"{tmp_path}/work"}


def test_it_is_a_container(rootfs: dict[str, Any]) -> None:
    script = (
        "id -u; hostname; echo $$; cat /proc/self/uid_map; grep Cap /proc/self/status; cat; exit 7"
    )
    done = oci.run(oci.spec("sh", "-c", script), rootfs, input=b"given")
    lines = done["out"].split("\n")
    assert done["code"] == 7
    assert lines[:3] == ["0", "box", "1"]
    inside, outside, count = lines[3].split()
    assert (inside, count) == ("0", "65536")
    assert int(outside) > 0
    caps = dict(line.split(":\t") for line in lines[4:9])
    assert caps == {
        "CapInh": "0" * 16, "CapPrm": "00000000a80425fb", "CapEff": "00000000a80425fb",
        "CapBnd": "00000000a80425fb", "CapAmb": "0" * 16,
    }  # fmt: skip
    assert lines[9] == "given"
    assert done["between"] == 1


def test_what_is_written_belongs_to_the_mapped_root(rootfs: dict[str, Any]) -> None:
    done = oci.run(oci.spec("sh", "-c", "echo a > /etc/new; ls -n /etc/new /bin/busybox"), rootfs)
    assert [line.split()[2:4] for line in done["out"].splitlines()] == [["0", "0"]] * 2
    made = os.stat(f"{rootfs['upper']}/etc/new")
    assert made.st_uid > 65536
    assert made.st_gid > 65536


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["nosuch"], 127, 'exec: "nosuch": executable file not found in $PATH'),
        (["/nosuch"], 127, 'exec: "/nosuch": stat /nosuch: no such file or directory'),
        (["/etc/passwd"], 126, 'exec: "/etc/passwd": permission denied'),
        (["/etc"], 126, 'exec: "/etc": is a directory'),
    ],
)
def test_a_command_that_cannot_be_executed(
    rootfs: dict[str, Any], args: list[str], code: int, words: str
) -> None:
    done = oci.run(oci.spec(*args), rootfs)
    assert (done["code"], done["error"]) == (code, words)


def test_entering(rootfs: dict[str, Any]) -> None:
    script = "id; cat /proc/1/comm; pwd; hostname; grep CapEff /proc/self/status; exit 3"
    user = {"username": "app"}
    processes = [
        oci.process("sh", "-c", script, user=user, cwd="/tmp"),
        oci.process("nosuch"),
        oci.process("tty", terminal=True),
    ]
    done = oci.run(oci.spec("sleep", "1000"), rootfs, enter=processes)
    first, second, third = done["entered"]
    assert first["code"] == 3
    assert first["out"].splitlines() == [
        "uid=1000(app) gid=1000(app) groups=1000(app)", "sleep", "/tmp", "box",
        "CapEff:\t0000000000000000",
    ]  # fmt: skip
    assert second["code"] == 127
    assert third["out"].strip() == "/dev/pts/0"


def test_an_init_passes_signals_on_and_reaps(rootfs: dict[str, Any]) -> None:
    config = oci.spec(
        "sh", "-c", "tr '\\0' ' ' < /proc/1/cmdline; echo; cat /proc/1/comm; (sleep 0.1 &); kill -TERM 1; exit 9",
        annotations={"hostbridge.init": "true"},
    )  # fmt: skip
    done = oci.run(config, rootfs)
    first, comm = done["out"].splitlines()
    assert first.startswith("/sbin/docker-init -- sh -c ")
    assert comm == "docker-init"
    assert done["code"] == 143
    missing = oci.run(oci.spec("nosuch", annotations={"hostbridge.init": "true"}), rootfs)
    assert missing["code"] == 127
