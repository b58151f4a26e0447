"""The checks of an engine: what detect, translate and records promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostbridge.catalogue import Call, parse
from hostbridge.contract.engine import Emulation, Query, Refusal
from hostbridge.testing.fakes import ScriptedSession

if TYPE_CHECKING:
    from hostbridge.contract.engine import Engine, Kind
    from hostbridge.contract.session import Session

CALLS = (
    "run --rm -it -v /a:/b -p 80:80 -e A=b --name x img sh -c x", "create img", "start x", "stop x", "kill x",
    "rm -f x", "exec -it x sh", "attach x", "logs -f x", "ps -a", "inspect x", "images", "pull img",
    "build -t x .", "load", "save img", "cp x:/a -", "port x", "wait x", "version",
    "run --not-an-option-of-anybody img", "run --unknown=value img",
)  # fmt: skip


def detect_without_an_engine(engine: Engine) -> None:
    """An engine that is not there is unusable, with the reason and a remedy; nothing is raised."""
    found = engine.detect(ScriptedSession())
    assert found.status == "unusable"
    assert found.why
    assert found.remedy


def translate_is_pure_and_total(engine: Engine) -> None:
    """Every call gives a call, an emulation or a refusal with its reason, and the same one again."""
    for dialect in ("docker", "podman"):
        for text in CALLS:
            call = parse(text.split(), dialect)
            before = call.argv()
            result = engine.translate(call)
            assert call.argv() == before
            assert type(engine.translate(call)) is type(result)
            if isinstance(result, Refusal):
                assert result.summary
            elif isinstance(result, Emulation):
                assert result.what
                assert result.reason


def own_words_are_left_alone(engine: Engine) -> None:
    """A call in the engine's own dialect that needs nothing is the same object; unknown words stay."""
    for text in ("run --rm img true", "ps -q", "run --unknown=value img"):
        call = parse(text.split(), engine.dialect)
        assert engine.translate(call) is call
    for dialect in ("docker", "podman"):
        words = ["run", "--unknown=value", "img", "--pod=x", "-v", "./x:/y"]
        call = parse(words, dialect)
        result = engine.translate(call)
        assert isinstance(result, Call)
        assert result.argv() == words


def detect_and_records(engine: Engine, session: Session) -> None:
    """Where it answers: it is usable with a version, and its records have what they promise."""
    found = engine.detect(session)
    assert found.usable, found.why
    assert found.version
    promised: dict[Kind, tuple[str, ...]] = {
        "container": ("id", "names", "image", "state", "labels", "ports", "created"),
        "image": ("id", "repository", "tag", "size", "created"),
        "network": ("id", "name", "driver", "labels"),
        "volume": ("name", "driver", "labels"),
    }
    for kind, fields in promised.items():
        for record in engine.records(session, kind, Query(all=True)):
            for field in fields:
                assert field in record, (kind, field)
    (version,) = engine.records(session, "version", Query())
    assert version


CHECKS = (detect_without_an_engine, translate_is_pure_and_total, own_words_are_left_alone)
"""Checks that need no engine; detect_and_records needs a session to a machine that has one."""
