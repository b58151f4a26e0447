"""What a session and an engine promise, as checks that any implementation can be held against.

``session.CHECKS`` and ``engine.CHECKS`` are functions of a case that raise AssertionError. A test
calls them one by one, or, where the session only works from somewhere else (a namespace, another
user), runs ``python -m hostbridge.testing.conformance CASE.json NAME`` there. The far side needs a
POSIX shell with cat, stty, sha256sum, sleep, id, ls and, for forwards, python3.
"""
