"""Proxies of the environment and of the system, passwords masked."""

from __future__ import annotations

import re

from hostbridge.host.encoding import decoded
from hostbridge.host.items import Proxy
from hostbridge.host.judge.text import assignments, switch
from hostbridge.host.readers.variables import PROXIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hostbridge.host.raw import Raw

GNOME = "gsettings list-recursively org.gnome.system.proxy"
_INTERNET = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings:"
_WITH_PASSWORD = re.compile(r"^((?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/@:]*):[^/]*@")
_GNOME_ROW = re.compile(r"^org\.gnome\.system\.proxy(?:\.(\w+))? (\S+) (.*)$")


def masked(address: str) -> str:
    """An address whose password, if it has one, is ``***``."""
    return _WITH_PASSWORD.sub(r"\1:***@", address)


def proxies(raw: Raw) -> tuple[Proxy, ...]:
    """The variables' first, since they are what programs obey; then the system's."""
    found = [*_variables(raw)]
    found += {"windows": _windows, "macos": _macos, "linux": _linux}.get(raw.system, _none)(raw)
    return tuple(dict.fromkeys(Proxy(p.scheme, masked(p.address), p.source) for p in found))


def _variables(raw: Raw) -> Iterator[Proxy]:
    for name in PROXIES:
        for spelling in (name, name.upper()):
            address = raw.env.get(spelling, "")
            if address:
                yield Proxy(name.partition("_")[0], address, spelling)


def _windows(raw: Raw) -> Iterator[Proxy]:
    """Internet Settings: one address for all, or ``http=…;https=…``."""
    automatic = raw.values.get(f"{_INTERNET}AutoConfigURL", "")
    if automatic:
        yield Proxy("pac", automatic, "system")
    if not switch(raw.values.get(f"{_INTERNET}ProxyEnable", "")):
        return
    for part in raw.values.get(f"{_INTERNET}ProxyServer", "").split(";"):
        scheme, equals, address = part.strip().partition("=")
        if equals and address:
            yield Proxy(scheme.lower(), address, "system")
        elif scheme:
            yield Proxy("all", scheme, "system")
    exceptions = raw.values.get(f"{_INTERNET}ProxyOverride", "")
    if exceptions:
        yield Proxy("no", exceptions.replace(";", ","), "system")


def _macos(raw: Raw) -> Iterator[Proxy]:
    for name, address in raw.values.items():
        if name.startswith("proxy.") and address:
            yield Proxy(name.removeprefix("proxy."), address, "system")


def _linux(raw: Raw) -> Iterator[Proxy]:
    """/etc/environment of pam_env(8), and GNOME's own where it was asked."""
    told = assignments(raw.files.get("/etc/environment", ""))
    for name in PROXIES:
        address = told.get(name) or told.get(name.upper())
        if address:
            yield Proxy(name.partition("_")[0], address, "/etc/environment")
    rows: dict[tuple[str, str], str] = {}
    for line in decoded(raw.commands.get(GNOME, b"")).splitlines():
        row = _GNOME_ROW.match(line)
        if row:
            rows[row[1] or "", row[2]] = row[3].strip().strip("'")
    if rows.get(("", "mode")) == "auto" and rows.get(("", "autoconfig-url")):
        yield Proxy("pac", rows["", "autoconfig-url"], "system")
    if rows.get(("", "mode")) == "manual":
        for scheme in ("http", "https", "ftp", "socks"):
            host, port = rows.get((scheme, "host"), ""), rows.get((scheme, "port"), "0")
            if host:
                yield Proxy(scheme, f"{host}:{port}", "system")


def _none(raw: Raw) -> Iterator[Proxy]:
    del raw
    return iter(())
