"""``python -m clihelp FILE CLIENT…``, ``FILE --pages FOLDER PROGRAM`` or ``FILE --reference PAGE``: record all commands; see ``scripts/record-commands``."""

from __future__ import annotations

import sys
from pathlib import Path

from clihelp.documents import read_pages
from clihelp.nerdctl_reference import read_reference
from clihelp.recorded import write
from clihelp.walking import Client, walk


def main() -> None:
    """Record one client."""
    path, *prefix = sys.argv[1:]
    if prefix[0] == "--pages":
        commands = read_pages(Path(prefix[1]), prefix[2])
        write(Path(path), f"{prefix[2]}, from its reference pages", commands)
        print(f"{path}: {len(commands)} commands")
        return
    if prefix[0] == "--reference":
        commands = read_reference(Path(prefix[1]))
        write(Path(path), "nerdctl, from its command reference", commands)
        print(f"{path}: {len(commands)} commands")
        return
    with Client(prefix) as client:
        version = client.ask("--version").strip()
        commands = walk(client, thorough=True)
    write(Path(path), version, commands)
    print(f"{path}: {version}: {len(commands)} commands")


if __name__ == "__main__":
    main()
