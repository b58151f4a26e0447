"""An ordinary user's own files with the owners that an image names: work done in a user namespace.

A layer's files belong to many users. In a namespace with the user's subordinate ids this process may
give files to them, and take away what containers have written as them.
"""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.runtime import channel, ids
from hostbridge_kernel.syscalls import processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, NoReturn

    from hostbridge_kernel.runtime.values import IdMap


def needed() -> bool:
    """Whether there are other owners than this process may set, and a namespace where it may."""
    return os.geteuid() != 0 and not ids.single(ids.mapping())


def enter() -> None:
    """Become root of a user namespace with this user's ids, for good. Root already: nothing.

    The process has to be of one thread. Where the user has no subordinate ids nothing happens: all
    files are then its own. Raises HostbridgeError where the namespace cannot be had.
    """
    if needed():
        _become(ids.mapping())


def _become(wanted: IdMap) -> None:
    me = os.getpid()
    near, far = channel.pair()

    def helper() -> NoReturn:
        """Outside: the programs that set the maps look at who calls them."""
        near.close()
        try:
            far.expect(channel.GO)
            ids.write(me, wanted)
            far.send(channel.MAPPED)
        except HostbridgeError as error:
            far.fail(error.summary, error.detail, error.remedy)
        except BaseException:
            pass
        os._exit(0)

    pid, pidfd = processes.clone(0, helper)
    far.close()
    try:
        processes.unshare(processes.NEWUSER)
        near.send(channel.GO)
        kind, text, _descriptors = near.receive()
    except OSError as error:
        raise HostbridgeError(
            "no user namespace can be made", str(error),
            "see `hostbridge doctor`: user namespaces may be restricted on this host",
        ) from error  # fmt: skip
    finally:
        near.close()
        os.waitpid(pid, 0)
        if pidfd >= 0:
            os.close(pidfd)
    if kind == channel.FAILED:
        raise channel.error(text)
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)
    if not ids.single(wanted):
        os.setgroups([])


def call(work: Callable[[], None]) -> None:
    """Do a piece of work as root of a user namespace, in a child; as root: at once.

    Even with a single user root may open its own files whatever their modes say, as overlayfs's
    working directory.

    What the work raises as HostbridgeError or OSError is raised here, as HostbridgeError in the
    second case. Nothing else comes back.
    """
    if os.geteuid() == 0:
        work()
        return
    near, far = channel.pair()

    def body() -> NoReturn:
        near.close()
        try:
            _become(ids.mapping())
            work()
            far.send(channel.GO)
        except HostbridgeError as error:
            far.fail(error.summary, error.detail, error.remedy, error.exit_code)
        except OSError as error:
            far.fail(str(error))
        except BaseException as error:
            far.fail(f"{type(error).__name__}: {error}")
        os._exit(0)

    helper = processes.clone(0, body)
    far.close()
    channel.result(near, helper, channel.GO, "the work in the user namespace ended in the middle")
