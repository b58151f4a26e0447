"""The commands that the engine knows, and what they need in operands."""

from __future__ import annotations

from typing import Callable, NamedTuple, Optional

from hostbridge_kernel.commands import changing, listing
from hostbridge_kernel.commands.context import Context


class Row(NamedTuple):
    """least and most: how many operands; most is None for any number."""

    do: Callable[[Context], int]
    least: int
    most: Optional[int]


COMMANDS = {
    "history": Row(listing.history, 1, 1),
    "image inspect": Row(listing.inspect, 1, None),
    "image prune": Row(changing.prune, 0, 0),
    "images": Row(listing.images, 0, 1),
    "import": Row(changing.bring_in, 1, 2),
    "load": Row(changing.load, 0, 0),
    "pull": Row(changing.pull, 1, 1),
    "rmi": Row(changing.rmi, 1, None),
    "save": Row(changing.save, 1, None),
    "tag": Row(changing.tag, 2, 2),
}
