"""Containers: their records, and their lives from ``create`` to ``rm``.

``records`` finds and makes them, ``state`` knows what is true of one, ``starting`` brings one to
life, ``monitor`` owns its streams and its exit code; ``attaching`` talks to a monitor over the
frames of ``protocol``. ``events`` and ``logfile`` are files that others follow. What is imported
on the way from ``run`` to the container's process is kept small: no json, contextlib, typing.
"""
