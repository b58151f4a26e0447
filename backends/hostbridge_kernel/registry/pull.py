"""``pull``: the layers of an image from a registry, several at once, each by a process of its own."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import selectors
import signal
import sys
import time
from typing import IO, TYPE_CHECKING, Any, Callable, Mapping, NamedTuple, Optional

from hostbridge.errors import HostbridgeError, Unavailable
from hostbridge_kernel.image import media
from hostbridge_kernel.registry.client import Repository
from hostbridge_kernel.registry.credentials import login

if TYPE_CHECKING:
    from hostbridge_kernel.image.reference import Reference
    from hostbridge_kernel.store.images import Image
    from hostbridge_kernel.store.store import Store

_TRIES = 5
_REPORT = 1 << 20
"""Bytes between two words about a layer's progress."""


class Step(NamedTuple):
    """Progress of one layer: bytes of all (-1: not known), and whether it is there."""

    digest: str
    done: int
    total: int
    complete: bool
    existed: bool = False


class _Task(NamedTuple):
    diff_id: str
    blob: media.Descriptor


Report = Callable[[Step], None]


class Pulled(NamedTuple):
    """The image, the digest by which its name led to it, and whether anything was new."""

    image: Image
    digest: str
    changed: bool


def pull(
    store: Store,
    reference: Reference,
    env: Mapping[str, str],
    *,
    platform: media.Platform | None = None,
    insecure: bool = False,
    report: Report = lambda _step: None,
    at_once: int = 4,
) -> Pulled:
    """Bring an image into the store. Safe to repeat and to interrupt: what is complete is kept.

    Raises NotFound, Unavailable, Unsupported, and HostbridgeError for what is not what its digest
    says; KeyboardInterrupt ends the processes first.
    """
    who = login(reference.domain, env)
    repository = Repository(reference, who, env, insecure=insecure)
    try:
        with store.adding():
            return _pull(
                store, reference, repository, env, platform, report, at_once, who, insecure
            )
    finally:
        repository.close()


def _pull(
    store: Store,
    reference: Reference,
    repository: Repository,
    env: Mapping[str, str],
    platform: media.Platform | None,
    report: Report,
    at_once: int,
    who: Any,
    insecure: bool,
) -> Pulled:
    what = str(reference)
    raw, media_type, digest = repository.manifest(reference.wanted)
    content = media.document(raw, what)
    named = digest
    if media.is_index(content, media_type):
        chosen = media.choose(content, platform or media.own_platform(), what)
        raw, _, digest = repository.manifest(chosen.digest)
        content = media.document(raw, what)
    manifest = media.manifest(content, what)
    raw_config = _small(repository, manifest.config, what)
    config = media.config(raw_config, what)
    if len(config.diff_ids) != len(manifest.layers):
        raise HostbridgeError(f"{what}: its manifest and its configuration differ in their layers")
    blobs: dict[str, str] = {}
    todo: list[_Task] = []
    for diff_id, layer in zip(config.diff_ids, manifest.layers):
        there = store.layers.info(diff_id)
        if there is not None and os.path.exists(store.layout.blob(there["blob"])):
            blobs[diff_id] = there["blob"]
            report(Step(layer.digest, layer.size, layer.size, complete=True, existed=True))
        elif not any(task.diff_id == diff_id for task in todo):
            todo.append(_Task(diff_id, layer))
    if todo:
        workers = _Workers(store, reference, repository, env, who, insecure, report)
        workers.run(todo, at_once)
    for task in todo:
        blobs[task.diff_id] = task.blob.digest
    store_blob(store, raw, digest)
    before = {image.id: image for image in store.images.all()}
    image = store.images.add(
        raw_config, manifest.config.digest, digest,
        tuple(blobs[diff_id] for diff_id in config.diff_ids), reference, named,
    )  # fmt: skip
    return Pulled(image, named, changed=before.get(image.id) != image)


def store_blob(store: Store, raw: bytes, digest: str) -> None:
    """Keep a small document by its digest."""
    from hostbridge_kernel.store.files import write_whole

    write_whole(store.layout.blob(digest), raw)


def _small(repository: Repository, descriptor: media.Descriptor, what: str) -> bytes:
    with repository.blob(descriptor.digest) as answer:
        raw = answer.read(media.MAX_DOCUMENT + 1)
    if f"sha256:{hashlib.sha256(raw).hexdigest()}" != descriptor.digest:
        raise HostbridgeError(f"{what}: its configuration is not what its digest says")
    return raw


