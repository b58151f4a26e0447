"""A parsed template and its evaluation."""

from __future__ import annotations

from hostbridge.template.comparing import truth
from hostbridge.template.errors import TemplateError
from hostbridge.template.evaluate import Evaluator
from hostbridge.template.functions import FUNCTIONS, HEADINGS
from hostbridge.template.goformat import text_of
from hostbridge.template.lexer import tokens
from hostbridge.template.nodes import Action, Branch, Invoke, Leave, Words
from hostbridge.template.parser import Parser
from hostbridge.template.source import Source
from hostbridge.template.values import NOTHING, Nil, Text, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from hostbridge.template.nodes import Node

MAX_OUTPUT = 16 << 20
MAX_CALLS = 100


class _Leaving(Exception):  # control flow
    """``break`` or ``continue``."""


def parse(text: str, name: str = "") -> Template:
    """Parse a template; name is what messages call it (docker: nothing, podman: the command).

    Raises TemplateError with Go's message and the line.
    """
    parser = Parser(tokens(text), FUNCTIONS, name)
    try:
        nodes = parser.whole()
    except RecursionError:
        raise TemplateError(f"template: {name}:1: nested too deeply") from None
    return Template(Source(text, name), nodes, parser.defined, parser.fields)


class Template:
    """What ``parse`` gives. fields: the field paths that it names, such as ``("State", "Status")``."""

    def __init__(
        self, source: Source, nodes: list[Node], defined: dict[str, list[Node]], fields: set[tuple[str, ...]]
    ) -> None:  # fmt: skip
        self._source = source
        self._nodes = nodes
        self._defined = defined
        self.fields = frozenset(fields)

    def render(self, record: Any, *, strict: bool = False, headings: bool = False) -> str:
        """The text for one record.

        strict makes a missing key of a map an error (Go's option missingkey=error); headings leaves
        the words of a table's first line as they are, whatever functions say.
        Raises TemplateError, with what was written so far, when evaluation fails or goes beyond
        its bounds (16 MiB of output and of what functions make, a million steps, templates nested a hundred deep).
        """
        evaluator = Evaluator(self._source, HEADINGS if headings else FUNCTIONS, strict=strict)
        run = _Run(evaluator, self._defined)
        try:
            evaluator.variables.append(("$", record))
            run.walk(self._nodes, record)
        except TemplateError as error:
            error.partial = "".join(run.out)
            raise
        except RecursionError:
            raise TemplateError("template: nested too deeply", "".join(run.out)) from None
        return "".join(run.out)


class _Run:
    """The statements of a template, done one after the other."""

    def __init__(self, evaluator: Evaluator, defined: dict[str, list[Node]]) -> None:
        self.out: list[str] = []
        self._size = 0
        self._calls = 0
        self._evaluator = evaluator
        self._defined = defined

    def walk(self, nodes: list[Node], dot: Any) -> None:
        evaluator = self._evaluator
        for node in nodes:
            evaluator.node = node
            if type(node) is Words:
                self._write(node.words)
            elif type(node) is Action:
                value = evaluator.pipe(node.pipe, dot)
                if not node.pipe.declared:
                    self._print(node, value)
            elif type(node) is Branch:
                kept = len(evaluator.variables)
                if node.word == "range":
                    self._range(node, dot)
                else:
                    self._branch(node, dot)
                del evaluator.variables[kept:]
            elif type(node) is Invoke:
                self._invoke(node, dot)
            elif type(node) is Leave:
                raise _Leaving(node.word)

    def _print(self, node: Node, value: Any) -> None:
        if callable(value):
            self._evaluator.node = node
            self._evaluator.fail(f"can't print {node} of type {type_name(value)}")
        self._write(value if type(value) is str else text_of(value))

    def _branch(self, node: Branch, dot: Any) -> None:
        evaluator = self._evaluator
        value = evaluator.pipe(node.pipe, dot)
        if truth(value):
            kept = evaluator.element
            if node.word == "with":
                evaluator.element, dot = NOTHING, value
            self.walk(node.body, dot)
            evaluator.element = kept
        elif node.otherwise is not None:
            self.walk(node.otherwise, dot)

    def _range(self, node: Branch, dot: Any) -> None:
        evaluator, pipe = self._evaluator, node.pipe
        value = evaluator.pipe(pipe, dot)
        mark = len(evaluator.variables)
        ran = False
        try:
            for key, item in self._items(value, pairs=len(pipe.declared) > 1):
                ran = True
                evaluator.step()
                named = (key, item) if len(pipe.declared) > 1 else (item,)
                for place, name in enumerate(pipe.declared):
                    if pipe.assigns:
                        evaluator.assign(name, named[place])
                    else:
                        evaluator.variables[mark - len(pipe.declared) + place] = name, named[place]
                evaluator.element = item
                try:
                    self.walk(node.body, item)
                except _Leaving as leaving:
                    if leaving.args[0] == "break":
                        break
                finally:
                    del evaluator.variables[mark:]
        finally:
            del evaluator.variables[mark:]
        if not ran and node.otherwise is not None:
            self.walk(node.otherwise, dot)

    def _items(self, value: Any, *, pairs: bool) -> Iterable[tuple[Any, Any]]:
        """What ``range`` goes through: keys and values, in order."""
        if isinstance(value, Text):
            return sorted(value.behind.items())
        if isinstance(value, dict) and type_name(value)[:4] == "map[":
            return [(key, value[key]) for key in sorted(value)]
        if isinstance(value, (list, tuple)):
            return enumerate(value)
        if isinstance(value, int) and not isinstance(value, bool):
            if pairs:
                self._evaluator.fail(f"can't use {value} to iterate over more than one variable")
            # The steps end it where it is too long.
            return ((number, number) for number in range(value))
        if value is None or value is NOTHING or (isinstance(value, Nil) and not value.pointer):
            return ()
        self._evaluator.fail(f"range can't iterate over {text_of(value)}")

    def _invoke(self, node: Invoke, dot: Any) -> None:
        evaluator = self._evaluator
        if node.name not in self._defined:
            from hostbridge.template.goformat import quote

            evaluator.fail(f"template {quote(node.name)} not defined")
        self._calls += 1
        if self._calls > MAX_CALLS:
            evaluator.fail(f"exceeded maximum template depth ({MAX_CALLS})")
        value = evaluator.pipe(node.pipe, dot) if node.pipe is not None else NOTHING
        kept = evaluator.variables, evaluator.template
        evaluator.variables, evaluator.template = [("$", value)], node.name
        self.walk(self._defined[node.name], value)
        evaluator.variables, evaluator.template = kept
        self._calls -= 1

    def _write(self, text: str) -> None:
        self._size += len(text)
        if self._size > MAX_OUTPUT:
            self._evaluator.fail("more than 16 MiB of output")
        self.out.append(text)
