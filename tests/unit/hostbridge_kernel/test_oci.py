"""Records as OCI specifications, and the mounts that a record comes to have."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from hostbridge.catalogue import parse
from hostbridge.errors import Conflict, HostbridgeError, NotFound
from hostbridge_kernel.oci import Site, spec
from hostbridge_kernel.options import read
from hostbridge_kernel.volumes import Volumes, resolve
from hostbridge_kernel.volumes.copyup import fill, numbers
from hostbridge_kernel.volumes.layered import Layered

IDS = (((0, 100000, 65536),), ((0, 100000, 65536),))


def record(words: str, data: Path, other: dict[str, Any] | None = None) -> dict[str, Any]:
    asked = read(parse(["run", *shlex.split(words)], "docker"), {"config": {"Cmd": ["sh"]}}, {})
    points = resolve(asked.config, asked.host, Volumes(str(data)), lambda _name: other or {})
    asked.config["Hostname"] = asked.config["Hostname"] or "abc"
    return {"Config": asked.config, "HostConfig": asked.host, "Mounts": points}


def made(words: str, data: Path, **site: Any) -> dict[str, Any]:
    return spec(record(words, data), Site(str(data), "/root", **{"ids": IDS, **site}))


def test_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "hosts").write_text("")
    found = made("img echo hi", tmp_path)
    process = found["process"]
    assert process["args"] == ["echo", "hi"]
    assert process["env"][:2] == [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOSTNAME=abc",
    ]
    assert process["cwd"] == "/"
    assert len(process["capabilities"]["bounding"]) == 14
    assert "CAP_SYS_ADMIN" not in process["capabilities"]["effective"]
    kinds = [one["type"] for one in found["linux"]["namespaces"]]
    assert kinds == ["mount", "pid", "network", "ipc", "uts", "cgroup", "user"]
    targets = [one["destination"] for one in found["mounts"]]
    assert targets == [
        "/proc",
        "/dev",
        "/dev/pts",
        "/sys",
        "/sys/fs/cgroup",
        "/dev/mqueue",
        "/dev/shm",
        "/etc/hosts",
    ]
    assert "ro" in found["mounts"][3]["options"]
    assert found["linux"]["resources"]["devices"][0] == {"allow": False, "access": "rwm"}
    assert found["annotations"]["hostbridge.seccomp"] == "default"
    assert "/proc/kcore" in found["linux"]["maskedPaths"]


def test_what_options_change(tmp_path: Path) -> None:
    found = made(
        "--privileged --network host --pid host --ipc host --uts host --cgroupns host img",
        tmp_path,
        ids=None,
    )
    assert [one["type"] for one in found["linux"]["namespaces"]] == ["mount"]
    assert found["linux"]["maskedPaths"] == []
    assert found["annotations"]["hostbridge.seccomp"] == "unconfined"
    assert "CAP_SYS_ADMIN" in found["process"]["capabilities"]["bounding"]
    assert found["linux"]["resources"]["devices"] == [{"allow": True, "access": "rwm"}]
    found = made(
        "--cap-drop ALL --cap-add kill --security-opt no-new-privileges -t --init --ulimit nofile=5 img",
        tmp_path,
    )
    assert found["process"]["capabilities"]["bounding"] == ["CAP_KILL"]
    assert found["process"]["noNewPrivileges"] is True
    assert "TERM=xterm" in found["process"]["env"]
    assert found["annotations"]["hostbridge.init"] == "true"
    assert found["process"]["rlimits"] == [{"type": "RLIMIT_NOFILE", "hard": 5, "soft": 5}]
    found = made("-m 10m --cpus 1.5 --pids-limit 7 --device /dev/null:/dev/x:r img", tmp_path)
    limits = found["linux"]["resources"]
    assert limits["memory"] == {"limit": 10 << 20, "swap": 20 << 20}
    assert limits["cpu"] == {"period": 100000, "quota": 150000}
    assert limits["pids"] == {"limit": 7}
    assert limits["devices"][-1] == {
        "allow": True,
        "type": "c",
        "access": "r",
        "major": 1,
        "minor": 3,
    }
    assert found["linux"]["devices"][0]["path"] == "/dev/x"
    joined = made(
        "--network container:x img",
        tmp_path,
        join=(("network", "/proc/7/ns/net"), ("user", "/proc/7/ns/user")),
    )
    assert {"type": "network", "path": "/proc/7/ns/net"} in joined["linux"]["namespaces"]
    for words in ("--device /dev/nothing img", "--device /etc/passwd img"):
        with pytest.raises(HostbridgeError, match="device"):
            made(words, tmp_path)


def test_mounts(tmp_path: Path) -> None:
    host = tmp_path / "a b"
    words = (
        f"-v '{host}:/b:ro' -v named:/c/d -v /anon --tmpfs /t:exec --mount type=tmpfs,dst=/u img"
    )
    found = record(words, tmp_path)
    assert host.is_dir(), "-v makes it"
    bind, named, anonymous = [one for one in found["Mounts"] if one["Type"] != "tmpfs"]
    assert (bind["Source"], bind["RW"], bind["Propagation"]) == (str(host), False, "rprivate")
    assert named["Source"] == f"{tmp_path}/volumes/named/_data"
    assert len(anonymous["Name"]) == 64
    mounts = {
        one["destination"]: one for one in spec(found, Site(str(tmp_path), "/r", ids=IDS))["mounts"]
    }
    assert mounts["/b"]["options"] == ["rbind", "rprivate", "ro", "ridmap"]
    assert mounts["/t"]["options"] == ["nosuid", "nodev", "exec"]
    assert mounts["/u"]["options"] == ["noexec", "nosuid", "nodev"]
    taken = record("--volumes-from x:ro img", tmp_path, found)["Mounts"]
    assert [one["RW"] for one in taken] == [False, False, False]
    with pytest.raises(NotFound, match="does not exist"):
        record("--mount type=bind,src=/not/there,dst=/x img", tmp_path)
    shm = spec(record("--tmpfs /dev/shm img", tmp_path), Site(str(tmp_path), "/r"))["mounts"]
    assert [one["destination"] for one in shm].count("/dev/shm") == 1


def test_volumes(tmp_path: Path) -> None:
    volumes = Volumes(str(tmp_path))
    made = volumes.create("one", {"a": "b"})
    assert volumes.create("one") == made
    assert [one["Name"] for one in volumes.all()] == ["one"]
    for name in ("../x", "x/y", ".", "..", "x", "-ab", "ab\0", "äb", ".new-x"):
        with pytest.raises(HostbridgeError):
            volumes.create(name)
        with pytest.raises(NotFound):
            volumes.find(name)
    with pytest.raises(Conflict, match="in use"):
        volumes.remove("one", lambda _name: ["abc"])
    Path(made["Mountpoint"], "file").write_text("x" * 10)
    assert list(volumes.prune(lambda _name: [], lambda _volume: True)) == [("one", 10)]
    volumes.remove("one", lambda _name: [], force=True)
    os.makedirs(f"{volumes.top}/.new-dead/_data")
    volumes.sweep()
    assert os.listdir(volumes.top) == []


def test_a_new_volume_gets_what_the_image_has(tmp_path: Path) -> None:
    lower, upper = tmp_path / "lower", tmp_path / "upper"
    (lower / "srv/data/sub").mkdir(parents=True)
    (lower / "srv/data/old").write_text("old")
    (lower / "srv/data/kept").write_text("kept")
    (lower / "srv/data/sub/deep").write_text("deep")
    (upper / "srv/data").mkdir(parents=True)
    (upper / "srv/data/kept").write_text("newer")
    (upper / "srv/data").chmod(0o750)
    (upper / "srv/link").symlink_to("../srv/./data")
    points = record("-v fresh:/srv/link -v plain:/nowhere img", tmp_path)["Mounts"]
    fill(points, [str(upper), str(lower)])
    target = Path(points[0]["Source"])
    files = {
        str(path.relative_to(target)): path.read_text()
        for path in target.rglob("*")
        if path.is_file()
    }
    assert files == {"old": "old", "kept": "newer", "sub/deep": "deep"}
    assert target.stat().st_mode & 0o777 == 0o750
    assert os.listdir(points[1]["Source"]) == []
    (target / "old").unlink()
    fill(points, [str(upper), str(lower)])
    assert not (target / "old").exists(), "what is not empty is left alone"


def test_whose_a_mount_becomes(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("root:x:0:0::/:\napp:x:1000:1001::/:\n")
    (tmp_path / "etc/group").write_text("web:x:7:\n")
    view = Layered([str(tmp_path)])
    for user, wanted in {
        "": (0, 0),
        "app": (1000, 1001),
        "app:web": (1000, 7),
        "5": (5, 0),
        "5:6": (5, 6),
    }.items():
        assert numbers(user, view) == wanted
    for user in ("nosuch", "app:nosuch"):
        with pytest.raises(HostbridgeError, match="nosuch"):
            numbers(user, view)
