"""Image archives: ``docker save``'s layout and OCI's, read (``load``) and written (``save``).

An archive is unpacked into files named by ourselves before anything of it is believed: nothing that
it names is opened on the host.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import posixpath
import tarfile
import time
from typing import IO, Any, Iterable, NamedTuple, Sequence

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.image import media
from hostbridge_kernel.image.reference import Reference, parse

_LINKS = 40
_MAX_ENTRIES = 100_000
_MANIFEST = "manifest.json"
_INDEX = "index.json"


class Member(NamedTuple):
    """A file of the archive: where it was put, and its size in bytes."""

    path: str
    size: int


class Found(NamedTuple):
    """An image in an archive. layers are the files of its layers; names are those it is to get."""

    config: bytes
    layers: tuple[Member, ...]
    names: tuple[Reference, ...]
    manifest: bytes = b""


class Archive:
    """The files of an archive, in a directory of ours."""

    def __init__(self, stream: IO[bytes], folder: str) -> None:
        """Take it apart; raises HostbridgeError for what is no archive."""
        self._files: dict[str, Member] = {}
        self._links: dict[str, str] = {}
        try:
            with tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape") as archive:
                for number, member in enumerate(archive):
                    archive.members = []  # type: ignore[attr-defined] # it keeps all that it has read
                    if number >= _MAX_ENTRIES:
                        raise HostbridgeError("an archive of too many files", f"{_MAX_ENTRIES}")
                    self._take(archive, member, f"{folder}/{number}")
        except tarfile.TarError as error:
            raise HostbridgeError(
                "this is no image archive", str(error), "load takes what `save` wrote"
            ) from error

    def images(self) -> list[Found]:
        """What is in it: by ``manifest.json`` where there is one, else by ``index.json``."""
        if _MANIFEST in self._files:
            return [self._docker(row) for row in self._list(_MANIFEST)]
        if _INDEX in self._files:
            return list(self._oci(media.document(self.read(_INDEX), _INDEX), 0))
        raise HostbridgeError(
            "this is no image archive", f"neither {_MANIFEST} nor {_INDEX} is in it",
            "load takes what `save` wrote; import takes a root file system",
        )  # fmt: skip

    def read(self, name: str) -> bytes:
        """A small file of the archive."""
        with open(self._member(name).path, "rb") as file:
            return file.read(media.MAX_DOCUMENT + 1)

    def _take(self, archive: tarfile.TarFile, member: tarfile.TarInfo, path: str) -> None:
        name = posixpath.normpath(member.name).lstrip("/")
        if member.issym():
            self._links[name] = posixpath.join(posixpath.dirname(name), member.linkname)
        elif member.islnk():
            self._links[name] = member.linkname
        elif member.isfile():
            content = archive.extractfile(member)
            assert content is not None
            with open(path, "xb") as file:
                while part := content.read(1 << 20):
                    file.write(part)
            self._files[name] = Member(path, member.size)

    def _member(self, name: str) -> Member:
        wanted = posixpath.normpath(name).lstrip("/")
        for _ in range(_LINKS):
            if wanted in self._files:
                return self._files[wanted]
            if wanted not in self._links:
                break
            wanted = posixpath.normpath(self._links[wanted]).lstrip("/")
        raise HostbridgeError(f"the archive lacks {name!r}, which it names")

    def _list(self, name: str) -> list[dict[str, Any]]:
        try:
            rows = json.loads(self.read(name))
        except (ValueError, RecursionError) as error:
            raise HostbridgeError(f"{name} of the archive is not JSON", str(error)) from error
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise HostbridgeError(f"{name} of the archive is no list of images")
        return rows

    def _docker(self, row: dict[str, Any]) -> Found:
        layers, names = row.get("Layers") or [], row.get("RepoTags") or []
        if not isinstance(row.get("Config"), str) or not _words(layers) or not _words(names):
            raise HostbridgeError(f"{_MANIFEST} of the archive is not as `save` writes it")
        config = self.read(row["Config"])
        files = tuple(self._member(name) for name in layers)
        return Found(config, files, tuple(parse(name) for name in names))

    def _oci(self, index: dict[str, Any], depth: int) -> Iterable[Found]:
        rows = index.get("manifests")
        if not isinstance(rows, list) or depth > 4:
            raise HostbridgeError("the archive's index is none")
        for row in rows:
            found = media.descriptor(row, _INDEX)
            raw = self._blob(found.digest)
            content = media.document(raw, found.digest)
            if media.is_index(content, found.media_type):
                chosen = media.choose(content, media.own_platform(), found.digest)
                raw = self._blob(chosen.digest)
                content = media.document(raw, chosen.digest)
            manifest = media.manifest(content, found.digest)
            layers = tuple(self._member(_blob_name(layer.digest)) for layer in manifest.layers)
            yield Found(self._blob(manifest.config.digest), layers, _annotated(row), raw)

    def _blob(self, digest: str) -> bytes:
        raw = self.read(_blob_name(digest))
        if f"sha256:{hashlib.sha256(raw).hexdigest()}" != digest:
            raise HostbridgeError(f"{digest} of the archive is not what its digest says")
        return raw


class Saved(NamedTuple):
    """An image to write: its configuration, the files of its layers, and its names."""

    config: bytes
    layers: tuple[Member, ...]
    names: tuple[Reference, ...]


def write(images: Sequence[Saved], out: IO[bytes]) -> None:
    """Write an archive that is docker's and OCI's at once, a layer that images share once."""
    rows: list[dict[str, Any]] = []
    manifests: list[dict[str, Any]] = []
    written: set[str] = set()
    with tarfile.open(
        fileobj=out, mode="w|", format=tarfile.GNU_FORMAT, bufsize=1 << 20
    ) as archive:
        _add(archive, "oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
        for image in images:
            layers = [_layer(archive, member, written) for member in image.layers]
            config = _document(archive, image.config, media.OCI_CONFIG, written)
            manifest = {
                "schemaVersion": 2, "mediaType": media.OCI_MANIFEST, "config": config,
                "layers": layers,
            }  # fmt: skip
            raw = json.dumps(manifest, separators=(",", ":")).encode()
            row = _document(archive, raw, media.OCI_MANIFEST, written)
            named = [
                {
                    **row,
                    "annotations": {
                        "io.containerd.image.name": name.key,
                        "org.opencontainers.image.ref.name": name.tag,
                    },
                }
                for name in image.names
            ]
            manifests += named or [row]
            rows.append({
                "Config": _blob_name(config["digest"]),
                "RepoTags": [str(name) for name in image.names] or None,
                "Layers": [_blob_name(layer["digest"]) for layer in layers],
            })  # fmt: skip
        index = {"schemaVersion": 2, "mediaType": media.OCI_INDEX, "manifests": manifests}
        _add(archive, _INDEX, json.dumps(index).encode())
        _add(archive, _MANIFEST, json.dumps(rows).encode())


def _layer(archive: tarfile.TarFile, member: Member, written: set[str]) -> dict[str, Any]:
    digest = f"sha256:{os.path.basename(member.path)}"
    with open(member.path, "rb") as file:
        magic = file.read(4)
        file.seek(0)
        if digest not in written:
            written.add(digest)
            archive.addfile(_info(_blob_name(digest), member.size), file)
    kind = {b"\x1f\x8b": "+gzip", b"\x28\xb5": "+zstd"}.get(magic[:2], "")
    return {
        "mediaType": f"application/vnd.oci.image.layer.v1.tar{kind}",
        "digest": digest, "size": member.size,
    }  # fmt: skip


def _document(
    archive: tarfile.TarFile, raw: bytes, media_type: str, written: set[str]
) -> dict[str, Any]:
    digest = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    if digest not in written:
        written.add(digest)
        _add(archive, _blob_name(digest), raw)
    return {"mediaType": media_type, "digest": digest, "size": len(raw)}


def _add(archive: tarfile.TarFile, name: str, raw: bytes) -> None:
    archive.addfile(_info(name, len(raw)), io.BytesIO(raw))


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o644, 0
    return info


def _blob_name(digest: str) -> str:
    return f"blobs/sha256/{digest[len('sha256:') :]}"


def _words(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, str) for row in rows)


def _annotated(row: dict[str, Any]) -> tuple[Reference, ...]:
    """The name by containerd's annotation, or OCI's where that is a whole name."""
    told = row.get("annotations")
    notes = told if isinstance(told, dict) else {}
    for key in ("io.containerd.image.name", "org.opencontainers.image.ref.name"):
        text = notes.get(key)
        if isinstance(text, str) and (":" in text or "/" in text):
            return (parse(text),)
    return ()


def imported_config(
    diff_id: str, changes: dict[str, Any], message: str, platform: media.Platform
) -> bytes:
    """The configuration of an image that is one root file system (``import``)."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    content = {
        "architecture": platform.architecture, "os": platform.os, "created": now,
        "config": changes,
        "history": [{"created": now, "comment": message or "Imported from -"}],
        "rootfs": {"type": "layers", "diff_ids": [diff_id]},
    }  # fmt: skip
    if platform.variant:
        content["variant"] = platform.variant
    return json.dumps(content, separators=(",", ":")).encode()
