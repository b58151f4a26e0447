"""The catalogue: every command and option of docker's and podman's command lines, as data.

``parse`` turns an argv into a ``Call`` whose words know their meaning to the host
(``meanings.MEANINGS``); the tables in ``tables/`` are rows, one module for each family, loaded when
a command of the family is read. Standard library alone, Python 3.9 and up, and hot.
"""

from __future__ import annotations

from hostbridge.catalogue.call import Call, Command, Option, Word
from hostbridge.catalogue.find import find, names, nearest
from hostbridge.catalogue.parse import parse

__all__ = ["Call", "Command", "Option", "Word", "find", "names", "nearest", "parse"]
