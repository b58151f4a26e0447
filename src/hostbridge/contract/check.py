"""A check: one cause that doctor knows, as a function from facts to a result."""

from __future__ import annotations

import threading

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Literal

    from hostbridge.host import Host

    CheckStatus = Literal["ok", "info", "warning", "error", "skipped"]


@value
class Edit:
    """A file as a fix would have it. text None: removed. root: whether only root may write it.

    mode: permission bits; None keeps what is there (0644 for a new file). It can be shown as a
    difference, and taken back as long as the file is what the fix made of it.
    """

    path: str
    text: str | None
    root: bool = False
    mode: int | None = None


@value
class Command:
    """A command that a fix would run, and the one that takes it back (none: it cannot be)."""

    argv: tuple[str, ...]
    undo: tuple[str, ...] = ()
    root: bool = False


@value
class CheckResult:
    """What a check found. evidence: (what was looked at, what was seen). remedy: steps in order.

    A step that begins with ``$ `` is a command to paste. changes: what ``--fix`` would do, in order;
    empty where hostbridge cannot mend it.
    """

    status: CheckStatus
    summary: str
    evidence: tuple[tuple[str, str], ...] = ()
    remedy: tuple[str, ...] = ()
    changes: tuple[Edit | Command, ...] = ()


class Facts:
    """What checks look at: the host's facts, and what was tried on it.

    host: its facts. env: the caller's environment. places: hostbridge's own directories by purpose
    (``data``, ``config``, ``cache``, ``runtime``). folder: the working directory. deep: whether
    something slow may be tried. seen: results of trials by name, as recorded; a trial that is in
    there is not made.
    """

    def __init__(
        self,
        host: Host,
        *,
        env: Mapping[str, str] | None = None,
        places: Mapping[str, str] | None = None,
        folder: str = "/",
        deep: bool = False,
        seen: Mapping[str, Any] | None = None,
    ) -> None:
        self.host = host
        self.env: Mapping[str, str] = env or {}
        self.places: Mapping[str, str] = places or {}
        self.folder = folder
        self.deep = deep
        self._seen: dict[str, Any] = dict(seen or {})
        self._recorded = seen is not None
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def trial(self, name: str, attempt: Callable[[Facts], Any]) -> Any:
        """What ``attempt`` gives (what JSON can hold), made once for all checks; thread-safe.

        Of recorded facts a trial that was not recorded is None: a check then says nothing.
        """
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            if name not in self._seen:
                self._seen[name] = None if self._recorded else attempt(self)
            return self._seen[name]

    @property
    def trials(self) -> Mapping[str, Any]:
        """The results so far, as JSON can hold them: what a recording is made of."""
        return dict(self._seen)


@value
class Check:
    """One cause. id is stable and capital (``LNX-SUBID``); depends_on names causes that hide it.

    means: what it does to the user, in a sentence. run takes facts, changes nothing, and returns in
    ``budget`` seconds. systems: of ``linux``, ``windows``, ``macos``. source: where the remedy is
    published. deep: made only when something slow may be tried.
    """

    id: str
    category: str
    title: str
    means: str
    run: Callable[[Facts], CheckResult]
    systems: tuple[str, ...] = ("linux",)
    depends_on: tuple[str, ...] = ()
    budget: float = 2.0
    source: str = ""
    deep: bool = False


def fine(summary: str, *evidence: tuple[str, str]) -> CheckResult:
    """The result for what is as it should be."""
    return CheckResult("ok", summary, evidence)


def unneeded(why: str) -> CheckResult:
    """The result for what does not matter on this host."""
    return CheckResult("skipped", why)
