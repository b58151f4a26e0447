"""Readers: one for each operating system, each gives raw text and judges nothing.

``variables`` names the environment variables that matter, ``files`` reads safely, ``shared`` reads
what every system has; ``linux``, ``macos`` and ``windows`` read their own; ``asking`` starts the
programs that know more. From outside, import ``hostbridge.host``.
Standard library alone, Python 3.9 and up.
"""
