"""What may follow some words: commands, options, values, names, paths."""

from __future__ import annotations

from hostbridge.catalogue.find import GLOBALS, below, everything, options_of
from hostbridge.catalogue.parse import leading, parse
from hostbridge.cli.completion import values
from hostbridge.cli.completion.asking import QUERIES
from hostbridge.errors import HostbridgeError
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hostbridge.catalogue import Call, Command, Word
    from hostbridge.catalogue.find import Row
    from hostbridge.cli.completion.asking import Asking
    from hostbridge.contract.engine import Dialect

FAILED, NO_SPACE, NO_FILES, DIRECTORIES = 1, 2, 4, 16
"""cobra's directives."""
_HERE = "\0"
"""Stands for the word at the cursor while the others are read: no argv can hold it."""

_PATHS = (
    "file-in",
    "files-in",
    "file-out",
    "key-file",
    "host-path",
    "secret",
    "cache",
    "output",
    "build-context",
)
_FOLDERS = ("dir", "context")


@value
class Answer:
    """Candidates as (word, text); directive: the sum of cobra's."""

    words: tuple[tuple[str, str], ...] = ()
    directive: int = NO_FILES


def engines_words(words: Sequence[str], last: str, dialect: Dialect, ask: Asking) -> Answer:
    """What may stand at ``last``, behind global options and the words of a container command."""
    probe = _HERE
    joined = ""
    if last.startswith("-") and "=" in last:
        joined, _, last = last.partition("=")
        probe = f"{joined}={_HERE}"
    try:
        call = parse([*words, probe], dialect)
    except HostbridgeError:
        call = None
    if call is None:
        return _before_the_command(words, last, dialect, ask, joined)
    here = next((w for w in call.words if w.value is not None and _HERE in w.value), None)
    if here is None:
        return Answer()
    if here.kind == "option":
        answer = _value(here, call.command.name, last, ask)
        return _with(f"{joined}=", answer) if joined else answer
    if here.kind == "rest":
        # The container's own words: what its files are, nobody here knows.
        return Answer()
    if last.startswith("-") and not _ended(call):
        return Answer(tuple(_options(options_of(call.command), call.command, dialect)))
    # Of all commands, only some of buildx's are groups as well; the whole index takes 2 ms to load.
    more = below(list(call.spelling)) if call.spelling[0] == "buildx" else ()
    groups = [(name, "") for name in more]
    answer = _operand(here, call, last, ask)
    return Answer((*groups, *answer.words), answer.directive)


def _before_the_command(
    words: Sequence[str], last: str, dialect: Dialect, ask: Asking, joined: str
) -> Answer:
    """The value of a global option, a global option, or a command's own words."""
    front = globals_of([*words, f"{joined}={_HERE}" if joined else _HERE], dialect)
    here = next((word for word in front if word.value == _HERE), None)
    if here is not None:
        answer = _value(here, "(global)", last, ask)
        return _with(f"{joined}=", answer) if joined else answer
    rest = list(words[_width(front) :])
    if last.startswith("-"):
        return Answer(tuple(_options(GLOBALS, None, dialect)) if not rest else ())
    return Answer(tuple(commands(rest)))


def commands(rest: Sequence[str]) -> list[tuple[str, str]]:
    """The words that may follow a group's, with their texts."""
    from hostbridge.catalogue.texts import command_text

    start = "".join(f"{word} " for word in rest)
    told: list[tuple[str, str]] = []
    for word in below(rest):
        row = everything().get(start + word)
        told.append((word, command_text(row[0] if row else start + word)))
    return told


def globals_of(words: Sequence[str], dialect: Dialect) -> Sequence[Word]:
    """The global options before a command; none where they are broken."""
    try:
        return leading(words, dialect)
    except HostbridgeError:
        return ()


def _width(words: Sequence[Word]) -> int:
    """How many words of an argv some options take."""
    count, chain = 0, -1
    for word in words:
        glued = word.chain >= 0 and word.chain == chain
        chain = word.chain
        count += (0 if glued else 1) + (word.style == "split")
    return count


