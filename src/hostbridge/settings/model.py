"""What a settings file may hold, as pydantic models: read at the file's edge and nowhere else."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ShareModel(_Strict):
    """A host directory and where the machine sees it."""

    host: str
    machine: str
    read_only: bool = False


class MachineModel(_Strict):
    """One machine. memory and disk are bytes; options are the backend's own."""

    shares: list[ShareModel] = Field(default_factory=list[ShareModel])
    cpus: int = Field(default=0, ge=0)
    memory: int = Field(default=0, ge=0)
    disk: int = Field(default=0, ge=0)
    image: str = ""
    options: dict[str, str] = Field(default_factory=dict[str, str])


class PortsModel(_Strict):
    """Published ports."""

    bind: str = ""


class SettingsModel(_Strict):
    """A whole file. Empty strings: not set here."""

    backend: str = ""
    machine: str = ""
    engine: str = ""
    dialect: Literal["", "docker", "podman"] = ""
    log_file: str = ""
    machines: dict[str, MachineModel] = Field(default_factory=dict[str, MachineModel])
    ports: PortsModel = Field(default_factory=PortsModel)
