"""The table of commands that dockerd and the kernel engine do alike, and where they do not.

A scenario is a list of command lines, done in order on either engine with the same image. Of each
line its exit code and standard output count; ``!`` in front: the exit code alone (texts of refusals
are the engine's own). ``{image}`` is the base image, ``{folder}`` a directory of the host, ``{n}`` a
number of the scenario's own. What a script prints is what is seen inside.

``DIFFERENCES`` says where the engines differ on purpose, with the reason; the test holds that they do.
"""

from __future__ import annotations

MOUNTS = (
    'awk \'$2 != "/" && $2 !~ /cgroup|^\\/proc\\/(acpi|asound|interrupts|keys|latency|timer|sched|scsi|kcore)|firmware|powercap/'
    ' {n = split($4, o, ","); s = ""; for (i = 1; i <= n; i++) if (o[i] ~ /^(ro|rw|nosuid|nodev|noexec)$/)'
    ' s = s " " o[i]; print $2, ($3 ~ /^(tmpfs|proc|sysfs|devpts|mqueue)$/ ? $3 : "other") s}\' /proc/mounts | sort -u'
)
STATUS = "grep -E '^(Cap|Seccomp:|NoNewPrivs|Groups|Uid|Gid)' /proc/self/status"
DEVICES = "ls -l /dev | awk '{print $1, $3, $4, ($1 ~ /^[cb]/ ? $5 $6 \" \" $NF : $(NF - 2) $(NF - 1) $NF)}' | sort"
LIMITS = "ulimit -a | grep -vE 'pending|processes|locked'"


def _sh(options: str, script: str) -> str:
    """``run`` of a script."""
    quoted = script.replace("'", "'\\''")
    return f"run --rm {options} {{image}} sh -c '{quoted}'".replace("  ", " ")


