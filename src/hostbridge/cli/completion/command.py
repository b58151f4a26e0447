"""``hostbridge completion SHELL``: the script that a shell reads once."""

from __future__ import annotations

import os
import sys

import click

from hostbridge.errors import HostbridgeError

SHELLS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1", "pwsh": "ps1"}
"""Shells, and the ending of each one's script."""

HOW = """\b
bash:        source <(hostbridge completion bash)     in ~/.bashrc
zsh:         source <(hostbridge completion zsh)      in ~/.zshrc, behind compinit
fish:        hostbridge completion fish > ~/.config/fish/completions/hostbridge.fish
PowerShell:  hostbridge completion powershell | Out-String | Invoke-Expression    in $PROFILE
"""


@click.command("completion", help=f"Completion for a shell.\n\n{HOW}")
@click.argument("shell", type=click.Choice(list(SHELLS)))
@click.option(
    "--no-descriptions", "--no-desc", "bare", is_flag=True, help="Candidates without texts."
)
@click.option("--file", "-f", "path", default="", metavar="FILE", help="Write it to a file.")
@click.pass_context
def completion(context: click.Context, shell: str, bare: bool, path: str) -> int:
    """Print the script for the name that hostbridge was called by."""
    text = script(shell, (context.find_root().info_name or "hostbridge").split(" ")[0], bare=bare)
    if not path:
        sys.stdout.write(text)
        return 0
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise HostbridgeError(f"{path}: cannot be written: {error.strerror}") from error
    return 0


def script(shell: str, program: str, *, bare: bool = False) -> str:
    """A shell's script for one program name."""
    folder = os.path.join(os.path.dirname(__file__), "scripts")
    with open(os.path.join(folder, f"completion.{SHELLS[shell]}"), encoding="utf-8") as file:
        text = file.read()
    asked = "__completeNoDesc" if bare or shell == "bash" else "__complete"
    return text.replace("PROGRAM", program).replace("ASK", asked)