class _Workers:
    """Processes that each bring one layer, and say how far they are by a pipe."""

    def __init__(
        self,
        store: Store,
        reference: Reference,
        repository: Repository,
        env: Mapping[str, str],
        who: Any,
        insecure: bool,
        report: Report,
    ) -> None:
        self._store = store
        self._make = lambda: Repository(
            reference, who, env, insecure=insecure, scheme=repository.scheme,
            authorization=repository.authorization,
        )  # fmt: skip
        self._report = report
        self._selector = selectors.DefaultSelector()
        self._running: dict[int, tuple[int, _Task, bytearray]] = {}

    def run(self, tasks: list[_Task], at_once: int) -> None:
        """Bring them all; the first failure ends the others and is raised."""
        waiting = list(reversed(tasks))
        for task in tasks:
            self._report(Step(task.blob.digest, 0, task.blob.size, complete=False))
        try:
            while waiting or self._running:
                while waiting and len(self._running) < at_once:
                    self._start(waiting.pop())
                for key, _ in self._selector.select():
                    self._hear(key.fd)
        finally:
            for descriptor, (pid, _, _) in list(self._running.items()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                os.close(descriptor)
            if self._running:
                self._running.clear()
                self._store.layout.sweep()
            self._selector.close()

    def _start(self, task: _Task) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.close(reading)
                signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
                with os.fdopen(writing, "wb", buffering=0) as pipe:
                    self._work(task, pipe)
                code = 0
            finally:
                os._exit(code)
        os.close(writing)
        self._running[reading] = (pid, task, bytearray())
        self._selector.register(reading, selectors.EVENT_READ)

    def _hear(self, descriptor: int) -> None:
        pid, task, heard = self._running[descriptor]
        part = os.read(descriptor, 1 << 16)
        heard += part
        while b"\n" in heard:
            line, _, rest = bytes(heard).partition(b"\n")
            heard[:] = rest
            said = json.loads(line)
            if "failed" in said:
                raise HostbridgeError(*said["failed"])
            self._report(Step(task.blob.digest, said["done"], task.blob.size, complete=False))
        if part:
            return
        self._selector.unregister(descriptor)
        del self._running[descriptor]
        os.close(descriptor)
        _, status = os.waitpid(pid, 0)
        if status:
            raise HostbridgeError(
                f"layer {task.blob.digest}: the process that brought it ended early"
            )
        self._report(Step(task.blob.digest, task.blob.size, task.blob.size, complete=True))

    def _work(self, task: _Task, pipe: IO[bytes]) -> None:
        """In the child: bring it and say so, or say why not."""
        told = heard = 0

        def progress(count: int) -> None:
            nonlocal told, heard
            heard += count
            if heard - told >= _REPORT:
                told = heard
                pipe.write(json.dumps({"done": heard}).encode() + b"\n")

        stream = _Resuming(self._make, task.blob)
        try:
            self._store.layers.add(stream, task.diff_id, task.blob, progress)  # type: ignore[arg-type]
        except HostbridgeError as error:
            pipe.write(
                json.dumps({"failed": [error.summary, error.detail, error.remedy]}).encode() + b"\n"
            )


class _Resuming:
    """A blob's bytes; a connection that breaks is made again where it broke."""

    def __init__(self, make: Callable[[], Repository], blob: media.Descriptor) -> None:
        self._make = make
        self._blob = blob
        self._repository: Optional[Repository] = None
        self._answer: Any = None
        self._at = 0
        self._failures = 0

    def read(self, size: int = 1 << 18) -> bytes:
        """The next bytes, empty at the end."""
        while True:
            try:
                if self._answer is None:
                    self._repository = self._make()
                    self._answer = self._repository.blob(self._blob.digest, self._at)
                part: bytes = self._answer.read(size)
            except (OSError, Unavailable, ValueError) as error:
                self._broke(error)
                continue
            except Exception as error:
                if type(error).__name__ != "IncompleteRead":
                    raise
                self._broke(error)
                continue
            if not part and self._at < self._blob.size:
                self._broke(EOFError("the connection ended early"))
                continue
            self._at += len(part)
            if part:
                self._failures = 0
            return part

    def _broke(self, error: Exception) -> None:
        self._answer = None
        if self._repository is not None:
            self._repository.close()
        self._failures += 1
        if self._failures >= _TRIES:
            if isinstance(error, HostbridgeError):
                raise error
            raise Unavailable(
                f"layer {self._blob.digest}: the connection broke {_TRIES} times", str(error)
            ) from error
        time.sleep(0.2 * 2**self._failures)
