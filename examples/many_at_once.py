"""From asyncio: calls in threads, iterators with hostbridge.iterate; the loop is never blocked."""

import asyncio
import contextlib
import sys

import hostbridge


async def square(client: hostbridge.Client, image: str, number: int) -> int:
    """One container."""
    argv = ["sh", "-c", f"echo $(({number} * {number}))"]
    done = await asyncio.to_thread(client.run, image, argv, remove=True, check=True)
    return int(done.text)


async def work(client: hostbridge.Client, image: str) -> None:
    """Several at once, then the output of one line by line."""
    print(await asyncio.gather(*(square(client, image, number) for number in range(5))))

    run = await asyncio.to_thread(
        client.run, image, ["sh", "-c", "for i in 1 2 3; do echo line $i; done"],
        stream=True, remove=True,
    )  # fmt: skip
    # aclosing: leaving the loop early ends the container as well.
    async with contextlib.aclosing(hostbridge.iterate(run)) as lines:
        async for line in lines:
            print(line.decode().strip())


def main(image: str) -> None:
    with hostbridge.connect() as client:
        asyncio.run(work(client, image))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "busybox")
