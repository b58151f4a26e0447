"""Images by the API: built, pushed, pulled, saved and loaded with both real engines and a registry."""

from __future__ import annotations

import resource

import pytest

import hostbridge
from integration.api.inside import Place, Scene, inside
from rig.image import base_image
from rig.registry import RegistryRig

pytestmark = [
    pytest.mark.parametrize("place", ["native-docker", "native-podman"], indirect=True),
    pytest.mark.usefixtures("registry"),
]


def fails(event: hostbridge.ProgressEvent) -> None:
    """A callback that goes wrong."""
    raise ZeroDivisionError(event.status)


@inside
def test_built_pushed_removed_and_pulled(scene: Scene) -> None:
    client = scene.client
    context = scene.folder / "con text é"
    context.mkdir()
    (context / "Dockerfile").write_text(
        f"FROM {scene.image}\nARG WHO=nobody\nCOPY greeting /greeting\n"
        'RUN echo "$WHO" >/who\nLABEL mine="a b"\nCMD ["cat", "/greeting", "/who"]\n'
    )
    (context / "greeting").write_text("hello\n")
    name = f"127.0.0.1:5000/api/{scene.engine}:1"
    steps: list[hostbridge.ProgressEvent] = []
    with client.images.build(
        context, tags=[name, "built:1"], build_args={"WHO": "me you"}, progress=steps.append
    ) as image:
        assert (max(one.current for one in steps), max(one.total for one in steps)) in (
            (6, 6),
            (7, 7),
        ), steps
        assert client.run(name, remove=True, check=True).text == "hello\nme you"
        assert image.info().labels["mine"] == "a b"
        assert name in image.tags
        assert any("/who" in layer.created_by for layer in image.history())
        seen: list[hostbridge.ProgressEvent] = []
        image.push(progress=seen.append)
        assert any(one.layer for one in seen), seen
        identity = image.id
        client.images.get("built:1").remove(force=True)
        client.images.get(name).remove(force=True)
        assert not image.exists()
        seen.clear()
        pulled = client.images.pull(name, progress=seen.append)
        assert pulled.id == identity
        assert any(one.layer for one in seen), seen
        with pytest.raises(ZeroDivisionError):
            client.images.pull(name, progress=fails)
        other = pulled.tag("other/name:x")
        assert client.images.exists("other/name:x")
        other.remove()
        assert any(name in one.tags for one in client.images.infos())
    assert not client.images.exists(name)


@inside
def test_saved_and_loaded(scene: Scene) -> None:
    client = scene.client
    image = client.images.build(
        f"FROM {scene.image}\nENV A=b\n".encode(), tags="hostbridge.test/saved:1"
    )
    archive = scene.folder / "an archive é.tar"
    image.save(archive)
    identity = image.id
    image.remove()
    events: list[hostbridge.ProgressEvent] = []
    (loaded,) = client.images.load(archive, progress=events.append)
    assert loaded.key.endswith("hostbridge.test/saved:1")
    assert loaded.id == identity
    assert loaded.info().size > 1_000_000
    loaded.remove(force=True)
    (loaded,) = client.images.load(archive.read_bytes())
    loaded.remove(force=True)
    for wrong in (b"no archive", b""):
        with pytest.raises(hostbridge.HostbridgeError):
            client.images.load(wrong)
    with pytest.raises(hostbridge.NotFound):
        client.images.load(scene.folder / "none.tar")
    with pytest.raises(hostbridge.NotFound):
        client.images.save(["no/such:1"], scene.folder / "x.tar")
    # a disk that takes no more than 64 KiB of a file
    full = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, full[1]))
    with pytest.raises(hostbridge.HostbridgeError):
        client.images.get(scene.image).save(scene.folder / "x.tar")
    resource.setrlimit(resource.RLIMIT_FSIZE, full)
    assert [path.name for path in scene.folder.iterdir()] == [archive.name]


@inside
def test_what_fails_says_why(scene: Scene) -> None:
    client = scene.client
    for progress in (None, lambda _: None):
        with pytest.raises(hostbridge.NotFound) as missing:
            client.images.pull("127.0.0.1:5000/no/such:9", progress=progress)
        assert "manifest" in missing.value.summary.lower(), missing.value
        with pytest.raises(hostbridge.CommandFailed) as failed:
            client.images.build(
                f"FROM {scene.image}\nRUN echo words of the build; exit 9\n".encode(),
                progress=progress,
            )
        assert "words of the build" in failed.value.detail
    # podman asks several times, with pauses
    with pytest.raises(hostbridge.Unavailable):
        client.images.pull("127.0.0.1:1/any:1")
    with pytest.raises(hostbridge.HostbridgeError):
        client.images.build(b"NONSENSE\n")
    with pytest.raises(hostbridge.NotFound):
        client.images.build(scene.folder / "none")
    with pytest.raises(hostbridge.HostbridgeError):
        client.images.build(scene.folder)
    with pytest.raises(hostbridge.NotFound):
        client.images.push("127.0.0.1:5000/not/here:1")
    # of its own: a name of an image that has another one is taken away without a question
    used = client.images.build(f"FROM {scene.image}\nENV USED=1\n".encode(), tags="used:1")
    with client.run("used:1", ["sleep", "1000"], detach=True):
        with pytest.raises(hostbridge.Conflict):
            used.remove()
        assert client.images.exists("used:1")
    used.remove(force=True)


def test_bytes_are_told_where_the_engine_tells_them(
    place: Place, registry: RegistryRig, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A layer that takes a while: random bytes, so that it does not shrink."""
    import random

    big = random.Random(1).randbytes(24 << 20)
    name = registry.push(
        base_image().derive(f"big-{place.setting}:1", {"big": big}), f"api/big-{place.setting}"
    )

    def pull(scene: Scene) -> None:
        seen: list[hostbridge.ProgressEvent] = []
        with scene.client.images.pull(name, progress=seen.append):
            told = [one for one in seen if one.total]
            assert told, [one.text for one in seen]
            assert max(one.total for one in told) > 20_000_000
            assert all(one.layer and 0 <= one.current <= one.total * 1.05 for one in told)

    place.run(pull, tmp_path_factory.mktemp("big"))
