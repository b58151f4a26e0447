"""``generate systemd``: a unit that starts a container with the machine, and stops it with it."""

from __future__ import annotations

import os
import sys

from hostbridge.errors import HostbridgeError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container

_LEFT_OUT = ("--new", "--env", "--template", "--format", "--pod-prefix")
_POLICIES = ("no", "on-success", "on-failure", "on-abnormal", "on-watchdog", "on-abort", "always")
_TEXT = """\
# {file}
# systemctl {scope}enable --now {path}

[Unit]
Description=hostbridge container {name}
{order}
[Service]
Type=exec
{environment}Restart={restart}
{pause}TimeoutStopSec={patience}
ExecStart={program} start --attach {id}
ExecStop={program} stop --time {seconds} {id}

[Install]
WantedBy={target}
"""


def generate(context: Context) -> int:
    """``generate systemd [--files] [--name] CONTAINER…``: the units, or the files they were written to."""
    call = context.call
    for option in _LEFT_OUT:
        if call.option_words(option):
            raise UsageError(f"generate systemd {option}: is not done", "", "leave it out")
    policy = call.value("--restart-policy") or "on-failure"
    if policy not in _POLICIES:
        raise UsageError(f"{policy} is not a valid restart policy", "", ", ".join(_POLICIES))
    for name in context.operands():
        container = context.containers.find(name)
        file, text = unit(context, container, policy)
        if not call.has("--files"):
            context.say(text)
            continue
        path = os.path.abspath(file)
        try:
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
        except OSError as error:
            raise HostbridgeError(f"{path}: {error.strerror}") from error
        context.say(path)
    return 0


def unit(context: Context, container: Container, policy: str) -> tuple[str, str]:
    """The name of a container's unit, and its text (systemd.service(5))."""
    call = context.call
    user = os.geteuid() != 0
    prefix = (
        "container"
        if call.value("--container-prefix") is None
        else call.value("--container-prefix")
    )
    separator = "-" if call.value("--separator") is None else call.value("--separator")
    named = container.name if call.has("--name") else container.id
    file = f"{prefix}{separator if prefix else ''}{named}.service"
    own = container.config["Config"].get("StopTimeout")
    told = call.value("--stop-timeout") or call.value("--time") or (10 if own is None else own)
    try:
        seconds = int(told)
    except ValueError:
        raise UsageError(f"--stop-timeout {told}: is no number of seconds") from None
    kept = {
        name: context.env[name]
        for name in ("HOSTBRIDGE_DATA_DIR", "HOSTBRIDGE_RUNTIME_DIR")
        if context.env.get(name)
    }
    order = [f"{word}={' '.join(call.values(option))}\n"
             for word, option in (("After", "--after"), ("Wants", "--wants"), ("Requires", "--requires"))
             if call.values(option)]  # fmt: skip
    pause = call.value("--restart-sec")
    return file, _TEXT.format(
        file=file, scope="--user " if user else "", path=f"./{file}", name=container.name,
        order="".join(order) or "After=network-online.target\nWants=network-online.target\n",
        environment="".join(f"Environment={_word(f'{key}={text}')}\n" for key, text in kept.items()),
        restart=policy, pause=f"RestartSec={pause}\n" if pause else "", patience=seconds + 60,
        program=" ".join(map(_word, (sys.executable, "-m", "hostbridge_kernel"))),
        id=container.id, seconds=seconds, target="default.target" if user else "multi-user.target",
    )  # fmt: skip


def _word(text: str) -> str:
    """One word for systemd, with what means something to it taken literally."""
    plain = text.replace("%", "%%").replace("$", "$$")
    if any(char in plain for char in " \t\"'\\;"):
        plain = '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return plain
