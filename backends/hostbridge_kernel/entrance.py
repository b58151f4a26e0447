"""The engine as a program: ``python -I -S …/hostbridge_kernel/entrance.py WORD…``.

Without ``site`` (-S) and the user's variables (-I) an interpreter starts in half the time, but knows
no packages: this file finds its own, and ``hostbridge`` beside it, installed or in a checkout.
"""

from __future__ import annotations

import os
import sys

_TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, _TOP)
if not os.path.isdir(f"{_TOP}/hostbridge"):
    sys.path.insert(1, f"{os.path.dirname(_TOP)}/src")

from hostbridge_kernel.__main__ import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
