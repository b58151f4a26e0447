"""A registry on a world's loopback, for tests that pull."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import json
import shutil
import time
from urllib.parse import urlsplit

from rig.image import Image
from rig.run import Missing
from rig.world import World

PORT = 5000
_CONFIG = f"""\
version: 0.1
log: {{level: warn}}
storage:
  filesystem: {{rootdirectory: /var/lib/rig-registry}}
  delete: {{enabled: true}}
http: {{addr: "127.0.0.1:{PORT}"}}
"""
_DOCKER = "application/vnd.docker"


class RegistryRig:
    """A real registry at ``127.0.0.1:5000`` of a world; both engines trust it without TLS."""

    name = f"127.0.0.1:{PORT}"

    def __init__(self, world: World, seconds: float = 15) -> None:
        if shutil.which("docker-registry") is None:
            raise Missing("docker-registry is not installed (apt install docker-registry)")
        self.world = world
        self.log = world.folder / "registry.log"
        world.run("sh", "-c", "cat >/etc/rig-registry.yml", input=_CONFIG.encode())
        argv = ("docker-registry", "serve", "/etc/rig-registry.yml")
        daemon = world.daemon(*argv, log=self.log)
        deadline = time.monotonic() + seconds
        while PORT not in world.listening():
            if daemon.poll() is not None or time.monotonic() > deadline:
                raise Missing(f"the registry does not come up: {self.log.read_text()[-1500:]}")
            time.sleep(0.02)

    def push(self, image: Image, name: str, tag: str = "1") -> str:
        """Store an image; gives the reference to pull it by. No engine takes part."""
        layers: list[dict[str, object]] = []
        for data in image.layers:
            packed = gzip.compress(data, mtime=0)
            kind = f"{_DOCKER}.image.rootfs.diff.tar.gzip"
            layers.append({"mediaType": kind, **self._upload(name, packed)})
        config = self._upload(name, image.document())
        manifest = {
            "schemaVersion": 2,
            "mediaType": f"{_DOCKER}.distribution.manifest.v2+json",
            "config": {"mediaType": f"{_DOCKER}.container.image.v1+json", **config},
            "layers": layers,
        }
        kind = str(manifest["mediaType"])
        self._ask("PUT", f"/v2/{name}/manifests/{tag}", json.dumps(manifest).encode(), kind)
        return f"{self.name}/{name}:{tag}"

    def _upload(self, name: str, data: bytes) -> dict[str, object]:
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        place = urlsplit(self._ask("POST", f"/v2/{name}/blobs/uploads/"))
        query = f"{place.query}&digest={digest}"
        self._ask("PUT", f"{place.path}?{query}", data, "application/octet-stream")
        return {"size": len(data), "digest": digest}

    def _ask(self, method: str, path: str, data: bytes = b"", kind: str = "") -> str:
        """One request; gives the Location that it answers with, and raises for a failure."""
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        connection.sock = self.world.connect(PORT, timeout=20)
        try:
            connection.request(method, path, data, {"Content-Type": kind} if kind else {})
            answer = connection.getresponse()
            said = answer.read()
            if answer.status >= 300:
                raise OSError(f"{method} {path}: {answer.status} {said[:300]!r}")
            return answer.getheader("Location", "")
        finally:
            connection.close()
