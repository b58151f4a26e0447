"""docker's and podman's own files: raw text to facts, whatever the text is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.clients.docker_files import Context, Login, read_config, read_context
from hostbridge.clients.podman_files import (
    Connection,
    merged,
    read_connections,
    read_containers_conf,
)
from hostbridge.errors import HostbridgeError

CONFIG = """{
  "auths": {
    "https://index.docker.io/v1/": {"auth": "bWU6c2VjcmV0"},
    "registry.example:5000": {},
    "token.example": {"identitytoken": "t0k3n"}
  },
  "HttpHeaders": {"X-Meta-Source": "secret?"},
  "credsStore": "desktop",
  "credHelpers": {"gcr.io": "gcloud", "broken": 7},
  "currentContext": "colima",
  "cliPluginsExtraDirs": ["/opt/homebrew/lib/docker/cli-plugins"],
  "proxies": {"default": {"httpProxy": "http://u:p@proxy:3128", "noProxy": "localhost"}},
  "aliases": {"builder": "buildx"}
}"""


def test_a_config() -> None:
    told = read_config(CONFIG, "config.json")
    assert told.context == "colima"
    assert told.logins[0] == Login("https://index.docker.io/v1/", "bWU6c2VjcmV0")
    assert told.logins[2] == Login("token.example", "", "t0k3n")
    assert (told.store, told.helpers) == ("desktop", (("gcr.io", "gcloud"),))
    assert dict(dict(told.proxies)["default"])["httpProxy"] == "http://u:p@proxy:3128"
    assert told.headers == ("X-Meta-Source",)
    assert told.plugin_folders == ("/opt/homebrew/lib/docker/cli-plugins",)


def test_a_context() -> None:
    text = json.dumps(
        {
            "Name": "desktop-linux",
            "Metadata": {"Description": "Docker Desktop", "otel": {}},
            "Endpoints": {
                "docker": {
                    "Host": "unix:///Users/me/.docker/run/docker.sock",
                    "SkipTLSVerify": False,
                }
            },
        }
    )
    told = read_context(text, "meta.json")
    assert told == Context(
        "desktop-linux", "unix:///Users/me/.docker/run/docker.sock", "Docker Desktop"
    )
    assert read_context('{"Name": "kube", "Endpoints": {"kubernetes": {}}}', "x").address == ""


def test_connections_of_podman_4_and_5() -> None:
    four = read_containers_conf(
        """
[containers]
http_proxy = false
[engine]
active_service = "podman-machine-default"
[engine.service_destinations]
[engine.service_destinations.podman-machine-default]
uri = "ssh://core@127.0.0.1:54321/run/user/501/podman/podman.sock"
identity = "/Users/me/.ssh/podman-machine-default"
is_machine = true
[engine.service_destinations.server]
uri = "ssh://me@server:22/run/user/1000/podman/podman.sock"
""",
        "containers.conf",
    )
    assert (four.default, four.http_proxy) == ("podman-machine-default", False)
    machine, server = four.connections
    assert machine.machine
    assert machine.identity.endswith("podman-machine-default")
    assert server == Connection("server", "ssh://me@server:22/run/user/1000/podman/podman.sock")
    five = read_connections(
        json.dumps(
            {
                "Connection": {
                    "Default": "other",
                    "Connections": {
                        "server": {"URI": "tcp://server:8080"},
                        "other": {"URI": "unix:///run/podman/podman.sock", "IsMachine": True},
                    },
                },
                "Farm": {},
            }
        ),
        "podman-connections.json",
    )
    both = merged((four, five))
    assert both.default == "other"
    assert {one.name: one.address for one in both.connections}["server"] == "tcp://server:8080"
    assert both.http_proxy is False


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '"x"', "\0", "{'a': 1}", "[" * 200_000])
def test_what_is_no_file_of_theirs_is_named(text: str) -> None:
    for read in (read_config, read_context):
        with pytest.raises(HostbridgeError, match="some/file") as caught:
            read(text, "some/file")
        assert caught.value.remedy
    if text not in ("", "[]"):
        with pytest.raises(HostbridgeError, match="some/file"):
            read_containers_conf(text, "some/file")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["auths", "auth", "credHelpers", "credsStore", "proxies", "default", "Name", "Endpoints",
                         "docker", "Host", "Connection", "Connections", "URI", "currentContext", "x"]), inner, max_size=4),
)  # fmt: skip


@given(JSON)
def test_no_shape_breaks_a_reader(told: object) -> None:
    text = json.dumps(told)
    for read in (read_config, read_context, read_connections):
        try:
            read(text, "file")
        except HostbridgeError as error:
            assert "file" in error.summary
