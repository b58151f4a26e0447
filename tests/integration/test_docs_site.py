"""The documentation site builds without a warning and without a network, and fetches nothing when read."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from pathlib import Path

import pytest

import hostbridge

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(400)
def test_it_builds_offline_and_strictly(tmp_path: Path) -> None:
    if importlib.util.find_spec("mkdocs") is None:
        if os.environ.get("HOSTBRIDGE_TEST_REQUIRE") == "1":
            pytest.fail("mkdocs is not installed: pip install -e '.[docs]'", pytrace=False)
        pytest.skip("mkdocs is not installed: pip install -e '.[docs]'")
    alone = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    site = tmp_path / "si te"
    done = subprocess.run(
        [*alone, str(ROOT / "scripts" / "docs"), str(site)], cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    pages = {path: path.read_text() for path in site.rglob("*.html")}
    reference = "".join(text for path, text in pages.items() if "reference" in path.parts)
    for name in hostbridge.__all__:
        assert f".{name}" in reference, name
    for page in (
        "index.html",
        "python/index.html",
        "dialects/index.html",
        "architecture/index.html",
    ):
        assert (site / page).exists()
    fetched = [
        found
        for text in pages.values()
        for found in re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="?(https?:[^" >]+)', text)
    ]
    assert fetched == []
