"""What checks try on the host, each a function from ``Facts`` to what JSON can hold.

Nothing stays of a trial: what it makes it takes away, or makes in namespaces that end with it. A
check asks for one with ``Facts.trial``, so a recording can stand in for it.
"""
