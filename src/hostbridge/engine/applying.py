"""Applying the rows of ``differences`` to a call, or finding what stands in for the whole command."""

from __future__ import annotations

from hostbridge.catalogue import find
from hostbridge.catalogue.find import SYNONYMS, options_of
from hostbridge.contract.engine import Refusal
from hostbridge.engine.differences import row_for
from hostbridge.engine.emulate import emulation_of
from hostbridge.engine.values import rewriter
from hostbridge.engine.words import spoken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call, Word
    from hostbridge.contract.engine import Dialect, Emulation
    from hostbridge.engine.differences import Difference


def apply(call: Call, engine: Dialect) -> Call | Emulation | Refusal:
    """The call in the engine's words; the first thing that cannot be had is refused."""
    emulated = emulation_of(call, engine)
    if emulated is not None:
        return emulated
    result = follow(call, engine)
    return result if isinstance(result, Refusal) else spoken(call, result, engine) or result


def follow(call: Call, engine: Dialect) -> Call | Refusal:
    """The rows alone: what follows an emulated beginning, too."""
    if engine not in call.command.dialects:
        from hostbridge.engine.differences.commands import refusal

        return refusal(call.command.name, engine, call.command.dialects[0])
    unknown = _globals(call, engine)
    if unknown is not None:
        return unknown
    for word in call.words:
        if word.kind != "option" or word not in call.words:
            continue
        row = row_for(engine, call.command.name, word.name, call.dialect)
        if row is not None:
            changed = _changed(call, word, row)
            if isinstance(changed, Refusal):
                return changed
            call = changed
        elif word.option is not None and engine not in word.option.dialects:
            return Refusal(
                f"{engine} has no {word.name} for {call.command.name}",
                f"it is {word.option.dialects[0]}'s",
                "leave it out, or use --engine " + word.option.dialects[0],
            )
    return _spelled(_shorts(call, engine), engine)


def _shorts(call: Call, engine: Dialect) -> Call:
    """Long spellings for short ones that the engine does not have, or that mean another option."""
    column = 1 if engine == "docker" else 3
    shorts = {row[0]: row[column] for row in options_of(call.command)}
    for word in call.words:
        if word.spelled in SYNONYMS and SYNONYMS[word.spelled][1] not in (engine, "both"):
            call = call.renamed(word, word.name)
            call = call.noted(word.spelled, word.name, f"{engine} has no such older spelling")
        if word.kind != "option" or word.option is None or word.spelled.startswith("--"):
            continue
        if word.name in shorts and shorts[word.name] != word.spelled[:2]:
            call = call.renamed(word, word.name)
            reason = f"{word.spelled[:2]} is {call.dialect}'s short spelling alone"
            call = call.noted(word.spelled, word.name, reason)
    return call


def _changed(call: Call, word: Word, row: Difference) -> Call | Refusal:
    before = f"{word.spelled} {word.value}" if word.value is not None else word.spelled
    if row.action == "refuse":
        return Refusal(
            f"{row.engine} has no {word.name} for {call.command.name}", row.reason, row.to
        )
    if row.action == "same":
        return call
    if row.action == "drop":
        return call.without_word(word).noted(before, "", row.reason)
    if row.action == "rename":
        return call.renamed(word, row.to).noted(
            before, f"{row.to} {word.value or ''}".strip(), row.reason
        )
    if row.action == "global":
        call = call.without_word(word).with_global(word.name, word.value)
        return call.noted(before, f"{word.name} before the command", row.reason)
    changed = rewriter(row.to)(call, word)
    if isinstance(changed, Refusal) or changed is call:
        return changed
    new = [w for w in changed.words if w not in call.words]
    after = " ".join(f"{w.name} {w.value}" if w.value is not None else w.name for w in new)
    return changed.noted(before, after, row.reason)


def _globals(call: Call, engine: Dialect) -> Refusal | None:
    for word in call.globals:
        if (
            word.option is not None
            and engine not in word.option.dialects
            and word.name != "--debug"
        ):
            return Refusal(
                f"{engine} has no option {word.name}",
                f"it is for {word.option.dialects[0]}'s client",
                f"leave it out, or use --engine {word.option.dialects[0]}",
            )
    return None


def _spelled(call: Call, engine: Dialect) -> Call:
    """A spelling that the engine has: podman knows no ``builder build``, docker no ``image exists``."""
    if call.spelling[0] in ("buildx", "builder") and engine == "podman":
        found = find((call.command.name,))
        assert found is not None
        spelled = call.with_command(found[0], (call.command.name,))
        return spelled.noted(" ".join(call.spelling), call.command.name, "podman spells it so")
    if call.command.name == "save" and (call.dialect, engine) == ("docker", "podman"):
        return _every_image(call)
    return call


def _every_image(call: Call) -> Call:
    """Docker's ``save a b`` saves both; without an option podman takes b for another name of a."""
    option = "--multi-image-archive"
    if len(call.operands()) < 2 or call.has(option):
        return call
    return call.with_option(option).noted("", option, "podman saves several images with it alone")
