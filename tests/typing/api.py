"""What type checkers make of the API: ``mypy`` and ``pyright`` read this, nothing runs it."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import hostbridge
from hostbridge.contract.forward import ForwardHandle
from hostbridge.selection import Selection


def results(client: hostbridge.Client) -> None:
    assert_type(client.run("i"), hostbridge.Result)
    assert_type(
        client.run("i", ["a"], check=True, env={"A": "b"}, volumes={Path("a"): "/a"}),
        hostbridge.Result,
    )
    assert_type(client.run("i", detach=True, ports={80: 80}), hostbridge.Container)
    assert_type(client.run("i", "a", stream=True, interactive=True), hostbridge.Run)
    assert_type(client.run("i").text, str)
    assert_type(client.run("i").stdout, bytes)
    assert_type(client.run("i").check(), hostbridge.Result)
    assert_type(client.selection, Selection)


def handles(client: hostbridge.Client) -> None:
    assert_type(client.containers.create("i", name="n"), hostbridge.Container)
    assert_type(client.containers.list(), list[hostbridge.Container])
    assert_type(client.images.get("i"), hostbridge.Image)
    assert_type(client.networks.list(filters={"a": "b"}), list[hostbridge.Network])
    assert_type(client.volumes.create(), hostbridge.Volume)
    assert_type(client.images.prune(), hostbridge.Pruned)
    assert_type(client.machines.list(), list[hostbridge.Machine])
    assert_type(client.forwards.open(80), ForwardHandle)
    with client.run("i", detach=True) as container:
        assert_type(container, hostbridge.Container)
        assert_type(container.exec("a"), hostbridge.Result)
        assert_type(container.exec("a", stream=True), hostbridge.Stream)
        assert_type(container.info(), hostbridge.ContainerInfo)
        assert_type(container.address(80), tuple[str, int])
        assert_type(container.stats(), hostbridge.Stats)
        assert_type(container.top(), list[hostbridge.ContainerProcess])
        for line in container.logs(follow=True):
            assert_type(line, bytes)
    with client.volumes.create() as volume:
        client.run("i", volumes=[(volume, "/v"), ("a", "/b", "ro"), "c:/d"])


def streams(client: hostbridge.Client) -> None:
    with client.events() as events:
        assert_type(next(events), hostbridge.Event)
    image = client.images.build(".", tags="a", progress=lambda event: print(event.layer))
    assert_type(image, hostbridge.Image)
    assert_type(image.history(), list[hostbridge.Layer])


async def asynchronous(client: hostbridge.Client) -> None:
    async for event in hostbridge.iterate(client.events()):
        assert_type(event, hostbridge.Event)


def what_is_wrong(client: hostbridge.Client) -> None:
    """Each line has to be refused; ``warn_unused_ignores`` fails when one is not."""
    client.run("i", nonsense=1)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    client.run("i", env=5)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    client.run(5)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    client.run("i", detach=True, check=True)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    client.containers.create("i", memory=[])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
