"""What runs over there around a command and for a copy: small scripts for any POSIX shell."""

from __future__ import annotations

# The command is not exec'ed: ssh cannot tell an exit by a signal, a shell says 128+N. The trap keeps
# the shell through signals of the terminal; a handler, unlike "ignore", is not inherited.
AROUND = b"""trap : HUP INT QUIT TERM USR1 USR2
umask 022; d=%(folder)s n=%(name)s
note() { [ -d "$d" ] || mkdir -m 700 "$d"; echo $$ >"$d/$n"; }
{ note || note; } 2>/dev/null
%(before)s%(command)s
rc=$?
rm -f "$d/$n" "$d/$n.sh" 2>/dev/null
if [ $rc = 255 ]; then echo 255 >"$d/$n.rc"; else rmdir "$d"; fi 2>/dev/null
exit $rc"""
CD = b"""cd -- %(cwd)s || { rm -f "$d/$n"; rmdir "$d"; exit 127; } 2>/dev/null
"""
SIGNAL = b"""p=$(cat %(path)s 2>/dev/null) || exit 0
c=$(cat /proc/$p/task/$p/children 2>/dev/null) || c=$(ps -o pid= --ppid $p)
[ -n "$c" ] && kill -%(signal)d $c 2>/dev/null
exit 0"""
UNPACK_FILE = b"""t=%(target)s; p=${t%%/*}; [ -n "$p" ] || p=/
[ -d "$p" ] || { echo "$p: no such directory" >&2; exit 66; }
[ -d "$t" ] && [ ! -h "$t" ] && { echo "$t: is a directory" >&2; exit 67; }
n=$(mktemp -d "$p/.hostbridge-XXXXXX") || exit 67
tar -x -p -f - -C "$n" && mv -f "$n"/%(name)s "$t"; rc=$?
rm -rf "$n"; exit $rc"""
UNPACK_TREE = b"""t=%(target)s; p=${t%%/*}; [ -n "$p" ] || p=/
[ -d "$p" ] || { echo "$p: no such directory" >&2; exit 66; }
[ -h "$t" ] && { echo "$t: is not a directory" >&2; exit 67; }
mkdir -p "$t" && tar -x -p -f - -C "$t" """
MISSING = 66
