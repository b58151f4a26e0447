"""``python -m hostbridge.testing.conformance CASE.json NAME``: one check, in this very place."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from hostbridge.testing.conformance.case import SessionCase
from hostbridge.testing.conformance.session import CHECKS

if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    CHECKS[sys.argv[2]](SessionCase(**told))
