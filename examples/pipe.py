"""Data through a container: all at once, from a file, and piece by piece while it runs."""

import sys
import tempfile

import hostbridge


def main(image: str) -> None:
    with hostbridge.connect() as client:
        packed = client.run(image, ["gzip", "-c"], stdin=b"a" * 10_000, remove=True, check=True)
        print("10000 bytes became", "fewer than 100" if len(packed.stdout) < 100 else "too many")

        with tempfile.TemporaryFile() as file:
            file.write(b"pear\napple\n")
            file.seek(0)
            print(client.run(image, ["sort"], stdin=file, remove=True, check=True).text)

        # A conversation: write, read the answer, write again.
        with client.run(
            image, ["sh", "-c", "while read n; do echo $((n * n)); done"],
            stream=True, interactive=True, remove=True,
        ) as run:  # fmt: skip
            answers = run.text()
            for number in (3, 4, 5):
                run.write(f"{number}\n".encode())
                print(number, "squared is", next(answers))
            run.end_input()
            print("exit code:", run.wait())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "busybox")
