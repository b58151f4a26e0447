"""Links and archives that would lead the kernel engine out of a container's root, or of its store."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rig.image import File, Image, base_image, layer
from rig.subject import Subject

from .attacked import DEADLINE, engine, image, outside, running

__all__ = ["engine", "image", "outside", "running"]


def test_mounts_land_inside_whatever_links_the_image_has(
    engine: Subject, image: Image, outside: Path, tmp_path: Path
) -> None:
    files: dict[str, File | bytes] = {
        "link": File(link=str(outside)), "up": File(link=f"../../../../../../../..{outside}"),
        "etc/hosts": File(link=str(outside / "hosts")), "etc/resolv.conf": File(link=str(outside / "resolv.conf")),
        "etc/hostname": File(link=str(outside / "hostname")),
    }  # fmt: skip
    engine.run("load", input=image.derive("attacks:links", files).archive(), timeout=DEADLINE).ok()
    source = tmp_path / "source"
    source.mkdir()
    (source / "mark").write_text("from the volume")
    for target in ("/link", "/link/deeper", "/up", "/up/treasure/x"):
        result = engine.run(
            "run",
            "--rm",
            "--network",
            "none",
            "-v",
            f"{source}:{target}",
            "attacks:links",
            "cat",
            f"{target}/mark",
            timeout=DEADLINE,
        )
        assert result.code != 0 or result.text == "from the volume", (target, result.error)
        assert "Traceback" not in result.error
    assert sorted(path.name for path in outside.iterdir()) == ["treasure"]
    assert (outside / "treasure").read_text() == "of the host"


@pytest.mark.parametrize("name", ["proc", "sys", "dev", "dev/pts", "dev/shm"])
def test_an_image_whose_own_mounts_are_links(engine: Subject, outside: Path, name: str) -> None:
    base = base_image()
    plain = Image(
        "attacks:bad",
        (
            layer(
                {
                    **dict.fromkeys(("bin",), File(folder=True, mode=0o755)),
                    "bin/busybox": File(Path("/bin/busybox").read_bytes(), mode=0o755),
                    name: File(link=str(outside)),
                }
            ),
        ),
        base.config,
    )
    engine.run("load", input=plain.archive(), timeout=DEADLINE).ok()
    result = engine.run(
        "run", "--rm", "--network", "none", "attacks:bad", "/bin/busybox", "true", timeout=DEADLINE
    )
    assert "Traceback" not in result.error
    assert [path.name for path in outside.iterdir()] == ["treasure"]
    assert not os.path.ismount(outside)


def test_copies_stay_inside(
    engine: Subject, running: Callable[..., str], outside: Path, tmp_path: Path
) -> None:
    name = running()
    engine.run("exec", name, "ln", "-s", str(outside), "/out").ok()
    engine.run("exec", name, "ln", "-s", "/proc/1/root", "/tmp/root").ok()
    engine.run("exec", name, "ln", "-s", "../../../../../../../.." + str(outside), "/tmp/up").ok()
    source = tmp_path / "evil"
    source.write_text("evil")
    for target in (
        "/out/evil",
        "/tmp/up/evil",
        f"/tmp/root{outside}/evil",
        f"/../../..{outside}/evil",
    ):
        result = engine.run("cp", str(source), f"{name}:{target}")
        assert "Traceback" not in result.error
    assert [path.name for path in outside.iterdir()] == ["treasure"]
    for path in ("/out/treasure", "/tmp/up/treasure", f"/tmp/root{outside}/treasure"):
        result = engine.run("cp", f"{name}:{path}", "-")
        assert b"of the host" not in result.out, path


def test_a_link_that_changes_while_it_is_copied_through(
    engine: Subject, running: Callable[..., str], outside: Path, tmp_path: Path
) -> None:
    # CVE-2018-15664: a path that is a directory when it is looked at and a link when it is used.
    flip = f"import os\nos.makedirs('/race/plain', exist_ok=True)\nprint('flips', flush=True)\nwhile True:\n    try:\n        os.symlink('{outside}', '/race/link'); os.unlink('/race/link')\n        os.mkdir('/race/link'); os.rmdir('/race/link')\n    except OSError:\n        pass\n"
    name = running(command=("python", "-S", "-c", flip))
    source = tmp_path / "evil"
    source.write_text("evil")
    deadline = time.monotonic() + DEADLINE
    while "flips" not in engine.run("logs", name).text:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    for _ in range(40 if os.environ.get("HOSTBRIDGE_SOAK") == "1" else 6):
        result = engine.run("cp", str(source), f"{name}:/race/link/evil")
        assert "Traceback" not in result.error, result.error
        got = engine.run("cp", f"{name}:/race/link/treasure", "-")
        assert b"of the host" not in got.out
        assert "Traceback" not in got.error, got.error
    assert [path.name for path in outside.iterdir()] == ["treasure"]


def entry(
    name: str, kind: bytes = tarfile.REGTYPE, link: str = "", data: bytes = b"", mode: int = 0o644
) -> tuple[tarfile.TarInfo, bytes]:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.size, made.mode = kind, link, len(data), mode
    if kind in (tarfile.BLKTYPE, tarfile.CHRTYPE):
        made.devmajor, made.devminor = 1, 1
    return made, data


def archive(*entries: tuple[tarfile.TarInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        for made, data in entries:
            file.addfile(made, io.BytesIO(data))
    return buffer.getvalue()


def hostile(outside: Path) -> dict[str, bytes]:
    """Layers that would write outside of their root, by how they try."""
    up = "../" * 12 + str(outside).lstrip("/")
    return {
        "a name with ..": archive(entry(f"{up}/evil", data=b"x")),
        "an absolute name": archive(entry(f"{outside}/evil", data=b"x")),
        "through a link": archive(entry("l", tarfile.SYMTYPE, str(outside)), entry("l/evil", data=b"x")),
        "through a link upwards": archive(entry("l", tarfile.SYMTYPE, up), entry("l/evil", data=b"x")),
        "a hard link out": archive(entry("h", tarfile.LNKTYPE, f"{outside}/treasure"), entry("h", data=b"x")),
        "a hard link up": archive(entry("h", tarfile.LNKTYPE, f"{up}/treasure"), entry("h", data=b"x")),
        "whiteouts upwards": archive(entry(f"{up}/.wh.treasure")),
        "a whiteout through a link": archive(entry("l", tarfile.SYMTYPE, str(outside)), entry("l/.wh.treasure")),
        "an opaque link": archive(entry("l", tarfile.SYMTYPE, str(outside)), entry("l/.wh..wh..opq")),
        "a link replaced by a directory": archive(entry("l", tarfile.SYMTYPE, str(outside)), entry("l", tarfile.DIRTYPE, mode=0o700), entry("l/evil", data=b"x")),
    }  # fmt: skip


HOSTILE = list(hostile(Path("/x")))


@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_layer_writes_nothing_outside(engine: Subject, outside: Path, how: str) -> None:
    base = base_image()
    bad = Image("attacks:hostile", (*base.layers, hostile(outside)[how]), base.config)
    mode = stat.S_IMODE(outside.stat().st_mode)
    result = engine.run("load", input=bad.archive(), timeout=DEADLINE)
    assert "Traceback" not in result.error, result.error
    if result.code == 0:
        ran = engine.run(
            "run", "--rm", "--network", "none", "attacks:hostile", "true", timeout=DEADLINE
        )
        assert "Traceback" not in ran.error, ran.error
    assert [path.name for path in outside.iterdir()] == ["treasure"]
    assert (outside / "treasure").read_text() == "of the host"
    assert stat.S_IMODE(outside.stat().st_mode) == mode


def test_device_nodes_of_an_image_are_shut(engine: Subject) -> None:
    base = base_image()
    nodes = archive(
        entry("mem", tarfile.CHRTYPE, mode=0o666), entry("disk", tarfile.BLKTYPE, mode=0o666)
    )
    engine.run(
        "load",
        input=Image("attacks:nodes", (*base.layers, nodes), base.config).archive(),
        timeout=DEADLINE,
    ).ok()
    for options in ((), ("--userns", "host")):
        for path in ("/mem", "/disk"):
            result = engine.run(
                "run",
                "--rm",
                "--network",
                "none",
                *options,
                "attacks:nodes",
                "head",
                "-c",
                "1",
                path,
                timeout=DEADLINE,
            )
            assert result.code != 0, path
            assert (
                "not permitted" in result.error
                or "denied" in result.error
                or "No such" in result.error
            ), result.error
