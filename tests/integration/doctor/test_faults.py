"""Faults made for real, in namespaces of their own: doctor names each one, and nothing else as the cause.

A row: the cause, the shell lines that make the fault (as root, in a mount namespace that ends with
them), variables, and what follows. ``$D`` is a directory of the test's own; ``$DATA``, ``$CONFIG``,
``$RUNTIME`` are hostbridge's. Where doctor can mend it, it does, and is asked again.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from rig import hostbridge as hostbridge_subject
from rig.engines import PodmanRig
from rig.subject import Subject
from rig.world import World

SERIOUS = ("error", "warning")
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Fault:
    """One row. status: what doctor calls it. mended: ``--fix`` takes it away. user: an ordinary one. also: what is wrong there as well."""

    cause: str
    make: str
    status: str = "error"
    env: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    mended: bool = False
    user: bool = False
    also: frozenset[str] = frozenset()


TMPFS = 'mkdir -p "$DATA" && mount -t tmpfs -o mode=700,{} none "$DATA"'
FAULTS = (
    # storage
    Fault("ANY-SPACE", f"{TMPFS.format('size=64m')}"),
    Fault("ANY-INODES", f"{TMPFS.format('size=3g,nr_inodes=60')}"),
    Fault("ANY-WRITE", 'mkdir -p "$DATA" && mount --bind "$DATA" "$DATA" && mount -o remount,bind,ro "$DATA"'),
    Fault("ANY-NOEXEC", 'mkdir -p "$DATA" && mount --bind "$DATA" "$DATA" && mount -o remount,bind,noexec "$DATA"'),
    Fault("LNX-NFS-HOME", TMPFS.format("size=3g"), "info"),
    Fault("ANY-OWNER", 'mkdir -p "$DATA/a b" && echo x >"$DATA/a b/ü" && chown 4711 "$DATA/a b/ü"', "warning", mended=True),
    Fault("ANY-OWNER", 'mkdir -p "$DATA" && echo x >"$DATA/open" && chmod 666 "$DATA/open"', "warning", mended=True),
    Fault("ANY-DAMAGED", 'mkdir -p "$DATA" && echo "{" >"$DATA/forwards.json"', mended=True),
    Fault("ANY-LEFTOVER", 'mkdir -p "$DATA" && echo x >"$DATA/.choice.json.abcdefgh" && touch -d yesterday "$DATA/.choice.json.abcdefgh"', "info"),
    Fault("ANY-LOCK", 'mkdir -p "$DATA"; flock "$DATA/choice.json.lock" sh -c "kill -STOP \\$PPID; sleep 60" & HELD=$!; sleep 0.5'),
    # network
    Fault("LNX-RESOLV", 'true >"$D/empty" && mount --bind "$D/empty" /etc/resolv.conf', env={"HOSTBRIDGE_DOCTOR_REGISTRY": "nowhere.invalid"}),
    Fault("ANY-DNS", 'echo nameserver 127.0.0.1 >"$D/r" && mount --bind "$D/r" /etc/resolv.conf', "warning", {"HOSTBRIDGE_DOCTOR_REGISTRY": "nowhere.invalid"}),
    Fault("ANY-TLS", "", env={"SSL_CERT_FILE": None}),
    Fault("ANY-CLOCK", "", env={"HOSTBRIDGE_DOCTOR_REGISTRY": "fast"}),
    Fault("ANY-REGISTRY", "", "warning", {"HOSTBRIDGE_DOCTOR_REGISTRY": "localhost:9"}),
    Fault("ANY-PROXY", "", env={"https_proxy": "http://127.0.0.1:9"}),
    Fault("LNX-LOOPBACK", "ip link set lo down"),
    Fault("ANY-IPV6", "echo 1 >/proc/sys/net/ipv6/conf/lo/disable_ipv6", "info", also=frozenset({"ANY-REGISTRY"})),
    # limits
    Fault("LNX-NOFILE", "ulimit -n 100"),
    Fault("LNX-CGROUP-NONE", "umount -R /sys/fs/cgroup; umount -l /sys/fs/cgroup 2>/dev/null; true", "warning"),
    Fault("LNX-CGROUP-WRITE", 'for m in $(findmnt -rno TARGET -R /sys/fs/cgroup); do mount -o remount,bind,ro "$m"; done', "warning"),
    Fault("LNX-INOTIFY", 'echo 16 >"$D/w" && mount --bind "$D/w" /proc/sys/fs/inotify/max_user_watches', "warning"),
    # what clients are set to
    Fault("ANY-DOCKER-CONFIG", 'mkdir -p "$HOME/.docker" && echo "{\\"auths\\": " >"$HOME/.docker/config.json"', mended=True),
    Fault("ANY-CREDHELPER", 'mkdir -p "$HOME/.docker" && echo "{\\"credsStore\\": \\"nowhere\\", \\"x\\": 1}" >"$HOME/.docker/config.json"', mended=True),
    Fault("ANY-CLI-PLUGIN", 'mkdir -p "$HOME/.docker/cli-plugins" && ln -s /gone/docker-compose "$HOME/.docker/cli-plugins/docker-compose"', "warning", mended=True),
    Fault("ANY-DOCKER-HOST", "", env={"DOCKER_HOST": "unix:///nowhere/docker.sock"}),
    # hostbridge's own
    Fault("ANY-SETTINGS", 'mkdir -p "$CONFIG" && echo "engin = 1" >"$CONFIG/config.toml"'),
    Fault("ENG-CHOSEN", 'mkdir -p "$CONFIG" && echo "engine = \\"docker\\"" >"$CONFIG/config.toml"; '
          'mkdir -p "$DATA" && echo "{\\"version\\": 1, \\"backend\\": \\"native\\", \\"machine\\": \\"default\\", \\"engines\\": {}}" >"$DATA/choice.json"'),
    Fault("WIN-CRLF", 'printf "#!/bin/sh\\r\\necho\\r\\n" >"$D/here/run me.sh"', "warning", mended=True),
    # what the project needs
    Fault("PRJ-DISK", 'echo "[doctor]\ndisk = 4000000000000000" >"$D/here/hostbridge.toml"'),
    Fault("PRJ-MEMORY", 'echo "[doctor]\nmemory = 4000000000000000" >"$D/here/hostbridge.toml"'),
    Fault("PRJ-PORT", 'echo "[doctor]\nports = [$PORT]" >"$D/here/hostbridge.toml"'),
    Fault("PRJ-HOST", 'echo "[doctor]\nhosts = [\\"nowhere.invalid\\"]" >"$D/here/hostbridge.toml"'),
    Fault("PRJ-TOOL", 'echo "[doctor.tools]\nsh = \\"\\"\nnowhere = \\"\\"" >"$D/here/hostbridge.toml"'),
    Fault("PRJ-TOOL", 'echo "[doctor.tools]\nmount = \\"99.1\\"" >"$D/here/hostbridge.toml"'),
    # an ordinary user
    Fault("LNX-SUBID", 'echo >"$D/none"; mount --bind "$D/none" /etc/subuid; mount --bind "$D/none" /etc/subgid', "warning", user=True),
    Fault("LNX-NEWUIDMAP", 'for n in newuidmap newgidmap; do cp /usr/bin/$n "$D/$n"; chmod 755 "$D/$n"; mount --bind "$D/$n" /usr/bin/$n; done', user=True),
    Fault("LNX-XDG", 'export XDG_RUNTIME_DIR="$D/gone"', "warning", user=True),
    Fault("LNX-NPROC", "prlimit --nproc=40 --pid $$", user=True),
)  # fmt: skip


@dataclass(frozen=True)
class Clinic:
    """A healthy host to make faults on: podman answers, and a registry whose certificate is trusted."""

    subject: Subject
    folder: Path
    port: str
    registries: Mapping[str, str]

    def run(self, fault: Fault) -> list[dict[str, Any]]:
        """Make the fault and ask doctor; where it is mended, mend and ask again. What each asking told."""
        env = {name: self.registries.get(str(value), value) for name, value in fault.env.items()}
        ask = '"$@" doctor --json --budget 60 >"$D/told.1"; echo $? >"$D/code"'
        if fault.mended:
            ask += '\n"$@" doctor --fix --yes --json --budget 60 >"$D/told.2" 2>"$D/fixed"'
        # The daemon of other tests is none of this host's.
        hidden = '[ ! -S /run/docker.sock ] || { true >"$D/no"; chmod 666 "$D/no"; mount --bind "$D/no" /run/docker.sock; }'
        script = f'mkdir -p "$D/here"; cd "$D/here"\n{hidden}\n{fault.make}\n{ask}\n[ -z "$HELD" ] || kill -KILL $HELD\ntrue\n'
        words = [
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "--pid",
            "--fork",
            "--mount-proc",
        ]
        inner = list(self.subject.argv)
        if fault.user:
            script = _user(self.folder) + script
            inner = ["setpriv", "--reuid=4321", "--regid=4321", "--clear-groups", "--", *inner]
        if fault.cause in ("LNX-LOOPBACK", "ANY-IPV6"):
            words.append("--net")
            script = "ip link set lo up; " + script
        doctor = replace(self.subject, argv=(*words, "sh", "-c", script, "sh", *inner))
        done = doctor.run(env={**env, "PORT": self.port}, timeout=120)
        told = [
            self.folder / name for name in ("told.1", "told.2") if (self.folder / name).exists()
        ]
        assert len(told) == 1 + fault.mended, done
        return [json.loads(path.read_text() or "{}") for path in told]


def _reachable() -> str:
    """Lines that let an ordinary user reach the interpreter, where it is below a home of root's."""
    prefix = Path(sys.base_prefix)
    closed = [folder for folder in prefix.parents if not folder.stat().st_mode & 0o001]
    if not closed:
        return ""
    return f"""
mkdir "$D/closed" && mount --rbind {closed[-1]} "$D/closed" && mount -t tmpfs -o mode=755 none {closed[-1]}
mkdir -p {prefix} && mount --bind "$D/closed/{prefix.relative_to(closed[-1])}" {prefix} && umount -l "$D/closed"
"""


