"""``--plan``: a plan in words or as JSON, with the reason for each word that was rewritten."""

from __future__ import annotations

import json
import shlex

from hostbridge.dispatch.plan import Exec, Local
from hostbridge.dispatch.relayed import Relay
from hostbridge.process import masked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.dispatch.plan import Plan, Rewrite
    from hostbridge.select import Selection


def facts(plan: Plan, selection: Selection) -> dict[str, Any]:
    """The plan as plain data: ``kind``, ``backend``, ``machine``, ``engine`` and what is to happen.

    Values of the environment are not told, only their names.
    """
    told: dict[str, Any] = {
        "kind": type(plan).__name__,
        "backend": selection.backend,
        "machine": selection.machine,
        "engine": selection.engine,
    }
    if isinstance(plan, Local):
        return {**told, "what": plan.what, "reason": plan.reason}
    told["rewrites"] = [_rewrite(rewrite) for rewrite in plan.rewrites]
    if not isinstance(plan, (Exec, Relay)):
        return {**told, "what": str(plan.rendering)}
    told |= {
        "argv": masked(plan.argv),
        "env": [name for name, _ in plan.env],
        "make": list(plan.make),
        "terminal": plan.terminal,
    }
    if isinstance(plan, Relay):
        told |= {
            "stdin": plan.stdin,
            "stdout": plan.stdout,
            "send": [{"host": item.host, "machine": item.machine} for item in plan.send],
            "fetch": [
                {"machine": item.machine, "host": item.host, "when": item.when}
                for item in plan.fetch
            ],
            "publish": [str(port) for port in plan.publish],
            "logins": list(plan.logins.registries) if plan.logins else [],
        }
    return told


def show(plan: Plan, selection: Selection, *, as_json: bool = False) -> str:
    """The plan for people, or as one JSON object."""
    told = facts(plan, selection)
    if as_json:
        return json.dumps(told, ensure_ascii=False)
    lines = [f"{told['kind']} on {told['machine']} ({told['backend']}) with {told['engine']}"]
    if "argv" in told:
        lines.append(f"  argv     {shlex.join(told['argv'])}")
    if "what" in told:
        lines.append(f"  what     {told['what']}")
    if told.get("reason"):
        lines.append(f"  because  {told['reason']}")
    for name in ("env", "make", "publish", "logins"):
        if told.get(name):
            lines.append(f"  {name:<8} {shlex.join(told[name])}")
    for name in ("stdin", "stdout"):
        if told.get(name):
            lines.append(f"  {name:<8} {told[name]}")
    lines += [
        f"  send     {item['host'] or '(made here)'} -> {item['machine']}"
        for item in told.get("send", ())
    ]
    lines += [f"  fetch    {item['machine']} -> {item['host']}" for item in told.get("fetch", ())]
    for change in told.get("rewrites", ()):
        lines.append(
            f"  rewrite  {change['before'] or '(nothing)'} -> {change['after'] or '(nothing)'}"
        )
        lines.append(f"           because {change['reason']}")
    return "\n".join(lines)


def _rewrite(rewrite: Rewrite) -> dict[str, str]:
    return {"before": rewrite.before, "after": rewrite.after, "reason": rewrite.reason}
