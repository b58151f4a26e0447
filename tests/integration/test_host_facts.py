"""Facts against what the kernel does: as root, as an ordinary user, and in namespaces."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="becomes other users: needs root on Linux"
)
ROOT = Path(__file__).parents[2]
CODE = (
    "import json, os; from hostbridge.host import gather, plain\n"
    "print(json.dumps(plain(gather(os.environ, {'data': '/tmp'}))))"
)
USER = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")


def command(*before: str) -> list[str]:
    # The system's own interpreter: this one may lie where another user may not look.
    python = shutil.which("python3", path="/usr/local/bin:/usr/bin:/bin") or sys.executable
    return [*before, python, "-c", CODE]


def facts(folder: Path, *before: str) -> dict[str, Any]:
    """The facts that a process sees which is started by these words."""
    env = {"PATH": os.environ["PATH"], "HOME": "/", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        command(*before), env=env, cwd="/", capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def readable() -> Iterator[Path]:
    """The package where every user may read it."""
    folder = Path("/tmp") / f"hostbridge-facts-{os.getpid()}"
    shutil.copytree(
        ROOT / "src" / "hostbridge",
        folder / "hostbridge",
        ignore=shutil.ignore_patterns("__pycache__", "assets"),
    )
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def works(*argv: str) -> bool:
    return (
        subprocess.run(argv, cwd="/", capture_output=True, check=False, timeout=60).returncode == 0
    )


@pytest.mark.parametrize("who", [(), USER], ids=["root", "user"])
def test_user_namespaces_are_as_the_kernel_has_them(who: tuple[str, ...], readable: Path) -> None:
    told = facts(readable, *who)["namespaces"]
    does = works(*who, "unshare", "--user", "true")
    assert told["user"] in (does, None), told
    assert told["user"] is True or told["forbidden_by"]
    kinds = {name for name in os.listdir("/proc/self/ns") if "_for_" not in name}
    assert set(told["kinds"]) == kinds


def test_a_namespace_whose_maximum_is_zero(readable: Path) -> None:
    if not works("unshare", "--user", "--map-root-user", "true"):
        pytest.skip("this kernel makes no user namespaces")
    inside = ("unshare", "--user", "--map-root-user", "sh", "-c", 'echo 0 >/proc/sys/user/max_user_namespaces; exec "$@"', "sh")  # fmt: skip
    told = facts(readable, *inside)
    assert told["namespaces"]["user"] is False
    assert told["namespaces"]["forbidden_by"] == ["user.max_user_namespaces=0"]
    assert told["namespaces"]["inside"] is True
    assert not works(*inside, "unshare", "--user", "true")


def test_ids_and_devices(readable: Path) -> None:
    root, user = facts(readable), facts(readable, *USER)
    assert (root["ids"]["uid"], user["ids"]["uid"]) == (0, 65534)
    assert "sys_admin" in root["ids"]["capabilities"] or not works("unshare", "--mount", "true")
    assert user["ids"]["capabilities"] == []
    for name, path in (("kvm", "/dev/kvm"), ("tun", "/dev/net/tun")):
        if not os.path.exists(path):
            assert user["virtualisation"][name] == "absent"
            continue
        opens = works(*USER, "sh", "-c", f"exec 3<>{path}")
        assert (user["virtualisation"][name] != "forbidden") == opens


@pytest.mark.parametrize("who", [(), USER], ids=["root", "user"])
def test_controllers_that_are_told_writable_take_a_new_group(
    who: tuple[str, ...], readable: Path
) -> None:
    told = facts(readable, *who)["cgroups"]
    assert set(told["writable"]) <= set(told["controllers"])
    if told["version"] not in ("v1", "hybrid"):
        return
    for controller in told["controllers"]:
        tree = f"/sys/fs/cgroup/{controller}"
        if not os.path.isdir(tree):
            continue
        group = f"{tree}/hostbridge-facts-{os.getpid()}"
        made = works(*who, "mkdir", group)
        if made:
            os.rmdir(group)
        assert made == (controller in told["writable"]), controller


def test_sizes(readable: Path) -> None:
    told = facts(readable)
    kib = next(line.split()[1] for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))  # fmt: skip
    assert told["memory"]["total"] == int(kib) << 10
    assert told["cpu"]["count"] == os.cpu_count()
    assert told["disks"][0]["total"] == shutil.disk_usage("/tmp").total
    kind = subprocess.run(
        ["findmnt", "-n", "-o", "FSTYPE", "-T", "/tmp"], capture_output=True, text=True, check=True
    )
    assert told["disks"][0]["filesystem"] == kind.stdout.strip()
