"""Host paths inside words."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.dispatch.paths import (
    absolute,
    is_path,
    is_remote_context,
    join_csv,
    join_volume,
    split_copy,
    split_csv,
    split_volume,
)


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        (".", "/home/a b"),
        ("./x", "/home/a b/x"),
        ("../x", "/home/x"),
        ("x/../y", "/home/a b/y"),
        ("/x//y/", "/x/y"),
        ("//x", "/x"),
        ("C:\\x", "C:\\x"),
        ("./\udcff", "/home/a b/\udcff"),
    ],
)
def test_absolute_is_normal_and_keeps_odd_bytes(path: str, whole: str) -> None:
    assert absolute(path, "/home/a b") == whole


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("/data", ("", "/data", "")),
        ("name:/data", ("name", "/data", "")),
        ("/a:/b:ro,z", ("/a", "/b", "ro,z")),
        ("C:\\a b:/b:ro", ("C:\\a b", "/b", "ro")),
        ("c:/a", ("c", "/a", "")),
        ("./a:/b", ("./a", "/b", "")),
    ],
)
def test_a_volume_is_split_in_its_three_parts(text: str, parts: tuple[str, str, str]) -> None:
    assert split_volume(text) == parts
    if parts[0]:
        assert join_volume(*parts) == text


@pytest.mark.parametrize(
    ("source", "answer"),
    [("/a", True), (".", True), ("./a", True), ("name", False), ("~", False), ("D:\\x", True)],
)
def test_what_is_a_path_and_what_a_volumes_name(source: str, answer: bool) -> None:
    assert is_path(source) is answer


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\0")), min_size=1))
def test_csv_reads_what_it_wrote_and_what_another_writer_wrote(fields: list[str]) -> None:
    assert split_csv(join_csv(fields)) == fields
    other = io.StringIO()
    csv.writer(other, lineterminator="").writerow(fields)
    assert split_csv(other.getvalue()) == fields


@pytest.mark.parametrize(
    ("operand", "parts"),
    [
        ("web:/etc", ("web", "/etc")),
        ("/a:b", ("", "/a:b")),
        ("./a:b", ("", "./a:b")),
        ("file", ("", "file")),
        ("C:\\x", ("", "C:\\x")),
        ("-", ("", "-")),
    ],
)
def test_an_operand_of_cp(operand: str, parts: tuple[str, str]) -> None:
    assert split_copy(operand) == parts


def test_contexts_that_the_engine_fetches() -> None:
    assert is_remote_context("-")
    assert is_remote_context("https://example.org/x.tar")
    assert not is_remote_context("./git@dir")
