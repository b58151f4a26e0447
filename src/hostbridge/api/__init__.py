"""What ``import hostbridge`` offers: everything the command line does, for programs.

``connecting`` makes a ``client.Client``; its collections (``containers``, ``images``, ``networks``,
``volumes``, ``machines``, ``forwards``) hand out handles, all made by ``handle``. Every call goes
through ``channel``: the words that the command line would be given, then the same parser, plan and
engine. ``options`` and ``words`` turn keyword arguments into those words, ``failures`` turns what
engines say into errors. From outside, import from ``hostbridge`` alone.
"""
