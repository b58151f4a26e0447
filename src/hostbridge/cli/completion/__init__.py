"""Completion for bash, zsh, fish and PowerShell.

``candidates`` decides what may follow, from the catalogue; ``values`` knows enumerations; ``asking``
asks the engine for names; ``host_words`` has hostbridge's own words; ``command`` prints the shells'
scripts. The entrance is hidden, ``hostbridge __complete WORD… LAST``, and answers as the cobra
library of docker's and podman's clients does, so that their own scripts work with the shims: lines
of candidate, tab, description, then ``:`` and a number (1 failed, 2 no space behind it, 4 no files,
16 directories alone). Nothing here imports click.
"""

from __future__ import annotations
