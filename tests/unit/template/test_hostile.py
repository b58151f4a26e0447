"""Hostile templates and values: an error of ours within bounds of memory and time, never another one."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hostbridge.engine.show.templated import InspectTemplate, parse_podman
from hostbridge.template import Record, TemplateError, Text, parse
from hostbridge.template.values import NOTHING, Nil, Number, RawList, RawMap, raw

DEEP: dict[str, object] = {}
for _ in range(20_000):
    DEEP = {"x": DEEP}
RECORD = Record(
    ID="abc", N=3, F=1.5, T=True, Z=None, E="", L=[1, "a", None], M={"a": "b", "c": "d"},
    S=Record(A=Record(B="deep"), C=7), X=NOTHING, P=Nil("*int64"), Q=Nil("[]string"), R=Nil("map[string]string"),
    J=Number("12"), K=RawMap(a=RawList(["b"])), Labels=Text("a=b", {"a": "b"}), Label=lambda name: f"<{name}>",
    D=DEEP, U="\udc80\ud800\0\x1b[31m\u2028",
)  # fmt: skip

NOT_PARSED = [
    "{{" + "(" * 100_000, "{{" + "(" * 5_000 + "1" + ")" * 5_000 + "}}", "{{if true}}" * 5_000,
    "{{if 1}}" + "{{else if 1}}" * 5_000 + "{{end}}", "{{range .L}}" * 200 + "{{end}}" * 200, "x" * (1 << 20) + "y",
    "{{define \"a\"}}" * 300, "{{block \"a\" .}}" * 300 + "{{end}}" * 300, "{{.ID" + ".a" * 100_000, "{{" + "|" * 50_000 + "}}",
    "{{" + "-" * 10_000, "{{/*" * 10_000, "{{\"" + "\\" * 10_001, "{{" + "9" * 100_000 + "}}", "{{1e" + "9" * 1_000 + "}}",
    "\0{{\0}}", "{{\ud800}}", "{{'\ud800", "{{$\ud800 := 1}}", "{{`" + "x" * 100_000,
]  # fmt: skip
NOT_RENDERED = [
    "{{range 1000000000000}}{{end}}", "{{range 2000000}}x{{end}}", "{{range 9223372036854775807}}x{{end}}",
    "{{range 1000}}{{range 1000}}{{range 1000}}{{end}}{{end}}{{end}}",
    "{{define \"r\"}}{{template \"r\"}}{{end}}{{template \"r\"}}",
    "{{define \"r\"}}{{template \"r\" .}}{{template \"r\" .}}{{end}}{{template \"r\" 1}}",
    "{{define \"a\"}}{{range 100}}{{template \"b\" .}}{{end}}{{end}}{{define \"b\"}}{{range 200000}}x{{end}}{{end}}{{template \"a\"}}",
    "{{range 3000}}{{printf \"%9999d\" 1}}{{end}}", "{{printf \"" + "%1000000d" * 2_000 + "\"}}" + "{{range 2000000}}{{end}}",
    "{{pad \"a\" 1000000000000 1}}", "{{pad \"a\" 16000000 16000000}}{{pad \"a\" 16000000 16000000}}",
    "{{$x := printf \"%1000000d\" 1}}{{range 100}}{{$x = print $x $x}}{{end}}",
    "{{$x := printf \"%1000000s\" \"x\"}}{{range 1000}}{{$y := html $x}}{{end}}",
    "{{$x := printf \"%1000000s\" \"x\"}}{{range 1000}}{{$y := split $x \"\"}}{{end}}",
    "{{$x := printf \"%1000000s\" \"x\"}}{{range 1000}}{{$y := js $x}}{{$z := urlquery $x}}{{end}}",
    "{{range 1000}}{{$x := printf \"%.1000000d\" 1}}{{end}}",
    "{{.D}}", "{{json .D}}", "{{printf \"%#v\" .D}}", "{{print .D}}", "{{len (print .D)}}", "{{eq .D .D}}",
]  # fmt: skip
RENDERED = [
    ("{{printf \"%1000000000d\" 1}}", "%!(NOVERB)%!(EXTRA int=1)"), ("{{len (printf \"%1000000d\" 1)}}", "1000000"),
    ("{{printf \"%*d\" 1000001 1}}", "%!(BADWIDTH)1"), ("\0", "\0"), ("\ud800\udc80", "\ud800\udc80"),
    ("{{len .U}}", None), ("{{json .U}}", '"\\ufffd\\ufffd\\u0000\\u001b[31m\\u2028"'), ("{{printf \"%q\" \"\\x80\"}}", '"\\x80"'),
    ("{{slice \"é\" 0 1 | printf \"%x\"}}", "c3"), ("{{.U | html | len}}", None), ("{{.U | js | len}}", None),
    ("{{.U | urlquery | len}}", None), ("{{upper .U | len}}", None), ("{{truncate .U 2 | len}}", None),
    ("{{" + " | ".join(["1", *["print"] * 500]) + "}}", "1"), ("{{print" + " 1" * 5_000 + "}}", None),
    ("{{.Z.a}}", None),
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_PARSED, ids=[repr(text[:20]) for text in NOT_PARSED])
def test_a_text_that_is_no_template_is_told_so(text: str) -> None:
    for make in (
        parse,
        lambda text: parse_podman(text, "ps"),
        lambda text: InspectTemplate(text, "docker"),
    ):
        with pytest.raises(TemplateError) as caught:
            make(text)
        assert len(caught.value.summary) < 200_000


@pytest.fixture
def bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that are reached soon; the long run has the real ones."""
    if not os.environ.get("HOSTBRIDGE_SOAK"):
        monkeypatch.setattr("hostbridge.template.evaluate.MAX_STEPS", 20_000)
        monkeypatch.setattr("hostbridge.template.evaluate.MAX_MADE", 2 << 20)
        monkeypatch.setattr("hostbridge.template.template.MAX_OUTPUT", 1 << 20)
        monkeypatch.setattr("hostbridge.template.printf.MAX_SIZE", 4 << 20)


