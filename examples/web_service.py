"""A web service in the background: a folder of yours inside, its port on this host."""

import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import hostbridge


def fetch(url: str) -> str:
    """The body, as soon as the service answers."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(url)


def main(image: str) -> None:
    with hostbridge.connect() as client, tempfile.TemporaryDirectory(dir=".") as folder:
        site = Path(folder)
        site.chmod(0o755)
        (site / "index.html").write_text("hello from a folder of yours\n")
        # Container port 80 on a host port that is free; {8080: 80} would name it. The with block
        # removes the container, whatever happens inside.
        with client.run(
            image,
            ["httpd", "-f", "-p", "80", "-h", "/www"],
            detach=True,
            ports=[80],
            volumes=[(site, "/www", "ro")],
        ) as web:
            address, port = web.address(80)
            print("serving on", f"http://{address}:{port}/")
            print(fetch(f"http://{address}:{port}/index.html").strip())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "busybox")
