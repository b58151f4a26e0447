"""What a record must not hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hostbridge.host.judge import everything
from hostbridge.host.raw import Raw, from_record, to_record
from hostbridge.host.redact import addressless, redacted

ROOT = Path(__file__).parents[3]
HOME = "/home/wilhelmina"
SECRETS = (
    "wilhelmina", "s3cr3t", "acme", "corp", "10.1.2.3", "fd00::7", "laptop-77", "ghp_", "deadbeef" * 4,
    "c2VjcmV0", "id_rsa", "nas", "Family", "12345678abcd",
)  # fmt: skip


def secretive() -> Raw:
    return Raw(
        "linux", "6.1.0", "x86_64", 1000, 1000, "wilhelmina", HOME, groups=(27, 4242),
        env={
            "HOME": HOME, "USER": "wilhelmina", "PATH": f"{HOME}/acme/bin:/usr/bin", "LANG": "de_DE.UTF-8",
            "https_proxy": "http://wilhelmina:s3cr3t@proxy.acme.corp:3128", "http_proxy": "wilhelmina:s3cr3t@10.1.2.3:80",
            "no_proxy": "localhost,10.1.2.3,.acme.corp", "DOCKER_HOST": "ssh://wilhelmina@build.acme.corp",
            "SSH_CONNECTION": "10.1.2.3 5 fd00::7 22", "CODESPACE_NAME": "wilhelmina-acme", "JENKINS_URL": "http://ci.acme.corp",
        },
        files={
            f"{HOME}/.docker/config.json": json.dumps({
                "auths": {"registry.acme.corp": {"auth": "c2VjcmV0"}}, "HttpHeaders": {"X": "s3cr3t"},
                "credHelpers": {"registry.acme.corp": "acme"}, "currentContext": "far", "credsStore": "pass",
            }),
            f"{HOME}/.docker/contexts/meta/{'deadbeef' * 8}/meta.json": json.dumps({
                "Name": "far", "Metadata": {"Description": "acme"},
                "Endpoints": {"docker": {"Host": "ssh://wilhelmina:s3cr3t@build.acme.corp:2222"}},
            }),
            f"{HOME}/.config/containers/podman-connections.json": json.dumps({
                "Connection": {"Default": "x", "Connections": {"x": {
                    "URI": "ssh://wilhelmina@10.1.2.3:22/run/user/1000/podman/podman.sock", "Identity": f"{HOME}/.ssh/id_rsa"}}},
            }),
            f"{HOME}/.config/containers/containers.conf": '[engine]\nactive_service="y"\nenv=["TOKEN=s3cr3t"]\n[engine.service_destinations.y]\nuri="tcp://10.1.2.3:1"\nidentity="/id_rsa"\n',
            "/etc/subuid": "wilhelmina:100000:65536\nacme:165536:65536\n", "/etc/environment": 'PATH=/acme\nhttp_proxy="http://wilhelmina:s3cr3t@proxy.acme.corp:1"\n',
            "/proc/self/mountinfo": f"1 2 0:1 / / rw - ext4 /dev/sda rw\n3 2 0:3 /acme {HOME} rw - nfs nas.acme.corp:/wilhelmina rw,addr=10.1.2.3\n4 2 0:4 / /media/Family rw - cifs //nas/Family rw,username=wilhelmina\n5 2 0:5 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw",
            "/proc/self/cgroup": f"0::/user.slice/docker-{'deadbeef' * 8}.scope\n", "/proc/cpuinfo": "processor: 0\nmodel name: X\nSerial: 12345678abcd\n\nprocessor: 1\nSerial: 12345678abcd\n",
            "/etc/wsl.conf": "[user]\ndefault=wilhelmina\n[network]\nhostname=laptop-77\n[boot]\nsystemd=true\n",
            "/proc/self/status": "Name:\tacme\nUid:\t1000\nCapEff:\t000001ffffffffff\nSeccomp:\t2\n",
        },
        lists={"/proc/self/ns": ("user",), "/home": ("wilhelmina",)},
        access={f"{HOME}/.docker/desktop/docker.sock": "rw"},
        values={r"Internet Settings:ProxyServer": "http=proxy.acme.corp:8080;https=10.1.2.3:8443", r"Internet Settings:AutoConfigURL": "http://pac.acme.corp/s3cr3t.pac",
                "Internet Settings:ProxyOverride": "*.acme.corp;<local>", "proxy.http": "http://proxy.acme.corp:1", "proxy.no": ".acme.corp",
                "Lxss\\{12345678-1234-1234-1234-12345678abcd}:DistributionName": "laptop-77"},
        programs={"docker": f"{HOME}/bin/docker"}, disks={"data": (f"{HOME}/.local", 10, 5)},
        commands={"docker --version": b"Docker version 28.0.0, at laptop-77.acme.corp password=s3cr3t ghp_0123456789abcdefghijABCDEFGHIJ https://wilhelmina:s3cr3t@10.1.2.3/x",
                  "wsl.exe --list --verbose": "  NAME  STATE  VERSION\r\n* laptop-77  Running  2\r\n".encode("utf-16-le")},
    )  # fmt: skip


def test_a_record_holds_no_secret_and_still_tells_the_facts() -> None:
    raw = secretive()
    shown = redacted(raw, ["laptop-77.acme.corp", "acme", "corp", "nas"])
    text = json.dumps(to_record(shown), ensure_ascii=False)
    assert [word for word in SECRETS if word.lower() in text.lower()] == []
    host = everything(from_record(json.loads(text)))
    told = everything(raw)
    assert host.ids.subuid == told.ids.subuid
    assert host.ids.capabilities == told.ids.capabilities
    assert (host.cgroups.version, host.cgroups.writable) == ("v2", told.cgroups.writable)
    assert [(c.kind, c.name, c.current) for c in host.contexts] == [(c.kind, c.name, c.current) for c in told.contexts]  # fmt: skip
    assert [(p.scheme, p.source) for p in host.proxies] == [
        (p.scheme, p.source) for p in told.proxies
    ]
    assert host.tool("docker") is not None
    assert host.tools[0].version == "28.0.0"
    assert host.disks[0].filesystem == "nfs"
    assert shown.home == "/home/user"


# No word of a record itself begins so: "comman" would be found in "commands".
_names = st.text("abcdefghijklmnop", min_size=6, max_size=10).map(lambda name: f"qz{name}")


@settings(max_examples=60, deadline=None)
@given(user=_names, password=_names, server=_names)
def test_names_and_passwords_go_wherever_they_stand(user: str, password: str, server: str) -> None:
    url = f"http://{user}:{password}@{server}.{server}.net:8080/{user}"
    raw = Raw(
        "linux", user=user, home=f"/home/{user}", env={"http_proxy": url, "DOCKER_HOST": url, "HOME": f"/home/{user}"},
        files={"/etc/environment": f"https_proxy={url}\n", f"/home/{user}/.docker/config.json": json.dumps({"auths": {server: password}})},
        values={"proxy.http": url}, commands={"x": f"{url} {user}".encode()}, disks={"data": (f"/home/{user}/x", 1, 1)},
    )  # fmt: skip
    text = json.dumps(to_record(redacted(raw)))
    assert [word for word in (password, server) if word in text] == []
    assert f"/{user}" not in text
    assert f"{user}:" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("unix:///run/docker.sock", "unix:///run/docker.sock"),
        ("npipe:////./pipe/docker_engine", "npipe:////./pipe/docker_engine"),
        ("tcp://127.0.0.1:2375", "tcp://127.0.0.1:2375"),
        ("ssh://a:b@c.d:22/run/x.sock", "ssh://host.example.com:22/run/x.sock"),
        ("http://[fd00::7]:80/a?token=b", "http://host.example.com:80/"),
        ("at 10.1.2.3 and 127.0.0.1", "at 192.0.2.1 and 127.0.0.1"),
        ("containerd 1.7.2, kernel 5.15.153.1-microsoft", "containerd 1.7.2, kernel 5.15.153.1-microsoft"),
    ],
)  # fmt: skip
def test_addresses(text: str, shown: str) -> None:
    assert addressless(text) == shown


def test_the_script_needs_the_standard_library_alone(tmp_path: Path) -> None:
    env = {
        "HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "HTTPS_PROXY": "http://u:s3cr3t@h.acme.corp:1",
        "GITHUB_TOKEN": "s3cr3t",
    }  # fmt: skip
    argv = [
        sys.executable,
        "-I",
        "-S",
        str(ROOT / "scripts" / "record-host"),
        "--no-programs",
        "--about",
        "this one",
    ]
    target = tmp_path / "a record.json"
    subprocess.run([*argv, str(target)], env=env, check=True, capture_output=True)
    told = json.loads(target.read_text())
    assert told["about"] == "this one"
    assert "s3cr3t" not in target.read_text()
    assert "acme" not in target.read_text()
    assert everything(from_record(told)).os.release == os.uname().release
    done = subprocess.run(
        [*argv, "/proc/none/x"], env=env, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
