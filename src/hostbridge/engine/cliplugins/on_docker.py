"""Plug-ins on docker: its client starts them; what it lacks is found on PATH, or said."""

from __future__ import annotations

from hostbridge.engine.cliplugins.finding import SYSTEM
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call

# $0: docker. $1: the plug-in. $2: how many of docker's own words stand before its name. POSIX sh.
SCRIPT = """\
name=$1
before=$2
shift 2
for folder in "${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins" SYSTEM; do
    [ ! -x "$folder/docker-$name" ] || exec "$0" "$@"
done
"$0" "$name" version >/dev/null 2>&1 && exec "$0" "$@"
if [ "$before" = 0 ] && command -v "docker-$name" >/dev/null 2>&1; then
    shift
    exec "docker-$name" "$@"
fi
echo "docker: the plug-in $name is not installed" >&2
echo "install it: docker-$name-plugin, or docker-$name of your distribution" >&2
exit 125
""".replace("SYSTEM", " ".join(SYSTEM))


def plugin_client(call: Call, client: tuple[str, ...]) -> tuple[str, ...]:
    """The argv prefix for a call of a plug-in: docker's client, where it has the plug-in."""
    before = len(client) - 1 + len(replace(call, words=()).argv()) - len(call.spelling)
    return ("sh", "-c", SCRIPT, client[0], call.spelling[0], str(before), *client[1:])
