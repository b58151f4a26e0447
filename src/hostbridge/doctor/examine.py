"""Making checks: all at once, each within its budget, findings in a stable order."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from hostbridge.contract.check import CheckResult, unneeded
from hostbridge.value import replace, value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hostbridge.contract.check import Check, Facts

_AT_ONCE = 16
_LONGEST = 60.0
_RANK = ("skipped", "ok", "info", "warning", "error")


@value
class Finding:
    """What came of one check. hidden_by: the cause that explains it, or empty. seconds: it took.

    crashed: the check itself failed; that is never an error of the host.
    """

    check: Check
    result: CheckResult
    hidden_by: str = ""
    seconds: float = 0.0
    crashed: bool = False


class _Running:
    """One check under way."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.done = threading.Event()
        self.started = threading.Event()
        self.since = 0.0
        self.finding: Finding | None = None
        self.guard = threading.Lock()

    def end(self, finding: Finding) -> Finding:
        """The first ending counts: a check that comes back after its budget is too late."""
        with self.guard:
            if self.finding is None:
                self.finding = finding
            self.done.set()
            return self.finding


def examine(
    checks: Sequence[Check], facts: Facts, budget: float | None = None
) -> Iterator[Finding]:
    """The findings of checks, each as soon as those before it are known.

    A check that depends on an error is not made, and of one that depends on a warning only an error
    is told: the cause stands alone. One that takes longer than its budget, or that crashes, is skipped and says so; no other one waits for it
    longer than that. budget: seconds for each check, instead of its own. Raises nothing.
    """
    if budget is not None:
        checks = [replace(check, budget=budget) for check in checks]
    running = {check.id: _Running(check) for check in checks}
    waiting = iter(_causes_first(running))
    guard = threading.Lock()

    def work() -> None:
        while True:
            with guard:
                one = next(waiting, None)
            if one is None:
                return
            _work(one, running, facts)

    workers = 0
    for _ in range(min(_AT_ONCE, len(running))):
        try:
            threading.Thread(target=work, daemon=True).start()
        except RuntimeError:  # this user may have no more of them, which a check will say
            break
        workers += 1
    if not workers:
        work()
    for one in running.values():
        yield _wait(one)


def _causes_first(running: dict[str, _Running]) -> list[_Running]:
    """All checks, each behind those that it depends on: one worker alone could make them."""
    found: dict[str, _Running] = {}

    def take(name: str) -> None:
        if name in running and name not in found:
            for cause in running[name].check.depends_on:
                take(cause)
            found[name] = running[name]

    for name in running:
        take(name)
    return list(found.values())


def _wait(one: _Running) -> Finding:
    """A check's finding, at the latest when its budget is spent."""
    one.started.wait(max(_LONGEST, one.check.budget))
    left = one.check.budget - (time.monotonic() - one.since) if one.since else 0.0
    if not one.done.wait(max(0.0, left)):
        late = unneeded(f"took longer than {one.check.budget:g} s")
        return one.end(Finding(one.check, late, "", one.check.budget))
    assert one.finding is not None
    return one.finding


def _work(one: _Running, running: dict[str, _Running], facts: Facts) -> None:
    check = one.check
    milder = ""
    for name in check.depends_on:
        before = running.get(name)
        if before is None:
            continue
        finding = _wait(before)
        if finding.result.status == "error" or finding.hidden_by:
            one.since = time.monotonic()
            one.started.set()
            cause = finding.hidden_by or name
            one.end(Finding(check, unneeded(f"explained by {cause}"), cause))
            return
        if finding.result.status == "warning":
            milder = milder or name
    one.since = time.monotonic()
    one.started.set()
    finding = _made(check, facts, one.since)
    rank = _RANK.index(finding.result.status)
    if milder and _RANK.index("ok") < rank <= _RANK.index("warning"):
        told = unneeded(f"explained by {milder}")
        finding = Finding(check, told, milder, finding.seconds)
    one.end(finding)


def _made(check: Check, facts: Facts, since: float) -> Finding:
    if facts.host.system not in check.systems:
        return Finding(check, unneeded(f"is about {' and '.join(check.systems)}"))
    if check.deep and not facts.deep:
        return Finding(check, unneeded("is made with --deep"))
    try:
        result = check.run(facts)
    except Exception as error:  # a check that fails hurts no other, and says how
        text = f"the check itself failed: {type(error).__name__}: {error}"
        return Finding(check, unneeded(text), "", time.monotonic() - since, crashed=True)
    return Finding(check, result, "", time.monotonic() - since)


def exit_code(findings: Sequence[Finding]) -> int:
    """0: nothing worse than a warning; 1: an error; 2: a check of doctor's own failed."""
    if any(finding.result.status == "error" for finding in findings):
        return 1
    return 2 if any(finding.crashed for finding in findings) else 0
