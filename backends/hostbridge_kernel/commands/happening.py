"""``events``: what happens, as it happens."""

from __future__ import annotations

from hostbridge_kernel import quickjson
from hostbridge_kernel.commands.words import printable
from hostbridge_kernel.containers import following
from hostbridge_kernel.containers.events import Events
from hostbridge_kernel.containers.pruning import moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from hostbridge_kernel.commands.context import Context


def events(context: Context) -> int:
    """``events [--since …] [--until …] [--filter …] [--format …]``: until it is interrupted."""
    call = context.call
    filters = following.Filters(call.values("--filter"))
    show = _shower(call.value("--format"))
    since, until = (
        moment(text) if text else 0 for text in (call.value("--since"), call.value("--until"))
    )
    if call.value("--stream") == "false" and not until:
        import time

        until = time.time_ns()
        since = since or 1
    elif until and not since:
        since = 0
    for row in following.follow(Events(context.containers.places.events), since, until):
        if filters.fit(row):
            context.say(show(row))
            context.out.flush()
    return 0


def _shower(wanted: str | None) -> Callable[[dict[str, Any]], str]:
    if wanted is None:
        return lambda row: printable(following.line(row))
    if wanted in ("json", "{{json .}}"):
        return quickjson.dumps
    from hostbridge import template

    made = template.parse(wanted)
    return lambda row: printable(made.render(template.Record(_record(row))))


def _record(row: dict[str, Any]) -> dict[str, Any]:
    """The fields by Go's names: the JSON's lower ones are ID, Status, From, Time and TimeNano."""
    names = {"status": "Status", "id": "ID", "from": "From", "scope": "Scope", "time": "Time", "timeNano": "TimeNano"}  # fmt: skip
    return {names.get(key, key): content for key, content in row.items()}
