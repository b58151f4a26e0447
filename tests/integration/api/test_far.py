"""The API over ssh: paths in a share are mapped, ports and files come across, as on the command line."""

from __future__ import annotations

import socket
import time

import pytest

import hostbridge
from integration.api.inside import Place, Scene, inside
from rig.image import base_image
from rig.registry import RegistryRig

pytestmark = pytest.mark.parametrize("place", ["ssh-docker", "ssh-podman"], indirect=True)


@inside
def test_folders_ports_files_and_builds(scene: Scene) -> None:
    client, image = scene.client, scene.image
    folder = scene.folder / "sha red é"
    folder.mkdir()
    (folder / "in").write_text("from here")
    done = client.run(
        image, ["sh", "-c", "cat /m/in; cat >/m/out; exit 3"], stdin=b"back", volumes={folder: "/m"},
        env={"S": "a 'b'"}, remove=True,
    )  # fmt: skip
    assert (done.exit_code, done.stdout) == (3, b"from here")
    assert (folder / "out").read_bytes() == b"back"
    with pytest.raises(hostbridge.NotShared):
        client.run(image, ["true"], volumes={"/etc": "/m"}, remove=True)

    with client.run(
        image, ["httpd", "-f", "-p", "80", "-h", "/www"], detach=True, ports=[80]
    ) as web:
        web.copy_in(folder / "in", "/www/in")
        address = web.address(80)
        deadline = time.monotonic() + 30
        while b"from here" not in _get(address):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        web.copy_out("/www/in", scene.folder / "again")
        assert (scene.folder / "again").read_text() == "from here"
        assert web.exec(["cat"], stdin=b"\x00\xff", check=True).stdout == b"\x00\xff"
        assert web in client.containers
        assert web.inspect()["State"]["Running"] is True
    assert client.forwards.list() == []

    (folder / "Dockerfile").write_text(f"FROM {image}\nCOPY in /in\n")
    with client.images.build(folder, tags="hostbridge.test/far:1") as built:
        assert client.run(built.key, ["cat", "/in"], remove=True).text == "from here"
        built.save(scene.folder / "saved.tar")
        built.remove()
        (loaded,) = client.images.load(scene.folder / "saved.tar")
        assert loaded.exists()


@inside
def test_streams_and_interrupts(scene: Scene) -> None:
    client = scene.client
    with client.run(
        scene.image, ["sh", "-c", "echo one; sleep 1000"], stream=True, remove=True, name="streamed"
    ) as run:
        assert next(iter(run)) == b"one\n"
        with run.container.logs(follow=True) as lines:
            assert next(iter(lines)) == b"one\n"
    assert not client.containers.exists("streamed")
    with pytest.raises(TimeoutError):
        client.run(scene.image, ["sleep", "1000"], name="timed", remove=True, timeout=2)
    assert not client.containers.exists("timed")
    with pytest.raises(hostbridge.NotFound):
        client.run("127.0.0.1:1/no:1", pull="never")


def test_a_pull_tells_how_far_it_is(
    place: Place, far_registry: RegistryRig, tmp_path_factory: pytest.TempPathFactory
) -> None:
    image = base_image().derive(f"far-{place.setting}:1", {"mark": place.setting.encode()})
    name = far_registry.push(image, f"api/far-{place.setting}")

    def pull(scene: Scene) -> None:
        seen: list[hostbridge.ProgressEvent] = []
        with scene.client.images.pull(name, progress=seen.append) as image:
            assert any(one.layer for one in seen), seen
            assert name in image.tags
        with pytest.raises(hostbridge.NotFound):
            scene.client.images.pull("127.0.0.1:5000/no/such:1", progress=seen.append)

    place.run(pull, tmp_path_factory.mktemp("far"))


def _get(address: tuple[str, int]) -> bytes:
    try:
        with socket.create_connection(address, timeout=10) as made:
            made.sendall(b"GET /in HTTP/1.0\r\n\r\n")
            return b"".join(iter(lambda: made.recv(1 << 16), b""))
    except OSError:
        return b""
