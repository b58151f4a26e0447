"""Tables: columns padded as Go's tabwriter does for docker (minimum width 10, padding 3)."""

from __future__ import annotations

PADDING = 3
MINIMUM = 10


def escapes(text: str) -> str:
    r"""A format as written on a command line: ``\t`` and ``\n`` mean a tab and a line end."""
    return text.replace("\\t", "\t").replace("\\n", "\n")


def aligned(lines: list[str], *, minimum: int = MINIMUM, padding: int = PADDING) -> str:
    """Lines whose cells are separated by tabs, as one text of aligned columns.

    As tabwriter: a column's width is that of its longest cell that a tab ends, in runs of lines
    that have the column; the last cell of a line is not padded.
    """
    rows = [line.split("\t") for line in lines]
    widths = [[0] * (len(row) - 1) for row in rows]
    column = 0
    while any(len(row) - 1 > column for row in rows):
        start = 0
        while start < len(rows):
            if len(rows[start]) - 1 <= column:
                start += 1
                continue
            end = start
            while end < len(rows) and len(rows[end]) - 1 > column:
                end += 1
            width = max(minimum, *(len(row[column]) + padding for row in rows[start:end]))
            for number in range(start, end):
                widths[number][column] = width
            start = end
        column += 1
    out = []
    for row, sizes in zip(rows, widths):
        cells = [cell.ljust(size) for cell, size in zip(row, sizes)]
        out.append("".join([*cells, row[-1]]))
    return "".join(line + "\n" for line in out)
