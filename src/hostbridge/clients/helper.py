"""A credential helper, asked: ``docker-credential-NAME get`` with a deadline.

Source: docker/docker-credential-helpers, "Development": the server on standard input, JSON with
ServerURL, Username and Secret on standard output, an exit code and words otherwise.
"""

from __future__ import annotations

import json
import subprocess

from hostbridge import process
from hostbridge.errors import HostbridgeError, NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE = 30.0
"""Seconds for an answer: a keychain may ask its user. ``HOSTBRIDGE_HELPER_SECONDS`` sets another."""
_NOT_THERE = ("credentials not found", "no credentials server", "credentials missing")
_SAID = 300


def ask(helper: str, server: str, env: Mapping[str, str]) -> tuple[str, str] | None:
    """User and secret for a server; None when the helper has none.

    Raises HostbridgeError for a helper that is missing, fails, hangs (it is killed, with what it
    started) or does not answer with JSON. Its output is a secret and is never told.
    """
    program = f"docker-credential-{helper}"
    if not helper or "/" in helper or "\0" in helper:
        raise HostbridgeError(
            f"{helper!r} is no credential helper's name",
            "",
            "mend credsStore or credHelpers in config.json",
        )
    seconds = _patience(env)
    try:
        running = process.start(
            [program, "get"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            new_session=True,
        )  # fmt: skip
    except NotFound as error:
        raise HostbridgeError(
            f"{program}: is not on PATH, and config.json names it for {server}", "",
            f"install it, or take {helper!r} out of credsStore and credHelpers in config.json",
        ) from error  # fmt: skip
    try:
        out, said = running.communicate(server.encode() + b"\n", seconds)
    except subprocess.TimeoutExpired as error:
        raise HostbridgeError(
            f"{program}: no answer for {server} within {seconds:g} s", "it was ended",
            f"try it by hand: echo {server} | {program} get",
        ) from error  # fmt: skip
    finally:
        process.end(running, group=True)
    words = (said or out).decode(errors="replace").strip()
    if running.returncode:
        if any(known in words.lower() for known in _NOT_THERE):
            return None
        raise HostbridgeError(
            f"{program}: failed with exit code {running.returncode} for {server}",
            words[:_SAID], f"try it by hand: echo {server} | {program} get",
        )  # fmt: skip
    return _read(program, server, out)


def _read(program: str, server: str, out: bytes) -> tuple[str, str]:
    try:
        told = json.loads(out)
        user, secret = told["Username"], told["Secret"]
        if not isinstance(user, str) or not isinstance(secret, str):
            raise TypeError(user)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise HostbridgeError(
            f"{program}: its answer for {server} is no log-in",
            f"{len(out)} bytes that are not JSON with Username and Secret",
            f"update the helper, or try it by hand: echo {server} | {program} get",
        ) from None
    return user, secret


def _patience(env: Mapping[str, str]) -> float:
    given = env.get("HOSTBRIDGE_HELPER_SECONDS", "")
    try:
        return max(0.1, float(given)) if given else PATIENCE
    except ValueError:
        return PATIENCE