@pytest.mark.usefixtures("bounds")
@pytest.mark.parametrize("text", NOT_RENDERED, ids=[repr(text[:30]) for text in NOT_RENDERED])
def test_a_template_that_never_ends_or_grows_is_stopped(text: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse("before" + text).render(RECORD)
    assert caught.value.partial.startswith("before")
    assert len(caught.value.partial) <= 16 << 20


@pytest.mark.parametrize(
    ("text", "printed"), RENDERED, ids=[repr(text[:30]) for text, _ in RENDERED]
)
def test_what_is_odd_and_none_the_less_allowed(text: str, printed: str | None) -> None:
    template = parse(text)
    try:
        found = template.render(RECORD)
    except TemplateError:
        found = None
    assert printed is None or found == printed


def test_a_caller_deep_in_the_stack_gets_an_error_too() -> None:
    def nested(depth: int) -> str:
        if depth:
            return nested(depth - 1)
        return parse("{{" + "(" * 90 + "1" + ")" * 90 + "}}").render(RECORD)

    limit = sys.getrecursionlimit()
    try:
        assert nested(limit - 400) == "1"
    except TemplateError as error:
        assert "nested too deeply" in error.summary


_WORDS = st.sampled_from(
    ["{{", "}}", "{{-", "-}}", " ", "if", "else", "end", "range", "with", "define", "template", "block", "break",
     "continue", "nil", "true", ".", ".ID", ".L", ".M", ".S.A", ".Z", ".P", ".Q", ".R", ".J", ".K.a", ".Labels", ".Label", "$",
     "$x", ":=", "=", ",", "|", "(", ")", '"a"', '"%d"', '"%[2]*.3q"', "`r`", "'c'", "1", "-1", "1.5", "0x1F", "1e400", "eq", "lt",
     "and", "or", "not", "len", "index", "slice", "print", "printf", "println", "html", "js", "urlquery", "call", "json", "join",
     "split", "title", "upper", "pad", "truncate", "/*", "*/", "\n", "é", "\0", "99999999999"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_WORDS, max_size=40), st.booleans())
def test_no_words_raise_anything_else(words: list[str], spaced: bool) -> None:
    text = (" " if spaced else "").join(words)
    for source in (text, "{{" + text + "}}"):
        for record in (
            RECORD,
            raw({key: value for key, value in RECORD.items() if key != "D"}),
            None,
            "text",
            3,
            [RECORD],
        ):
            try:
                template = parse(source)
                template.render(record, strict=record is not RECORD)
            except TemplateError as error:
                assert error.summary.startswith("template: ")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from(list("%vdsqxXobcUtTeEfFgGpw[]123*.+-# 0z")), max_size=14),
    st.lists(_VALUES, max_size=3),
)
def test_printf_takes_any_verb_for_any_value(pattern: str, values: list[object]) -> None:
    names = [f"$.v{number}" for number in range(len(values))]
    source = "{{printf $.p " + " ".join(names) + "}}{{json $.v0}}{{print $.v0}}{{eq $.v0 $.v0}}"
    record = {"p": pattern, **{f"v{number}": value for number, value in enumerate(values)}}
    try:
        parse(source).render(record)
    except TemplateError as error:
        assert error.summary.startswith("template: ")