def _ended(call: Call) -> bool:
    return any(word.kind == "terminator" for word in call.words)


def _options(
    rows: Iterable[Row], command: Command | None, dialect: Dialect
) -> Iterable[tuple[str, str]]:
    """The options of the caller's dialect, then those of the other one."""
    from hostbridge.catalogue.texts import option_text

    own: list[tuple[str, str]] = []
    other: list[tuple[str, str]] = []
    for row in rows:
        kind = row[2] if dialect == "docker" else row[4]
        (own if kind else other).append((row[0], option_text(command, row)))
    return [*own, *other]


def _value(word: Word, command: str, last: str, ask: Asking) -> Answer:
    option, meaning = word.name, word.meaning
    if meaning == "filter":
        return _filter(command, last, ask)
    if word.option is not None and word.option.kind == "bool":
        return Answer((("true", ""), ("false", "")))
    words = [(text, "") for text in values.lookup(values.WORDS, command, option).split()]
    kind = values.lookup(values.KINDS, command, option)
    if kind.endswith(":"):
        if last.startswith(kind):
            words = [(f"{kind}{name}", "") for name in ask.names(kind[:-1])]
    elif kind and not last.startswith("container:"):
        words += [(name, "") for name in ask.names(kind)]
    elif kind:
        words = [(f"container:{name}", "") for name in ask.names("container")]
    directive = NO_FILES
    if meaning == "volume":
        if ":" in last:
            return Answer()
        if not last.startswith(("/", ".", "~")):
            words += [(f"{name}:", "") for name in ask.names("volume-name")]
        return Answer(tuple(words), NO_SPACE)
    if meaning in _PATHS and not words:
        directive = 0
    elif meaning in _FOLDERS and not words:
        directive = DIRECTORIES
    elif meaning == "env":
        words += [(name, "") for name in ask.variables()] if "=" not in last else []
    return Answer(tuple(words), directive | _open_ended(words, last))


def _operand(word: Word, call: Call, last: str, ask: Asking) -> Answer:
    meaning, command = word.meaning, call.command.name
    given = {w.value for w in call.operands()}
    if meaning == "copy":
        if ":" in last or last.startswith(("/", ".", "~")):
            return Answer((), 0)
        return Answer(tuple((f"{name}:", "") for name in ask.names("container")), NO_SPACE)
    if meaning in _PATHS:
        return Answer((), 0)
    if meaning in _FOLDERS:
        return Answer((), DIRECTORIES)
    kinds: tuple[str, ...]
    if command == "inspect":
        kinds = ("container", "image", "network-name", "volume-name")
        wanted = call.value("--type") or ""
        kinds = tuple(k for k in kinds if not wanted or k.startswith(wanted))
    else:
        kinds = (meaning,) if meaning in QUERIES else ()
    names = [name for kind in kinds for name in ask.names(kind, command) if name not in given]
    return Answer(tuple((name, "") for name in names))


def _filter(command: str, last: str, ask: Asking) -> Answer:
    key, equals, _ = last.partition("=")
    if not equals:
        keys = values.FILTERS.get(command, "label= name=")
        return Answer(tuple((word, "") for word in keys.split()), NO_FILES | NO_SPACE)
    told = values.lookup(values.FILTER_VALUES, command, key).split()
    kinds = values.IMAGE_FILTER_KINDS if command == "images" else values.FILTER_KINDS
    if not told and key in kinds:
        told = ask.names(kinds[key])
    return Answer(tuple((f"{key}={word}", "") for word in told))


def _open_ended(words: Sequence[tuple[str, str]], last: str) -> int:
    """No space where each candidate that fits wants more behind it."""
    fitting = [word for word, _ in words if word.startswith(last)]
    return NO_SPACE if fitting and all(word[-1] in "=:," for word in fitting) else 0


def _with(start: str, answer: Answer) -> Answer:
    return Answer(tuple((start + word, text) for word, text in answer.words), answer.directive)
