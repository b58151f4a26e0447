"""Language and text encoding: locale(7)'s variables, Windows' code pages."""

from __future__ import annotations

from hostbridge.host.facts import Locale
from hostbridge.host.judge.text import assignments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.host.raw import Raw

_UTF8_PAGE = "65001"


def locale(raw: Raw) -> Locale:
    """The locale that programs started here would use."""
    name = next((raw.env[v] for v in ("LC_ALL", "LC_CTYPE", "LANG") if raw.env.get(v)), "")
    if raw.system == "windows":
        told = raw.values.get(r"HKCU\Control Panel\International:LocaleName", "")
        page, console = raw.values.get("GetACP", ""), raw.values.get("GetConsoleOutputCP", "")
        return Locale(
            name or told.replace("-", "_"), f"cp{page}" if page else "",
            f"cp{console}" if console not in ("", "0") else "", _UTF8_PAGE in (console or page, page),
        )  # fmt: skip
    if not name and raw.system == "linux":
        name = assignments(raw.files.get("/etc/locale.conf", "")).get("LANG", "")
    codeset = name.partition(".")[2].partition("@")[0]
    if raw.system == "macos" and not codeset:
        codeset = "UTF-8"  # its terminals and file names are UTF-8 whatever the variables say
    encoding = {"utf8": "UTF-8", "utf-8": "UTF-8"}.get(codeset.lower(), codeset)
    if name in ("C", "POSIX") or (not name and not encoding):
        encoding = "ANSI_X3.4-1968"  # what nl_langinfo(CODESET) says for the C locale
    return Locale(name, encoding, "", encoding == "UTF-8")
