"""Media types, and what manifests, indexes and configurations say (OCI image specification)."""

from __future__ import annotations

import json
import platform
import re
from typing import Any, NamedTuple

from hostbridge.errors import HostbridgeError, Unsupported

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
ACCEPT = (OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST)
MAX_DOCUMENT = 8 << 20
"""Bytes of a manifest or configuration; what is larger is made to do harm."""
MAX_LAYERS = 127
"""docker's limit."""

_MACHINES = {
    "x86_64": ("amd64", ""), "amd64": ("amd64", ""), "aarch64": ("arm64", ""), "arm64": ("arm64", ""),
    "armv7l": ("arm", "v7"), "armv6l": ("arm", "v6"), "i686": ("386", ""), "i386": ("386", ""),
    "ppc64le": ("ppc64le", ""), "s390x": ("s390x", ""), "riscv64": ("riscv64", ""),
}  # fmt: skip
_DIGEST = re.compile(r"sha256:[a-f0-9]{64}\Z")


class Descriptor(NamedTuple):
    """Content by its digest. size is in bytes, or -1 where it is not told."""

    digest: str
    size: int
    media_type: str = ""
    urls: tuple[str, ...] = ()


class Platform(NamedTuple):
    """As in ``--platform os/arch/variant``."""

    os: str
    architecture: str
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in self if part)


class Manifest(NamedTuple):
    """One image of one platform: where its configuration and layers are."""

    config: Descriptor
    layers: tuple[Descriptor, ...]


class Config(NamedTuple):
    """An image's configuration: the raw document, and the digests of its layers unpacked."""

    document: dict[str, Any]
    diff_ids: tuple[str, ...]
    platform: Platform


def own_platform() -> Platform:
    """The platform of this kernel."""
    architecture, variant = _MACHINES.get(platform.machine().lower(), (platform.machine(), ""))
    return Platform("linux", architecture, variant)


def parse_platform(text: str) -> Platform:
    """``linux/arm64/v8``, ``linux/amd64`` or an architecture alone."""
    parts = text.split("/")
    if len(parts) > 3 or not all(parts):
        raise Unsupported(f"--platform {text}: is no platform", "", "write linux/amd64")
    if len(parts) == 1:
        parts = ["linux", parts[0]]
    architecture, variant = _MACHINES.get(parts[1], (parts[1], ""))
    return Platform(parts[0], architecture, (parts[2:] or [variant])[0])


def document(raw: bytes, what: str) -> dict[str, Any]:
    """A JSON object; raises HostbridgeError for anything else, and for one that is too large."""
    if len(raw) > MAX_DOCUMENT:
        raise HostbridgeError(f"{what}: is larger than {MAX_DOCUMENT >> 20} MiB")
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise HostbridgeError(f"{what}: is not JSON", str(error)) from error
    if not isinstance(content, dict):
        raise HostbridgeError(f"{what}: is no JSON object")
    return content


def is_index(content: dict[str, Any], media_type: str = "") -> bool:
    """Whether a document lists the manifests of several platforms."""
    kind = content.get("mediaType") or media_type
    return kind in (OCI_INDEX, DOCKER_LIST) or (kind == "" and "manifests" in content)


def choose(content: dict[str, Any], wanted: Platform, what: str) -> Descriptor:
    """The manifest of a platform in an index; raises Unsupported naming those that are there."""
    there: list[Platform] = []
    near: list[tuple[int, Descriptor]] = []
    for row in content.get("manifests") or []:
        told = row.get("platform") if isinstance(row, dict) else None
        if not isinstance(told, dict):
            continue
        has = Platform(
            str(told.get("os", "")), str(told.get("architecture", "")), str(told.get("variant", ""))
        )
        if has.os == "unknown":  # an attestation, no image
            continue
        there.append(has)
        if (has.os, has.architecture) != (wanted.os, wanted.architecture):
            continue
        if wanted.variant and has.variant and has.variant > wanted.variant:
            continue
        distance = 0 if has.variant == wanted.variant else 1
        near.append((distance, descriptor(row, what)))
    if not near:
        names = ", ".join(str(one) for one in there) or "none"
        raise Unsupported(
            f"no matching manifest for {wanted} in the manifest list entries of {what}",
            f"there are: {names}", "name one with --platform",
        )  # fmt: skip
    return min(near)[1]


def manifest(content: dict[str, Any], what: str) -> Manifest:
    """Configuration and layers; raises HostbridgeError or Unsupported."""
    if content.get("schemaVersion") == 1:
        raise Unsupported(f"{what}: is a manifest of schema 1", "docker took it out of use in 2017")
    if "config" not in content or not isinstance(content.get("layers"), list):
        raise Unsupported(f"{what}: is no image", str(content.get("artifactType", "")))
    layers = tuple(descriptor(row, what) for row in content["layers"])
    if len(layers) > MAX_LAYERS:
        raise Unsupported(f"{what}: has more than {MAX_LAYERS} layers")
    return Manifest(descriptor(content["config"], what), layers)


def descriptor(row: Any, what: str) -> Descriptor:
    """One entry; raises HostbridgeError for what is no descriptor of SHA-256."""
    if not isinstance(row, dict):
        raise HostbridgeError(f"{what}: holds a descriptor that is none")
    digest, size = row.get("digest"), row.get("size", -1)
    if not is_digest(digest) or not isinstance(size, int) or isinstance(size, bool) or size < -1:
        raise HostbridgeError(f"{what}: holds a descriptor that is none: {digest!r}")
    urls = row.get("urls")
    kept = tuple(str(url) for url in urls) if isinstance(urls, list) else ()
    return Descriptor(str(digest), size, str(row.get("mediaType", "")), kept)


def config(raw: bytes, what: str) -> Config:
    """An image's configuration; raises HostbridgeError for one that cannot be used."""
    content = document(raw, what)
    rootfs = content.get("rootfs")
    found = rootfs.get("diff_ids") if isinstance(rootfs, dict) else None
    diff_ids = found if isinstance(found, list) else []
    if not all(is_digest(one) for one in diff_ids):
        raise HostbridgeError(f"{what}: names a layer that is no digest")
    machine = Platform(
        str(content.get("os") or "linux"),
        str(content.get("architecture") or ""),
        str(content.get("variant") or ""),
    )
    return Config(content, tuple(diff_ids), machine)


def is_digest(text: Any) -> bool:
    """Whether it is ``sha256:`` and 64 hexadecimal digits: safe as a part of a path."""
    return isinstance(text, str) and _DIGEST.match(text) is not None
