"""A command's way from argv to a plan, and the plan's doing.

``make_plan`` decides and touches nothing; ``perform`` does. A plan is one of ``Exec``, ``Relay``,
``Render`` and ``Local`` (``hostbridge.dispatch.plan``). From outside, import ``make_plan`` and
``Target`` from ``.make``, ``perform`` from ``.perform``, ``show`` from ``.show``.
"""
