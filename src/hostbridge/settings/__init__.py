"""Settings: what the user wrote, and which of it counts.

``effective`` answers on the hot path from a cache; ``load`` and ``model`` (pydantic) check a file
when it has changed. From outside, import from ``effective``.
"""
