"""Outputs in the caller's dialect, from the records of either engine: one module per command family.

``engine.render`` decides (hot) and calls the one function that a family's module has, ``write``.
``output`` writes and ends with the dialect's exit codes, ``row`` is a line as templates see it,
``human`` are its words for times and sizes. The records come from ``Engine.records``; what a stream
tells is read here.
"""
