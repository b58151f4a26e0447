"""Names, platforms, manifests and what registries ask for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.errors import HostbridgeError, Unsupported, UsageError
from hostbridge_kernel.image import media
from hostbridge_kernel.image.reference import parse
from hostbridge_kernel.registry.challenge import challenges

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "key", "shown"),
    [
        ("alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("alpine:3", "docker.io/library/alpine:3", "alpine:3"),
        ("me/app", "docker.io/me/app:latest", "me/app:latest"),
        ("docker.io/alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("index.docker.io/library/alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("localhost/app", "localhost/app:latest", "localhost/app:latest"),
        ("host:5000/a/b:t", "host:5000/a/b:t", "host:5000/a/b:t"),
        ("[::1]:5000/a", "[::1]:5000/a:latest", "[::1]:5000/a:latest"),
        ("quay.io/a__b/c--d.e", "quay.io/a__b/c--d.e:latest", "quay.io/a__b/c--d.e:latest"),
        (f"a@{DIGEST}", f"docker.io/library/a@{DIGEST}", f"a@{DIGEST}"),
        (f"a:1@{DIGEST}", f"docker.io/library/a:1@{DIGEST}", f"a:1@{DIGEST}"),
    ],
)
def test_names_are_read_as_docker_reads_them(text: str, key: str, shown: str) -> None:
    read = parse(text)
    assert (read.key, str(read)) == (key, shown)
    assert parse(read.key) == read


@pytest.mark.parametrize(
    "text",
    ["", ":", "A", "a b", "a:", "a@b", f"a@{DIGEST}0", "../a", "a//b", "/a", "a/", "-a", "a:-", "a\n",
     "f" * 64, "ho st/a", "http://a/b", "a:" + "t" * 129, "x/" * 200 + "y"],
)  # fmt: skip
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="invalid reference format"):
        parse(text)


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_refused(text: str) -> None:
    try:
        read = parse(text)
    except UsageError:
        return
    assert ".." not in read.path.split("/")
    assert parse(read.key) == read


def index(*platforms: str) -> dict[str, Any]:
    rows = []
    for number, text in enumerate(platforms):
        os, architecture, variant = (text.split("/") + [""])[:3]
        platform = {"os": os, "architecture": architecture, "variant": variant}
        digest = "sha256:" + f"{number:064x}"
        rows.append({"digest": digest, "size": 1, "platform": platform})
    return {"mediaType": media.OCI_INDEX, "manifests": rows}


@pytest.mark.parametrize(
    ("wanted", "number"),
    [("linux/amd64", 1), ("arm64", 2), ("linux/arm/v7", 4), ("linux/arm/v6", 3), ("x86_64", 1)],
)
def test_the_manifest_of_a_platform(wanted: str, number: int) -> None:
    there = index(
        "unknown/unknown", "linux/amd64", "linux/arm64/v8", "linux/arm/v6", "linux/arm/v7"
    )
    assert media.choose(there, media.parse_platform(wanted), "it").digest.endswith(str(number))


def test_a_platform_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(Unsupported, match="no matching manifest for linux/s390x") as told:
        media.choose(
            index("linux/amd64", "unknown/unknown"), media.Platform("linux", "s390x"), "it"
        )
    assert "there are: linux/amd64" in str(told.value)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"nonsense", b"[" * 100_000, b'{"config": 1, "layers": []}', b'{"layers": {}}',
     b'{"config": {"digest": "sha256:../../x", "size": 1}, "layers": []}',
     b'{"config": {"digest": "md5:aa", "size": 1}, "layers": []}', b'{"schemaVersion": 1}',
     json.dumps({"config": {"digest": DIGEST, "size": 1}, "layers": [{"digest": DIGEST, "size": -5}]}).encode(),
     json.dumps({"config": {"digest": DIGEST, "size": 1}, "layers": [{"digest": DIGEST}] * 128}).encode()],
)  # fmt: skip
def test_manifests_that_are_none(raw: bytes) -> None:
    with pytest.raises(HostbridgeError):
        media.manifest(media.document(raw, "it"), "it")


def test_layers_of_a_configuration_are_digests() -> None:
    with pytest.raises(HostbridgeError, match="no digest"):
        media.config(b'{"rootfs": {"diff_ids": ["sha256:../x"]}}', "it")


def test_challenges() -> None:
    header = (
        'Bearer realm="https://auth/token?a=b",service="reg",scope="repository:a/b:pull,push", '
        'Basic realm="a \\"quoted\\" word"'
    )
    first, second = challenges([header])
    assert first.scheme == "bearer"
    assert first.parameters["scope"] == "repository:a/b:pull,push"
    assert first.parameters["realm"] == "https://auth/token?a=b"
    assert second.parameters["realm"] == 'a "quoted" word'


@given(st.text(max_size=200))
def test_any_challenge_is_read_without_trouble(text: str) -> None:
    for one in challenges([text]):
        assert one.scheme
