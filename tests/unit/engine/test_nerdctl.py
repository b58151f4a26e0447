"""nerdctl by its documentation: what its reference names is in the catalogue, what it lacks is a row."""

from __future__ import annotations

import pytest

from clihelp.nerdctl_reference import LACKS, OWN
from clihelp.recorded import read
from hostbridge.catalogue import Call, parse
from hostbridge.catalogue.find import SYNONYMS, find, options_of
from hostbridge.contract.availability import Availability
from hostbridge.contract.engine import Emulation, Refusal
from hostbridge.engine.differences.on_nerdctl import COMMANDS, ROWS
from hostbridge.engine.nerdctl import NerdctlEngine
from hostbridge.testing.fakes import ScriptedSession

REFERENCE = read("nerdctl-2.3")
OWN_GROUPS = ("namespace", "apparmor", "ipfs", "completion")
"""Commands of nerdctl's own."""


def is_own(name: str) -> bool:
    return REFERENCE[name].usage == OWN or name.split(maxsplit=1)[0] in OWN_GROUPS


def test_every_docker_command_of_the_reference_is_in_the_catalogue() -> None:
    missing = [
        name
        for name, told in REFERENCE.items()
        if name and not name.startswith("compose ") and told.usage != LACKS and not is_own(name)
        and ((found := find(name.split())) is None or found[1] != len(name.split()))
    ]  # fmt: skip
    assert missing == []
    own = sorted(name for name in REFERENCE if name and is_own(name))
    assert {"namespace ls", "image convert", "image encrypt", "builder debug"} <= set(own)


def test_every_docker_option_of_the_reference_is_in_the_catalogue() -> None:
    missing: list[str] = []
    for name, told in REFERENCE.items():
        found = find(name.split()) if name else None
        if found is None or found[1] != len(name.split()) or name == "compose":
            continue
        known = {row[0] for row in options_of(found[0]) if row[2]}
        for option, (_, kind, _) in told.options.items():
            spelled = SYNONYMS.get(option, (option, ""))[0]
            if not kind and spelled not in known:
                missing.append(f"{name} {option}")
    assert missing == []


def test_every_option_that_the_reference_lacks_has_a_row() -> None:
    rows = {
        (command, option)
        for commands, options, *_ in ROWS
        for command in commands.split(", ")
        for option in options.split()
    }
    lacking = {
        (name, option)
        for name, told in REFERENCE.items()
        if not name.startswith("compose")
        for option, (_, kind, _) in told.options.items()
        if kind == LACKS
    }
    assert lacking == rows


def test_every_command_that_the_reference_lacks_has_a_row() -> None:
    rows = {command for commands, *_ in COMMANDS for command in commands.split(", ")}
    lacking = {name for name, told in REFERENCE.items() if told.usage == LACKS}
    assert lacking == rows


@pytest.mark.parametrize(
    ("dialect", "written", "said"),
    [
        ("docker", "run --rm -v /a:/b -p 80:80 img sh -c x", "run --rm -v /a:/b -p 80:80 img sh -c x"),
        ("docker", "pull --disable-content-trust img", "pull img"),
        ("docker", "network ls --no-trunc", "network ls"),
        ("docker", "compose -f x.yml up -d", "compose -f x.yml up -d"),
        ("docker", "run --of-tomorrow img", "run --of-tomorrow img"),
        ("podman", "run --pod=p img", "run --label=hostbridge.pod=p img"),
        ("podman", "run --tz=UTC img", "run --env=TZ=UTC img"),
    ],
)  # fmt: skip
def test_what_is_said(dialect: str, written: str, said: str) -> None:
    call = NerdctlEngine().translate(parse(written.split(), dialect))  # type: ignore[arg-type]
    assert isinstance(call, Call)
    assert call.argv() == said.split()


@pytest.mark.parametrize(
    ("dialect", "written", "summary"),
    [
        ("docker", "network connect n c", "nerdctl has no command 'network connect'"),
        ("docker", "swarm init", "nerdctl has no command 'swarm init'"),
        ("docker", "system df", "nerdctl has no command 'system df'"),
        ("docker", "volume create -d nfs v", "nerdctl has no --driver for volume create"),
        ("docker", "system prune --filter until=1h", "nerdctl has no --filter for system prune"),
        ("podman", "generate kube c", "nerdctl has no command 'generate kube'"),
    ],
)
def test_what_is_refused(dialect: str, written: str, summary: str) -> None:
    refusal = NerdctlEngine().translate(parse(written.split(), dialect))  # type: ignore[arg-type]
    assert isinstance(refusal, Refusal)
    assert refusal.summary == summary
    assert refusal.reason
    assert refusal.remedy


def test_emulations_for_docker_serve_nerdctl() -> None:
    made = NerdctlEngine().translate(parse(["container", "exists", "c"], "podman"))
    assert isinstance(made, Emulation)


ASKED = ("nerdctl", "version", "--format", "{{.Client.Version}}")


def detected(code: int, out: str, err: str) -> Availability:
    return NerdctlEngine().detect(ScriptedSession({ASKED: (code, out.encode(), err.encode())}))


def test_it_answers_with_its_version() -> None:
    found = detected(0, "v2.3.5\n", "")
    assert (found.usable, found.version) == (True, "2.3.5")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            'time="2026-01-01T00:00:00Z" level=fatal msg="cannot access containerd socket '
            '\\"/run/containerd/containerd.sock\\": no such file or directory"',
            "containerd is not running",
        ),
        (
            'time="2026-01-01T00:00:00Z" level=fatal msg="rootless containerd not running? (hint: use '
            '`containerd-rootless-setuptool.sh install` to start rootless containerd): stat /run/user/1000/'
            'containerd-rootless: no such file or directory"',
            "rootless containerd",
        ),
        (
            'time="2026-01-01T00:00:00Z" level=fatal msg="cannot access containerd socket '
            '\\"/run/containerd/containerd.sock\\": permission denied"',
            "may not open containerd's socket",
        ),
    ],
)  # fmt: skip
def test_why_it_does_not_answer(said: str, why: str) -> None:
    found = detected(1, "v2.3.5\n", said)
    assert not found.usable
    assert why in found.why
    assert found.remedy


def test_it_is_not_installed() -> None:
    found = detected(127, "", "")
    assert (found.usable, found.why) == (False, "nerdctl is not installed")
    assert found.remedy
