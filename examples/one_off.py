"""Run a command in a new container and look at how it ended."""

import sys

import hostbridge


def main(image: str) -> None:
    with hostbridge.connect() as client:
        print("on", client.selection.engine, "of", client.selection.machine)

        done = client.run(image, ["sh", "-c", "echo from inside; exit 3"], remove=True)
        print("output:", done.text)
        print("exit code:", done.exit_code)

        # check=True raises for anything but 0, as subprocess.run does.
        try:
            client.run(image, ["false"], remove=True, check=True)
        except hostbridge.ContainerFailed as failed:
            print("failed with", failed.exit_code)

        # Errors say what can be done about them.
        try:
            client.containers.get("no-such-container")
        except hostbridge.NotFound as missing:
            print("error:", missing.summary)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "busybox")
