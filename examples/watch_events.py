"""Follow what happens at the engine, from a thread, until somebody closes the feed."""

import sys
import threading
import time

import hostbridge


def main(image: str) -> None:
    with hostbridge.connect() as client:
        began = time.time()
        # since: nothing is missed that happens before the engine listens.
        events = client.events(since=began - 1, filters={"type": "container"})

        def work() -> None:
            client.run(image, ["true"], name=f"watched-{int(began)}", remove=True)

        worker = threading.Thread(target=work)
        worker.start()
        with events:
            for event in events:
                if event.name == f"watched-{int(began)}":
                    print(event.type, event.action)
                    if event.action == "die":
                        break
        worker.join()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "busybox")
