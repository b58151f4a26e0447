"""The store: what goes in comes out, what is wrong stays out, what is unused goes."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hostbridge.errors import Conflict, HostbridgeError, NotFound, StateError, UsageError
from hostbridge_kernel.image import media
from hostbridge_kernel.image.archive import Archive
from hostbridge_kernel.image.reference import parse
from hostbridge_kernel.store import transfer
from hostbridge_kernel.store.store import Store
from unit.hostbridge_kernel.conftest import archive, digest, entry, tar

LAYER = tar(("etc/greeting", b"hi"))
OTHER = tar(("bin/tool", b"#!"))
Files = Callable[[str], list[str]]


def loaded(store: Store, raw: bytes) -> list[transfer.Loaded]:
    return transfer.load(store, io.BytesIO(raw))


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_a_layer_is_kept_packed_and_unpacked(store: Store, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(LAYER)
    wanted = media.Descriptor(digest(packed), len(packed))
    read: list[int] = []
    assert store.layers.add(io.BytesIO(packed), digest(LAYER), wanted, read.append) == digest(
        packed
    )
    assert sum(read) == len(packed)
    assert Path(store.layout.layer(digest(LAYER)), "fs/etc/greeting").read_text() == "hi"
    assert Path(store.layout.blob(digest(packed))).read_bytes() == packed
    store.layers.add(io.BytesIO(packed), digest(LAYER), wanted)
    assert os.listdir(f"{store.layout.top}/new") == []


@pytest.mark.parametrize(
    ("raw", "diff_id", "wanted"),
    [
        (LAYER, digest(OTHER), None),
        (LAYER, "", media.Descriptor(digest(OTHER), len(LAYER))),
        (LAYER, "", media.Descriptor(digest(LAYER), len(LAYER) - 1)),
        (LAYER, "", media.Descriptor(digest(LAYER), len(LAYER) + 1)),
        (gzip.compress(LAYER)[:-9], "", None),
        (gzip.compress(LAYER)[:60] + b"x" * 60, "", None),
        (b"", "", None),
        (tar(("../x", b"")), "", None),
    ],
)
def test_what_is_not_as_told_leaves_nothing(
    store: Store, files: Files, raw: bytes, diff_id: str, wanted: media.Descriptor | None
) -> None:
    with pytest.raises(HostbridgeError):
        store.layers.add(io.BytesIO(raw), diff_id or digest(LAYER), wanted)
    assert files("new") == files("layers") == files("blobs/sha256") == []


def test_several_gzip_members_and_padding(store: Store) -> None:
    half = len(LAYER) // 2
    packed = gzip.compress(LAYER[:half]) + gzip.compress(LAYER[half:]) + bytes(700)
    store.layers.add(io.BytesIO(packed), digest(LAYER))
    assert store.layers.info(digest(LAYER)) is not None


def test_load_save_load(store: Store, tmp_path: Path) -> None:
    raw = archive([LAYER, gzip.compress(OTHER)], "a:1", "host:5/b:2", Cmd=["sh"])
    (one,) = loaded(store, gzip.compress(raw))
    assert [str(name) for name in one.names] == ["a:1", "host:5/b:2"]
    assert store.images.find("a:1") == store.images.find(one.image.id[7:19]) == one.image
    out = io.BytesIO()
    transfer.save(store, ["a:1"], out)
    other = Store(str(tmp_path / "other"))
    (again,) = loaded(other, out.getvalue())
    assert again.image.id == one.image.id
    assert [str(name) for name in again.names] == ["a:1"]
    assert Path(other.layout.layer(digest(OTHER)), "fs/bin/tool").read_bytes() == b"#!"
    assert store.check() == other.check() == []


def test_an_archive_that_is_oci_alone(store: Store, tmp_path: Path) -> None:
    loaded(store, archive([LAYER], "a:1"))
    out = io.BytesIO()
    transfer.save(store, ["a:1"], out)
    kept = []
    with tarfile.open(fileobj=io.BytesIO(out.getvalue())) as source:
        for member in source.getmembers():
            if member.name != "manifest.json":
                content = source.extractfile(member)
                assert content is not None
                kept.append((member.name, content.read()))
    (again,) = loaded(Store(str(tmp_path / "other")), tar(*kept))
    assert [str(name) for name in again.names] == ["a:1"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"nonsense", tar(("x", b"")), tar(("manifest.json", b"{}")), tar(("manifest.json", b"[1]")),
     tar(("manifest.json", b'[{"Config": "none", "Layers": []}]')),
     tar(("manifest.json", b'[{"Config": "manifest.json", "Layers": ["/etc/passwd"]}]')),
     tar(entry("manifest.json", tarfile.SYMTYPE, "/etc/passwd")),
     tar(entry("manifest.json", tarfile.SYMTYPE, "manifest.json")),
     tar(("index.json", b'{"manifests": [{"digest": "sha256:../x", "size": 1}]}')),
     archive([tar(("../../x", b""))], "a:1"), archive([LAYER], "Bad Name"),
     archive([LAYER], "a:1").replace(b'"diff_ids": ["sha256:', b'"diff_ids": ["sha256;')],
)  # fmt: skip
def test_hostile_archives(store: Store, files: Files, raw: bytes) -> None:
    with pytest.raises(HostbridgeError):
        loaded(store, raw)
    assert store.images.all() == []
    store.collect()
    assert files("new") == files("layers") == files("blobs/sha256") == []


def test_a_link_in_an_archive_never_leads_to_the_host(tmp_path: Path) -> None:
    raw = tar(entry("secret", tarfile.SYMTYPE, "/etc/passwd"))
    with pytest.raises(HostbridgeError, match="lacks"):
        Archive(io.BytesIO(raw), str(tmp_path)).read("secret")


def test_names_move_and_images_go_with_the_last(store: Store, files: Files) -> None:
    (one,) = loaded(store, archive([LAYER], "a:1", "a:2"))
    (two,) = loaded(store, archive([LAYER, OTHER], "b:1"))
    store.images.tag("b:1", parse("a:2"))
    assert store.images.find("a:2").id == two.image.id
    with pytest.raises(Conflict, match="referenced in multiple"):
        store.remove(two.image.id)
    assert store.remove("a:1").deleted == one.image.id
    assert Path(store.layout.layer(digest(LAYER))).is_dir()  # the other image needs it
    assert store.remove("b:1").deleted == ""
    with pytest.raises(Conflict, match="container c1"):
        store.remove("a:2", in_use=lambda _image: "c1")
    assert store.remove("a:2").untagged == ("docker.io/library/a:2",)
    assert files("layers") == files("blobs/sha256") == []
    with pytest.raises(NotFound):
        store.remove("a:2")


def test_an_id_that_several_have(store: Store) -> None:
    ids = [
        loaded(store, archive([tar((str(number), b""))]))[0].image.id[7:] for number in range(18)
    ]
    doubled = next(one[0] for one in ids if sum(other[0] == one[0] for other in ids) > 1)
    with pytest.raises(UsageError, match="several"):
        store.images.find(doubled)


def test_prune_takes_what_has_no_name_and_nobody_uses(store: Store) -> None:
    (bare,) = loaded(store, archive([LAYER]))
    loaded(store, archive([OTHER], "named"))
    gone, freed = store.prune(in_use=lambda _image: "c")
    assert gone == []
    gone, freed = store.prune()
    assert [one.deleted for one in gone] == [bare.image.id]
    assert freed > 0
    assert len(store.prune(every=True)[0]) == 1


def test_nothing_is_collected_while_something_is_added(store: Store) -> None:
    with store.adding():
        store.layers.add(io.BytesIO(LAYER), digest(LAYER))
        assert not store.collect()
        assert store.layers.info(digest(LAYER)) is not None
    assert store.collect()
    assert store.layers.info(digest(LAYER)) is None


def test_a_damaged_or_newer_list_is_not_overwritten(store: Store) -> None:
    for text in ("{", '{"version": 99}', "[]"):
        Path(store.layout.images).write_text(text)
        with pytest.raises(StateError):
            store.images.tag("a", parse("b"))
        assert Path(store.layout.images).read_text() == text


def test_what_is_missing_is_found(store: Store) -> None:
    (one,) = loaded(store, archive([LAYER, OTHER], "a:1"))
    os.unlink(store.layout.blob(one.image.blobs[1]))
    os.unlink(f"{store.layout.layer(digest(LAYER))}/layer.json")
    assert [problem.what.split()[0] for problem in store.check()] == ["layer", "blob"]
    loaded(store, archive([LAYER, OTHER], "a:1"))
    assert store.check() == []


def test_import(store: Store) -> None:
    image = transfer.bring_in(
        store, io.BytesIO(LAYER), parse("fs:1"), {"Cmd": ["/x"]}, "words", media.Platform("linux", "arm64", "v8")
    )  # fmt: skip
    config = store.images.config(image)
    assert config.document["config"] == {"Cmd": ["/x"]}
    assert str(config.platform) == "linux/arm64/v8"
    assert config.diff_ids == (digest(LAYER),)
