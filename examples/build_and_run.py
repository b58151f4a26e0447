"""Build an image of a folder, see how far it is, run it, and remove it."""

import sys
import tempfile
from pathlib import Path

import hostbridge

DOCKERFILE = """\
FROM {image}
ARG WHO
COPY greeting /greeting
RUN echo "for $WHO" >>/greeting
CMD ["cat", "/greeting"]
"""


def show(event: hostbridge.ProgressEvent) -> None:
    """Called for each step; of a pull or push, for each layer with its bytes."""
    if event.status == "step":
        print(f"[{event.current}/{event.total}]", event.text.split(":", 1)[-1].strip())


def main(image: str) -> None:
    with hostbridge.connect() as client, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "Dockerfile").write_text(DOCKERFILE.format(image=image))
        (Path(folder) / "greeting").write_text("hello\n")
        with client.images.build(
            folder, tags="example-greeting:1", build_args={"WHO": "everybody"}, progress=show
        ) as built:
            print(client.run(built.key, remove=True, check=True).text)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "busybox")