_RUNS: dict[str, tuple[str, str]] = {
    "mounts": ("", MOUNTS),
    "mounts of privileged": ("--privileged", MOUNTS),
    "mounts read-only": ("--read-only --tmpfs /tmp --tmpfs /x:exec,size=1m", MOUNTS + "; touch /a || touch /tmp/b && echo wrote; df /x | tail -1 | awk '{print $2}'"),
    "mounts given": ("-v {folder}:/h:ro -v {folder}:/w -v named:/n -v /anon --mount type=tmpfs,dst=/t,tmpfs-size=1m,tmpfs-mode=700", MOUNTS + "; ls -ld /t /n /anon; cat /h/file; touch /h/x || echo refused; touch /w/made && echo made"),
    "root": ("", "ls -l / | awk '{print $1, $3, $4, $NF}'; stat -c '%a %u %g' / /tmp /root /home/app"),
    "status": ("", STATUS),
    "status of a user": ("--user app", STATUS),
    "status of a user with a group": ("--user 1000:5 --group-add 7", STATUS),
    "status of an unknown number": ("--user 12345", STATUS + "; id; echo $HOME"),
    "status privileged": ("--privileged", STATUS),
    "caps dropped": ("--cap-drop ALL", STATUS),
    "caps changed": ("--cap-drop CHOWN --cap-add SYS_TIME --cap-add net_admin", STATUS),
    "caps all but": ("--cap-add ALL --cap-drop SYS_ADMIN", STATUS),
    "caps dropped of a user": ("--user app --cap-add SYS_TIME", STATUS),
    "no new privileges": ("--security-opt no-new-privileges", STATUS),
    "no seccomp": ("--security-opt seccomp=unconfined", STATUS),
    "devices": ("", DEVICES),
    "devices given": ("--device /dev/null:/dev/mine:r", "ls -l /dev/mine | awk '{print $1, $5, $6}'; echo x > /dev/mine || echo refused; cat /dev/mine"),
    "devices in use": ("", "echo x > /dev/null; head -c 3 /dev/zero | od -An -tx1; head -c 3 /dev/urandom | wc -c; ls -l /dev/fd /dev/stdin /dev/ptmx | awk '{print $NF}'"),
    "mknod": ("", "mknod /tmp/z c 1 5 && head -c 2 /tmp/z | wc -c; mknod /tmp/m c 1 1; cat /tmp/m 2>&1 | head -c 60"),
    "environment": ("-e A=b -e 'C=d e' -e EMPTY=", "env | sort"),
    "environment of a user": ("--user app -w /tmp", "env | sort; pwd"),
    "environment with a file": ("--env-file {folder}/env", "env | sort"),
    "environment overrides": ("-e PATH=/bin:/x -e HOME=/y -e HOSTNAME=z", "env | sort; hostname"),
    "host name": ("--hostname box --domainname example.org", "hostname; cat /etc/hostname; grep box /etc/hosts | cut -f2; cat /proc/sys/kernel/domainname"),
    "hosts": ("--add-host one:10.1.2.3 --add-host six:::1", "grep -E 'one|six|localhost' /etc/hosts"),
    "name servers": ("--dns 10.9.8.7 --dns-search example.org --dns-option ndots:3", "grep -v '^#' /etc/resolv.conf | sort"),
    "where": ("-w /made/here", "pwd; ls -ld /made/here | awk '{print $1, $3, $4}'"),
    "user and files": ("--user app", "id; touch /tmp/a; ls -l /tmp/a | awk '{print $1, $3, $4}'; touch /root/a || echo refused; umask"),
    "limits": ("--ulimit nofile=100:200 --ulimit core=0 --ulimit stack=8388608", "ulimit -n; ulimit -Hn; ulimit -c; ulimit -s"),
    "init": ("--init", "cat /proc/1/comm >/dev/null; echo $$ | grep -vx 1 | wc -l; ps -o pid | head -2 | tail -1"),
    "first process": ("", "echo $$; cat /proc/1/comm"),
    "descriptors": ("", "ls /proc/self/fd | sort | tr '\\n' ' '; ls -l /proc/self/fd | grep -c -E 'pipe|null|socket'"),
    "sysctls": ("--sysctl net.core.somaxconn=77 --sysctl kernel.shmmax=1000000", "cat /proc/sys/net/core/somaxconn /proc/sys/kernel/shmmax /proc/sys/net/ipv4/ip_unprivileged_port_start; cat /proc/sys/net/ipv4/ping_group_range"),
    "kernel settings are read-only": ("", "echo 1 > /proc/sys/kernel/panic || echo refused; echo b > /proc/sysrq-trigger || echo refused; echo 0 > /sys/kernel/mm/ksm/run || echo refused"),
    "hidden": ("", "cat /proc/kcore | wc -c; ls /sys/firmware | wc -l; cat /proc/keys /proc/timer_list | wc -c; ls /proc/acpi | wc -l; ls /proc/scsi | wc -l"),
    "hidden of privileged": ("--privileged", "ls /sys/firmware | wc -l | grep -v '^0' | wc -l; cat /proc/keys | wc -c | grep -v '^0' | wc -l"),
    "shared memory": ("--shm-size 2m", "df /dev/shm | tail -1 | awk '{print $2, $NF}'; stat -c %a /dev/shm"),
    "ipc none": ("--ipc none", "df /dev/shm | tail -1 | awk '{print $NF}'"),
    "OOM score": ("--oom-score-adj 500", "cat /proc/self/oom_score_adj"),
    "OOM score left": ("", "cat /proc/self/oom_score_adj"),
    "masks": ("", "umask; cat /proc/self/attr/current 2>/dev/null | tr -d '\\000' | head -c 20"),
    "loopback": ("--network none", "ip -o addr | awk '{print $2, $4}'; ip route | wc -l; ping -c 1 -W 2 127.0.0.1 >/dev/null && echo answers"),
    "bridge": ("", "ip -o link | awk -F': ' '{print $2}' | cut -d@ -f1 | grep -E '^(lo|eth)'; ip route | wc -l; ip -o -4 addr show dev eth0 | wc -l; ping -c 1 -W 5 $(ip route | awk '/default/ {print $3}') > /dev/null && echo answers"),
    "host network": ("--network host", "ip -o link | grep -c ': lo:'; hostname > /dev/null; cat /proc/sys/net/ipv4/ip_forward"),
    "host processes": ("--pid host", "ls /proc | grep -c '^[0-9]*$' | awk '{print ($1 > 5)}'; cat /proc/1/comm > /dev/null && echo seen"),
    "host host name": ("--uts host", "hostname | grep -c ."),
    "memory": ("-m 32m", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null"),
    "memory and swap": ("-m 32m --memory-swap 32m --memory-reservation 16m", "cat /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes /sys/fs/cgroup/memory/memory.soft_limit_in_bytes /sys/fs/cgroup/memory.swap.max /sys/fs/cgroup/memory.low 2>/dev/null"),
    "processors": ("--cpus 0.5 --cpu-shares 512 --cpuset-cpus 0", "cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu/cpu.cfs_period_us /sys/fs/cgroup/cpu/cpu.shares /sys/fs/cgroup/cpuset/cpuset.cpus /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu.weight /sys/fs/cgroup/cpuset.cpus 2>/dev/null; nproc"),
    "processes": ("--pids-limit 20", "cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null"),
    "own control group": ("", "cut -d: -f3 /proc/self/cgroup | sort -u; ls /sys/fs/cgroup | wc -l | awk '{print ($1 > 0)}'; mkdir /sys/fs/cgroup/memory/x /sys/fs/cgroup/x 2>/dev/null || echo refused"),
    "unshare": ("", "unshare -m true || echo refused; unshare -U true || echo refused; mount -t tmpfs x /mnt || echo refused; chroot / true && echo allowed"),
    "user from the image": ("", "id"),
    "terminal sizes": ("-e TERM=dumb", "test -t 0 || echo none; echo $TERM"),
    "large output": ("", "yes 0123456789 | head -c 300000 | md5sum; yes | head -c 300000"),
    "signals": ("", "trap 'echo term; exit 4' TERM; kill -TERM $$; sleep 5"),
    "killed": ("", "kill -9 $$; sleep 1; echo survived"),
    "exit codes": ("", "exit 255"),
    "umask and modes": ("", "touch /a; mkdir /b; stat -c '%a %U:%G' /a /b"),
    "setuid": ("--user app", "cp /bin/busybox /tmp/b; ls -l /bin/busybox | cut -c1-10"),
    "links and times": ("", "ls -ld /sbin /usr/bin | awk '{print $1, $(NF - 2), $(NF - 1), $NF}'; stat -c %Y /www/index.html"),
    "volume from the image": ("-v fill{n}:/www", "cat /www/index.html; ls -ld /www | awk '{print $1, $3, $4}'"),
    "volume without a copy": ("-v bare{n}:/www:nocopy", "ls /www | wc -l; ls -ld /www | awk '{print $1, $3, $4}'"),
    "volume over a user's directory": ("-v owned{n}:/home/app", "ls -ld /home/app | awk '{print $1, $3, $4}'"),
    "entry point": ("--entrypoint /bin/echo", "x"),
    "mount of one file": ("-v {folder}/file:/etc/one:ro", "cat /etc/one; echo x > /etc/one || echo refused"),
    "mounted over": ("-v {folder}/env:/etc/hosts", "cat /etc/hosts | head -1"),
    "mount with a space": ("-v '{folder}/a b:/c d'", "ls '/c d'"),
    "namespaces": ("", "for n in mnt uts ipc pid net; do test $(readlink /proc/self/ns/$n) = $(readlink /proc/1/ns/$n) && echo same; done"),
}  # fmt: skip
INSIDE = {name: _sh(*row) for name, row in _RUNS.items()}
"""One container each, and what it prints."""

REFUSED: tuple[str, ...] = (
    "run --rm {image} /no/such/program", "run --rm {image} nosuch", "run --rm {image} /etc/passwd", "run --rm {image} /etc", "run --rm --pull never nosuch:1 true", "run --nonsense {image} true", "run", "run --rm -p x {image} true",
    "run --rm -m 1m {image} true", "run --rm --cap-add nonsense {image} true",
    "run --rm --network nosuch {image} true", "run --rm --user nosuch {image} true", "run --rm --user app:nosuch {image} true",
    "run --rm -w relative {image} true", "run --rm --device /dev/nosuch {image} true", "run --rm --restart always {image} true",
    "run --rm --mount type=bind,src=/no/such,dst=/x {image} true", "run --rm --network container:nosuch {image} true",
    "run --rm --pid container:nosuch {image} true", "run --rm --volumes-from nosuch {image} true", "run --rm --ulimit nofile=5:2 {image} true",
    "run --rm --sysctl kernel.panic=1 {image} true", "run --rm --name 'a b' {image} true", "run --rm --env-file /no/such {image} true",
    "run --rm --security-opt nonsense {image} true", "run --rm --hostname " + "x" * 70 + " {image} true",
    "run --rm --ip 10.0.0.9 {image} true", "run --rm --network-alias x {image} true", "run --rm --cpus 1 --cpu-quota 5000 {image} true",
    "run -d --rm --log-driver nosuch {image} true", "run --rm -v /:/ {image} true", "run --rm -w /etc/passwd {image} true",
    "rm nosuch", "stop nosuch", "start nosuch", "kill nosuch", "logs nosuch", "inspect nosuch", "top nosuch", "pause nosuch", "unpause nosuch", "update -m 64m nosuch", "stats --no-stream nosuch", "exec nosuch true", "wait nosuch", "port nosuch", "rename nosuch x", "cp nosuch:/a /tmp", "cp /nosuch nosuch:/a", "cp /a /b", "diff nosuch", "export nosuch",
    "attach nosuch", "volume inspect nosuch", "volume rm nosuch", "volume create 'a b'",
    "network inspect nosuch", "network rm nosuch", "network rm bridge", "network create bridge", "network connect nosuch x", "image inspect nosuch", "rmi nosuch",
    "tag nosuch x", "history nosuch", "volume", "container", "nosuchcommand", "ps --filter nonsense=1", "ps nosuch", "volume ls --filter nonsense=1",
    "create", "exec", "rm", "logs", "cp x",
)  # fmt: skip

SCENARIOS: dict[str, tuple[str, ...]] = {
    "life": (
        "create --name c{n} --label a=b {image} sh -c 'echo hello; exit 5'", "ps -a --filter name=c{n} --format '{{.Names}} {{.State}} {{.Status}} {{.Image}}'",
        "start -a c{n}", "ps -a --filter name=c{n} --format '{{.State}} {{.Label \"a\"}}'", "wait c{n}", "logs c{n}", "rename c{n} d{n}",
        "!inspect c{n}", "inspect -f '{{.Name}} {{.State.ExitCode}} {{.State.Status}}' d{n}", "start d{n}", "wait d{n}", "logs --tail 1 d{n}",
        "rm d{n}", "!rm d{n}",
    ),
    "inspect": (
        "create --name c{n} -e A=b -p 127.0.0.1:0:80 -m 32m --cpus 0.5 --restart on-failure:2 --cap-add NET_ADMIN -v {folder}:/h:ro -w /tmp -u app --label x=y"
        " --health-cmd true --health-interval 5s --stop-signal INT --stop-timeout 3 --hostname box --add-host a:1.2.3.4 --tmpfs /t:size=1m --ulimit nofile=5:6 {image} sleep 1",
        "inspect -f '{{json .Config}}' c{n}",
        "inspect -f '{{.HostConfig.Binds}} {{.HostConfig.PortBindings}} {{json .HostConfig.RestartPolicy}} {{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.CapAdd}}' c{n}",
        "inspect -f '{{json .HostConfig.Tmpfs}} {{json .HostConfig.Ulimits}} {{json .HostConfig.ExtraHosts}} {{json .HostConfig.LogConfig}} {{.HostConfig.NetworkMode}} {{.HostConfig.ShmSize}}' c{n}",
        "inspect -f '{{json .Mounts}} {{.Path}} {{.Args}} {{.RestartCount}} {{.Platform}} {{.Driver}}' c{n}",
        "inspect -f '{{json .State}}' c{n}", "inspect -f '{{range $k, $v := .NetworkSettings.Networks}}{{$k}}{{end}}' c{n}",
        "inspect --type image -f '{{json .Config.Cmd}} {{.Os}}' {image}", "!inspect --type volume c{n}", "rm c{n}",
    ),
    "running": (
        "run -d --name c{n} {image} sh -c 'trap \"exit 7\" TERM; echo up; while :; do sleep 0.1; done'", "exec c{n} echo inside", "exec -e X=y -w /tmp -u app c{n} sh -c 'echo $X; pwd; id -u'",
        "!exec c{n} nosuch", "!exec c{n} /etc/passwd", "exec c{n} sh -c 'exit 9'", "exec c{n} cat /proc/1/comm", "inspect -f '{{.State.Running}} {{.State.Pid}}' c{n}",
        "ps --filter name=c{n} --format '{{.Names}} {{.State}}'", "!rm c{n}", "stop -t 5 c{n}", "inspect -f '{{.State.ExitCode}} {{.State.Running}} {{.State.OOMKilled}}' c{n}", "logs c{n}", "!exec c{n} true", "start c{n}", "kill c{n}", "wait c{n}", "rm c{n}",
    ),
    "removed at once": ("run -d --rm --name c{n} {image} sleep 100", "ps --filter name=c{n} --format '{{.Names}}'", "kill c{n}"),
    "names are taken": ("create --name c{n} {image} true", "!create --name c{n} {image} true", "!run --rm --name c{n} {image} true", "rm c{n}"),
    "logs": ("run --name c{n} {image} sh -c 'for i in 1 2 3 4 5; do echo line $i; done'", "logs c{n}", "logs -n 2 c{n}", "logs --since 1h c{n}", "logs --until 1h c{n}", "rm c{n}"),
    "files": (
        "create --name c{n} {image} sh -c 'cat /tmp/in/deep/x; ls -ln /tmp/in | tail -n +2 | cut -c1-10; touch /made; rm /www/index.html; echo x >> /etc/group'", "cp {folder}/tree c{n}:/tmp/in", "cp {folder}/file c{n}:/tmp/", "cp {folder}/file c{n}:/tmp/other",
        "!cp {folder}/file c{n}:/no/such/", "!cp {folder}/nosuch c{n}:/tmp", "!cp c{n}:/nosuch {folder}/out{n}", "start -a c{n}", "diff c{n}", "cp c{n}:/made {folder}/made{n}", "cp c{n}:/tmp/in {folder}/got{n}", "cp c{n}:/tmp/in/. {folder}/got{n}/", "!cp c{n}:/tmp/in {folder}/file",
        "!cp c{n}:/etc/passwd -", "rm c{n}",
    ),
    "files of a running one": ("run -d --name c{n} -v {folder}:/h {image} sleep 100", "cp {folder}/file c{n}:/www/new", "exec c{n} cat /www/new", "cp c{n}:/h/file {folder}/from{n}", "cp c{n}:/proc/1/comm {folder}/comm{n}", "exec c{n} rm /www/index.html", "diff c{n}", "rm -f c{n}"),
    "volumes": (
        "volume create --label a=b v{n}", "volume create v{n}", "volume ls -q --filter name=v{n}", "volume inspect -f '{{.Name}} {{.Driver}} {{.Labels}} {{.Scope}}' v{n}", "run --rm -v v{n}:/d {image} sh -c 'echo kept > /d/x'",
        "run --name c{n} -v v{n}:/d:ro {image} sh -c 'cat /d/x; touch /d/y || echo refused'", "!volume rm v{n}", "run --rm --volumes-from c{n} {image} cat /d/x", "rm -v c{n}", "volume ls -q --filter name=v{n} --filter dangling=true", "volume rm v{n}", "volume ls -q --filter name=v{n}",
    ),
    "anonymous volumes go with their container": ("run --name c{n} -v /d {image} true", "inspect -f '{{len .Mounts}} {{(index .Mounts 0).Type}} {{(index .Mounts 0).RW}}' c{n}", "rm -v c{n}", "volume ls -q --filter label=nosuch"),
    "networks": (
        "network create n{n}", "network ls --filter name=n{n} --format '{{.Name}} {{.Driver}} {{.Scope}}'", "run -d --name c{n} --network n{n} --network-alias web {image} httpd -f -p 80 -h /www",
        "run --rm --network n{n} {image} sh -c 'for i in $(seq 40); do wget -q -O - http://c{n}/ 2>/dev/null && break; sleep 0.2; done'", "run --rm --network n{n} {image} sh -c 'for i in $(seq 40); do wget -q -O - http://web/ 2>/dev/null && break; sleep 0.2; done'", "!run --rm {image} sh -c 'wget -T 2 -q -O - http://c{n}/'", "network inspect -f '{{range .Containers}}{{.Name}}{{end}}' n{n}",
        "!network rm n{n}", "network disconnect n{n} c{n}", "network connect --alias other n{n} c{n}", "run --rm --network n{n} {image} sh -c 'for i in $(seq 40); do wget -q -O - http://other/ 2>/dev/null && break; sleep 0.2; done'", "run --rm --network container:c{n} {image} sh -c 'for i in $(seq 40); do wget -q -O - http://127.0.0.1/ 2>/dev/null && break; sleep 0.2; done'", "rm -f c{n}", "network rm n{n}",
    ),
    "ports": ("run -d --name c{n} -p 127.0.0.1:{port}:80 -p 127.0.0.1:{port}:80/udp {image} httpd -f -p 80 -h /www", "port c{n}", "port c{n} 80", "ps --filter name=c{n} --format '{{.Ports}}'", "run --rm --network host {image} sh -c 'for i in $(seq 40); do wget -q -O - http://127.0.0.1:{port}/ 2>/dev/null && break; sleep 0.2; done'", "!run --rm -p 127.0.0.1:{port}:80 {image} true", "rm -f c{n}"),
    "paused": (
        "run -d --name c{n} {image} sleep 100", "top c{n} -o comm", "pause c{n}", "ps --filter name=c{n} --format '{{.State}}'", "!exec c{n} true", "!pause c{n}", "!rm c{n}",
        "inspect -f '{{.State.Status}} {{.State.Paused}} {{.State.Running}}' c{n}", "unpause c{n}", "!unpause c{n}", "exec c{n} echo again", "!top c{n}", "kill c{n}", "!pause c{n}", "!top c{n}", "rm c{n}",
    ),
    "limits changed": (
        "run -d --name c{n} -m 32m {image} sleep 100", "update -m 64m --memory-swap 64m c{n}", "exec c{n} cat /sys/fs/cgroup/memory/memory.limit_in_bytes", "inspect -f '{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}' c{n}",
        "update --restart always c{n}", "inspect -f '{{.HostConfig.RestartPolicy.Name}}' c{n}", "!update -m 1m c{n}", "!update", "rm -f c{n}",
    ),
    "measured": ("run -d --name c{n} {image} sleep 100", "stats --no-stream --format '{{.Name}} {{.PIDs}}' c{n}", "!stats --no-stream c{n}", "rm -f c{n}"),
    "out of memory": ("run --name c{n} -m 16m --memory-swap 16m {image} sh -c 'x=a; while :; do x=$x$x$x; done'", "inspect -f '{{.State.ExitCode}}' c{n}", "rm c{n}"),
    "restarts": ("run -d --name c{n} --restart on-failure:2 {image} sh -c 'echo try; exit 3'", "wait c{n}", "rm -f c{n}"),
    "health": ("run -d --name c{n} --health-cmd 'test -e /ok' --health-interval 1s --health-retries 1 {image} sh -c 'touch /ok; sleep 100'", "inspect -f '{{.Config.Healthcheck.Test}} {{.Config.Healthcheck.Interval}}' c{n}", "rm -f c{n}"),
    "export": ("run --name c{n} {image} sh -c 'echo new > /new; mkdir /tmp/d'", "export -o {folder}/export{n}.tar c{n}", "run --rm -v {folder}:/h {image} sh -c 'tar tf /h/export{n}.tar | grep -E \"^(new|tmp/d/|www/index.html|bin/busybox)$\" | sort'", "rm c{n}"),
    "id file": ("create --name c{n} --cidfile {folder}/cid{n} {image} true", "run --rm -v {folder}:/h {image} sh -c 'wc -c < /h/cid{n}'", "!create --cidfile {folder}/cid{n} {image} true", "rm c{n}"),
    "images": ("tag {image} differing/other:{n}", "images --format '{{.Repository}}:{{.Tag}}' differing/other", "run --rm differing/other:{n} echo tagged", "create --name c{n} differing/other:{n}", "!rmi -f nosuch", "rm c{n}", "rmi differing/other:{n}"),
    "standard input": ("run --rm {image} cat", "run --rm -i {image} cat", "run --rm -i {image} sh -c 'read a; echo got $a'"),
    "two at once": ("run -d --name c{n} {image} sleep 100", "run -d --name d{n} {image} sleep 100", "ps -q --filter name=c{n} --filter name=d{n}", "rm -f c{n} d{n}", "!rm -f c{n}"),
    "process and IPC of another": ("run -d --name c{n} --ipc shareable {image} sh -c 'echo x > /dev/shm/x; sleep 100'", "run --rm --pid container:c{n} {image} sh -c 'for i in $(seq 40); do ps -o comm | grep -x sleep 2>/dev/null && break; sleep 0.2; done'", "run --rm --ipc container:c{n} {image} sh -c 'for i in $(seq 40); do cat /dev/shm/x 2>/dev/null && break; sleep 0.2; done'", "rm -f c{n}"),
}  # fmt: skip

MACHINE: tuple[str, ...] = (
    "mounts of privileged",
    "status privileged",
    "caps all but",
    "hidden of privileged",
)
"""Rows that need every capability, which dockerd may lack on this machine: it refuses them then (125)."""

_SHOWN = "what the host's root owns has no owner in a user namespace"
DIFFERENCES: dict[str, str] = {
    "root": f"/proc and /sys: {_SHOWN}",
    "devices": f"/dev/mqueue: {_SHOWN}",
    "mknod": "a user namespace makes no device files; dockerd without one does, and denies their use by cgroup",
    "sysctls": "ping_group_range: only groups that the container has can be named",
    "loopback": "::1 answers in every container here; dockerd turns IPv6 off",
    "running: !exec c{n} nosuch": "127, as run says it; dockerd before 23 says 126",
    "files of a running one: cp c{n}:/proc/1/comm {folder}/comm{n}": "the container's own tree, with what is mounted in it; dockerd copies from a mount without /proc",
    "run --rm --device /dev/nosuch {image} true": "docker's client takes any 'no such file' for the program's",
    "own control group": "a cgroup namespace of its own also on cgroup v1, where dockerd shows the host's path",
}
"""A row's name, or ``scenario: command``, and why the two engines differ there."""
