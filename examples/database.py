"""A service that a test needs: its own network and volume, waited for, and gone afterwards.

The service is a small web server over a volume; a real database is used in the same way.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import hostbridge

SERVE = "echo ready >/data/state; exec httpd -f -p 80 -h /data"


@contextmanager
def service(client: hostbridge.Client, image: str) -> Iterator[hostbridge.Network]:
    """The network in which ``db`` answers."""
    with (
        client.networks.create("example-net") as network,
        client.volumes.create("example-data") as volume,
        client.run(
            image, ["sh", "-c", SERVE], detach=True, network=network, network_aliases=["db"],
            volumes=[(volume, "/data")], labels={"example": "database"},
        ) as server,
    ):  # fmt: skip
        deadline = time.monotonic() + 60
        while server.exec(["wget", "-q", "-O", "-", "http://127.0.0.1/state"]).exit_code:
            if time.monotonic() > deadline:
                raise TimeoutError("\n".join(server.logs(tail=20).text()))
            time.sleep(0.1)
        yield network


def main(image: str) -> None:
    with hostbridge.connect() as client:
        with service(client, image) as network:
            asked = client.run(
                image, ["wget", "-q", "-O", "-", "http://db/state"], network=network, remove=True
            )
            print("the service says:", asked.text)
        print(
            "left behind:", client.containers.list(all=True, filters={"label": "example=database"})
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "busybox")
