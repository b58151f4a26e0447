"""From argv to a Call: docker's and podman's own rules for options (pflag), on the tables' data."""

from __future__ import annotations

from hostbridge.catalogue.call import Call, Option, Word
from hostbridge.catalogue.find import GLOBALS, SYNONYMS, below, find, nearest, options_of
from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hostbridge.catalogue.call import Command, Dialect, Kind, Style
    from hostbridge.catalogue.find import Row

    Known = Callable[[str, str], bool | None]
    """(command, option) -> whether the option takes the next word; None where nobody knows."""


class GroupAlone(UsageError):
    """A group of commands is named, and no command of it. group: its words."""

    group: tuple[str, ...] = ()
    asked: bool = False
    """Whether ``--help`` follows."""


class UnknownCommand(UsageError):
    """A word that is no command. word: what was written; options: those before it that are unknown."""

    word: str = ""
    options: tuple[str, ...] = ()


class NoCommand(UsageError):
    """Global options and nothing else. options: the long spellings of those, or as written."""

    options: tuple[str, ...] = ()


def parse(argv: Sequence[str], dialect: Dialect, known: Known | None = None) -> Call:
    """Read one container command line: global options, the command, its words.

    known is asked about options that no table has; what nobody knows is a flag and is passed on.
    Raises UsageError for a missing or unknown command (the nearest ones are named) and for an
    option whose value is missing, GroupAlone for a group of commands without one.
    """
    reader = _Reader(argv, dialect, GLOBALS, "", known)
    first = reader.globals()
    found = find(argv[first:])
    if found is None:
        raise _unknown(argv[first:], dialect, reader.out)
    command, count = found
    body = first + count
    reader_of_body = _Reader(argv, dialect, options_of(command), command.name, known)
    words = reader_of_body.words(body, command)
    return Call(dialect, tuple(reader.out), command, tuple(argv[first:body]), words)


def leading(argv: Sequence[str], dialect: Dialect) -> tuple[Word, ...]:
    """The engine's global options before the command. Raises UsageError for a missing value."""
    reader = _Reader(argv, dialect, GLOBALS, "", None)
    reader.globals()
    return tuple(reader.out)


class _Reader:
    def __init__(
        self,
        argv: Sequence[str],
        dialect: Dialect,
        rows: Sequence[Row],
        command: str,
        known: Known | None,
    ) -> None:
        self._argv = argv
        self._dialect: Dialect = dialect
        self._rows = rows
        self._command = command
        self._known = known
        self.out: list[Word] = []

    def globals(self) -> int:
        """Read options up to the first word that is none; returns its place."""
        at = 0
        while (
            at < len(self._argv) and self._argv[at][:1] == "-" and self._argv[at] not in ("-", "--")
        ):
            at = self._option(at)
        return at

    def words(self, at: int, command: Command) -> tuple[Word, ...]:
        """Read everything from ``at`` on."""
        ended = False
        meanings = command.operands
        seen = 0
        while at < len(self._argv):
            text = self._argv[at]
            if not ended and text == "--":
                ended = True
                self.out.append(Word(len(self.out), "terminator", "word", value=text))
            elif not ended and len(text) > 1 and text[0] == "-":
                at = self._option(at)
                continue
            else:
                meaning = meanings[min(seen, len(meanings) - 1)] if meanings else ""
                rest = meaning == "command"
                kind: Kind = "rest" if rest else "operand"
                index = len(self.out)
                self.out.append(Word(index, kind, "word", value=text, meaning=meaning))
                seen += 1
                ended = ended or not command.interspersed
            at += 1
        return tuple(self.out)

    def _option(self, at: int) -> int:
        text = self._argv[at]
        return self._long(at, text) if text[:2] == "--" else self._cluster(at, text)

    def _long(self, at: int, text: str) -> int:
        name, joined, given = text.partition("=")
        option = _long_option(self._rows, name, self._dialect)
        if joined:
            self._add("joined", name, name, given, option)
            return at + 1
        if option.takes_value if option else self._guess(name):
            self._add("split", name, name, self._next(at, name), option)
            return at + 2
        self._add("flag", name, name, None, option)
        return at + 1

    def _cluster(self, at: int, text: str) -> int:
        chain = at if len(text) > 2 else -1
        place = 1
        while place < len(text):
            spelled = f"-{text[place]}"
            rest = text[place + 1 :]
            option = _short_option(self._rows, spelled, self._dialect)
            name = option.name if option else spelled
            if rest[:1] == "=":
                self._add("attached", name, f"{spelled}=", rest[1:], option, chain)
                return at + 1
            if option.takes_value if option else (not rest and self._guess(spelled)):
                if rest:
                    self._add("attached", name, spelled, rest, option, chain)
                    return at + 1
                self._add("split", name, spelled, self._next(at, spelled), option, chain)
                return at + 2
            self._add("flag", name, spelled, None, option, chain)
            place += 1
        return at + 1

    def _add(
        self, style: Style, name: str, spelled: str, given: str | None, option: Option | None,
        chain: int = -1,
    ) -> None:  # fmt: skip
        name = option.name if option else name
        meaning = option.meaning if option else ""
        index = len(self.out)
        self.out.append(Word(index, "option", style, name, spelled, given, meaning, chain, option))

    def _next(self, at: int, spelled: str) -> str:
        if at + 1 >= len(self._argv):
            raise UsageError(f"option needs an argument: {spelled}", "", _see(self._command))
        return self._argv[at + 1]

    def _guess(self, spelled: str) -> bool:
        return bool(self._known and self._known(self._command, spelled))


