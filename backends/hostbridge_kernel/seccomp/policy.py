"""Docker's default policy as a table: which system calls a container may make, and when.

The facts (which calls, which arguments, which capability) are those of the default profile that the
moby project publishes (github.com/moby/profiles, ``seccomp/default.json``); the grouping by subject
is ours. All that is not named is refused with EPERM, and what is newer than every call named here
with ENOSYS, so that programs fall back (``compiler``).
"""

from __future__ import annotations

from typing import Any, Dict, Iterable, NamedTuple, Optional, Sequence, Tuple

ALWAYS = {
    "processes": """
        execve execveat exit exit_group fork vfork getpgid getpgrp getpid getppid getsid gettid
        kill pause pidfd_open pidfd_send_signal prctl process_mrelease restart_syscall setpgid setsid
        set_tid_address tgkill tkill wait4 waitid waitpid uretprobe rseq""",
    "identity": """
        capget capset getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32
        getresgid getresgid32 getresuid getresuid32 getuid getuid32 setfsgid setfsgid32 setfsuid
        setfsuid32 setgid setgid32 setgroups setgroups32 setregid setregid32 setresgid setresgid32
        setresuid setresuid32 setreuid setreuid32 setuid setuid32 umask""",
    "files": """
        access chdir chmod chown chown32 close close_range copy_file_range creat dup dup2 dup3
        faccessat faccessat2 fadvise64 fadvise64_64 fallocate fchdir fchmod fchmodat fchmodat2 fchown
        fchown32 fchownat fcntl fcntl64 fdatasync flock fstat fstat64 fstatat64 fsync ftruncate
        ftruncate64 futimesat getcwd getdents getdents64 ioctl lchown lchown32 link linkat _llseek
        lseek lstat lstat64 mkdir mkdirat mknod mknodat name_to_handle_at newfstatat open openat
        openat2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat
        readv rename renameat renameat2 rmdir sendfile sendfile64 splice stat stat64 statx symlink
        symlinkat sync sync_file_range syncfs tee truncate truncate64 unlink unlinkat utime utimensat
        utimensat_time64 utimes vmsplice write writev cachestat""",
    "extended attributes": """
        fgetxattr flistxattr fremovexattr fsetxattr getxattr getxattrat lgetxattr listxattr
        listxattrat llistxattr lremovexattr lsetxattr removexattr removexattrat setxattr setxattrat""",
    "file systems": "fstatfs fstatfs64 listmount statfs statfs64 statmount",
    "file events": """
        fanotify_mark inotify_add_watch inotify_init inotify_init1 inotify_rm_watch""",
    "waiting": """
        epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait
        epoll_wait_old eventfd eventfd2 _newselect pipe pipe2 poll ppoll ppoll_time64 pselect6
        pselect6_time64 select io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64
        io_setup io_submit futex futex_requeue futex_time64 futex_wait futex_waitv futex_wake
        get_robust_list set_robust_list""",
    "memory": """
        brk madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mlock mlock2
        mlockall mmap mmap2 mprotect mremap mseal msync munlock munlockall munmap pkey_alloc
        pkey_free pkey_mprotect remap_file_pages""",
    "signals": """
        rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend
        rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sigaltstack signalfd signalfd4
        sigprocmask sigreturn""",
    "sockets": """
        accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom recvmmsg
        recvmmsg_time64 recvmsg send sendmmsg sendmsg sendto setsockopt shutdown socketcall
        socketpair""",
    "messages and semaphores": """
        ipc mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend
        mq_timedsend_time64 mq_unlink msgctl msgget msgrcv msgsnd semctl semget semop semtimedop
        semtimedop_time64 shmat shmctl shmdt shmget""",
    "time": """
        adjtimex alarm clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime
        clock_gettime64 clock_nanosleep clock_nanosleep_time64 getitimer gettimeofday nanosleep
        setitimer time timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64
        timer_settime timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64
        timerfd_settime timerfd_settime64 times""",
    "scheduling and limits": """
        getcpu getpriority getrandom getrlimit getrusage ioprio_get ioprio_set prlimit64
        sched_getaffinity sched_getattr sched_getparam sched_get_priority_max
        sched_get_priority_min sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64
        sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield setpriority
        setrlimit sysinfo ugetrlimit uname""",
    "confinement": """
        landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp""",
    "processor": "get_thread_area set_thread_area riscv_hwprobe",
}  # fmt: skip
"""Allowed to every container, by subject."""

