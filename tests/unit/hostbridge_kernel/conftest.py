"""Layers and archives for the tests of the store."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hostbridge_kernel.store.store import Store

Entry = tuple[str, bytes] | tarfile.TarInfo


def tar(*entries: Entry, **options: Any) -> bytes:
    """A tar stream: files by name and content, anything else as TarInfo."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", **options) as archive:
        for entry in entries:
            if isinstance(entry, tarfile.TarInfo):
                archive.addfile(entry)
            else:
                info = tarfile.TarInfo(entry[0])
                info.size = len(entry[1])
                archive.addfile(info, io.BytesIO(entry[1]))
    return out.getvalue()


def entry(name: str, kind: bytes, target: str = "", **fields: Any) -> tarfile.TarInfo:
    """A link, directory or device."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mode = kind, target, 0o755
    for key, text in fields.items():
        setattr(info, key, text)
    return info


def digest(raw: bytes) -> str:
    """Its SHA-256."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def archive(layers: list[bytes], *names: str, **config: Any) -> bytes:
    """What ``docker save`` writes for one image."""
    document = {
        "architecture": "amd64", "os": "linux", "config": config, "created": "2026-01-02T03:04:05Z",
        "rootfs": {"type": "layers", "diff_ids": [digest(_plain(one)) for one in layers]},
        "history": [{"created": "2026-01-02T03:04:05Z", "created_by": f"step {n}"} for n, _ in enumerate(layers)],
    }  # fmt: skip
    rows = [{"Config": "c.json", "RepoTags": list(names) or None,
             "Layers": [f"{n}/layer.tar" for n, _ in enumerate(layers)]}]  # fmt: skip
    files: list[Entry] = [(f"{n}/layer.tar", one) for n, one in enumerate(layers)]
    return tar(
        *files,
        ("c.json", json.dumps(document).encode()),
        ("manifest.json", json.dumps(rows).encode()),
    )


def _plain(raw: bytes) -> bytes:
    return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "store"))


@pytest.fixture
def files(store: Store) -> Callable[[str], list[str]]:
    """What lies below a directory of the store, locks and the top aside."""

    def listed(below: str) -> list[str]:
        top = Path(store.layout.top, below)
        return sorted(str(path.relative_to(top)) for path in top.rglob("*"))

    return listed