def _long_option(rows: Sequence[Row], name: str, dialect: Dialect) -> Option | None:
    for row in rows:
        if row[0] == name:
            return _made(row, dialect)
    meant = SYNONYMS.get(name)
    return _long_option(rows, meant[0], dialect) if meant else None


def _short_option(rows: Sequence[Row], spelled: str, dialect: Dialect) -> Option | None:
    """By the caller's dialect first: one letter may mean two things."""
    columns = (1, 3) if dialect == "docker" else (3, 1)
    for column in columns:
        for row in rows:
            if row[column] == spelled:
                return _made(row, "docker" if column == 1 else "podman")
    return None


def _made(row: Row, dialect: Dialect) -> Option:
    name, docker_short, docker_kind, podman_short, podman_kind, meaning = row
    ours = (docker_short, docker_kind) if dialect == "docker" else (podman_short, podman_kind)
    other = (podman_short, podman_kind) if dialect == "docker" else (docker_short, docker_kind)
    short, kind = ours if ours[1] else other
    dialects: tuple[Dialect, ...] = (
        ("docker", "podman") if docker_kind and podman_kind
        else ("docker",) if docker_kind else ("podman",)
    )  # fmt: skip
    return Option(name, short, kind, meaning, dialects)


def _unknown(rest: Sequence[str], dialect: Dialect, front: Sequence[Word]) -> UsageError:
    if not rest:
        none = NoCommand("no command is given", "", "see hostbridge --help")
        none.options = tuple(word.name for word in front)
        return none
    named = tuple(word for word in rest if word not in ("--help", "-h"))
    if below(named) and named:
        alone = GroupAlone(f"{' '.join(named)}: no command is given")
        alone.group, alone.asked = named, len(named) < len(rest)
        return alone
    close = nearest(rest)
    said = " ".join(rest[:2]) if close.group else rest[0]
    remedy = f"did you mean: {', '.join(close.names)}?" if close.names else "see hostbridge --help"
    unknown = UnknownCommand(f"{said!r} is not a {dialect} command", "", remedy)
    unknown.word = "" if close.group else rest[0]
    unknown.options = tuple(w.name for w in front if w.kind == "option" and w.option is None)
    return unknown


def _see(command: str) -> str:
    return f"see hostbridge {command} --help".replace("  ", " ")