def _user(folder: Path) -> str:
    """Lines that make an ordinary user with all that podman needs."""
    return f"""{_reachable()}
cp /etc/passwd "$D/passwd"; echo 'hbuser:x:4321:4321::{folder}/home:/bin/sh' >>"$D/passwd"; mount --bind "$D/passwd" /etc/passwd
for n in subuid subgid; do echo hbuser:300000:65536 >"$D/$n"; mount --bind "$D/$n" /etc/$n; done
mkdir -p "$D/home" "$DATA" "$CONFIG" "$RUNTIME" "$HOSTBRIDGE_CACHE_DIR" "$XDG_RUNTIME_DIR"
mount -t tmpfs none /etc/containers
printf '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n' >/etc/containers/containers.conf
chmod 700 "$XDG_RUNTIME_DIR"; chmod 666 /dev/net/tun 2>/dev/null
chown -R 4321:4321 "$D" "$DATA" "$CONFIG" "$RUNTIME" "$HOSTBRIDGE_CACHE_DIR" "$XDG_RUNTIME_DIR"
"""


@pytest.fixture(scope="module")
def registries(near: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Two registries of the near machine by name, ``right`` and ``fast``, and ``ca``: their authorities."""
    started: list[subprocess.Popen[str]] = []
    told: dict[str, str] = {}
    for name, ahead in (("right", "0"), ("fast", "90000")):
        folder = tmp_path_factory.mktemp(name)
        argv = [*near.words("/"), sys.executable, str(HERE / "tls_registry.py"), str(folder), ahead]
        one = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(one)
        assert one.stdout is not None
        told[name] = f"localhost:{one.stdout.readline().strip()}"
        told[f"{name}.ca"] = str(folder / "ca.pem")
    authorities = "".join(Path(told[f"{name}.ca"]).read_text() for name in ("right", "fast"))
    yield {**told, "ca": authorities}
    for one in started:
        one.communicate("", timeout=10)


@pytest.fixture
def ground() -> Iterator[Path]:
    """A directory that an ordinary user reaches, which pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="hb doctor é ") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def clinic(podman_rig: PodmanRig, registries: dict[str, str], ground: Path) -> Clinic:
    """A healthy host."""
    base = hostbridge_subject.native(podman_rig, ground / "hb")
    (ground / "ca.pem").write_text(registries["ca"])
    (ground / "ca.pem").chmod(0o644)
    named = ("HOSTBRIDGE_BACKEND", "HOSTBRIDGE_ENGINE", "HOSTBRIDGE_DIALECT")
    env = {
        **{name: value for name, value in base.env.items() if name not in named},
        "D": str(ground),
        "HOSTBRIDGE_DOCTOR_REGISTRY": registries["right"],
        "SSL_CERT_FILE": str(ground / "ca.pem"),
        "XDG_RUNTIME_DIR": str(ground / "run"),
    }
    env |= {short: env[f"HOSTBRIDGE_{short}_DIR"] for short in ("DATA", "CONFIG", "RUNTIME")}
    env = {name: value for name, value in env.items() if not name.lower().endswith("_proxy")}
    port = registries["right"].partition(":")[2]
    return Clinic(replace(base, env=env), ground, port, registries)


