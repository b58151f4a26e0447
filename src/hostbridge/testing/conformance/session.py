"""The checks of a session; each opens its own."""

from __future__ import annotations

from hostbridge.testing.conformance import copying, forwarding, processes, replacing, terminals

CHECKS = {
    check.__name__: check
    for module in (processes, replacing, terminals, copying, forwarding)
    for check in module.CHECKS
}
"""Every check by its name."""
