"""Making checks: order, budgets, crashes, causes that hide others."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hostbridge.contract.check import Check, CheckResult, Facts, fine
from hostbridge.doctor.examine import Finding, examine, exit_code
from hostbridge.host import Host

if TYPE_CHECKING:
    from hostbridge.contract.check import CheckStatus

LINUX = Facts(Host("linux"), seen={})


def check(
    name: str, run: Callable[[Facts], CheckResult] | CheckStatus, *after: str, budget: float = 5.0
) -> Check:
    made = run if callable(run) else (lambda _facts: CheckResult(run, f"{name} is {run}"))
    return Check(name, "test", name, "nothing works", made, ("linux",), after, budget)


def found(*checks: Check, facts: Facts = LINUX) -> dict[str, Finding]:
    return {one.check.id: one for one in examine(checks, facts)}


def test_findings_come_in_the_order_of_the_checks() -> None:
    slow = threading.Event()

    def first(_facts: Facts) -> CheckResult:
        assert slow.wait(20)
        return fine("a")

    def second(_facts: Facts) -> CheckResult:
        slow.set()
        return fine("b")

    checks = [check("A", first, budget=30), check("B", second)]
    assert [(one.check.id, one.result.status) for one in examine(checks, LINUX)] == [
        ("A", "ok"),
        ("B", "ok"),
    ]


def test_an_error_hides_what_it_explains() -> None:
    made: list[str] = []

    def dependent(_facts: Facts) -> CheckResult:
        made.append("C")
        return CheckResult("error", "c")

    told = found(
        check("A", "error"),
        check("B", "ok", "A"),
        check("C", dependent, "B", "A"),
        check("D", "error", "C"),
    )
    assert [(name, one.result.status, one.hidden_by) for name, one in told.items()] == [
        ("A", "error", ""), ("B", "skipped", "A"), ("C", "skipped", "A"), ("D", "skipped", "A"),
    ]  # fmt: skip
    assert made == []


def test_a_warning_hides_what_is_no_worse() -> None:
    told = found(
        check("A", "warning"),
        check("B", "warning", "A"),
        check("C", "error", "A"),
        check("D", "ok", "A"),
    )
    assert [(one.result.status, one.hidden_by) for one in told.values()] == [
        ("warning", ""), ("skipped", "A"), ("error", ""), ("ok", ""),
    ]  # fmt: skip


def test_a_check_that_crashes_hurts_no_other() -> None:
    def crash(_facts: Facts) -> CheckResult:
        raise KeyError("gone")

    told = found(check("A", crash), check("B", "ok", "A"))
    assert told["A"].crashed and "KeyError" in told["A"].result.summary
    assert told["B"].result.status == "ok"
    assert exit_code(list(told.values())) == 2


def test_a_check_that_hangs_is_left() -> None:
    never = threading.Event()
    told = found(
        check("A", lambda _f: (never.wait(60), fine("a"))[1], budget=0.1), check("B", "ok", "A")
    )
    assert (
        told["A"].result.status == "skipped"
        and "took longer than 0.1 s" in told["A"].result.summary
    )
    assert told["B"].result.status == "ok"
    never.set()


def test_a_check_of_another_system_is_skipped() -> None:
    told = found(check("A", "error"), facts=Facts(Host("macos"), seen={}))
    assert told["A"].result.status == "skipped"
    assert exit_code(list(told.values())) == 0


def test_a_trial_is_made_once() -> None:
    counted: list[int] = []

    def attempt(_facts: Facts) -> int:
        counted.append(1)
        return 7

    facts = Facts(Host("linux"))

    def run(own: Facts) -> CheckResult:
        return fine(str(own.trial("seven", attempt)))

    told = found(*(check(f"C{number}", run) for number in range(12)), facts=facts)
    assert {one.result.summary for one in told.values()} == {"7"}
    assert counted == [1] and facts.trials == {"seven": 7}


@pytest.mark.parametrize(
    ("statuses", "code"), [(["ok", "warning"], 0), (["ok", "error"], 1), ([], 0)]
)
def test_exit_codes(statuses: list[CheckStatus], code: int) -> None:
    told = found(*(check(f"C{number}", status) for number, status in enumerate(statuses)))
    assert exit_code(list(told.values())) == code
