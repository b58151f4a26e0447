"""A program on python-on-whales: ``use.py CLIENT docker|podman IMAGE``. Prints what it has seen."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from python_on_whales import DockerClient
from python_on_whales.exceptions import DockerException, NoSuchContainer, NoSuchImage


def refused(call: Any, *arguments: Any) -> str:
    """The kind of exception that a call ends with."""
    try:
        call(*arguments)
    except DockerException as error:
        return type(error).__name__
    return "nothing"


def streams(client: Any, container: Any) -> list[str]:
    """The streams that a container has written to, when it has to both."""
    for _ in range(300):
        found = sorted({name for name, _ in client.container.logs(container, stream=True)})
        if len(found) > 1:
            break
        time.sleep(0.1)
    return found


def main(program: str, kind: Any, image: str) -> dict[str, Any]:
    client: Any = DockerClient(client_call=[program], client_type=kind)
    seen: dict[str, Any] = {}
    folder = Path(mkdtemp(prefix="whales "))
    (folder / "in").write_text("copied")
    seen["run"] = client.run(image, ["echo", "two words"], remove=True)
    seen["fails"] = refused(partial(client.run, remove=True), image, ["false"])
    with client.volume.create("whale-volume", labels={"a": "b"}) as volume:
        seen["volume"] = (volume.name, volume.labels["a"])
        seen["volumes"] = [one.name for one in client.volume.list(filters=[("label", "a=b")])]
        container = client.run(
            image, ["sh", "-c", "echo out; echo err >&2; exec sleep 600"], detach=True, init=True,
            name="whale", labels={"role": "test"}, envs={"WORD": "x y"}, publish=[(18140, 80)],
            volumes=[(volume, "/data"), (folder, "/folder", "ro")], hostname="box",
        )  # fmt: skip
        seen["name"] = container.name
        seen["state"] = (container.state.running, container.state.status)
        seen["labels"] = container.config.labels["role"]
        seen["ports"] = container.network_settings.ports["80/tcp"][0]["HostPort"]
        seen["listed"] = [
            one.name for one in client.container.list(filters=[("label", "role=test")])
        ]
        seen["exec"] = client.execute(
            container, ["sh", "-c", "echo $WORD; hostname; cat /folder/in"]
        )
        client.copy(folder / "in", (container, "/data/in"))
        client.copy((container, "/data/in"), folder / "out")
        seen["copied"] = (folder / "out").read_text()
        seen["streams"] = streams(client, container)
        client.execute(container, ["touch", "/made"])
        seen["diff"] = container.diff().get("/made")
        seen["there"] = container.exists()
        container.pause()
        paused = container.state.paused
        container.unpause()
        seen["paused"] = (paused, container.state.paused)
        container.rename("whale-too")
        seen["renamed"] = client.container.exists("whale-too")
        committed = client.commit(container, tag="whale-image:1")
        seen["committed"] = client.image.exists("whale-image:1") and bool(committed.id)
        client.tag("whale-image:1", "whale-image:2")
        seen["tags"] = sorted(
            tag.rpartition("/")[2] for tag in client.image.inspect("whale-image:1").repo_tags
        )
        client.save("whale-image:1", output=folder / "image.tar")
        container.stop(time=0)
        seen["waited"] = client.wait(container) in (137, 143)
        container.remove(force=True, volumes=True)
        client.image.remove(["whale-image:1", "whale-image:2"])
        seen["removed"] = client.image.exists("whale-image:1")
        loaded = client.load(folder / "image.tar")
        seen["loaded"] = [name.rpartition("/")[2] for name in loaded]
        client.image.remove("whale-image:1")
    with client.network.create("whale-net", subnet="10.207.9.0/24", labels={"n": "1"}) as network:
        seen["networks"] = [
            one.name for one in client.network.list(filters=[("name", "whale-net")])
        ]
        with client.run(image, ["sleep", "600"], detach=True, init=True, networks=[network]) as one:
            seen["network"] = list(one.network_settings.networks)
            client.kill(one)
    seen["no container"] = refused(client.container.inspect, "whale-none")
    seen["no image"] = refused(client.image.inspect, "whale-none")
    seen["kinds"] = (
        issubclass(NoSuchContainer, DockerException),
        issubclass(NoSuchImage, DockerException),
    )
    seen["left"] = [one.name for one in client.container.list(all=True)]
    return seen


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
