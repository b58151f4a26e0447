"""A process from an OCI configuration, as root: what is seen inside, and what it leaves."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
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
        "sh", "-c", "tr '\\0' ' ' < /proc/1/cmdline; echo; cat /proc/1/comm; (sleep 0.1 &); kill -TERM 1; sleep 100",
        annotations={"hostbridge.init": "true"},
    )  # fmt: skip
    done = oci.run(config, rootfs)
    first, comm = done["out"].splitlines()
    assert first.startswith("/sbin/docker-init -- sh -c ")
    assert comm == "docker-init"
    assert done["code"] == 143
    missing = oci.run(oci.spec("nosuch", annotations={"hostbridge.init": "true"}), rootfs)
    assert missing["code"] == 127


def test_namespaces_of_another_container(rootfs: dict[str, Any], tmp_path: Path) -> None:
    joined = [
        {"type": kind, "path": f"/proc/PID/ns/{name}"}
        for kind, name in (("network", "net"), ("pid", "pid"), ("ipc", "ipc"))
    ]
    second = oci.spec(
        "sh", "-c", "cat /proc/1/comm; touch /mine; ls -n /mine; id -u", namespaces=joined
    )
    other = {**rootfs, "upper": f"{tmp_path}/upper2", "work": f"{tmp_path}/work2"}
    gone = oci.spec("true", namespaces=[{"type": "ipc", "path": "/proc/PID/ns/nothing"}])
    done = oci.run(oci.spec("sleep", "1000"), rootfs, beside=[(second, other), (gone, other)])
    first, refused = done["beside"]
    lines = first["out"].splitlines()
    assert (first["code"], lines[0], lines[1].split()[2:4], lines[2]) == (
        0,
        "sleep",
        ["0", "0"],
        "0",
    )
    assert refused["code"] == 125
    assert "cannot join the ipc namespace" in refused["error"]


@pytest.mark.parametrize("quiet", [False, True])
@pytest.mark.parametrize("user", ["root", "app"])
def test_a_filter_is_loaded(rootfs: dict[str, Any], user: str, quiet: bool) -> None:
    from hostbridge_kernel import seccomp

    program = seccomp.program(os.uname().machine, oci.CAPABILITIES).hex()
    script = "grep -E 'NoNew|Seccomp:|CapPrm' /proc/self/status; unshare -U true && echo escaped"
    config = oci.spec("sh", "-c", script, user={"username": user}, noNewPrivileges=quiet)
    done = oci.run(config, rootfs, program=program)
    assert done["out"].splitlines()[:3] == [
        f"CapPrm:\t{'00000000a80425fb' if user == 'root' else '0' * 16}",
        f"NoNewPrivs:\t{int(quiet)}", "Seccomp:\t2",
    ]  # fmt: skip
    assert "escaped" not in done["out"]


def test_the_hosts_files_as_if_by_its_root(rootfs: dict[str, Any], tmp_path: Path) -> None:
    shown = tmp_path / "with spaces, ünd more"
    shown.mkdir(mode=0o700)
    (shown / "file").write_text("before\n")
    mounts = [
        {"destination": "/data/deep", "source": str(shown), "type": "bind", "options": ["rbind"]},
        {"destination": "/ro", "source": str(shown), "options": ["rbind", "ro"]},
        {"destination": "/one", "source": f"{shown}/file", "options": ["bind"]},
    ]
    script = (
        "echo after >> /data/deep/file; touch /data/deep/new; chown 7:8 /data/deep/new; cat /one; "
        "ls -n /data/deep; touch /ro/x"
    )
    done = oci.run(oci.spec("sh", "-c", script, mounts=mounts), rootfs)
    assert "before\nafter\n" in done["out"]
    assert "Read-only file system" in done["out"]
    new = (shown / "new").stat()
    assert (new.st_uid, new.st_gid) == (7, 8)
    missing = [{"destination": "/x", "source": f"{shown}/nothing", "options": ["bind"]}]
    refused = oci.run(oci.spec("true", mounts=missing), rootfs)
    assert refused["code"] == 125
    assert f"bind source path does not exist: {shown}/nothing" in refused["error"]


def test_what_is_read_only_masked_and_limited(rootfs: dict[str, Any]) -> None:
    script = (
        "touch /x; touch /tmp/t && echo tmp; cat /proc/keys; ls /sys/firmware; echo 1 > /proc/sys/kernel/panic; "
        "ulimit -n; cat /proc/sys/net/ipv4/ip_unprivileged_port_start; cat /proc/self/oom_score_adj; "
        "ls /proc/self/fd | wc -l; umask; pwd"
    )
    config = oci.spec(
        "sh", "-c", script, cwd="/made/for it", oomScoreAdj=77,
        rlimits=[{"type": "RLIMIT_NOFILE", "soft": 64, "hard": 64}],
        mounts=[{"destination": "/tmp", "type": "tmpfs", "options": ["size=1m"]}],
        root={"readonly": True}, linux={"sysctl": {"net.ipv4.ip_unprivileged_port_start": "0"}},
    )  # fmt: skip
    done = oci.run(config, rootfs)
    lines = done["out"].splitlines()
    assert lines[0] == "touch: /x: Read-only file system"
    assert lines[1] == "tmp"
    assert "/proc/sys/kernel/panic: Read-only file system" in lines[2]
    assert lines[3:] == ["64", "0", "77", "4", "0022", "/made/for it"], lines


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"linux": {"sysctl": {"vm.swappiness": "1"}}}, "cannot set the sysctl vm.swappiness=1"),
        ({"user": {"username": "nobody-here"}}, "unable to find user nobody-here"),
        ({"cwd": "/etc/passwd"}, "cannot enter the working directory /etc/passwd"),
        ({"mounts": [{"destination": "/proc/self", "type": "tmpfs"}]}, "it is inside /proc"),
        ({"mounts": [{"destination": "/x", "type": "nofs"}]}, "cannot mount nofs on /x"),
    ],
    ids=["sysctl", "user", "directory", "proc", "type"],
)
def test_what_cannot_be(rootfs: dict[str, Any], change: dict[str, Any], words: str) -> None:
    done = oci.run(oci.spec("true", **change), rootfs)
    assert done["code"] == 125
    assert words in done["error"]


def test_links_of_the_image_lead_nowhere_outside(rootfs: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "host"
    target.mkdir()
    layer = tmp_path / "hostile"
    layer.mkdir()
    (layer / "data").symlink_to(f"../../../../../..{target}")
    (layer / "fd").symlink_to("/proc/self/fd/3")
    mounts = [
        {"destination": "/data/made", "type": "tmpfs", "options": []},
        {"destination": "/fd/made", "type": "tmpfs", "options": []},
    ]
    root = {**rootfs, "layers": [*rootfs["layers"], str(layer)]}
    done = oci.run(oci.spec("true", mounts=mounts[:1]), root)
    assert done["code"] == 0, done
    assert list(target.iterdir()) == []
    oci.run(oci.spec("true", mounts=mounts[1:]), root)
    assert sorted(os.listdir(tmp_path / "hostile")) == ["data", "fd"]


def test_no_descriptor_leads_out(rootfs: dict[str, Any], tmp_path: Path) -> None:
    """A working directory through a descriptor that was left open (runc's CVE-2024-21626)."""
    target = tmp_path / "host"
    target.mkdir()
    more: dict[str, Any] = {"leaks": [30], "leaked": str(target)}
    for without in ((), ("user",)):
        for path in ("/proc/self/fd/30", "/proc/self/fd/30/made", "/proc/thread-self/fd/30/.."):
            first = oci.run(oci.spec("pwd", cwd=path, without=without), rootfs, **more)
            assert first["code"] == 125, first
            entered = oci.process("pwd", cwd=path)
            second = oci.run(
                oci.spec("sleep", "1000", without=without), rootfs, enter=[entered], **more
            )
            assert second["entered"][0]["code"] == 125, second
    assert list(target.iterdir()) == []
    shown = oci.run(oci.spec("ls", "/proc/self/fd"), rootfs, **more)
    assert shown["out"].split() == ["0", "1", "2", "3"]  # the last one is of ls itself


def test_the_interpreter_is_not_executed(rootfs: dict[str, Any], tmp_path: Path) -> None:
    """An image whose command is the program that starts it (runc's CVE-2019-5736)."""
    layer = tmp_path / "hostile"
    (layer / "bin").mkdir(parents=True)
    (layer / "bin/link").symlink_to("/proc/self/exe")
    (layer / "bin/script").write_text("#!/proc/self/exe\n")
    (layer / "bin/script").chmod(0o755)
    root = {**rootfs, "layers": [*rootfs["layers"], str(layer)]}
    for name in ("link", "script", "/proc/self/exe"):
        done = oci.run(oci.spec(name, without=("user",)), root)
        assert done["code"] == 126
        assert "leads to the host's own interpreter" in done["error"]


def two_layers(rootfs: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    """A second layer that hides a file, replaces a directory and adds a file of another owner."""
    top = tmp_path / "second"
    (top / "home").mkdir(parents=True)
    os.setxattr(top / "home", "trusted.overlay.opaque", b"y")
    (top / "home/new").write_text("new")
    os.chown(top / "home/new", 5, 6)
    (top / "etc").mkdir()
    os.mknod(top / "etc/group", 0o20000, 0)
    return {**rootfs, "layers": [*rootfs["layers"], str(top)]}


@pytest.mark.parametrize(
    ("refuse", "noted"),
    [([], 0), (["_by_descriptors"], 0), (["detached"], 1)],
    ids=["descriptors", "paths", "copy"],
)
def test_layers_are_stacked_in_each_way(
    rootfs: dict[str, Any], tmp_path: Path, refuse: list[str], noted: int
) -> None:
    script = "ls -n /home | tail -n +2; ls /etc; rm /etc/passwd; echo x > /etc/passwd; ls -nd /etc; cat /etc/passwd"
    root = two_layers(rootfs, tmp_path)
    done = oci.run(oci.spec("sh", "-c", script), root, refuse=refuse)
    lines = done["out"].splitlines()
    assert lines[0].split()[2:4] == ["5", "6"]
    assert lines[0].endswith(" new")
    assert lines[1] == "passwd"
    assert lines[2].split()[2:4] == ["0", "0"]
    assert lines[3] == "x"
    assert len(done["notes"]) == noted
    assert all("the root is made by copy" in note for note in done["notes"])
    again = oci.run(oci.spec("cat", "/etc/passwd"), root, refuse=refuse)
    assert again["out"] == "x\n"


SEEN = """
id; grep -E 'Cap|NoNew|Secc|Groups|SigIgn|SigBlk|Shd' /proc/self/status; ulimit -a; umask; pwd; env | sort
cut -d' ' -f2-4 /proc/mounts | sort; ls -n /dev /dev/pts | tr -s ' ' | cut -d' ' -f1-5,10-; ls /proc/self/fd
cat /proc/self/oom_score_adj; hostname; readlink /proc/self/exe; tty; wc -c < /proc/keys; ls /sys/class/net
ls -n /proc/self/fd/1 | cut -c1-10; cat /proc/self/setgroups; ps -o comm; ip -o link show lo
"""
"""What a container sees of itself."""


@pytest.mark.skipif(not shutil.which("runc"), reason="needs runc")
@pytest.mark.parametrize("user", [0, 1000])
def test_the_same_is_seen_as_with_runc(layer: str, tmp_path: Path, user: int) -> None:
    limits = [{"type": "RLIMIT_NOFILE", "soft": 512, "hard": 1024}]
    config = oci.spec(
        "sh", "-c", SEEN, without=("user",), user={"uid": user, "gid": user}, rlimits=limits,
        root={"path": layer, "readonly": True},
    )  # fmt: skip
    # How the hierarchies of cgroup v1 are mounted is each runtime's own.
    config["mounts"] = [one for one in config["mounts"] if one["type"] != "cgroup"]
    name = f"hb-{os.getpid()}-{user}"
    config["linux"]["cgroupsPath"] = f"/{name}"
    (tmp_path / "config.json").write_text(json.dumps(config))
    argv = ["runc", "--root", f"{tmp_path}/state", "run", "-b", str(tmp_path), name]
    theirs = subprocess.run(
        argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )
    assert theirs.returncode == 0, theirs.stderr
    ours = oci.run(config)
    assert ours["out"].splitlines() == theirs.stdout.splitlines()


@pytest.mark.parametrize("without", [(), ("user",)], ids=["mapped", "host"])
def test_mounts_of_the_host_propagate(
    rootfs: dict[str, Any], tmp_path: Path, without: tuple[str, ...]
) -> None:
    shown = tmp_path / "shown"
    (shown / "sub").mkdir(parents=True)
    kinds = ("rslave", "rshared", "rprivate")
    mounts = [
        {
            "destination": f"/{kind}",
            "source": str(shown),
            "type": "bind",
            "options": ["rbind", kind],
        }
        for kind in kinds
    ]
    done = oci.run(
        oci.spec("sleep", "1000", mounts=mounts, without=without), rootfs,
        enter=[oci.process("sh", "-c", f"ls -d /{kind}/sub/*") for kind in kinds],
        prefix=("unshare", "-m", "--propagation", "private"),
        before=f"mount --bind '{shown}' '{shown}'; mount --make-shared '{shown}'",
        during=f"mount -t tmpfs none '{shown}/sub'; touch '{shown}/sub/seen'",
    )  # fmt: skip
    codes = [one["code"] for one in done["entered"]]
    assert codes == [0, 0, 1]
    assert done["entered"][0]["out"] == "/rslave/sub/seen\n"
