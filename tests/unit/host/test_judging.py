"""Facts of raw text that is cut off, nonsense or absent: unknown, and never an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hostbridge.host.encoding import decoded, encoding_of
from hostbridge.host.host import plain
from hostbridge.host.items import WslDistribution
from hostbridge.host.judge import everything, tools
from hostbridge.host.judge.environment import wsl_version
from hostbridge.host.judge.groups import version
from hostbridge.host.judge.hardware import architecture
from hostbridge.host.judge.proxies import masked
from hostbridge.host.judge.text import mounts, number, switch
from hostbridge.host.judge.wsl import listed
from hostbridge.host.raw import Raw, from_record
from hostbridge.value import replace

RECORDS = [
    from_record(json.loads(path.read_text(encoding="utf-8")))
    for path in sorted((Path(__file__).parent / "data").glob("*.json"))
]
SYSTEMS: list[Any] = ["linux", "macos", "windows", "other"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_nothing_is_known_of_nothing(system: Any) -> None:
    host = everything(Raw(system))
    assert host.os.version == ""
    assert host.memory.total == 0
    assert host.namespaces.user is None
    assert (host.tools, host.sockets, host.contexts, host.proxies, host.disks) == ((),) * 5


_noise = st.text(max_size=60) | st.sampled_from(
    ["\0", "\n\n", ":::", " - ", "a - cgroup2", "0::/", "{}", "[]", "null", "-1", "9" * 400, "=", "\ufffd", "1:2:3:4"]
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> Raw:
    """A recorded host some of whose texts are cut off, replaced or gone."""
    raw = draw(st.sampled_from(RECORDS))
    changes: dict[str, Any] = {}
    for part in ("files", "values", "env"):
        texts = dict(getattr(raw, part))
        for name in draw(st.lists(st.sampled_from(sorted(texts)), max_size=4)) if texts else ():
            how = draw(st.integers(0, 3))
            if how == 0:
                texts.pop(name, None)
            elif name in texts:
                text = texts[name]
                cut = draw(st.integers(0, len(text)))
                noise = draw(_noise)
                texts[name] = (text[:cut], noise, text[:cut] + noise + text[cut:])[how - 1]
        changes[part] = texts
    commands = dict(raw.commands)
    for line in draw(st.lists(st.sampled_from(sorted(commands)), max_size=3)) if commands else ():
        commands[line] = commands[line][: draw(st.integers(0, 80))] + draw(st.binary(max_size=20))
    return replace(raw, commands=commands, **changes)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_damaged_texts_never_raise_and_are_always_json(raw: Raw) -> None:
    host = everything(raw)
    assert json.loads(json.dumps(plain(host))) == plain(host)
    assert host.memory.total >= 0
    assert all(0 <= span.start < 1 << 63 for span in host.ids.subuid)


@settings(max_examples=100, deadline=None)
@given(system=st.sampled_from(SYSTEMS), text=_noise, data=st.binary(max_size=40))
def test_every_text_at_once_is_noise(system: Any, text: str, data: bytes) -> None:
    names = next(raw for raw in RECORDS if raw.system == (system if system != "other" else "linux"))
    raw = Raw(
        system, text, text, env=dict.fromkeys(names.env, text), home=text, user=text,
        files=dict.fromkeys(names.files, text), values=dict.fromkeys(names.values, text),
        commands=dict.fromkeys(names.commands, data), programs=dict.fromkeys(names.programs, text),
        disks={"data": (text, 1, 2)}, access=dict.fromkeys(names.access, text),
    )  # fmt: skip
    json.dumps(plain(everything(raw)))


TABLE = (
    "  NAME                   STATE           VERSION\n"
    "* Ubuntu-24.04           Running         2\n"
    "  docker-desktop-data    Stopped         2\n"
    "  My-Own.Distro          Installing      1\n"
)


@pytest.mark.parametrize("mark", [b"", b"\xff\xfe"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_wsls_table_in_either_encoding(mark: bytes, ends: str) -> None:
    wanted = [
        WslDistribution("Ubuntu-24.04", 2, "running", True),
        WslDistribution("docker-desktop-data", 2, "stopped"),
        WslDistribution("My-Own.Distro", 1, "installing"),
    ]
    text = TABLE.replace("\n", ends)
    assert list(listed(decoded(mark + text.encode("utf-16-le")))) == wanted
    assert list(listed(decoded(text.encode()))) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "WSL-Version: 2.3.26.0\r\n",
        "适用于 Linux 的 Windows 子系统\r\n没有已安装的分发。\r\n",
        "x",
        "1",
        "",
    ],
)
def test_encodings(text: str) -> None:
    for encoding in ("utf-8", "utf-16-le"):
        if text or encoding == "utf-8":
            assert decoded(text.encode(encoding)) == text.replace("\r\n", "\n"), encoding
    assert encoding_of("\ufeffx".encode("utf-16-be")) == "utf-16-be"


@given(st.binary(max_size=200))
def test_any_output_is_decoded(output: bytes) -> None:
    assert "\0" not in decoded(output)


@pytest.mark.parametrize(
    ("output", "name", "version"),
    [
        ("Docker version 28.2.2, build e6534b4", "docker", "28.2.2"),
        ("Docker version 20.10.24+dfsg1, build 297e128", "docker", "20.10.24+dfsg1"),
        ("podman version 5.0.0-dev", "podman", "5.0.0-dev"),
        ("nerdctl version 2.0.2", "nerdctl", "2.0.2"),
        ("OpenSSH_9.2p1 Debian-2+deb12u3, OpenSSL 3.0.15", "ssh", "9.2p1"),
        ("OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2", "ssh", "9.5p1"),
        ("systemd 252 (252.38-1~deb12u1)", "systemctl", "252"),
        ("containerd github.com/containerd/containerd v2.0.0 207ad71", "containerd", "2.0.0"),
        ("git version 2.39.5 (Apple Git-154)", "git", "2.39.5"),
        ("limactl version 1.0.2", "limactl", "1.0.2"),
        ("fusermount3 version: 3.14.0\nfuse-overlayfs: version 1.10", "fuse-overlayfs", "1.10"),
        ("no number here 7", "x", ""),
        ("", "x", ""),
    ],
)
def test_versions(output: str, name: str, version: str) -> None:
    assert tools.version_in(output, name) == version


def test_small_rules() -> None:
    assert wsl_version("5.15.0-microsoft-standard-WSL2") == "2"
    assert wsl_version("4.4.0-19041-Microsoft") == "1"
    assert wsl_version("6.1.0") == ""
    assert [architecture(word) for word in ("AMD64", "arm64", "x86_64")] == [
        "x86_64",
        "aarch64",
        "x86_64",
    ]
    assert [number(word) for word in ("12\n", "-1", "x", "9" * 30, "")] == [12, 0, 0, 0, 0]
    assert [switch(word) for word in ("1", "N\n", "2", "")] == [True, False, None, None]
    assert (
        version("1 2 0:1 / /a rw - cgroup cgroup rw,cpu\n1 2 0:1 / /b rw - cgroup2 c rw")
        == "hybrid"
    )
    assert list(mounts(r"1 2 0:1 / /a\040b\134c rw - ext4 d rw")) == [("/a b\\c", "ext4", "rw,rw")]
    assert masked("http://u:p@h:1/") == "http://u:***@h:1/"
    assert masked("u:p@h:1") == "u:***@h:1"
    assert masked("http://h:1/a@b") == "http://h:1/a@b"


def test_a_context_that_is_chosen_by_a_variable() -> None:
    mac = next(raw for raw in RECORDS if raw.system == "macos" and "docker" in raw.programs)
    (found,) = everything(replace(mac, env={**mac.env, "DOCKER_HOST": "tcp://h:1"})).contexts
    assert not found.current
    (found,) = everything(replace(mac, env={**mac.env, "DOCKER_CONTEXT": "desktop-linux"})).contexts
    assert found.current


def test_podman_fours_connections() -> None:
    fedora = next(raw for raw in RECORDS if raw.system == "linux" and raw.uid == 1000)
    path = f"{fedora.home}/.config/containers/containers.conf"
    text = '[engine]\nactive_service = "b"\n[engine.service_destinations.b]\nuri = "ssh://u:p@h/x"\n[engine.service_destinations.a]\nuri = 3\n'
    told = everything(replace(fedora, files={**fedora.files, path: text}, env={})).contexts
    podman = [(c.name, c.endpoint, c.current) for c in told if c.name in "ab"]
    assert podman == [("a", "", False), ("b", "ssh://u:***@h/x", True)]


def test_a_virtual_machine_on_arm_is_told_by_its_device_tree() -> None:
    path = "/proc/device-tree/hypervisor/compatible"
    for text, vm in (
        ("linux,kvm\0", "kvm"),
        ("xen,xen-4.17\0xen,xen\0", "xen"),
        ("acme\0", "other"),
    ):
        assert everything(Raw("linux", files={path: text})).environment.vm == vm
