"""One container command line, and one Python API, for Linux, Windows and macOS.

    import hostbridge

    with hostbridge.connect() as client:
        print(client.run("alpine", ["uname", "-a"], remove=True).text)

Names are loaded when they are first asked for (PEP 562): importing the package costs nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.api.about import DiskUsage, EngineInfo, EngineVersion
    from hostbridge.api.asynchronous import iterate
    from hostbridge.api.client import Client
    from hostbridge.api.connecting import choose, connect
    from hostbridge.api.containers import Container
    from hostbridge.api.finding import Change, Found
    from hostbridge.api.images import Image
    from hostbridge.api.machines import Machine
    from hostbridge.api.networks import Network, Volume
    from hostbridge.api.options import BuildOptions, CreateOptions, ExecOptions
    from hostbridge.api.progress import ProgressEvent
    from hostbridge.api.pruned import Pruned
    from hostbridge.api.records import ContainerInfo, ImageInfo, NetworkInfo, Port, VolumeInfo
    from hostbridge.api.result import Result
    from hostbridge.api.running import Run
    from hostbridge.api.stream import Feed, Part, Stream
    from hostbridge.api.watching import ContainerProcess, Event, Layer, Stats
    from hostbridge.errors import (
        CommandFailed,
        Conflict,
        ConnectionLost,
        ContainerFailed,
        HostbridgeError,
        NotFound,
        NotShared,
        StateError,
        Unavailable,
        Unsupported,
        UsageError,
    )

_HOME = {
    "api.about": ("DiskUsage", "EngineInfo", "EngineVersion"),
    "api.asynchronous": ("iterate",),
    "api.client": ("Client",),
    "api.connecting": ("choose", "connect"),
    "api.containers": ("Container",),
    "api.finding": ("Change", "Found"),
    "api.images": ("Image",),
    "api.machines": ("Machine",),
    "api.networks": ("Network", "Volume"),
    "api.options": ("BuildOptions", "CreateOptions", "ExecOptions"),
    "api.progress": ("ProgressEvent",),
    "api.pruned": ("Pruned",),
    "api.records": ("ContainerInfo", "ImageInfo", "NetworkInfo", "Port", "VolumeInfo"),
    "api.result": ("Result",),
    "api.running": ("Run",),
    "api.stream": ("Feed", "Part", "Stream"),
    "api.watching": ("ContainerProcess", "Event", "Layer", "Stats"),
    "errors": (
        "CommandFailed", "Conflict", "ConnectionLost", "ContainerFailed", "HostbridgeError",
        "NotFound", "NotShared", "StateError", "Unavailable", "Unsupported", "UsageError",
    ),
}  # fmt: skip

__all__ = [
    "BuildOptions",
    "Change",
    "Client",
    "CommandFailed",
    "Conflict",
    "ConnectionLost",
    "Container",
    "ContainerFailed",
    "ContainerInfo",
    "ContainerProcess",
    "CreateOptions",
    "DiskUsage",
    "EngineInfo",
    "EngineVersion",
    "Event",
    "ExecOptions",
    "Feed",
    "Found",
    "HostbridgeError",
    "Image",
    "ImageInfo",
    "Layer",
    "Machine",
    "Network",
    "NetworkInfo",
    "NotFound",
    "NotShared",
    "Part",
    "Port",
    "ProgressEvent",
    "Pruned",
    "Result",
    "Run",
    "StateError",
    "Stats",
    "Stream",
    "Unavailable",
    "Unsupported",
    "UsageError",
    "Volume",
    "VolumeInfo",
    "choose",
    "connect",
    "iterate",
]


def __getattr__(name: str) -> object:
    for module, names in _HOME.items():
        if name in names:
            loaded = __import__(f"{__name__}.{module}", fromlist=[name])
            found: object = getattr(loaded, name)
            globals()[name] = found
            return found
    if name == "__version__":
        from hostbridge.version import version

        return version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__", *(name for name in globals() if name[:2] == "__")])
