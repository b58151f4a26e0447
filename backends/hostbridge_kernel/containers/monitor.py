"""The monitor: one process that owns a container's streams, exit code and restarts.

It starts the container (its process is the monitor's child), writes the log, serves who attaches,
waits for the end and writes that down. A foreground ``run`` is a monitor itself, with its own
standard streams as one more client; otherwise it is a process of its own (``launching``). One
thread, one poll loop; whatever happens to it, ``state.json`` and the kernel tell the truth.
"""

from __future__ import annotations

import os
import select
import time

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers import outcomes, protocol, state
from hostbridge_kernel.containers.events import Events
from hostbridge_kernel.containers.restarting import Policy
from hostbridge_kernel.containers.serving import Serving
from hostbridge_kernel.containers.streams import Client, Ends, Input, size_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _socket
    from typing import Any, Optional

    from hostbridge_kernel.containers.foreground import Foreground
    from hostbridge_kernel.containers.health import Health
    from hostbridge_kernel.containers.life import Life
    from hostbridge_kernel.containers.logfile import LogWriter
    from hostbridge_kernel.containers.records import Container
    from hostbridge_kernel.containers.starting import Starter

_PART = 1 << 16
_IN, _OUT = select.POLLIN, select.POLLOUT
_LINGER = 1.0  # seconds for output that comes after the end, when somebody else holds its pipes


