"""Endpoints that the host's own clients name: docker contexts over unix, tcp with TLS and ssh,
podman's connections; by options, variables and configuration.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rig.engines import DockerRig, PodmanRig
from rig.ssh import SshRig
from rig.subject import Subject
from rig.world import World


def plan(subject: Subject, *words: str, **env: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(subject.run("--plan=json", *words, env=env).ok().text)
    return told


def test_a_context_over_a_unix_socket_is_this_kernel(
    free: Subject, docker_rig: DockerRig, image: str, tmp_path: Path
) -> None:
    (tmp_path / "with space ü").mkdir()
    (tmp_path / "with space ü/file").write_text("from the host\n")
    address = f"host=unix://{docker_rig.socket}"
    free.run("context", "create", "mine", "--docker", address).ok()
    assert "mine" in free.run("context", "ls", "-q").ok().text
    words = ("run", "--rm", "-v", "./with space ü:/x", image, "cat", "/x/file")
    for named in (("--context", "mine"), ("-c", "mine"), ("-H", address[5:])):
        done = free.run(*named, *words, cwd=tmp_path)
        assert (done.code, done.text) == (0, "from the host"), done.error
    for env in ({"DOCKER_CONTEXT": "mine"}, {"DOCKER_HOST": address[5:]}):
        assert free.run(*words, cwd=tmp_path, env=dict(env)).ok().text == "from the host"
    assert free.run("--machine", "mine", *words, cwd=tmp_path).ok().text == "from the host"
    assert plan(free, "--context", "mine", "ps")["argv"] == ["docker", "--context", "mine", "ps"]
    free.run("context", "use", "mine").ok()
    told = plan(free, "ps")
    assert (told["backend"], told["machine"]) == ("context", "mine")
    assert "currentContext" in free.run("host").ok().text
    assert free.run("--backend", "context", *words, cwd=tmp_path).ok().text == "from the host"


def test_the_environment_comes_first_and_contradictions_are_told(
    free: Subject, docker_rig: DockerRig
) -> None:
    address = f"unix://{docker_rig.socket}"
    free.run("context", "create", "one", "--docker", f"host={address}").ok()
    free.run("context", "create", "two", "--docker", "host=tcp://127.0.0.1:9").ok()
    both = {"DOCKER_HOST": address, "DOCKER_CONTEXT": "two"}
    assert plan(free, "ps", **both)["machine"] == address
    free.run("context", "use", "two").ok()
    assert plan(free, "ps", DOCKER_CONTEXT="one")["machine"] == "one"
    assert plan(free, "--context", "one", "ps", **both)["machine"] == "one"
    assert plan(free, "ps", DOCKER_CONTEXT="default")["machine"] == "default"
    for words in (
        ("-H", address, "--context", "one", "ps"),
        ("-H", address, "-H", "tcp://127.0.0.1:9", "ps"),
        ("--url", address, "--connection", "x", "ps"),
    ):
        done = free.run(*words)
        assert done.code == 125
        assert "conflicting options" in done.error
    done = free.run("--machine", "two", "--context", "one", "ps")
    assert (done.code, "contradict" in done.error) == (125, True)
    done = free.run("--engine", "podman", "--context", "one", "ps")
    assert (done.code, "contradict" in done.error) == (125, True)


def test_tcp_with_tls(
    free: Subject, tls_docker: str, certificates: Path, image: str, tmp_path: Path
) -> None:
    keys = [
        f"{name}={certificates / file}"
        for name, file in (("ca", "ca.pem"), ("cert", "cert.pem"), ("key", "key.pem"))
    ]
    free.run(
        "context", "create", "secure", "--docker", ",".join([f"host={tls_docker}", *keys])
    ).ok()
    run = ("run", "--rm", "--network=none", image, "echo", "over tls")
    assert free.run("--machine", "secure", *run).ok().text == "over tls"
    env = {
        "DOCKER_HOST": tls_docker,
        "DOCKER_TLS_VERIFY": "1",
        "DOCKER_CERT_PATH": str(certificates),
    }
    assert free.run(*run, env=dict(env)).ok().text == "over tls"
    files = [word for name, file in (("ca", "ca.pem"), ("cert", "cert.pem"), ("key", "key.pem"))
             for word in (f"--tls{'ca' * (name == 'ca')}{'cert' if name != 'key' else 'key'}", str(certificates / file))]  # fmt: skip
    assert free.run("-H", tls_docker, "--tlsverify", *files, *run).ok().text == "over tls"
    podmans = free.run(
        "--machine", "secure", "images", "--format", "json", env={"HOSTBRIDGE_DIALECT": "podman"}
    )
    assert any(image in str(one["Names"]) for one in json.loads(podmans.ok().text))
    # Another machine's containers do not see this host's files, and a file that a client reads is read here.
    mounted = free.run("--machine", "secure", "run", "--rm", "-v", f"{tmp_path}:/x", image, "true")
    assert mounted.code == 125
    assert "do not see this host's files" in mounted.error
    (tmp_path / "env").write_text("A=from a file\n")
    words = ("run", "--rm", "--network=none", "--env-file", "env", image, "sh", "-c", "echo $A")
    assert free.run("--machine", "secure", *words, cwd=tmp_path).ok().text == "from a file"
    without = free.run("ps", env={"DOCKER_HOST": tls_docker})
    assert without.code != 0
    assert "Traceback" not in without.error


def test_ssh(
    free: Subject, ssh_rig: SshRig, far_docker_rig: DockerRig, image: str, tmp_path: Path
) -> None:
    free.run(
        "context",
        "create",
        "over there",
        "--docker",
        "host=ssh://far",
    ).code
    free.run("context", "create", "far", "--docker", "host=ssh://far").ok()
    try:
        done = free.run(
            "--context",
            "far",
            "run",
            "--rm",
            "-e",
            "A",
            image,
            "sh",
            "-c",
            "echo $A; hostname",
            env={"A": "b"},
        )
        assert done.ok().text.splitlines()[0] == "b"
        said = free.run("--context", "far", "create", "-p", "8080:80", "--name", "published", image)
        assert "far publishes 8080:80 on far, not on this host" in said.error
        assert (
            far_docker_rig.client.run("ps", "-a", "--format", "{{.Names}}").ok().text == "published"
        )
        assert free.run("ps", "-aq", env={"DOCKER_HOST": "ssh://far"}).ok().text.strip()
        mounted = free.run("--context", "far", "run", "-v", f"{tmp_path}:/x", image, "true")
        assert (mounted.code, '[machines."far"] shares' in mounted.error) == (125, True)
        # What that machine sees can be told, with its path there.
        settings = Path(free.env["HOSTBRIDGE_CONFIG_DIR"]) / "config.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(
            f'[machines.far]\nshares = [{{ host = "{ssh_rig.shared}", machine = "/srv/shared" }}]\n'
        )
        (ssh_rig.shared / "note").write_text("seen\n")
        words = ("run", "--rm", "-v", f"{ssh_rig.shared}:/x", image, "cat", "/x/note")
        assert free.run("--context", "far", *words).ok().text == "seen"
    finally:
        (ssh_rig.shared / "note").unlink(missing_ok=True)
        far_docker_rig.clear()
        ssh_rig.near.end("ssh")


def test_a_podman_connection(
    free: Subject, podman_rig: PodmanRig, podman_service: str, image: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("from the host\n")
    words = ("run", "--rm", "-v", f"{tmp_path}:/x", image, "cat", "/x/file")
    free.run("system", "connection", "add", "served", podman_service).ok()
    try:
        assert "served" in free.run("system", "connection", "list").ok().text
        for named in (("--connection", "served"), ("--url", podman_service), ("--remote",)):
            done = free.run(*named, *words)
            assert (done.code, done.text) == (0, "from the host"), (named, done.error)
        podmans = {"HOSTBRIDGE_DIALECT": "podman"}
        assert free.run("-c", "served", *words, env=dict(podmans)).ok().text == "from the host"
        assert free.run("-r", *words, env=dict(podmans)).ok().text == "from the host"
        for env in ({"CONTAINER_HOST": podman_service}, {"CONTAINER_CONNECTION": "served"}):
            assert free.run(*words, env=dict(env)).ok().text == "from the host"
        assert free.run("--machine", "served", *words).ok().text == "from the host"
        rows = free.run("--machine", "served", "images", "--format", "{{.Repository}}:{{.Tag}}")
        assert image in rows.ok().text
        told = plan(free, "stop", "x", CONTAINER_CONNECTION="served", HOSTBRIDGE_DIALECT="podman")
        assert told["argv"] == ["podman", "--connection", "served", "stop", "x"]
    finally:
        # root's connections are the system's
        free.run("system", "connection", "remove", "served").ok()


@pytest.mark.parametrize("dialect", ["docker", "podman"])
def test_a_socket_that_is_gone(free: Subject, dialect: str, tmp_path: Path) -> None:
    address = f"unix://{tmp_path}/gone.sock"
    env: dict[str, str | None] = {"HOSTBRIDGE_DIALECT": dialect}
    free.run("context", "create", "lost", "--docker", f"host={address}").ok()
    for words, given in (
        (("--context", "lost"), {}),
        ((), {"DOCKER_CONTEXT": "lost"}),
        ((), {"DOCKER_HOST": address}),
        ((), {"CONTAINER_HOST": address}),
    ):
        ps = free.run(*words, "ps", env={**env, **given})
        assert ps.code == (1 if dialect == "docker" else 125), ps.error
        for told in (
            "gone.sock is not there",
            "remedy:",
            *given,
            *(["context lost"] if "lost" in str((words, given)) else []),
        ):
            assert told in ps.error
        assert free.run(*words, "run", "--rm", "x", env={**env, **given}).code == 125
    unknown = free.run("ps", env={**env, "DOCKER_CONTEXT": "never made"})
    assert unknown.code == (1 if dialect == "docker" else 125)
    assert "no context 'never made'" in unknown.error
    assert "known: lost" in unknown.error
    free.run("context", "ls", env={**env, "DOCKER_CONTEXT": "lost"}).ok()


def test_broken_configuration_is_passed_over_or_named(
    free: Subject, docker_rig: DockerRig, near: World
) -> None:
    home = Path(free.env["HOME"])
    free.run("context", "create", "good", "--docker", f"host=unix://{docker_rig.socket}").ok()
    bad = home / ".docker/contexts/meta/bad/meta.json"
    bad.parent.mkdir()
    for content in (b"{", b"[1]", b'{"Name": 7}', b"\xff\xfe", b"[" * 100_000):
        bad.write_bytes(content)
        assert free.run("--machine", "good", "ps", "-q").ok().text == ""
    (home / ".docker/config.json").write_text("no json")
    done = free.run("--machine", "good", "ps", "-q")
    assert (done.code, "Traceback" in done.error) == (0, False)
    (home / ".config/containers").mkdir(parents=True)
    (home / ".config/containers/containers.conf").write_text("[engine\n")
    assert free.run("--machine", "good", "ps", "-q").code == 0
