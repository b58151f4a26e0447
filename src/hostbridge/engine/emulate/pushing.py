"""``push --all-tags`` and ``build --push`` on podman: the names are pushed one after the other."""

from __future__ import annotations

from hostbridge.contract.engine import Emulation
from hostbridge.engine.emulate.doing import ask, carry_out, complain, exit_of, lines, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_FAILED = 1


def all_tags(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Every tag that the repository has here."""
    rest = call.without("--all-tags")
    operands = call.operands()
    repository = (operands[0].value if operands else "") or ""

    def perform(site: Site) -> int:
        named = ["images", "--format", "{{.Repository}}:{{.Tag}}", repository]
        found = [name for name in lines(ask(site, *named)) if not name.endswith(":<none>")]
        if not found:
            complain(site, f"An image does not exist locally with the tag: {repository}")
            return _FAILED
        codes = [carry_out(rest.with_word(operands[0], name), engine, site) for name in found]
        return exit_of(codes)

    return Emulation("push --all-tags", reason, perform)


def after_build(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Build, then push each ``--tag``."""
    rest = call.without("--push")
    names = call.values("--tag")

    def perform(site: Site) -> int:
        if not names:
            complain(site, "Error: --push without --tag: there is no name to push to")
            return _FAILED
        code = carry_out(rest, engine, site)
        return code or exit_of([show(site, "push", name) for name in names])

    return Emulation("build --push", reason, perform)
