"""Choosing for the first time: which backends and engines answer, and the record of the choice."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from hostbridge.contract.availability import unusable
from hostbridge.errors import HostbridgeError, StateError, Unavailable
from hostbridge.host import gather
from hostbridge.plugins import backends, engine_on, engines, load_backend
from hostbridge.selection import (
    CHOICE_VERSION,
    ENGINE_ORDER,
    ORDER,
    PassedOver,
    Selection,
    choice_file,
    machine_for,
)
from hostbridge.state.files import update
from hostbridge.value import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.contract.availability import Availability
    from hostbridge.contract.session import Session
    from hostbridge.settings.effective import Settings


def choose_and_record(  # the named parts, each with where it came from
    env: Mapping[str, str],
    settings: Settings,
    backend: str,
    backend_why: str,
    machine: str,
    machine_why: str,
    engine: str,
    engine_why: str,
) -> Selection:
    """Try what is not named, in order, and record what was found. What is named stays as it is.

    Nothing is booted. Two processes that choose at once record the same: the first record wins.
    Raises Unavailable with each reason when nothing answers.
    """
    passed: list[PassedOver] = []
    host = gather(env)
    # The engine of our own comes after what the host has, also behind another backend: whoever has
    # a product's machine running wants the containers that are in it.
    rounds = [((backend,), ENGINE_ORDER)] if backend else [
        (ORDER, tuple(name for name in ENGINE_ORDER if name != _OWN)), (("native",), (_OWN,)),
    ]  # fmt: skip
    for names, wanted in rounds:
        for name in names:
            if name not in backends():
                passed.append(PassedOver(name, f"no backend {name} is installed"))
                continue
            plugin = load_backend(name)
            there = plugin.probe(host)
            if there.status == "unusable":
                passed.append(PassedOver(name, there.why, there.remedy))
                continue
            where = machine or plugin.default_machine()
            draft = Selection(name, where, engine, backend_why or "the first that works",
                              machine_why or "the backend's own", engine_why)  # fmt: skip
            found = engine or _answering(draft, settings, passed, wanted)
            if found:
                chosen = replace(
                    draft, engine=found, engine_why=engine_why or "the first that answers",
                    passed_over=tuple(passed),
                )  # fmt: skip
                return _record(
                    env,
                    chosen,
                    whole=not backend_why or backend_why == "recorded",
                    engine=not engine,
                )
    raise Unavailable(
        "no container engine answers here",
        "\n".join(f"{item.name}: {item.why}" for item in passed),
        _remedies(passed),
    )


_OWN = "kernel"


def survey(
    session: Session, wanted: tuple[str, ...] = ENGINE_ORDER
) -> list[tuple[str, Availability]]:
    """Every engine, in order, and whether it answers in a session; of the known ones those wanted."""
    known = [name for name in wanted if name in engines()]
    if wanted != (_OWN,):
        known += [name for name in engines() if name not in ENGINE_ORDER]
    return [(name, _detect(name, session)) for name in known]


def engines_of(
    draft: Selection, session: Session, wanted: tuple[str, ...] = ENGINE_ORDER
) -> list[tuple[str, Availability]]:
    """The engines of a machine: its only one, where it has one, or every one that is installed."""
    own = load_backend(draft.backend).engine_of(draft.machine)
    return [(own, _detect(own, session))] if own else survey(session, wanted)


def _answering(
    draft: Selection, settings: Settings, passed: list[PassedOver], wanted: tuple[str, ...]
) -> str:
    try:
        machine = machine_for(draft, settings)
        status = machine.status()
        if status.state not in ("running", "suspended") and draft.backend != "ssh":
            passed.append(PassedOver(draft.backend, f"machine {draft.machine} is {status.state}"))
            return ""
        machine.ensure_ready()
        with machine.session() as session:
            for name, answer in engines_of(draft, session, wanted):
                if answer.usable:
                    return name
                passed.append(PassedOver(name, answer.why, answer.remedy))
    except HostbridgeError as error:
        if draft.backend_why != "the first that works":
            raise
        passed.append(PassedOver(draft.backend, error.summary, error.remedy))
    return ""


def _detect(name: str, session: Session) -> Availability:
    try:
        return engine_on(name, session).detect(session)
    except HostbridgeError as error:
        return unusable(error.summary, error.remedy)


def _record(env: Mapping[str, str], chosen: Selection, *, whole: bool, engine: bool) -> Selection:
    key = f"{chosen.backend}/{chosen.machine}"
    kept: dict[str, Any] = {}

    def change(content: dict[str, Any] | None) -> dict[str, Any]:
        content = content or {}
        if whole and "backend" not in content:
            content |= {"backend": chosen.backend, "machine": chosen.machine}
        if engine:
            content.setdefault("engines", {}).setdefault(key, chosen.engine)
        kept.update(content)
        return content

    # A home that cannot be written keeps nobody from running: the choice is made again next time.
    with contextlib.suppress(StateError):
        update(choice_file(env), change, version=CHOICE_VERSION)
    return replace(
        chosen, engine=kept.get("engines", {}).get(key, chosen.engine) if engine else chosen.engine
    )


def _remedies(passed: list[PassedOver]) -> str:
    remedies = list(dict.fromkeys(item.remedy for item in passed if item.remedy))
    return "\n".join(remedies) or "install podman or docker"
