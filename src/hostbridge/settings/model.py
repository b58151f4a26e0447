"""What a settings file may hold, as pydantic models: read at the file's edge and nowhere else.

``keys`` has the same as a table that costs nothing to import.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hostbridge.settings.keys import about


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ShareModel(_Strict):
    """A host directory and where the machine sees it."""

    host: str = Field(description=about("host"))
    machine: str = Field(description=about("machine"))
    read_only: bool = Field(default=False, description=about("read_only"))


class MachineModel(_Strict):
    """One machine. memory and disk are bytes; options are the backend's own."""

    shares: list[ShareModel] = Field(
        default_factory=list[ShareModel], description=about("machines.NAME.shares")
    )
    cpus: int = Field(default=0, ge=0, lt=1 << 31, description=about("machines.NAME.cpus"))
    memory: int = Field(default=0, ge=0, lt=1 << 63, description=about("machines.NAME.memory"))
    disk: int = Field(default=0, ge=0, lt=1 << 63, description=about("machines.NAME.disk"))
    image: str = Field(default="", description=about("machines.NAME.image"))
    options: dict[str, str] = Field(
        default_factory=dict[str, str], description=about("machines.NAME.options.OPTION")
    )


class PortsModel(_Strict):
    """Published ports."""

    bind: str = Field(default="", description=about("ports.bind"))


class DoctorModel(_Strict):
    """What a project needs of the host: doctor looks for it. disk and memory are bytes."""

    disk: int = Field(default=0, ge=0, lt=1 << 63, description=about("doctor.disk"))
    memory: int = Field(default=0, ge=0, lt=1 << 63, description=about("doctor.memory"))
    ports: list[Annotated[int, Field(ge=1, lt=1 << 16)]] = Field(
        default_factory=list[int], description=about("doctor.ports")
    )
    hosts: list[str] = Field(default_factory=list[str], description=about("doctor.hosts"))
    tools: dict[str, str] = Field(
        default_factory=dict[str, str], description=about("doctor.tools.OPTION")
    )


class SettingsModel(_Strict):
    """Settings of hostbridge: a whole file. Empty strings: not set here."""

    backend: str = Field(default="", description=about("backend"))
    machine: str = Field(default="", description=about("machine"))
    engine: str = Field(default="", description=about("engine"))
    dialect: Literal["", "docker", "podman"] = Field(default="", description=about("dialect"))
    log_file: str = Field(default="", description=about("log_file"))
    machines: dict[str, MachineModel] = Field(
        default_factory=dict[str, MachineModel], description="What is set about machines, by name."
    )
    ports: PortsModel = Field(default_factory=PortsModel, description="Published ports.")
    doctor: DoctorModel = Field(
        default_factory=DoctorModel, description="What the project needs of the host."
    )
