"""Trials of engines: whether they answer, and whether a container runs from end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hostbridge.errors import HostbridgeError
from hostbridge.plugins import engines, load_engine
from hostbridge.value import as_dict

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts


def answers(facts: Facts) -> dict[str, dict[str, str]]:
    """Each engine's availability on this host (contract.Availability as text), by name."""
    del facts
    from concurrent.futures import ThreadPoolExecutor

    known = list(engines())
    with ThreadPoolExecutor(len(known) or 1) as pool:
        return dict(zip(known, pool.map(_answer, known)))


def _answer(name: str) -> dict[str, str]:
    from hostbridge.plugins import load_backend

    try:
        with load_backend("native").machine("default").session() as session:
            found = load_engine(name).detect(session)
    except HostbridgeError as error:
        return {"status": "unusable", "why": error.summary, "remedy": error.remedy, "version": ""}
    return {key: str(text or "") for key, text in as_dict(found).items()}


def chosen(facts: Facts) -> dict[str, Any]:
    """What the settings and the record name: backend, machine, engine; or the error. Asks nothing."""
    from hostbridge.select import select

    try:
        found = select(facts.env, facts.folder, may_choose=False)
    except HostbridgeError as error:
        return {"error": error.summary, "detail": error.detail, "remedy": error.remedy}
    return {"error": "", "backend": found.backend, "machine": found.machine, "engine": found.engine}