class Monitor:
    """Runs one container to its end. front: the caller's own streams, for a foreground run."""

    def __init__(
        self,
        container: Container,
        starter: Starter,
        *,
        front: Optional[Foreground] = None,
        first: Optional[_socket.socket] = None,
    ) -> None:
        self.container = container
        self._starter = starter
        self._front = front
        self._events = Events(container.places.events)
        host = container.config["HostConfig"]
        self._policy = Policy(host)
        self._terminal = bool(container.config["Config"].get("Tty"))
        self._ends = Ends(terminal=True, stdin=False)
        once = bool(container.config["Config"].get("StdinOnce"))
        self._input = Input(once=once, terminal=self._terminal)
        self._size: Optional[list[int]] = None
        self._log: Optional[LogWriter] = None
        self.life: Optional[Life] = None
        self._serving = Serving(container, self._heard)
        self._clients: list[Client] = self._serving.clients
        if first is not None:
            self._clients.append(Client(first))
        self._woken = False
        self._health: Optional[Health] = None

    def run(self) -> int:
        """Start the container, and again as its policy says; returns the last exit code.

        What fails before the first process runs is raised (HostbridgeError); those who are attached
        have been told by then.
        """
        again = False
        try:
            self._serving.listen()
            self._serving.greet()
            while True:
                began = time.monotonic()
                try:
                    self._start(again=again)
                except (HostbridgeError, OSError) as failed:
                    error = outcomes.told(failed)
                    self._failed(error)
                    if not again:
                        raise error from failed
                    return error.exit_code
                self._tell(protocol.frame(protocol.STARTED))
                status = self._until_end()
                pause = self._over(status, time.monotonic() - began)
                if pause is None or not self._pause(pause):
                    return status
                again = True
        finally:
            self._serving.close()

    def _start(self, *, again: bool) -> None:
        config = self.container.config["Config"]
        self._log = self._starter.log(self.container)
        self._ends = Ends(terminal=self._terminal, stdin=bool(config.get("OpenStdin")))
        if again:  # what came before the first start is for it
            self._input.forget()
        try:
            with self.container.lock():
                if not self.container.there():
                    raise HostbridgeError(f"No such container: {self.container.id}", exit_code=1)
                content = self.container.state()
                if again and content["ManuallyStopped"]:
                    raise HostbridgeError(
                        "stopped meanwhile", exit_code=content["State"]["ExitCode"]
                    )
                if not again and state.life(content) != "idle":
                    raise AlreadyRunning(f"container already running: {self.container.id}")
                life = self._starter.start(self.container, content, self._ends, self._size)
                self.life = life
                state.started(content, life.pid, os.getpid())
                self._health = self._checks(content)
                content["RestartCount"] = self._policy.count
                self.container.write_state(content)
        except FileNotFoundError:
            self._ends.close()
            raise HostbridgeError(f"No such container: {self.container.id}", exit_code=1) from None
        except BaseException:
            self._ends.close()
            raise
        finally:
            self._ends.close_theirs()
        if self._terminal:
            self._ends.stdout = life.console
            self._ends.stdin = os.dup(life.console) if config.get("OpenStdin") else -1
        for descriptor in (self._ends.stdin, self._ends.stdout, self._ends.stderr):
            if descriptor >= 0:
                os.set_blocking(descriptor, False)
        self._events.container("start", self.container.config)
        if self._front is not None:
            self._front.started(life.pid)

    def _checks(self, content: dict[str, Any]) -> Optional[Health]:
        """Its health checks, if it has some."""
        if not self.container.config["Config"].get("Healthcheck"):
            return None
        from hostbridge_kernel.containers.health import Health, command

        words = command(self.container.config["Config"])
        if words is None:
            return None
        content["State"]["Health"] = Health.fresh()
        return Health(self.container, words)

    def _until_end(self) -> int:
        """Carry the streams until the process has ended and its output is through; its exit code."""
        assert self.life is not None
        status: Optional[int] = None
        deadline = 0.0
        while True:
            if status is not None and (
                (self._ends.stdout < 0 and self._ends.stderr < 0) or time.monotonic() > deadline
            ):
                break
            ready = self._poll(status)
            if status is None and self.life.pidfd in ready:
                status = self.life.wait()
                deadline = time.monotonic() + _LINGER
            elif status is not None and not ready and not self._serving.full:
                break  # nothing more comes: what still holds the pipes is not of the container
            if self._health is not None and status is None:
                self._health.do(ready)
        assert status is not None
        if self._health is not None:
            self._health.stop()
        self._ends.close()
        return status

    def _poll(self, status: Optional[int]) -> set[int]:
        """Wait for something and do it; returns the descriptors that were ready."""
        assert self.life is not None
        poller = select.poll()
        if status is None:
            poller.register(self.life.pidfd, _IN)
        outputs = [(self._ends.stdout, "stdout"), (self._ends.stderr, "stderr")]
        if not self._serving.full:
            for descriptor, _ in outputs:
                if descriptor >= 0:
                    poller.register(descriptor, _IN)
        waiting = bool(self._input.data)
        if waiting and self._ends.stdin >= 0:
            poller.register(self._ends.stdin, _OUT)
        front = self._front.waits_on() if self._front is not None and not waiting else -1
        if front >= 0 and self._ends.stdin >= 0 and not self._input.over:
            poller.register(front, _IN)
        self._serving.register(poller, reading=not waiting)
        wait: Optional[float] = 50 if status is not None else None
        if self._health is not None and status is None:
            self._health.register(poller)
            wait = self._health.wait()
        ready = {descriptor for descriptor, _ in poller.poll(wait)}
        for descriptor, name in outputs:
            if descriptor in ready and descriptor >= 0:
                self._output(descriptor, name)
        if front in ready and front >= 0:
            self._input.add(self._front.read() if self._front is not None else b"")
        self._serving.do(ready)
        self._input.feed(self._ends)
        return ready

    def _output(self, descriptor: int, name: str) -> None:
        try:
            data = os.read(descriptor, _PART)
        except BlockingIOError:
            return
        except OSError:  # EIO: nobody has the terminal any more
            data = b""
        if not data:
            self._close_output(name)
            return
        if self._log is not None:
            self._log.add(name, data)
        if self._front is not None and not self._front.write(name, data):
            # Whoever read it has gone: the writer sees that, as in a pipe line without a container.
            self._close_output(name)
        kind = protocol.STDOUT if name == "stdout" else protocol.STDERR
        told = b""
        for client in self._clients:
            if client.wants[kind]:
                told = told or protocol.frame(kind, data)
                client.send(told)

    def _close_output(self, name: str) -> None:
        os.close(getattr(self._ends, name))
        setattr(self._ends, name, -1)

    def _heard(self, client: Client, kind: int, body: bytes) -> None:
        """Do what a client says."""
        if kind == protocol.HELLO:
            size = client.hello(body)
            self._resize(size)
            if self.life is not None:
                client.send(protocol.frame(protocol.STARTED))
        elif kind == protocol.STDIN and client.stdin:
            self._input.add(body)
        elif kind == protocol.RESIZE:
            self._resize(protocol.read_object(body).get("size"))
        elif kind == protocol.WAKE:
            self._woken = True

    def _resize(self, told: object) -> None:
        size = size_of(told)
        if size is None:
            return
        self._size = size
        if self._terminal and self.life is not None and self._ends.stdout >= 0:
            from hostbridge_kernel.containers.terminal import resize

            resize(self._ends.stdout, size)

    def _tell(self, data: bytes) -> None:
        for client in self._clients:
            client.send(data)

    def _failed(self, error: HostbridgeError) -> None:
        if not isinstance(error, AlreadyRunning):
            outcomes.failed(self._starter, self.container, error)
        words = {
            "summary": error.summary, "detail": error.detail, "remedy": error.remedy,
            "exit_code": error.exit_code,
        }  # fmt: skip
        self._tell(protocol.json_frame(protocol.FAILED, words))

    def _over(self, status: int, ran: float) -> Optional[float]:
        """Write down the end and tell it; returns the pause before the next start, if there is one."""
        assert self.life is not None
        if self._log is not None:
            self._log.close()
        pause = outcomes.over(
            self._starter, self.container, self._policy, status, ran, oom=self.life.oom()
        )
        if self._front is not None:
            self._front.ended()
        self.life = None
        told = {"code": status, "restarting": pause is not None}
        self._tell(protocol.json_frame(protocol.EXIT, told))
        return pause

    def _pause(self, seconds: float) -> bool:
        """Wait before the next start; False when a command ended the container meanwhile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._serving.wait(end - time.monotonic())
            if self._woken:
                self._woken = False
                if not self.container.there() or self.container.state()["ManuallyStopped"]:
                    outcomes.given_up(self.container)
                    return False
        return True


class AlreadyRunning(HostbridgeError):
    """Another command has started it."""
