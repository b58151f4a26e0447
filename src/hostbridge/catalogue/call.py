"""A parsed command line: words that know what they are, and give back what the caller wrote."""

from __future__ import annotations

from hostbridge.value import replace, value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Dialect = Literal["docker", "podman"]
    Kind = Literal["option", "operand", "terminator", "rest"]
    Style = Literal["flag", "joined", "split", "attached", "word"]

_FALSE = ("false", "f", "F", "0", "FALSE", "False")


@value
class Option:
    """One option of a command.

    name is its long spelling, short its letter (``-e``) or empty. kind is ``bool``, ``optional``
    (takes a value after ``=`` alone), ``list`` (may repeat) or ``string``. dialects: the engines'
    command lines that have it, ``docker``, ``podman`` or both.
    """

    name: str
    short: str
    kind: str
    meaning: str
    dialects: tuple[Dialect, ...]

    @property
    def takes_value(self) -> bool:
        """Whether the next word is its value when it is written without ``=``."""
        return self.kind not in ("bool", "optional")


@value
class Command:
    """One command. name is canonical; spellings are all ways to write it, as tuples of words.

    interspersed: options may stand after operands; where it is False they end at the first one.
    operands: the meaning of each operand, the last one of all that follow. dialects as in Option.
    table names the module and the row that hold its options.
    """

    name: str
    spellings: tuple[tuple[str, ...], ...]
    table: tuple[str, str]
    interspersed: bool
    operands: tuple[str, ...]
    dialects: tuple[Dialect, ...]
    help: str = ""


@value
class Word:
    """One option with its value, or one operand, as the caller wrote it.

    index: its place among the call's words, which stays its own when others are changed. name is
    the option's long spelling (an unknown option's own), empty for an operand. spelled is the
    option as written (``-e``, ``--env``, ``-e=``). chain: words of one cluster (``-it``) share a
    number, others have -1. option is None for an operand and for an option that no table knows.
    """

    index: int
    kind: Kind
    style: Style
    name: str = ""
    spelled: str = ""
    value: str | None = None
    meaning: str = ""
    chain: int = -1
    option: Option | None = None


@value
class Call:
    """One command line: the engine's global options, the command as written, and its words."""

    dialect: Dialect
    globals: tuple[Word, ...]
    command: Command
    spelling: tuple[str, ...]
    words: tuple[Word, ...]
    notes: tuple[tuple[str, str, str], ...] = ()
    """What was changed for an engine: before, after, and the reason."""

    def argv(self) -> list[str]:
        """The words of an argv. Of a call that was not changed: exactly what was parsed."""
        return [*_render(self.globals), *self.spelling, *_render(self.words)]

    def option_words(self, name: str) -> list[Word]:
        """Every occurrence of an option, by its long spelling, in order."""
        return [word for word in self.words if word.name == name]

    def value(self, name: str) -> str | None:
        """The value of an option; the last one where it repeats, None where it is not given."""
        given = self.values(name)
        return given[-1] if given else None

    def values(self, name: str) -> list[str]:
        """All values of an option, in order."""
        return [w.value for w in self.words if w.name == name and w.value is not None]

    def has(self, name: str) -> bool:
        """Whether an option is given; for a switch, whether its last word turns it on."""
        given = self.option_words(name)
        return bool(given) and given[-1].value not in _FALSE

    def operands(self) -> list[Word]:
        """The operands, without the words of a container's command."""
        return [word for word in self.words if word.kind == "operand"]

    def rest(self) -> list[Word]:
        """The words of the container's command."""
        return [word for word in self.words if word.kind == "rest"]

    def with_word(self, word: Word, text: str) -> Call:
        """The call with another value for one word; all others stay as they are written."""
        return replace(self, words=self._changed(word, replace(word, value=text)))

    def renamed(self, word: Word, spelled: str) -> Call:
        """The call with an option spelled otherwise (long spelling), its value kept."""
        style = word.style
        if style == "attached":
            style = "joined"
        new = replace(word, spelled=spelled, name=spelled, style=style, chain=-1)
        return replace(self, words=self._changed(word, new))

    def without_word(self, word: Word) -> Call:
        """The call without one word (an option goes with its value)."""
        return replace(self, words=self._changed(word, None))

    def without(self, name: str) -> Call:
        """The call without any occurrence of an option."""
        return replace(self, words=tuple(word for word in self.words if word.name != name))

    def with_option(self, name: str, text: str | None = None) -> Call:
        """The call with one more option before its other words: ``--name=text``, or a switch."""
        style: Style = "flag" if text is None else "joined"
        number = min([0, *(word.index for word in self.words)]) - 1
        added = Word(number, "option", style, name, name, text)
        return replace(self, words=(added, *self.words))

    def with_global(self, name: str, text: str | None) -> Call:
        """The call with one more option before the command."""
        style: Style = "flag" if text is None else "joined"
        number = min([0, *(word.index for word in self.globals)]) - 1
        added = Word(number, "option", style, name, name, text)
        return replace(self, globals=(*self.globals, added))

    def with_operand_first(self, text: str, others: list[Word]) -> Call:
        """The call with ``text`` as its first operand and ``others`` as the container's own words."""
        number = 1 + max([0, *(word.index for word in self.words)])
        added = [Word(number, "operand", "word", value=text)]
        added += [replace(word, index=number + 1 + n, kind="rest") for n, word in enumerate(others)]
        place = next(
            (n for n, word in enumerate(self.words) if word.kind == "rest"), len(self.words)
        )
        return replace(self, words=(*self.words[:place], *added, *self.words[place:]))

    def with_rest_first(self, texts: list[str]) -> Call:
        """The call with more words at the beginning of the container's own command."""
        if not texts:
            return self
        index = 1 + max([0, *(word.index for word in self.words)])
        added = [Word(index + n, "rest", "word", value=text) for n, text in enumerate(texts)]
        words = list(self.words)
        place = next((n for n, word in enumerate(words) if word.kind == "rest"), len(words))
        return replace(self, words=(*words[:place], *added, *words[place:]))

    def with_operand(self, text: str) -> Call:
        """The call with one more operand at its end."""
        number = 1 + max([0, *(word.index for word in self.words)])
        added = Word(number, "operand", "word", value=text)
        return replace(self, words=(*self.words, added))

    def without_operands(self) -> Call:
        """The call without its operands."""
        return replace(self, words=tuple(word for word in self.words if word.kind != "operand"))

    def noted(self, before: str, after: str, reason: str) -> Call:
        """The call with a note of one change."""
        return replace(self, notes=(*self.notes, (before, after, reason)))

    def with_command(self, command: Command, spelling: tuple[str, ...]) -> Call:
        """The same words under another command."""
        return replace(self, command=command, spelling=spelling)

    def _changed(self, old: Word, new: Word | None) -> tuple[Word, ...]:
        kept: list[Word] = []
        for word in self.words:
            if word.index != old.index:
                kept.append(word)
            elif new is not None:
                kept.append(new)
        return tuple(kept)


def _render(words: tuple[Word, ...]) -> list[str]:
    out: list[str] = []
    chain = -1
    for word in words:
        glued = word.chain >= 0 and word.chain == chain
        chain = word.chain
        text = word.value or ""
        if word.style == "word":
            out.append(text)
            continue
        head = word.spelled
        if word.style == "joined":
            head = f"{head}={text}"
        elif word.style == "attached":
            head += text
        if glued:
            out[-1] += head[1:]
        else:
            out.append(head)
        if word.style == "split":
            out.append(text)
    return out
