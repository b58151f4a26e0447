"""The rig itself: engines are real and private, and nothing is left of a run."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rig import sweep
from rig.case import Case
from rig.engines import DockerRig, EngineRig
from rig.image import PAGE, base_image
from rig.registry import RegistryRig
from rig.running import Running
from rig.ssh import SshRig
from rig.world import World


def test_an_engine_runs_a_container(engine: EngineRig, image: str) -> None:
    result = engine.client.run("run", "--rm", "-i", image, "sh", "-c", "cat; exit 7", input="words")
    assert (result.code, result.out) == (7, b"words")


def test_a_published_port_answers(engine: EngineRig, image: str) -> None:
    engine.client.run(
        "run", "-d", "-p", "8080:80", image, "httpd", "-f", "-p", "80", "-h", "/www"
    ).ok()
    assert 8080 in engine.world.listening()
    assert engine.world.fetch(8080) == PAGE


def test_a_folder_is_mounted(engine: EngineRig, image: str, tmp_path: Path) -> None:
    (tmp_path / "in").write_text("from the host")
    script = "cat /it/in; echo from the container >/it/out"
    result = engine.client.run("run", "--rm", "-v", f"{tmp_path}:/it", image, "sh", "-c", script)
    assert result.ok().text == "from the host"
    assert (tmp_path / "out").read_text() == "from the container\n"


def test_a_terminal_has_its_size_and_follows(engine: EngineRig, image: str) -> None:
    with engine.client.start("run", "--rm", "-it", image, "sh", tty=True, size=(30, 100)) as it:
        it.expect("# ")
        it.send("stty size\r")
        it.expect("30 100")
        # Docker's client drops a change that comes while it attaches: time passes first.
        time.sleep(0.5)
        it.resize(31, 101)
        it.send("sleep 0.2; stty size\r")
        it.expect("31 101")
        it.send("exit 3\r")
        assert it.wait().code == 3


def test_an_engine_pulls_from_the_registry(engine: EngineRig, registry: RegistryRig) -> None:
    reference = registry.push(base_image().derive("unused", {"etc/mark": b"pulled"}), "marked")
    engine.client.run("pull", "-q", reference).ok()
    assert engine.client.run("run", "--rm", reference, "cat", "/etc/mark").ok().text == "pulled"


def test_engines_keep_to_their_own_directories(near: World, engine: EngineRig) -> None:
    form = {"docker": "{{.DockerRootDir}}", "podman": "{{.Store.GraphRoot}}"}[engine.name]
    told = engine.client.run("info", "-f", form).ok().text
    inside = near.run("stat", "-c", "%d:%i", told).stdout.decode().strip()
    outside = Path(told)
    assert not outside.exists() or f"{outside.stat().st_dev}:{outside.stat().st_ino}" != inside
    data = near.folder / "data" / Path(told).parts[3]
    assert any(data.iterdir())


def test_a_daemon_dies_and_comes_back(docker_rig: DockerRig, image: str) -> None:
    docker_rig.client.run("run", "-d", "--name", "lasting", image, "sleep", "1000").ok()
    docker_rig.kill()
    assert "Cannot connect" in docker_rig.client.run("ps").error
    docker_rig.start()
    assert docker_rig.client.run("ps", "--format", "{{.Names}}").ok().text == "lasting"
    docker_rig.clear()
    assert docker_rig.client.run("ps", "-aq").ok().out == b""


def test_a_socket_can_be_out_of_reach(docker_rig: DockerRig) -> None:
    docker_rig.forbid()
    refused = docker_rig.client.bound_by_permissions().run("ps")
    assert "permission denied" in refused.error
    docker_rig.clear()
    docker_rig.client.bound_by_permissions().run("ps").ok()


def test_the_far_machine_sees_a_share_at_another_path(ssh_rig: SshRig, near: World) -> None:
    (ssh_rig.shared / "words").write_text("over there")
    seen = near.run(*ssh_rig.ssh_argv("cat", "/srv/shared/words")).stdout
    assert seen == b"over there"
    missing = near.run(*ssh_rig.ssh_argv("ls", str(ssh_rig.shared)), check=False)
    assert missing.returncode == 2
    refused = near.run(*ssh_rig.ssh_argv("touch", "/srv/readonly/x"), check=False)
    assert b"Read-only file system" in refused.stderr


def test_a_far_engine_mounts_and_publishes_over_there(
    far_engine: EngineRig, ssh_rig: SshRig, near: World, image: str
) -> None:
    (ssh_rig.shared / "words").write_text("over there")
    argv = (far_engine.name, "run", "--rm", "-v", "/srv/shared:/it", image, "cat", "/it/words")
    assert near.run(*ssh_rig.ssh_argv(*argv)).stdout == b"over there"
    server = (image, "httpd", "-f", "-p", "80", "-h", "/www")
    far_engine.client.run("run", "-d", "-p", "8080:80", *server).ok()
    assert far_engine.world.fetch(8080) == PAGE
    assert 8080 not in near.listening()


def test_sshd_goes_away_and_comes_back(ssh_rig: SshRig, near: World) -> None:
    words = [*near.words(), *ssh_rig.ssh_argv("echo on; sleep 60")]
    with Running(words, env=os.environ) as connected:
        connected.expect("on")
        ssh_rig.drop_connections()
        assert connected.wait(40).code == 255
    ssh_rig.stop()
    assert near.run(*ssh_rig.ssh_argv("true"), check=False).returncode == 255
    ssh_rig.start()
    assert near.run(*ssh_rig.ssh_argv("true")).returncode == 0


def test_another_host_key_and_an_unknown_one_are_refused(ssh_rig: SshRig, near: World) -> None:
    ssh_rig.forget_host_key()
    assert near.run(*ssh_rig.ssh_argv("true"), check=False).returncode == 255
    ssh_rig.trust_host_key()
    ssh_rig.change_host_key()
    ssh_rig.stop()
    ssh_rig.start()
    assert b"has changed" in near.run(*ssh_rig.ssh_argv("true"), check=False).stderr
    ssh_rig.trust_host_key()
    assert near.run(*ssh_rig.ssh_argv("true")).returncode == 0


def test_a_user_without_rights_has_no_engine(
    far_docker_rig: EngineRig, ssh_rig: SshRig, near: World
) -> None:
    del far_docker_rig
    refused = near.run(*ssh_rig.ssh_argv("docker", "ps", alias="far-dev"), check=False)
    assert b"permission denied" in refused.stderr


def test_a_case_reaches_its_engine(any_case: Case, image: str) -> None:
    folder = any_case.folder()
    (folder / "in").write_text("from the host")
    share = f"{any_case.far_path(folder)}:/it"
    client = any_case.engine.client
    assert (
        client.run("run", "--rm", "-v", share, image, "cat", "/it/in").ok().text == "from the host"
    )
    assert any_case.subject.world is any_case.near


@pytest.mark.parametrize("also_the_guard", [False, True], ids=["owner", "owner-and-guard"])
def test_a_killed_session_leaves_nothing(also_the_guard: bool) -> None:
    before = traces()
    program = Path(__file__).with_name("rig_session.py")
    env = {**os.environ, "PYTHONPATH": str(Path(sweep.__file__).parents[1])}
    with Running((sys.executable, str(program)), env=env) as session:
        run = Path(os.fsdecode(session.expect(rb"run (\S+)\n", 90)[1]))
        guard = int(session.expect(rb"guard (\d+)\n")[1])
        made = sweep.processes(run)
        names = [Path(f"/proc/{pid}/comm").read_text().strip() for pid in made]
        assert names.count("sleep") == 4 and names.count("dockerd") == 2
        spaces = {space for pid in made for space in namespaces(pid)} - namespaces(os.getpid())
        assert list(sweep.control_groups(run))
        if also_the_guard:
            os.kill(guard, signal.SIGKILL)
        session.process.kill()
        session.process.wait(60)
    if also_the_guard:
        assert run.is_dir()
        assert run in sweep.sweep_dead()
    else:
        deadline = time.monotonic() + 30
        while (run.is_dir() or sweep.start_time(guard)) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert not run.exists()
    assert not list(sweep.control_groups(run))
    for entry in filter(str.isdecimal, os.listdir("/proc")):
        assert not namespaces(int(entry)) & spaces, Path(f"/proc/{entry}/cmdline").read_bytes()
    assert traces() == before


def namespaces(pid: int) -> set[str]:
    """The namespaces of a process; of one that is gone: none."""
    try:
        return {str(Path(f"/proc/{pid}/ns/{kind}").readlink()) for kind in ("mnt", "net", "pid")}
    except OSError:
        return set()


def traces() -> dict[str, object]:
    """What engines leave on a machine, as seen outside of any world."""
    mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    rules = subprocess.run(["nft", "list", "ruleset"], check=True, capture_output=True)
    return {
        "mounts": mounts,
        "links": sorted(os.listdir("/sys/class/net")),
        # Without the counters, which any traffic of the machine moves.
        "rules": re.sub(rb"counter packets \d+ bytes \d+", b"counter", rules.stdout),
        "spaces": sorted(os.listdir("/run/netns")) if Path("/run/netns").is_dir() else [],
    }
