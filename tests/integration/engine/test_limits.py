"""Limits are felt inside, on both engines and in both dialects; what cannot be had is refused and says why."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig import hostbridge as hostbridge_subject
from rig.engines import DockerRig, EngineRig
from rig.fixtures import required
from rig.run import Missing
from rig.subject import Subject

FILES = "/sys/fs/cgroup"
OTHER = {"docker": "podman", "podman": "docker"}
MEMORY = f"cat {FILES}/memory.max 2>/dev/null || cat {FILES}/memory/memory.limit_in_bytes"
QUOTA = f"cat {FILES}/cpu.max 2>/dev/null || cat {FILES}/cpu/cpu.cfs_quota_us {FILES}/cpu/cpu.cfs_period_us"
FORKS = "for n in 1 2 3 4 5 6 7 8 9; do sleep 60 & done; echo all"
# podman leaves its default limits out when one is given, and asks for more than this machine allows.
PROCESSES = ("--ulimit", "nproc=1024:1024")


@pytest.fixture
def foreign(hostbridge: Subject, engine: EngineRig) -> Subject:
    """hostbridge on each engine, for a caller of the other dialect."""
    return hostbridge.with_env(HOSTBRIDGE_DIALECT=OTHER[engine.name])


def test_limits_are_felt_inside(foreign: Subject, image: str) -> None:
    told = foreign.run(
        "run", "--rm", "--memory", "32m", "--cpus", "0.5", "--ulimit", "nofile=64:64", *PROCESSES,
        image, "sh", "-c", f"{MEMORY}; {QUOTA}; ulimit -n",
    ).ok().text.split()  # fmt: skip
    assert told == [str(32 << 20), "50000", "100000", "64"]


def test_more_memory_than_allowed_ends_the_process(foreign: Subject, image: str) -> None:
    done = foreign.run(
        "run", "--rm", "--memory", "16m", "--memory-swap", "16m", image,
        "dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1",
    )  # fmt: skip
    assert done.code == 137


def test_more_processes_than_allowed_cannot_be_made(foreign: Subject, image: str) -> None:
    done = foreign.run("run", "--rm", "--pids-limit", "5", image, "sh", "-c", FORKS)
    assert done.code != 0
    assert b"fork" in done.err
    assert b"all" not in done.out


def test_a_limit_can_be_changed_while_the_container_runs(foreign: Subject, image: str) -> None:
    foreign.run("run", "-d", "--name", "limited", "--memory", "64m", "--memory-swap", "64m", image, "sleep", "99").ok()  # fmt: skip
    foreign.run("update", "--memory", "32m", "--memory-swap", "32m", "limited").ok()
    assert foreign.run("exec", "limited", "sh", "-c", MEMORY).ok().text == str(32 << 20)


def test_a_size_that_the_storage_cannot_hold_is_refused(
    foreign: Subject, engine: EngineRig, image: str
) -> None:
    done = foreign.run("run", "--rm", "--storage-opt", "size=100M", image, "true")
    if done.code == 0:
        pytest.skip("this storage holds sizes; test_a_size_is_felt_inside has its effect")
    assert done.code == 125
    # podman's dialect has no such option: it reaches docker's daemon all the same.
    assert b"storage" in done.err.lower()
    assert engine.client.run("ps", "-aq").ok().text == ""


def test_a_gpu_where_there_is_none(hostbridge: Subject, foreign: Subject, image: str) -> None:
    for subject in (hostbridge, foreign):
        done = subject.run("run", "--rm", "--gpus", "all", image, "true")
        assert done.code == 125
        assert b"no GPU can be handed on" in done.err
        assert b"nvidia.com/gpu in /etc/cdi" in done.err
        assert b"remedy: leave --gpus out" in done.err


@pytest.fixture
def sized(docker_rig: DockerRig, tmp_path: Path) -> Iterator[Subject]:
    """hostbridge on a docker whose images are in a file system that holds sizes: btrfs, in a file."""

    def made() -> Path:
        if "btrfs" not in Path("/proc/filesystems").read_text():
            raise Missing("this kernel has no btrfs")
        if subprocess.run(["which", "mkfs.btrfs"], check=False, capture_output=True).returncode:
            raise Missing("mkfs.btrfs is not installed (apt install btrfs-progs)")
        file = tmp_path / "disk"
        with file.open("wb") as disk:
            disk.truncate(512 << 20)
        subprocess.run(["mkfs.btrfs", "-q", str(file)], check=True)
        return file

    world = docker_rig.world
    file, folder = required(made), tmp_path / "docker"
    folder.mkdir()
    world.run("mount", "-o", "loop", str(file), str(folder))
    settings = tmp_path / "daemon.json"
    settings.write_text("{}")
    socket, run = world.folder / "sized.sock", world.folder / "sized"
    # Without a bridge of its own (--bridge none) it would remove docker0, which is the other daemon's.
    world.run("ip", "link", "add", "sized0", "type", "bridge")
    world.run("ip", "address", "add", "10.213.77.1/24", "dev", "sized0")
    daemon = world.daemon(
        "dockerd", "--config-file", str(settings), "--data-root", str(folder), "--exec-root", str(run),
        "--pidfile", f"{run}.pid", "--storage-driver", "btrfs", "--bridge", "sized0", "--iptables=false",
        "--containerd", "/run/containerd/containerd.sock", "--containerd-namespace", "sized",
        "--containerd-plugins-namespace", "sized-plugins", "-H", f"unix://{socket}",
        log=world.folder / "sized.log",
    )  # fmt: skip
    subject = hostbridge_subject.native(docker_rig, tmp_path / "own")
    subject = subject.with_env(DOCKER_HOST=f"unix://{socket}")
    try:
        deadline = time.monotonic() + 60
        while subject.run("version").code:
            assert daemon.poll() is None, (world.folder / "sized.log").read_text()[-1500:]
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield subject
    finally:
        daemon.terminate()
        daemon.wait(timeout=60)
        world.run("ip", "link", "delete", "sized0")
        world.run("umount", "-R", str(folder))


@pytest.mark.skipif(
    os.environ.get("HOSTBRIDGE_SOAK") != "1", reason="HOSTBRIDGE_SOAK=1: a daemon of its own"
)
def test_a_size_is_felt_inside(sized: Subject) -> None:
    from rig.image import base_image

    sized.run("load", "-q", input=base_image().archive()).ok()
    fill = "dd if=/dev/zero of=/big bs=1M count=60 && sync"
    whole = sized.run("run", "--rm", "--network", "none", base_image().reference, "sh", "-c", fill)
    assert whole.code == 0, whole.err
    sized_run = ("run", "--rm", "--network", "none", "--storage-opt", "size=30M")
    bound = sized.run(*sized_run, base_image().reference, "sh", "-c", fill)
    assert bound.code != 0
    assert b"quota" in bound.err.lower() or b"space" in bound.err.lower()