FOR_CAPABILITY = {
    "CAP_BPF": "bpf",
    "CAP_DAC_READ_SEARCH": "open_by_handle_at",
    "CAP_PERFMON": "perf_event_open",
    "CAP_SYSLOG": "syslog",
    "CAP_SYS_ADMIN": """
        bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie
        lsm_get_self_attr lsm_list_modules lsm_set_self_attr mount mount_setattr move_mount open_tree
        perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog umount umount2
        unshare""",
    "CAP_SYS_BOOT": "reboot",
    "CAP_SYS_CHROOT": "chroot",
    "CAP_SYS_MODULE": "delete_module finit_module init_module",
    "CAP_SYS_NICE": "get_mempolicy mbind set_mempolicy set_mempolicy_home_node",
    "CAP_SYS_PACCT": "acct",
    "CAP_SYS_PTRACE": """
        kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace""",
    "CAP_SYS_RAWIO": "ioperm iopl",
    "CAP_SYS_TIME": "clock_settime clock_settime64 settimeofday stime",
    "CAP_SYS_TTY_CONFIG": "vhangup",
}  # fmt: skip
"""Allowed to a container that has the capability in its bounding set."""

FOR_ARCHITECTURE = {
    "amd64": "arch_prctl modify_ldt",
    "arm64": """
        arm_fadvise64_64 arm_sync_file_range breakpoint cacheflush set_tls sync_file_range2""",
}  # fmt: skip
"""Allowed by the native architecture, in Go's names for it; 32-bit programs of it have them too."""

SINCE_4_8 = "process_vm_readv process_vm_writev ptrace"
"""Before Linux 4.8 ptrace(2) was a way past seccomp(2)."""

NEW_NAMESPACES = 0x7E020000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET, as clone(2) takes them."""
AF_VSOCK = 40
"""Sockets to the hypervisor, past the container's network namespace; AF_ALG (38) is refused too."""
ENOSYS = 38
PERSONALITIES = (0x0, 0x0008, 0x20000, 0x20008, 0xFFFFFFFF)
"""Linux, Linux of 32 bits (PER_LINUX32), either with UNAME26, and the question which one it is."""


class Rule(NamedTuple):
    """One rule of a profile as docker's JSON has it.

    args: triples of index, operator and values. Empty: whatever the arguments are.
    caps: the bounding set has to hold all of them; but: none of these.
    """

    names: Sequence[str]
    action: str = "SCMP_ACT_ALLOW"
    args: Tuple[Tuple[int, str, int, int], ...] = ()
    caps: Tuple[str, ...] = ()
    but: Tuple[str, ...] = ()
    arches: Tuple[str, ...] = ()
    kernel: str = ""
    errno: Optional[int] = None


def rules() -> Iterable[Rule]:
    """The policy, rule by rule."""
    yield Rule([name for group in ALWAYS.values() for name in group.split()])
    yield Rule(SINCE_4_8.split(), kernel="4.8")
    for operator, family in (("LT", 38), ("EQ", 39), ("GT", AF_VSOCK)):
        yield Rule(["socket"], args=((0, f"SCMP_CMP_{operator}", family, 0),))
    for persona in PERSONALITIES:
        yield Rule(["personality"], args=((0, "SCMP_CMP_EQ", persona, 0),))
    for arch, names in FOR_ARCHITECTURE.items():
        yield Rule(names.split(), arches=(arch,))
    for capability, names in FOR_CAPABILITY.items():
        yield Rule(names.split(), caps=(capability,))
    admin = ("CAP_SYS_ADMIN",)
    yield Rule(["clone"], args=((0, "SCMP_CMP_MASKED_EQ", NEW_NAMESPACES, 0),), but=admin)
    # Its flags lie in memory, where a filter cannot see them: programs fall back to clone.
    yield Rule(["clone3"], "SCMP_ACT_ERRNO", but=admin, errno=ENOSYS)


def profile() -> Dict[str, Any]:
    """The policy in docker's profile format, as ``--security-opt seccomp=FILE`` takes it."""
    return {
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": 1,
        "archMap": [
            {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]},
            {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"]},
        ],
        "syscalls": [_as_json(rule) for rule in rules()],
    }  # fmt: skip


def _as_json(rule: Rule) -> Dict[str, Any]:
    row: Dict[str, Any] = {"names": list(rule.names), "action": rule.action}
    if rule.args:
        keys = ("index", "op", "value", "valueTwo")
        row["args"] = [dict(zip(keys, arg)) for arg in rule.args]
    if rule.errno is not None:
        row["errnoRet"] = rule.errno
    includes = {"caps": list(rule.caps), "arches": list(rule.arches), "minKernel": rule.kernel}
    row["includes"] = {key: value for key, value in includes.items() if value}
    row["excludes"] = {"caps": list(rule.but)} if rule.but else {}
    return row
