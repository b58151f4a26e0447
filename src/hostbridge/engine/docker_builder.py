"""Which of docker's builders a build needs, and how it is had.

docker's client has BuildKit inside from 18.09 to 22; from 23 on it is the plug-in buildx, and
without it the client falls back to the legacy builder, which knows neither build secrets nor
``RUN --mount``. The daemon has BuildKit all the time. So a build that needs it goes to buildx, else
to a client of an earlier version on the machine's PATH (distributions ship one beside a newer
download), else it is refused with the reason, where the legacy builder would say less.
"""

from __future__ import annotations

import re

from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hostbridge.catalogue import Call

NEEDS = frozenset(
    ("--secret", "--ssh", "--output", "--cache-to", "--build-context", "--no-cache-filter",
     "--metadata-file", "--attest", "--push", "--check", "--call", "--allow")
)  # fmt: skip
"""Options that only BuildKit has."""
BUILDX = frozenset(("--load", "--provenance", "--sbom", "--progress", "--builder"))
"""Options that only buildx has, or that change nothing for the legacy builder."""

_NEEDS_WORDS = re.compile(
    rb"(?im)^[ \t]*(?:RUN|COPY|ADD)[ \t]+(?:[^\n]*[ \t])?--(?:mount|network|security|link|parents|exclude|chmod|checksum)\b"
    rb"|^[ \t]*(?:RUN|COPY|ADD)[ \t][^\n]*<<-?[ \t]*[\"']?[A-Za-z_]"
)
"""Instructions of a Dockerfile that only BuildKit has: mounts, links, here-documents."""

# $0: docker. $1: "must" or "may". $2: where the word buildx stands in the rest, docker's argv; 0: it
# does not. POSIX sh, since it runs on the machine.
SCRIPT = """\
need=$1
buildx=$2
shift 2
DOCKER_BUILDKIT=1
export DOCKER_BUILDKIT
"$0" buildx version >/dev/null 2>&1 && exec "$0" "$@"
skip=
place=0
for word do
    shift
    place=$((place + 1))
    if [ "$buildx" = "$place" ]; then continue; fi
    if [ "$((buildx + 1))" = "$place" ] && [ "$buildx" != 0 ]; then word=build; fi
    if [ -n "$skip" ]; then skip=; continue; fi
    case $word in
        --load|--load=*|--provenance=*|--sbom=*|--builder=*) ;;
        --provenance|--sbom|--builder) skip=1 ;;
        *) set -- "$@" "$word" ;;
    esac
done
IFS=:
for folder in $PATH; do
    [ -x "$folder/docker" ] || continue
    version=$("$folder/docker" --version 2>/dev/null) || continue
    case $version in
        'Docker version 18.09'*|'Docker version 19.'*|'Docker version 2'[0-2].*)
            exec "$folder/docker" "$@" ;;
    esac
done
unset IFS
if [ "$need" = may ]; then
    DOCKER_BUILDKIT=0
    exec "$0" "$@"
fi
echo 'docker: this build needs BuildKit, and the client has none: buildx is not installed' >&2
echo 'install it: docker-buildx-plugin, or docker-buildx (a plug-in of the docker client)' >&2
exit 125
"""


def client_for(
    call: Call, client: tuple[str, ...], read: Callable[[str], bytes]
) -> tuple[str, ...]:
    """The argv prefix for a build: the client, or the search for one with BuildKit.

    read gives the bytes of a file of the caller's host, none for what is not there.
    """
    given = {word.name for word in call.words if word.kind == "option"}
    must = bool(given & NEEDS) or bool(_NEEDS_WORDS.search(_dockerfile(call, read)))
    if must or given & BUILDX or call.spelling[:1] == ("buildx",):
        before = [*client[1:], *replace(call, words=()).argv()[: -len(call.spelling)]]
        place = len(before) + 1 if call.spelling[0] == "buildx" else 0
        need = "must" if must else "may"
        return ("sh", "-c", SCRIPT, client[0], need, str(place), *client[1:])
    return client


def _dockerfile(call: Call, read: Callable[[str], bytes]) -> bytes:
    named = call.value("--file")
    if named is not None:
        return read(named) if named != "-" else b""
    operands = call.operands()
    context = operands[-1].value or "." if operands else "."
    return read(f"{context.rstrip('/')}/Dockerfile") if context != "-" else b""
