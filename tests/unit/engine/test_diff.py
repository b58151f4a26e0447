"""What of a container's changes is the engine's own doing."""

from __future__ import annotations

from hostbridge.engine.show.diff import callers


def test_what_the_engine_makes_is_left_out_with_the_directories_it_touched() -> None:
    told = ["C /etc", "A /etc/hosts", "C /run", "A /run/.containerenv", "A /some_path", "D /tmp"]
    assert callers(told) == ["A /some_path", "D /tmp"]


def test_a_directory_stays_with_what_the_caller_did_in_it() -> None:
    told = ["C /etc", "A /etc/own", "A /etc/hosts", "C /etcetera", "C /run", "A /run/x/y"]
    assert callers(told) == ["C /etc", "A /etc/own", "C /etcetera", "C /run", "A /run/x/y"]
