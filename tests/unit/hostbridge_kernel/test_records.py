"""Records of containers: names, what a crash leaves, what is true of a state."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from hostbridge.errors import Conflict, HostbridgeError, NotFound, UsageError
from hostbridge_kernel import quickjson
from hostbridge_kernel.containers import clock, processes, state
from hostbridge_kernel.containers.events import Events
from hostbridge_kernel.containers.names import invented
from hostbridge_kernel.containers.places import instance, runtime_directory
from hostbridge_kernel.containers.records import Containers


def record(**host: object) -> dict[str, object]:
    return {"Config": {"Image": "it", "Labels": {"a": "1"}}, "HostConfig": host}


@pytest.fixture
def containers(tmp_path: Path) -> Containers:
    return Containers(str(tmp_path / "data"), {"HOSTBRIDGE_RUNTIME_DIR": str(tmp_path / "run")})


def test_found_by_name_id_and_beginning(containers: Containers) -> None:
    made = containers.create(record(), "web")
    for text in ("web", "/web", made.id, made.id[:12], made.id[:3]):
        assert containers.find(text).id == made.id
    for text in ("we", "x" * 64, "", "names", "..", "/", "../" + made.id, made.id + "0"):
        with pytest.raises(NotFound) as caught:
            containers.find(text)
        assert (caught.value.exit_code, caught.value.summary) == (1, f"No such container: {text}")


def test_a_name_is_preferred_to_the_beginning_of_an_id(containers: Containers) -> None:
    first = containers.create(record())
    second = containers.create(record(), first.id[:4])
    assert containers.find(first.id[:4]).id == second.id


def test_a_taken_name(containers: Containers) -> None:
    made = containers.create(record(), "web")
    with pytest.raises(Conflict) as caught:
        containers.create(record(), "web")
    assert f'"/web" is already in use by container "{made.id}"' in caught.value.summary
    assert [one.id for one in containers.all()] == [made.id]
    containers.remove(made)
    containers.remove(made)
    containers.create(record(), "web")


@pytest.mark.parametrize("name", ["a", "-ab", "a b", "a/b", "ä1", "ab\n", ".ab", "a" * 256])
def test_names_that_are_none(containers: Containers, name: str) -> None:
    with pytest.raises(UsageError):
        containers.create(record(), name)
    assert containers.all() == []


def test_what_a_killed_create_left_gives_its_name_back(containers: Containers) -> None:
    containers.places.make()
    dead = "d" * 64
    os.mkdir(containers.places.folder(dead))
    Path(containers.places.folder(dead), "lock").touch()
    os.symlink(dead, f"{containers.places.names}/web")
    os.symlink("e" * 64, f"{containers.places.names}/other")
    assert containers.all() == []
    assert not os.path.exists(containers.places.folder(dead))
    for name in ("web", "other"):
        assert containers.create(record(), name).name == name


def test_what_a_killed_removal_left_goes_with_its_name_and_socket(containers: Containers) -> None:
    made = containers.create(record(), "web")
    socket = Path(containers.places.runtime(), os.path.basename(containers.places.socket(made.id)))
    socket.touch()
    os.unlink(f"{made.folder}/config.json")
    assert containers.all() == []
    assert os.listdir(containers.places.names) == []
    assert not socket.exists()
    assert not os.path.exists(made.folder)


def test_a_failing_preparation_leaves_nothing(containers: Containers) -> None:
    def prepare(_made: object) -> None:
        raise HostbridgeError("no")

    with pytest.raises(HostbridgeError):
        containers.create(record(), "web", prepare)
    assert os.listdir(containers.places.containers) == ["names"]
    assert os.listdir(containers.places.names) == []


def _take(data: str, results: object) -> None:
    try:
        Containers(data, {}).create(record(), "one")
        results.put("made")  # type: ignore[attr-defined]
    except Conflict:
        results.put("taken")  # type: ignore[attr-defined]


def test_of_many_at_once_one_gets_the_name(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    running = [context.Process(target=_take, args=(str(tmp_path), results)) for _ in range(8)]
    for one in running:
        one.start()
    told = sorted(results.get(timeout=60) for _ in running)
    for one in running:
        one.join()
    assert told == ["made"] + ["taken"] * 7


def test_rename(containers: Containers) -> None:
    made, other = containers.create(record(), "old"), containers.create(record(), "other")
    with pytest.raises(Conflict):
        containers.rename(made, "other")
    containers.rename(made, "new")
    assert containers.find("new").id == made.id
    with pytest.raises(NotFound):
        containers.find("old")
    assert containers.find("other").id == other.id


def test_invented_names_are_allowed_and_many(containers: Containers) -> None:
    names = {invented(number) for number in range(20_000)}
    assert len(names) > 4000
    made = containers.create(record())
    assert containers.find(made.name).id == made.id


def test_damaged_files_do_not_hide_the_others(containers: Containers) -> None:
    made, other = containers.create(record(), "aa"), containers.create(record(), "bb")
    Path(made.folder, "state.json").write_bytes(b"")
    assert made.state() == state.fresh()
    Path(made.folder, "config.json").write_bytes(b'{"Id": [[[[')
    assert [one.id for one in containers.all()] == [other.id]


def test_life(containers: Containers) -> None:
    made = containers.create(record())
    assert state.life(made.state()) == "idle"
    running = made.change(lambda content: state.started(content, os.getpid(), os.getpid()))
    assert state.life(running) == "running"
    running["BootId"] = "another"
    assert state.life(running) == "lost"
    running["BootId"] = processes.boot_id()
    running["State"]["StartTime"] += 1  # the pid belongs to another one now
    assert state.life(running) == "ending"
    running["Monitor"]["StartTime"] += 1
    assert state.life(running) == "lost"
    state.ended(running, 3)
    assert state.life(running) == "idle"
    assert running["State"]["ExitCode"] == 3


def test_a_removed_container_is_not_changed(containers: Containers) -> None:
    made = containers.create(record())
    containers.remove(made)
    with pytest.raises(NotFound):
        made.change(lambda content: None)
    assert not os.path.exists(made.folder)


def test_instances_differ_by_data_directory(tmp_path: Path) -> None:
    assert len(instance(str(tmp_path))) == 6
    assert instance(str(tmp_path)) != instance(str(tmp_path / "other"))
    (tmp_path / "link").symlink_to(tmp_path)
    assert instance(str(tmp_path / "link")) == instance(str(tmp_path))
    assert runtime_directory({"XDG_RUNTIME_DIR": "/run/user/1"}) == "/run/user/1/hostbridge"


def test_sockets_have_short_names(tmp_path: Path) -> None:
    deep = str(tmp_path / ("d" * 120))
    place = Containers(deep, {"HOSTBRIDGE_RUNTIME_DIR": deep}).places.socket("a" * 64)
    assert len(place.encode()) <= 100


def test_events_are_kept_and_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hostbridge_kernel.containers.events._LARGEST", 3000)
    events = Events(str(tmp_path / "events.jsonl"))
    config = {"Id": "1" * 64, "Name": "/web", **record()}
    for number in range(15):
        events.container("die", config, exitCode=str(number))
    found = list(events.past())
    assert [row["Actor"]["Attributes"]["exitCode"] for row in found][-5:] == [
        str(n) for n in range(10, 15)
    ]
    last = found[-1]
    assert (last["status"], last["id"], last["from"], last["Type"]) == (
        "die",
        "1" * 64,
        "it",
        "container",
    )
    assert last["Actor"]["Attributes"] == {"a": "1", "exitCode": "14", "image": "it", "name": "web"}
    assert (tmp_path / "events.jsonl.1").exists()
    with open(tmp_path / "events.jsonl", "ab") as file:
        file.write(b'{"half')
    assert list(events.past())[-1] == last


def test_stamps_go_both_ways() -> None:
    for number in (0, 1, 1_700_000_000_123_456_789, 1_700_000_000_000_000_000):
        assert clock.nanoseconds(clock.stamp(number)) == number
    assert clock.nanoseconds("2023-11-14T23:13:20.5+01:00") == 1_700_000_000_500_000_000
    assert clock.nanoseconds(clock.ZERO) == 0
    assert clock.nanoseconds("never") == 0


def test_quick_json_is_json() -> None:
    import json

    contents: list[object] = [
        1,
        {"a": [1, 2.5, None, True, "ü\udc80\U0001f600"]},
        [],
        "x",
        [[{}]],
        {"": {}},
    ]
    for content in contents:
        assert quickjson.dumps(content) == json.dumps(content, separators=(",", ":"))
        assert quickjson.loads(quickjson.dumps(content)) == content
    for bad in ("", "{", "[1,]", "1 2", '{"a"}', "nope", '{"a":1', "[" * 100_000):
        with pytest.raises(ValueError):
            quickjson.loads(bad)
