"""The figures as lines of text, each beside the limit that the documentation gives for it."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

Times = dict[str, dict[str, list[float]]]


def lines(engine: str, times: Times) -> Iterator[str]:
    """What one engine's measurement says."""
    run, ps, pipe = times["run"], times["ps"], times["pipe"]
    alone, ours = median(run["alone"]), median(run["hostbridge"])
    yield _line(
        f"{engine}: run --rm IMAGE true, median of {len(run['alone'])}",
        f"{_ms(alone)} alone, {_ms(ours)} hostbridge",
        f"{ours / alone:.3f} x",
        "at most 1.15 x",
    )
    alone, ours = median(ps["alone"]), median(ps["hostbridge"])
    bare = median(ps["interpreter"])
    yield _line(
        f"{engine}: ps -q, median of {len(ps['alone'])}",
        f"{_ms(alone)} alone, {_ms(ours)} hostbridge, {_ms(bare)} interpreter -I -S -c pass",
        f"{(ours - alone) / bare:.2f} interpreters more",
        "at most 2",
    )
    render = times["render"]
    alone, ours = median(render["alone"]), median(render["hostbridge"])
    bare = median(render["interpreter"])
    yield _line(
        f"{engine}: ps -a in the other dialect, median of {len(render['alone'])}",
        f"{_ms(alone)} its JSON alone, {_ms(ours)} hostbridge, {_ms(bare)} interpreter -I -S -c pass",
        f"{(ours - alone) / bare:.2f} interpreters more",
        "at most 3",
    )
    completion = times["completion"]
    alone, ours = median(completion["alone"]), median(completion["hostbridge"])
    yield _line(
        f"{engine}: completion of a container's name, median of {len(completion['alone'])}",
        f"{_ms(alone)} its ps alone, {_ms(ours)} hostbridge",
        f"{_ms(ours - alone)} more",
        "at most 50 ms",
    )
    for name in ("table", "json"):
        many = times[f"many {name}"]
        alone, ours = median(many["alone"]), median(many["hostbridge"])
        yield _line(
            f"{engine}: 1,000 containers in the other dialect as {name}, median of {len(many['alone'])}",
            f"{_ms(alone)} a client that only prints them, {_ms(ours)} hostbridge",
            f"{_ms(ours - alone)} more",
            "at most 200 ms",
        )
    # What else the machine does can only slow a stream down, so the best round tells most.
    alone, ours = min(pipe["alone"]), min(pipe["hostbridge"])
    size = pipe["bytes"][0] / (1 << 20)
    yield _line(
        f"{engine}: {size:.0f} MiB through run -i --log-driver none IMAGE cat, best of {len(pipe['alone'])}",
        f"{size / alone:.0f} MiB/s alone, {size / ours:.0f} MiB/s hostbridge",
        f"{alone / ours:.3f} x",
        "at least 0.9 x",
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _line(what: str, measured: str, figure: str, limit: str) -> str:
    return f"{what}\n    {measured}\n    {figure}   (limit: {limit})"
