"""``compose`` on podman: see ``hostbridge.engine.cliplugins``."""

from hostbridge.engine.cliplugins.running import compose

__all__ = ["compose"]
