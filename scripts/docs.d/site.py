"""What mkdocs.yml's site has besides docs/*.md: pages made of the files around them, and the navigation.

Nothing of it is written into docs/: mkdocs takes generated files. See mkdocs' own manual, "hooks".
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
BESIDE = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "examples/README.md": "examples.md",
}
"""Files of the repository that are pages, and the page that each is."""
REFERENCE = {
    "connecting": ("Connecting", ["choose", "connect", "Client"]),
    "containers": ("Containers", ["Container", "Run", "Stream", "Feed", "Part", "Result"]),
    "options": ("Options", ["CreateOptions", "ExecOptions", "BuildOptions"]),
    "images": ("Images", ["Image", "ProgressEvent", "Layer", "Found"]),
    "networks": ("Networks, volumes, machines", ["Network", "Volume", "Machine", "Pruned"]),
    "records": (
        "What engines know",
        [
            "ContainerInfo", "ImageInfo", "NetworkInfo", "VolumeInfo", "Port", "Stats",
            "ContainerProcess", "Event", "Change",
        ],
    ),
    "engine": ("The engine", ["EngineVersion", "EngineInfo", "DiskUsage"]),
    "asyncio": ("From asyncio", ["iterate"]),
    "errors": (
        "Errors",
        [
            "HostbridgeError", "NotFound", "Conflict", "CommandFailed", "ContainerFailed", "UsageError",
            "Unavailable", "Unsupported", "NotShared", "StateError", "ConnectionLost",
        ],
    ),
}  # fmt: skip
"""By page: its title, and the names of ``hostbridge`` that it explains."""
COLLECTIONS = {
    "containers": "hostbridge.api.containers.Containers",
    "images": "hostbridge.api.images.Images",
    "networks": (
        "hostbridge.api.networks.Networks hostbridge.api.networks.Volumes "
        "hostbridge.api.machines.Machines hostbridge.api.machines.Forwards"
    ),
}
"""By page: the classes behind the client's collections, which have no name of their own outside."""
_LINK = re.compile(r"\[([^\]\n]*)\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The navigation: guides by their titles, so that a new page in docs/ is found by itself."""
    guides = sorted(
        (_title(path), path.name)
        for path in (ROOT / "docs").glob("*.md")
        if path.name != "python.md"
    )
    config.nav = [
        {"hostbridge": "index.md"},
        {
            "Python API": [
                {"Guide": "python.md"},
                {"Examples": "examples.md"},
                *({title: f"reference/{name}.md"} for name, (title, _) in REFERENCE.items()),
            ]
        },
        {"Guides": [{title: name} for title, name in guides]},
        {
            "Project": [
                {"Architecture": "architecture.md"},
                {"Contributing": "contributing.md"},
                {"Changes": "changelog.md"},
            ]
        },
    ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    for source, page in BESIDE.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        if page == "examples.md":
            text = _with_programs(text)
        files.append(File.generated(config, page, content=_linked(text, Path(source).parent, page)))
    homes = _homes()
    missing = set(homes) - {name for _, names in REFERENCE.values() for name in names}
    if missing:
        raise SystemExit(f"scripts/docs.d/site.py: REFERENCE lacks {', '.join(sorted(missing))}")
    for name, (title, public) in REFERENCE.items():
        wanted = [f"hostbridge.{homes[one]}.{one}" for one in public]
        wanted += COLLECTIONS.get(name, "").split()
        body = "\n\n".join(f"::: {one}" for one in wanted)
        files.append(
            File.generated(config, f"reference/{name}.md", content=f"# {title}\n\n{body}\n")
        )
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links of docs/*.md into the repository lead to the page that the file is."""
    del config, files
    if page.file.generated_by:
        return markdown
    return _linked(markdown, Path("docs"), page.file.src_uri)


def _linked(text: str, folder: Path, page: str) -> str:
    """The text with links as the site has them; what is no page of it becomes plain words."""

    def replaced(found: re.Match[str]) -> str:
        words, anchor = found[1], found[3] or ""
        target = os.path.normpath(folder / found[2])
        if target in BESIDE:
            return f"[{words}]({_relative(BESIDE[target], page)}{anchor})"
        if target.startswith("docs/") and (ROOT / target).is_file():
            return f"[{words}]({_relative(target.removeprefix('docs/'), page)}{anchor})"
        if page in ("examples.md", "index.md") and target.startswith("examples/"):
            return (
                f"[{words}]({'' if page == 'examples.md' else 'examples.md'}#{Path(target).stem})"
            )
        return words

    return _LINK.sub(replaced, text)


def _relative(target: str, page: str) -> str:
    return os.path.relpath(target, os.path.dirname(page) or ".")


def _with_programs(text: str) -> str:
    programs = []
    for path in sorted((ROOT / "examples").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        programs.append(f"## {path.name} {{ #{path.stem} }}\n\n```python\n{source}```\n")
    return text.rstrip() + "\n\n" + "\n".join(programs)


def _title(path: Path) -> str:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return path.stem


def _homes() -> dict[str, str]:
    """Where each public name is defined, from ``hostbridge/__init__.py`` itself."""
    tree = ast.parse((ROOT / "src/hostbridge/__init__.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_HOME":
            table: dict[str, tuple[str, ...]] = ast.literal_eval(node.value)
            return {name: module for module, names in table.items() for name in names}
    raise SystemExit("hostbridge/__init__.py has no _HOME")
