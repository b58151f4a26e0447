"""The same commands on an engine itself and through hostbridge on the other one: same words, same codes.

Compared are standard output (ids aside), the exit code, and what kind of failure standard error tells of
which thing; its exact text differs between versions of docker's own client.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from hostbridge.engine.words.errors import recognised
from rig import hostbridge as hostbridge_subject
from rig.engines import DockerRig, EngineRig, PodmanRig
from rig.running import Result
from rig.subject import Subject

COMMON = """
run -d --name aa IMAGE sleep 1000
run -d --name bb IMAGE sleep 1000
create --name cc IMAGE sleep 1000
stop -t 0 missing
stop -t 0 aa missing bb
stop -t 0 aa bb
start missing
start aa
start aa missing
restart -t 0 aa
restart -t 0 missing
kill missing
kill aa
kill -s BOGUS cc
kill --no-such-option aa
start aa
pause missing
pause aa
pause aa
unpause aa
unpause aa
rename missing x1
rename cc c2
rename c2 cc
wait missing
wait bb
rm missing
rm aa
rm cc
rm -f missing
run -d --name dd IMAGE sleep 1000
create --name dd IMAGE
stop -t 0 dd
rm -f dd
tag missing xx:1
tag IMAGE xx:1
tag IMAGE INVALID
rmi missing
rmi -f missing
volume create vv0
volume rm missing
volume rm vv0 missing
volume create used
run -d --name user -v used:/v IMAGE sleep 1000
volume rm used
network rm missing
network create nn0
network create nn0
network connect missing user
network connect nn0 missing
network connect nn0 user
network rm nn0
network disconnect nn0 user
network disconnect nn0 missing
network rm nn0 missing
cp user:/nosuch /tmp
export missing
commit missing
save missing
load -i /no/such
build /no/such
update --memory 64m missing
create --no-such-option IMAGE
container prune -f
stop -t 0 user
rm -f user
network prune -f
"""
ALONE = {
    "docker": """
volume create again
volume create again
volume rm -f missing
network create nn1
network prune -f
create --name p1 IMAGE true
container prune -f
""",
    "podman": """
volume create again
volume create again
volume prune -f
network create nn1
network prune -f
create --name p1 IMAGE true
container prune -f
""",
}
OTHER = {"docker": "podman", "podman": "docker"}


@pytest.fixture(params=["docker", "podman"])
def pair(
    request: pytest.FixtureRequest, docker_rig: DockerRig, podman_rig: PodmanRig, tmp_path: Path
) -> tuple[str, EngineRig, Subject]:
    """A dialect, its engine alone, and hostbridge speaking it on the other engine; both empty."""
    rigs: dict[str, EngineRig] = {"docker": docker_rig, "podman": podman_rig}
    dialect = str(request.param)
    for rig in rigs.values():
        rig.clear()
        request.addfinalizer(rig.clear)
    ours = hostbridge_subject.native(rigs[OTHER[dialect]], tmp_path / "own")
    return dialect, rigs[dialect], ours.with_env(HOSTBRIDGE_DIALECT=dialect)


@pytest.mark.timeout(400)
def test_words_and_exit_codes_are_the_dialects_own(
    pair: tuple[str, EngineRig, Subject], image: str
) -> None:
    dialect, rig, ours = pair
    differing: list[str] = []
    for line in [*COMMON.split("\n"), *ALONE[dialect].split("\n")]:
        words = [image if word == "IMAGE" else word for word in shlex.split(line)]
        if not words:
            continue
        real, said = rig.client.run(*words), ours.run(*words)
        if _told(real, dialect) != _told(said, dialect):
            differing += [f"$ {line}", f"  real {_told(real, dialect)} {real.err!r}"]
            differing += [f"  ours {_told(said, dialect)} {said.err!r}"]
    assert not differing, "\n".join(differing)


def _told(result: Result, dialect: str) -> tuple[int, list[str], list[str]]:
    text = re.sub(r"\b[0-9a-f]{64}\b", "<id>", result.out.decode())
    text = re.sub(r"Total reclaimed space: .*", "Total reclaimed space", text)
    kinds: list[str] = []
    for line in result.err.decode().splitlines():
        found = recognised(line, dialect)  # type: ignore[arg-type]
        if found is not None:
            kinds.append(f"{found[0]}: {found[1].get('name', '').removesuffix(':latest')}")
    # Of several things the engines' clients tell in the order in which they are done with them.
    return result.code, sorted(text.splitlines()), sorted(kinds)
