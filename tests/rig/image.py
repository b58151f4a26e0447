"""Images made without an engine or a network: a static busybox in a docker archive.

The archive is the form that ``docker save`` writes; ``docker load`` and ``podman load`` both read
it. The same content gives the same bytes, and so the same image id, each time.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from rig.run import Missing

BASE = "hostbridge.test/base:1"
"""The image of most tests: busybox's programs, users root and app (1000), ``/www/index.html``."""
PAGE = b"a page from the base image\n"
"""What ``httpd -f -p PORT -h /www`` of the base image serves as its index."""


@dataclass(frozen=True)
class File:
    """One entry of a layer. A link has ``link`` (symbolic) instead of data."""

    data: bytes = b""
    mode: int = 0o644
    owner: int = 0
    link: str = ""
    folder: bool = False


@dataclass(frozen=True)
class Image:
    """An image: its name, its layers as tar bytes, its configuration in docker's words."""

    reference: str
    layers: tuple[bytes, ...]
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def derive(
        self,
        reference: str,
        files: Mapping[str, File | bytes] | None = None,
        **config: Any,
    ) -> Image:
        """Another image on top of this one.

        files are added as one more layer; config are keys as an image's configuration spells
        them: ``Cmd=["sh"]``, ``Entrypoint=``, ``User=``, ``Env=``, ``WorkingDir=``, ``Labels=``,
        ``ExposedPorts={"80/tcp": {}}``, ``Healthcheck=``, ``Volumes=``, ``StopSignal=``.
        """
        layers = (*self.layers, layer(files)) if files else self.layers
        return replace(self, reference=reference, layers=layers, config={**self.config, **config})

    def document(self) -> bytes:
        """The image's configuration document, whose digest is the image's id."""
        digests = [hashlib.sha256(one).hexdigest() for one in self.layers]
        made = {"created": "2024-01-01T00:00:00Z", "created_by": "hostbridge's tests"}
        document = {
            "architecture": _architecture(),
            "os": "linux",
            "created": made["created"],
            "config": dict(self.config),
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{one}" for one in digests]},
            "history": [made for _ in digests],
        }
        return json.dumps(document, sort_keys=True).encode()

    def archive(self) -> bytes:
        """The image as a docker archive, to be given to ``load`` on its standard input."""
        config = self.document()
        config_name = f"{hashlib.sha256(config).hexdigest()}.json"
        layers = {f"{hashlib.sha256(one).hexdigest()}/layer.tar": one for one in self.layers}
        manifest = {"Config": config_name, "RepoTags": [self.reference], "Layers": list(layers)}
        described = json.dumps([manifest]).encode()
        return layer({config_name: config, **layers, "manifest.json": described})


def layer(files: Mapping[str, File | bytes]) -> bytes:
    """A tar of the files in the given order, the same bytes each time."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, given in files.items():
            file = File(given) if isinstance(given, bytes) else given
            entry = tarfile.TarInfo(name.lstrip("/"))
            entry.mode, entry.uid, entry.gid = file.mode, file.owner, file.owner
            entry.size = len(file.data)
            if file.link:
                entry.type, entry.linkname, entry.mode = tarfile.SYMTYPE, file.link, 0o777
            elif file.folder:
                entry.type = tarfile.DIRTYPE
            archive.addfile(entry, io.BytesIO(file.data))
    return buffer.getvalue()


@cache
def base_image() -> Image:
    """The base image; raises Missing without a static busybox."""
    busybox = _busybox()
    listed = subprocess.run([busybox, "--list"], check=True, capture_output=True, text=True)
    files: dict[str, File | bytes] = {
        name: File(folder=True, mode=mode)
        for name, mode in {
            "bin": 0o755, "dev": 0o755, "etc": 0o755, "home": 0o755, "proc": 0o755,
            "root": 0o700, "run": 0o755, "sys": 0o755, "tmp": 0o1777, "usr": 0o755,
            "var": 0o755, "var/tmp": 0o1777, "www": 0o755,
        }.items()
    }  # fmt: skip
    files["home/app"] = File(folder=True, mode=0o755, owner=1000)
    files["bin/busybox"] = File(Path(busybox).read_bytes(), mode=0o755)
    for name in listed.stdout.split():
        if name != "busybox":
            files[f"bin/{name}"] = File(link="busybox")
    files["sbin"] = File(link="bin")
    files["usr/bin"] = files["usr/sbin"] = File(link="../bin")
    files["etc/passwd"] = b"root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:app:/home/app:/bin/sh\n"
    files["etc/group"] = b"root:x:0:\napp:x:1000:\n"
    files["www/index.html"] = PAGE
    return Image(BASE, (layer(files),), {"Cmd": ["sh"], "Env": ["PATH=/bin"]})


def _busybox() -> str:
    for name in ("/bin/busybox", shutil.which("busybox")):
        # A dynamic program names its interpreter within its first pages.
        if name and Path(name).is_file() and b"/ld-" not in Path(name).read_bytes()[:4096]:
            return name
    raise Missing("no static busybox (apt install busybox-static)")


def _architecture() -> str:
    machine = subprocess.run(["uname", "-m"], check=True, capture_output=True, text=True)
    known = {"x86_64": "amd64", "aarch64": "arm64"}
    return known.get(machine.stdout.strip(), machine.stdout.strip())
