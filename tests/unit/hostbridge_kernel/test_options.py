"""``run``'s words as docker's Config, HostConfig and NetworkingConfig, and what is refused."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from hostbridge.catalogue import parse
from hostbridge.catalogue.find import command, options_of
from hostbridge.errors import HostbridgeError, Unsupported, UsageError
from hostbridge_kernel.commands.about import VERSION
from hostbridge_kernel.options import Asked, read
from hostbridge_kernel.options.document import document
from hostbridge_kernel.options.refused import REASONS
from hostbridge_kernel.options.table import KNOWN

IMAGE = {"config": {
    "Env": ["PATH=/bin", "A=image"], "Cmd": ["sh"], "WorkingDir": "/www", "User": "app", "Labels": {"a": "image", "c": "d"},
    "ExposedPorts": {"80/tcp": {}}, "Volumes": {"/data": {}}, "StopSignal": "SIGQUIT",
    "Healthcheck": {"Test": ["CMD", "ok"], "Interval": 5, "Retries": 3},
}}  # fmt: skip


def asked(text: str, image: dict[str, Any] | None = None, **env: str) -> Asked:
    return read(parse(["run", *shlex.split(text)], "docker"), image, env)


def field(found: Asked, path: str) -> Any:
    part: Any = {"config": found.config, "host": found.host, "net": found.networking}
    for name in path.split("/"):
        part = part[name]
    return part


@pytest.mark.parametrize(("words", "path", "wanted"), [
    ("-e A=b -e C img", "config/Env", ["A=b", "C=here"]),
    ("-e NOTHERE img", "config/Env", []),
    ("img echo 'a b' --rm", "config/Cmd", ["echo", "a b", "--rm"]),
    ("--entrypoint x img y", "config/Entrypoint", ["x"]),
    ("-p 8080:80 img", "host/PortBindings", {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}),
    ("-p 80 img", "host/PortBindings", {"80/tcp": [{"HostIp": "", "HostPort": ""}]}),
    ("-p 127.0.0.1::53/udp img", "host/PortBindings", {"53/udp": [{"HostIp": "127.0.0.1", "HostPort": ""}]}),
    ("-p [::1]:1:2 img", "host/PortBindings", {"2/tcp": [{"HostIp": "::1", "HostPort": "1"}]}),
    ("-p 8000-8010:80 img", "host/PortBindings", {"80/tcp": [{"HostIp": "", "HostPort": "8000-8010"}]}),
    ("-p 1-2:3-4 img", "host/PortBindings", {"3/tcp": [{"HostIp": "", "HostPort": "1"}], "4/tcp": [{"HostIp": "", "HostPort": "2"}]}),
    ("-p target=80,published=8080,protocol=udp img", "host/PortBindings", {"80/udp": [{"HostIp": "", "HostPort": "8080"}]}),
    ("-p 80 --expose 90/udp img", "config/ExposedPorts", {"80/tcp": {}, "90/udp": {}}),
    ("-v /a:/b:ro,Z -v 'name:/c d' img", "host/Binds", ["/a:/b:ro,Z", "name:/c d"]),
    ("-v /anon img", "config/Volumes", {"/anon": {}}),
    ("--tmpfs /t:size=1m,exec img", "host/Tmpfs", {"/t": "size=1m,exec"}),
    ("--mount type=tmpfs,dst=/t,tmpfs-size=1m,tmpfs-mode=1777 img", "host/Mounts",
     [{"Type": "tmpfs", "Target": "/t", "TmpfsOptions": {"SizeBytes": 1 << 20, "Mode": 0o1777}}]),
    ("--mount 'type=bind,\"src=/a,b\",dst=/c,ro' img", "host/Mounts",
     [{"Type": "bind", "Source": "/a,b", "Target": "/c", "ReadOnly": True}]),
    ("--mount src=vol,dst=/c,volume-label=a.b=c,volume-opt=type=tmpfs img", "host/Mounts/0/VolumeOptions",
     {"Labels": {"a.b": "c"}, "DriverConfig": {"Options": {"type": "tmpfs"}}}),
    ("-m 1.5g img", "host/Memory", 1536 << 20),
    ("-m 100m img", "host/MemorySwap", 200 << 20),
    ("-m 100m --memory-swap -1 img", "host/MemorySwap", -1),
    ("--shm-size 1KiB img", "host/ShmSize", 1024),
    ("--cpus 1.5 img", "host/NanoCpus", 1500000000),
    ("--ulimit nofile=1:2 --ulimit core=unlimited img", "host/Ulimits",
     [{"Name": "nofile", "Hard": 2, "Soft": 1}, {"Name": "core", "Hard": -1, "Soft": -1}]),
    ("--device /dev/fuse:r img", "host/Devices",
     [{"PathOnHost": "/dev/fuse", "PathInContainer": "/dev/fuse", "CgroupPermissions": "r"}]),
    ("--device-read-bps /dev/sda:1mb img", "host/BlkioDeviceReadBps", [{"Path": "/dev/sda", "Rate": 1 << 20}]),
    ("--restart on-failure:3 img", "host/RestartPolicy", {"Name": "on-failure", "MaximumRetryCount": 3}),
    ("--health-cmd x --health-interval 1m30.5s img", "config/Healthcheck", {"Test": ["CMD-SHELL", "x"], "Interval": 90500000000}),
    ("--no-healthcheck img", "config/Healthcheck", {"Test": ["NONE"]}),
    ("--cap-add net_admin --cap-add CAP_BPF --cap-add all img", "host/CapAdd", ["CAP_NET_ADMIN", "CAP_BPF", "ALL"]),
    ("--network n --network-alias a --ip 10.0.0.5 img", "net/EndpointsConfig/n",
     {"IPAMConfig": {"IPv4Address": "10.0.0.5"}, "Aliases": ["a"]}),
    ("--network name=n,alias=a --network m img", "net/EndpointsConfig", {"n": {"Aliases": ["a"]}, "m": {}}),
    ("--net host img", "host/NetworkMode", "host"),
    ("img", "host/NetworkMode", "default"),
    ("--add-host a:::1 --add-host b=host-gateway img", "host/ExtraHosts", ["a:::1", "b:host-gateway"]),
    ("--sysctl net.core.somaxconn=5 img", "host/Sysctls", {"net.core.somaxconn": "5"}),
    ("--privileged img", "host/MaskedPaths", None),
    ("--log-opt max-size=1m --log-opt max-file=3 img", "host/LogConfig", {"Type": "json-file", "Config": {"max-size": "1m", "max-file": "3"}}),
    ("--isolation default --runtime runc --read-only --rm img", "host/ReadonlyRootfs", True),
    ("--rm=false img", "host/AutoRemove", False),
    ("-l a=b -l c img", "config/Labels", {"a": "b", "c": ""}),
])  # fmt: skip
def test_fields(words: str, path: str, wanted: Any) -> None:
    found = asked(words, C="here")
    if "/0/" in path:
        outer, _, inner = path.partition("/0/")
        assert field(found, outer)[0][inner] == wanted
    else:
        assert field(found, path) == wanted


def test_an_image_fills_what_is_not_said() -> None:
    found = asked("-e A=own -l c=own -p 1:81 --health-retries 7 img", IMAGE).config
    assert found["Env"] == ["A=own", "PATH=/bin"]
    assert found["Cmd"] == ["sh"]
    assert (found["WorkingDir"], found["User"], found["StopSignal"]) == ("/www", "app", "SIGQUIT")
    assert found["Labels"] == {"a": "image", "c": "own"}
    assert found["ExposedPorts"] == {"80/tcp": {}, "81/tcp": {}}
    assert found["Volumes"] == {"/data": {}}
    assert found["Healthcheck"] == {"Test": ["CMD", "ok"], "Interval": 5, "Retries": 7}
    assert asked("--entrypoint x img", IMAGE).config["Cmd"] is None
    cleared = asked("--entrypoint= img true", IMAGE).config
    assert (cleared["Entrypoint"], cleared["Cmd"]) == (None, ["true"])
    with pytest.raises(UsageError, match="No command specified"):
        asked("img", {"config": {}})


def test_files_of_variables_and_labels(tmp_path: Path) -> None:
    file = tmp_path / "ü file"
    file.write_text("\ufeff# comment\n\n A=1 2\nB\nC\n", encoding="utf-8")
    found = asked(f"--env-file '{file}' -e A=3 --label-file '{file}' img", B="x")
    assert found.config["Env"] == ["A=3", "B=x"]
    assert found.config["Labels"] == {"A": "1 2", "B": "", "C": ""}
    file.write_text("A b=1\n")
    for words in (
        f"--env-file '{file}' img",
        f"--env-file '{tmp_path}/none' img",
        f"--env-file '{tmp_path}' img",
    ):
        with pytest.raises(HostbridgeError):
            asked(words)


@pytest.mark.parametrize("words", [
    "-p 80:x img", "-p 99999:1 img", "-p 5-1:1 img", "-p 1-2:1-5 img", "-p a:1:2 img", "-p 1/icmp img", "-p 0 img",
    "-v a:b img", "-v /a:/ img", "-v /a:/b:zz img", "-v /a:/b:ro,rw img", "-v 'a b:/c' img", "-v /a:/b:ro:x img",
    "-v /a:/x --tmpfs /x img", "--mount type=bind,dst=/x img", "--mount type=npipe,dst=/x img",
    "--mount foo=bar img", "--mount 'type=bind,\"src=/a' img", "--mount type=tmpfs,dst=/x,volume-nocopy img",
    "-m 1x img", "-m 1m img", "-m 10m --memory-swap 9m img", "--memory-swap 10m img", "--cpus x img", "--cpus 0.0000000001 img",
    "--cpus 1 --cpu-quota 1000 img", "--cpuset-cpus 1-x img", "--ulimit nofile img", "--ulimit nofile=3:2 img", "--ulimit x=1 img",
    "--restart sometimes img", "--restart always:3 img", "--rm --restart always img", "--network container: img",
    "--network container:x -p 80 img", "--network container:x --hostname y img", "--network-alias a img", "--ip 10.0.0.2 img",
    "--network a --ip nonsense img", "--network a --network a img", "--network host --network a img", "--uts host --hostname x img",
    "--pid container img", "--userns keep-id img", "--ipc x img", "--sysctl kernel.panic=1 img", "--sysctl x img",
    "--network host --sysctl net.core.somaxconn=1 img", "--cap-add nonsense img", "--security-opt nonsense img",
    "--security-opt seccomp=/not/there img", "--device fuse img", "--device /dev/a:/dev/b:x img", "--device-cgroup-rule x img",
    "--health-interval x --health-cmd y img", "--no-healthcheck --health-cmd y img", "--pull sometimes img", "-w relative img",
    "--stop-signal SIGNONE img", "--log-opt nonsense=1 img", "--log-opt max-file=0 img", "--add-host x img", "--dns x img",
    "--mac-address 1:2 img", "--oom-score-adj 5000 img", "--blkio-weight 1 img", "-d -a stdout img", "-a x img", "--memory-swappiness 200 img",
    "-e =x img", "--name", "--hostname " + "x" * 65 + " img", "-m " + "9" * 400 + " img",
])  # fmt: skip
def test_nonsense_is_refused(words: str) -> None:
    with pytest.raises(HostbridgeError) as caught:
        asked(words)
    assert caught.value.summary
    assert caught.value.exit_code == 125 or words == "--name"


def test_every_option_of_docker_is_known_or_left_out_with_a_reason() -> None:
    rows = {row[0]: row for name in ("run", "create") for row in options_of(command(name))}
    for name, row in rows.items():
        if row[2]:
            assert (name in KNOWN) != (name in REASONS), name
    assert set(REASONS) <= set(rows)
    assert set(KNOWN) <= set(rows)
    with pytest.raises(Unsupported, match="--gpus") as caught:
        asked("--gpus all img")
    assert caught.value.detail == REASONS["--gpus"]
    with pytest.raises(UsageError, match="unknown flag: --nonsense"):
        asked("--nonsense img")


def test_what_is_not_for_the_container() -> None:
    found = asked(
        "-d --name n --pull always --platform linux/arm64 --sig-proxy=false --detach-keys a img"
    )
    assert (found.name, found.pull, found.platform, found.detach) == (
        "n",
        "always",
        "linux/arm64",
        True,
    )
    assert (found.sig_proxy, found.detach_keys, found.reference) == (False, "a", "img")


def test_the_page_about_options_is_up_to_date() -> None:
    page = Path(__file__).parents[3] / "docs" / "kernel.md"
    assert page.read_text(encoding="utf-8") == document(), (
        "python -m hostbridge_kernel.options.document"
    )


def test_the_version_is_the_distributions() -> None:
    project = (Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{VERSION}"\n' in project
