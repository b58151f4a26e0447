"""Go templates: what they print, and that no text breaks more than itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.template import Record, TemplateError, Text, parse
from hostbridge.template.table import aligned, escapes

RECORD = {
    "ID": "abc", "Names": ["x", "y"], "N": 3, "F": 1.5, "T": True, "Z": None, "E": "", "L": [],
    "Labels": Text("a=b,c=d", {"a": "b", "c": "d"}), "M": {"z": 1, "a": "q"},
    "S": Record(A=Record(B="deep"), C=7), "Label": lambda name: f"<{name}>", "H": "<a & b>",
}  # fmt: skip
GOOD = [
    ("plain", "plain"), ("{{.ID}}", "abc"), ("{{ .ID }}!", "abc!"), ("{{.}}", None),
    ("a {{- .ID -}} b", "aabcb"), ("{{/* note */}}x", "x"), ("{{- /* note */ -}} x", "x"),
    ("{{.N}} {{.F}} {{.T}}", "3 1.5 true"), ("{{.Names}}", "[x y]"), ("{{.M}}", "map[a:q z:1]"),
    ("{{.Missing}}", "<no value>"), ("{{.Z}}", "<no value>"), ("{{.S.A.B}}", "deep"),
    ("{{.Labels}}", "a=b,c=d"), ('{{index .Labels "a"}}', "b"), ('{{index .Labels "no"}}', ""),
    ('{{.Label "role"}}', "<role>"), ('{{index .M "z"}}', "1"), ("{{index .Names 1}}", "y"),
    ("{{range .Names}}{{.}};{{end}}", "x;y;"), ("{{range $i, $n := .Names}}{{$i}}{{$n}}{{end}}", "0x1y"),
    ("{{range .L}}x{{else}}none{{end}}", "none"), ("{{range $k, $v := .M}}{{$k}}={{$v}} {{end}}", "a=q z=1 "),
    ("{{range .Names}}{{break}}{{end}}ok", "ok"), ("{{range .Names}}{{if eq . \"x\"}}{{continue}}{{end}}{{.}}{{end}}", "y"),
    ("{{range 3}}{{.}}{{end}}", "012"), ("{{if .T}}a{{else}}b{{end}}", "a"), ("{{if .E}}a{{end}}", ""),
    ("{{if .E}}a{{else if .N}}b{{else}}c{{end}}", "b"), ("{{with .S.A}}{{.B}}{{else}}no{{end}}", "deep"),
    ("{{with .Z}}x{{else}}no{{end}}", "no"), ("{{$x := 1}}{{$x}}", "1"), ("{{$x := 1}}{{if .T}}{{$x = 2}}{{end}}{{$x}}", "2"),
    ("{{$.ID}}", "abc"), ("{{range .Names}}{{$.ID}}{{end}}", "abcabc"), ("{{with $x := .N}}{{$x}}{{end}}", "3"),
    ('{{define "t"}}[{{.}}]{{end}}{{template "t" .ID}}', "[abc]"), ('{{block "b" .N}}<{{.}}>{{end}}', "<3>"),
    ("{{eq .N 3}} {{ne .N 3}} {{lt .N 4}} {{le .N 3}} {{gt .N 3}} {{ge .N 3}}", "true false true true false true"),
    ("{{and .T .N}} {{or .E .ID}} {{not .T}}", "3 abc false"), ("{{eq .ID \"x\" \"abc\"}}", "true"),
    ("{{len .Names}} {{len .ID}}", "2 3"), ("{{slice .ID 1 2}}", "b"), ("{{print 1 2 .ID 3}}", "1 2abc3"),
    ('{{printf "%s-%d" .ID .N}}', "abc-3"), ('{{printf "%-5s|%5s|" .ID .ID}}', "abc  |  abc|"),
    ('{{printf "%05d %x %X %o %b %c" 42 255 255 8 5 65}}', "00042 ff FF 10 101 A"), ('{{printf "%q" .ID}}', '"abc"'),
    ('{{printf "%v %v" .Z .Names}}', "<nil> [x y]"), ('{{printf "%.1f %6.2f" .F .F}}', "1.5   1.50"),
    ('{{printf "%t %%" .T}}', "true %"), ('{{printf "%d" .ID}}', "%!d(string=abc)"), ('{{printf "%d"}}', "%!d(MISSING)"),
    ('{{printf "x" 1}}', "x%!(EXTRA int=1)"), ("{{println .ID}}", "abc\n"), ("{{json .Names}}", '["x","y"]'),
    ("{{json .M}}", '{"a":"q","z":1}'), ("{{json .H}}", '"<a & b>"'), ("{{json .S}}", '{"A":{"B":"deep"},"C":7}'),
    ("{{html .H}}", "&lt;a &amp; b&gt;"), ("{{upper .ID}}{{lower \"AB\"}}{{title \"ab cd\"}}", "ABCabAb Cd"),
    ('{{join .Names ","}}', "x,y"), ('{{split "a,b" ","}}', "[a b]"), ('{{pad .ID 1 2}}|', " abc  |"),
    ("{{truncate .ID 2}}", "ab"), ("{{.ID | upper | printf \"%s!\"}}", "ABC!"), ("{{(index .Names 0)}}", "x"),
    ("{{(.S.A).B}}", "deep"), ("{{`raw \"q\"`}}", 'raw "q"'), ("{{\"\\t\\u00e9\"}}", "\té"), ("{{'a'}}", "97"),
    ("{{0x10}} {{1_000}} {{-3}} {{1e3}}", "16 1000 -3 1000"), ("{{urlquery \"a b&c\"}}", "a+b%26c"),
    ("{{if and .T (eq .N 3)}}yes{{end}}", "yes"), ("{{true}}", "true"), ("{{len \"é\"}}", "2"),
]  # fmt: skip
BAD = [
    "{{", "{{.ID", "{{if}}x{{end}}", "{{if .T}}x", "{{end}}", "{{else}}", "{{nofunction}}",
    "{{| .ID}}", "{{$x}}", "{{break}}", "{{define}}", "{{template}}", "{{\"unclosed}}",
    "{{(.ID}}", "{{.ID)}}", "{{/* open", "{{1 | 2}}", "{{@}}", "{{range .L}}{{else}}{{else}}{{end}}",
    "{{" + "(" * 5000, "{{if .T}}" * 500,
]  # fmt: skip
FAILS = [
    "{{index .Names 9}}", "{{index .Names \"x\"}}", "{{lt .ID 3}}", "{{eq .ID 3}}", "{{.ID.Sub}}", "{{.S.Nope}}",
    "{{len .N}}", "{{slice .ID 9}}", "{{join .ID \",\"}}", "{{upper .N}}", "{{template \"none\"}}",
    "{{.N 3}}", "{{$x = 1}}", "{{range 99999999}}{{end}}",
    "{{define \"r\"}}{{template \"r\"}}{{end}}{{template \"r\"}}",
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed"), GOOD, ids=[text for text, _ in GOOD])
def test_what_a_template_prints(text: str, printed: str | None) -> None:
    result = parse(text).render(RECORD)
    assert printed is None or result == printed


@pytest.mark.parametrize("text", BAD, ids=[text[:30] for text in BAD])
def test_what_is_no_template(text: str) -> None:
    with pytest.raises(TemplateError):
        parse(text)


@pytest.mark.parametrize("text", FAILS)
def test_what_fails_while_it_prints_keeps_what_came_before(text: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse("before " + text).render(RECORD)
    assert caught.value.partial == "before "


@given(st.text(st.sampled_from(list("{}.|()$:=\"`' -/*abciefndrgwth01xI,%")), max_size=60))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        parse("{{" + text + "}}").render(RECORD)
    except TemplateError:
        pass


def test_fields_that_are_named() -> None:
    assert parse("{{.State.Status}} {{range .Ports}}{{$.Id}}{{end}}").fields >= {
        ("State", "Status"),
        ("Ports",),
    }


def test_tables_are_aligned_as_tabwriter_does() -> None:
    assert aligned(["A\tB\tC", "longer than ten\tb\tc"]) == (
        "A                 B         C\nlonger than ten   b         c\n"
    )
    assert escapes("{{.A}}\\t{{.B}}") == "{{.A}}\t{{.B}}"
