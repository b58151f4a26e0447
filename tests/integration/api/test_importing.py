"""``import hostbridge`` costs nothing: it loads no other module, so it takes as long as the interpreter."""

from __future__ import annotations

import subprocess
import sys


def test_nothing_else_is_imported() -> None:
    code = "import sys; before = set(sys.modules); import hostbridge; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "['hostbridge']"
