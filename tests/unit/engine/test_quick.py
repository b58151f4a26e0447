"""What is done by hand because the library takes long to load: the same answers as the library's."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.engine.adapting import moment
from hostbridge.engine.decoding import decoded

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=ZONES)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(TIMES)
def test_times_are_read_as_the_library_reads_them(when: datetime) -> None:
    if when.year > 1:
        assert moment(when.isoformat()) == pytest.approx(when.timestamp(), abs=1e-6)
        iso = when.isoformat(" ", "microseconds")
        printed = f"{iso[:26]} {iso[26:].replace(':', '')} CET"
        assert moment(printed) == pytest.approx(when.timestamp(), abs=1e-6)


@pytest.mark.parametrize(
    "text",
    ["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-32T00:00:00Z",
     "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:00Q", "1900-02-29T00:00:00Z", "", "x" * 40],
)  # fmt: skip
def test_what_is_no_time_is_none(text: str) -> None:
    assert moment(text) == 0.0


def test_leap_days_and_zones() -> None:
    assert moment("2000-02-29T12:00:00Z") == 951825600.0
    assert moment("2026-11-24 14:58:33 +0100 CET") == moment("2026-11-24T13:58:33Z")
    assert moment("2026-11-24T13:58:33.5-07:00") == 1795553913.5


@given(VALUES)
def test_json_is_read_as_the_library_reads_it(value: Any) -> None:
    for data in (json.dumps(value), json.dumps(value, indent=1, ensure_ascii=False)):
        told = data.encode("utf-8", "surrogatepass")
        assert decoded(told) == json.loads(data)


@pytest.mark.parametrize(
    "text", ["", " ", "[", "{}{}", "[1] x", "nul", '{"a"}', '"\t"', "\x00", "[1,]", "'a'", "01"]
)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 # json's is one of them
        decoded(text.encode())
    with pytest.raises(ValueError):  # noqa: PT011
        json.loads(text)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        decoded(b'"\xff"')
    assert decoded(b"NaN") != decoded(b"NaN")
    assert decoded(b"[-Infinity]") == [float("-inf")]