def _true_here(user: bool) -> set[str]:
    """What is so on the machine that runs the tests: ordinary users limit nothing on cgroups v1."""
    unified = Path("/sys/fs/cgroup/cgroup.controllers").exists()
    return {"LNX-CG1-LIMITS", "LNX-CGROUP-DELEG"} if user and not unified else set()


def serious(told: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong: status by id."""
    return {one["id"]: one["status"] for one in told["checks"] if one["status"] in SERIOUS}


@pytest.mark.parametrize("user", [False, True], ids=["root", "user"])
def test_a_healthy_host(clinic: Clinic, user: bool) -> None:
    (told,) = clinic.run(Fault("", "", user=user))
    assert set(serious(told)) <= _true_here(user), [
        one for one in told["checks"] if one["id"] in serious(told)
    ]
    assert told["exit_code"] == 0 and (clinic.folder / "code").read_text() == "0\n"
    assert not [one["id"] for one in told["checks"] if one["crashed"]]
    assert told["counts"]["ok"] >= 30


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{row.cause}-{n}" for n, row in enumerate(FAULTS)])
def test_a_fault_is_named_and_nothing_else(clinic: Clinic, fault: Fault) -> None:
    told, *after = clinic.run(fault)
    found = {one["id"]: one for one in told["checks"]}[fault.cause]
    assert found["status"] == fault.status, serious(told)
    assert set(serious(told)) <= {fault.cause, *fault.also, *_true_here(fault.user)}
    assert (clinic.folder / "code").read_text() == f"{int(fault.status == 'error')}\n"
    if after:
        assert serious(after[0]) == {}, (clinic.folder / "fixed").read_text()
