"""What docker's clients look for in ``inspect``, from podman's: on what podman 4.3 said, recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hostbridge.engine.show import docker_shape


def inspected(shown: Any, words: str) -> dict[str, Any]:
    code, text = shown(words, "docker", "podman")
    assert code == 0
    (item,) = json.loads(text)
    return dict(item)


def test_a_container_has_dockers_fields(shown: Any) -> None:
    item = inspected(shown, "inspect web")
    host, settings = item["HostConfig"], item["NetworkSettings"]
    assert host["CgroupnsMode"] == host["CgroupMode"]
    assert host["RestartPolicy"]["Name"] in ("no", "always", "unless-stopped", "on-failure")
    assert (host["PidMode"], host["UTSMode"], host["Runtime"]) == ("", "", "runc")
    assert (host["DeviceRequests"], host["BlkioDeviceReadBps"]) == (None, [])
    assert all(limit["Name"] == limit["Name"].lower() for limit in host["Ulimits"] or [])
    assert all(row["HostIp"] for rows in settings["Ports"].values() for row in rows or [])
    assert set(item["Config"]["ExposedPorts"]) == set(settings["Ports"])
    assert (item["Platform"], item["ExecIDs"]) == ("linux", None)
    assert item["LogPath"] == host["LogConfig"]["Path"]
    assert host["LogConfig"]["Config"] == {}


def test_a_network_tells_its_containers(shown: Any) -> None:
    item = inspected(shown, "network inspect net1")
    (config,) = item["IPAM"]["Config"]
    assert config == {"Subnet": "10.204.0.0/24", "Gateway": "10.204.0.1"}
    told = {one["Name"]: one["IPv4Address"] for one in item["Containers"].values()}
    assert "n1" in told
    assert all(not address or address.startswith("10.204.0.") for address in told.values())
    assert all(len(key) == 64 for key in item["Containers"])
    names = "network inspect -f '{{range .Containers}}{{.Name}} {{end}}' net1"
    assert shown(names, "docker", "podman")[1].split() == list(told)


def test_a_container_on_a_network_of_its_own_names_it_as_its_mode(shown: Any) -> None:
    assert inspected(shown, "inspect n1")["HostConfig"]["NetworkMode"] == "net1"


def test_an_image_has_dockers_configuration(shown: Any) -> None:
    config = inspected(shown, "image inspect hostbridge.test/base:1")["Config"]
    assert (config["Entrypoint"], config["Volumes"], config["User"]) == (None, None, "")
    assert config["Cmd"] == ["sh"]


@pytest.mark.parametrize(
    ("podman", "docker"),
    [
        ("docker.io/library/busybox:1", "busybox:1"),
        ("docker.io/me/tool:2", "me/tool:2"),
        ("localhost/mine:3", "mine:3"),
        ("quay.io/a/b:4", "quay.io/a/b:4"),
    ],
)
def test_names_are_as_docker_tells_them(podman: str, docker: str) -> None:
    digest = "@sha256:" + "0" * 64
    place = podman.rpartition(":")[0]
    told = docker_shape.image({"RepoTags": [podman], "RepoDigests": [place + digest]})
    assert told["RepoTags"] == [docker]
    assert told["RepoDigests"] == [docker.rpartition(":")[0] + digest]


def test_odd_answers_are_taken_as_they_are() -> None:
    for odd in (None, 7, "text", [None], {"a": None}):
        item = dict.fromkeys(("HostConfig", "Config", "NetworkSettings", "ExecIDs"), odd)
        assert docker_shape.container(item)["HostConfig"]["CgroupnsMode"] == "host"
        assert docker_shape.image({"Config": odd, "RepoTags": odd})["Config"]["Entrypoint"] is None
    rows = {
        "HostConfig": {"Ulimits": [None, {"Name": 5}], "Devices": [3], "PortBindings": {"1": 2}}
    }
    assert docker_shape.container(rows)["HostConfig"]["Devices"] == [{"CgroupPermissions": "rwm"}]


@pytest.mark.parametrize("words", [["--ip", "10.1.2.3"], ["--ip=10.1.2.3"]])
def test_an_address_that_was_asked_for_is_told(words: list[str]) -> None:
    item = {
        "Config": {"CreateCommand": ["podman", "run", *words, "img"]},
        "NetworkSettings": {"Networks": {"n": {"IPAddress": "10.1.2.3", "IPAMConfig": None}}},
    }
    (network,) = docker_shape.container(item)["NetworkSettings"]["Networks"].values()
    assert network["IPAMConfig"] == {"IPv4Address": "10.1.2.3"}
