"""Templates as the real clients work them out: output, exit code and message, byte for byte.

``tests/formats/recorded`` has what ``scripts/record-templates`` was told; newer versions of Go say a few things in
other words than older ones, and hostbridge has the newer.
"""

from __future__ import annotations

from typing import Any

import pytest

from formats import CLIENTS, in_newer_words, recording
from formats.writing import Told, written
from hostbridge.engine.show.output import FAILED, NOT_PARSED
from hostbridge.engine.show.templated import InspectTemplate
from hostbridge.template import TemplateError

SAID = {"docker": "template parsing error: ", "podman": "Error: "}


def test_there_are_recordings_of_both() -> None:
    assert {name.partition("-")[0] for name in CLIENTS} == {"docker", "podman"}


@pytest.mark.parametrize("client", CLIENTS)
def test_inspect_formats_as_the_client_does(client: str) -> None:
    engine: Any = client.partition("-")[0]
    item = recording(f"{engine}-engine")["/containers/web/json"]
    if client.startswith("podman-5"):
        # What a newer client makes of the older engine's answer before a template sees it.
        item["Config"] |= {"Entrypoint": [], "StopSignal": "SIGTERM"}
    rows = recording(client)["inspect"]
    assert len(rows) > 500
    wrong = [
        {"template": words[2], "client": told, "hostbridge": found}
        for *words, code, out, err in rows
        if words[2] != "{{json}}"  # podman takes it for no template, as it does json
        and "0xc000" not in err  # an address, which is another each time
        and (told := in_newer_words((code, out, err)))
        != (found := in_newer_words(_answer(words[2], engine, item)))
    ]
    assert wrong == []


def _answer(text: str, engine: Any, item: dict[str, Any]) -> tuple[int, str, str]:
    try:
        out, failures = InspectTemplate(text, engine).write([item])
    except TemplateError as error:
        return NOT_PARSED[engine], "", f"{SAID[engine]}{error.summary}\n"
    return FAILED[engine] if failures else 0, out, "".join(f"{line}\n" for line in failures)


@pytest.mark.parametrize("client", CLIENTS)
def test_lists_and_inspections_end_as_the_clients_do(client: str) -> None:
    engine = client.partition("-")[0]
    told = recording(client)
    session = Told(told["asked"])
    wrong = [
        {"words": words, "client": said, "hostbridge": found}
        for *words, code, out, err in told["shown"]
        if (said := in_newer_words((code, out, err)))
        != (found := in_newer_words(written(words, engine, session)))
    ]
    assert wrong == []
