#!/bin/bash
# Command lines of everyday scripts, as people write them: everyday.sh docker|podman NAME.
# Each is checked against what the program of that name would say, whichever engine is behind.
set -uo pipefail
cd "$(dirname "$0")"
program=$1 own=day-$2 base=hostbridge.test/base:1
failed=0 lines=0 missing=1
[ "$program" = docker ] || missing=125 # what podman ends with where docker ends with 1
is() { # is WHAT-IS-WANTED COMMAND…: standard output, without the last newline
  lines=$((lines + 1))
  local wanted=$1 got code; shift
  got=$("$@" 2>/tmp/"$own".err); code=$?
  [ "$got" = "$wanted" ] && [ $code = 0 ] && return
  failed=$((failed + 1))
  printf 'line %s: %s\n  wanted "%s"\n  got    "%s" (%s) %s\n' "${BASH_LINENO[0]}" "$*" "$wanted" "$got" $code "$(cat /tmp/"$own".err)" >&2
}
has() { # has WORDS COMMAND…: somewhere in what it says on either stream; it succeeds
  lines=$((lines + 1))
  local wanted=$1 got code; shift
  got=$("$@" 2>&1); code=$?
  [[ $got == *"$wanted"* ]] && [ $code = 0 ] && return
  failed=$((failed + 1))
  printf 'line %s: %s\n  without "%s": "%s" (%s)\n' "${BASH_LINENO[0]}" "$*" "$wanted" "$got" $code >&2
}
ends() { # ends CODE COMMAND…
  lines=$((lines + 1))
  local wanted=$1 got code; shift
  got=$("$@" 2>&1); code=$?
  [ $code = "$wanted" ] && return
  failed=$((failed + 1))
  printf 'line %s: %s\n  ended with %s instead of %s: %s\n' "${BASH_LINENO[0]}" "$*" $code "$wanted" "$got" >&2
}
pipe() { bash -o pipefail -c "$1"; }
export program own base

# Is it there, and what is it?
has "version" "$program" --version
ends 0 "$program" version
ends 0 pipe '$program info > /dev/null 2>&1'
is linux pipe "$program version --format '{{.Client.Os}}' | tr A-Z a-z | cut -d/ -f1"
ends 0 pipe 'command -v $program > /dev/null && $program ps > /dev/null'

# Images
ends 0 "$program" build -t "$own":1 --build-arg WORD="of the day" --label day=yes context
has "$own" pipe "$program images --format '{{.Repository}}:{{.Tag}} {{.ID}} {{.Size}}' | grep $own"
is 1 pipe '[ -n "$($program images -q $own:1)" ] && $program images -q $own:1 | wc -l | tr -d " "'
ends 0 pipe '$program image ls -q > /dev/null && $program images -qa > /dev/null'
ends 0 "$program" image inspect "$own":1
ends 0 pipe '$program image inspect $own:1 > /dev/null 2>&1 || $program pull $own:1'
is yes "$program" inspect --format '{{index .Config.Labels "day"}}' "$own":1
is '["sh","-c","trap '"'exit 0'"' TERM; echo serving; httpd -f -p 8080 -h /www & wait"]' "$program" inspect -f '{{json .Config.Cmd}}' "$own":1
ends 0 "$program" tag "$own":1 "$own":latest
is "$own:1 $own:latest" pipe "$program images --filter reference='$own' --format '{{.Repository}}:{{.Tag}}' | sed 's,^localhost/,,' | sort | xargs"
has "/bin/sh" "$program" history --no-trunc "$own":1
is "of the day" "$program" run --rm "$own":1 cat /word

# A service that is there or not
is 0 pipe "$program ps -q -f name=$own-web | wc -l | tr -d ' '"
has "" pipe '$program rm -f $own-web > /dev/null 2>&1 || true'
is 64 pipe '$program run -d --name $own-web --restart unless-stopped -p 127.0.0.1:18150:8080 -e MODE=production -v $own-data:/data --label app=$own --memory 64m $own:1 | tr -d "\n" | wc -c | tr -d " "'
is "$own-web" pipe "$program ps --format '{{.Names}}' | grep -w $own-web"
is "$own-web" "$program" ps -a --filter "name=^$own-web\$" --format "{{.Names}}"
is "$own-web" "$program" ps --filter label=app="$own" --filter status=running --format '{{.Names}}'
has "Up " "$program" ps --format 'table {{.Names}}\t{{.Status}}\t{{.Ports}}'
is 12 pipe '$program ps -aqf name=$own-web | tr -d "\n" | wc -c | tr -d " "'
ends 0 pipe '[ "$($program ps -aq -f status=exited -f name=$own-web)" ] || $program ps > /dev/null'
is true "$program" inspect -f '{{.State.Running}}' "$own"-web
is "running" "$program" container inspect --format='{{.State.Status}}' "$own"-web
is "false 0" "$program" inspect --format='{{.State.OOMKilled}} {{.State.ExitCode}}' "$own"-web
is "unless-stopped" "$program" inspect -f '{{.HostConfig.RestartPolicy.Name}}' "$own"-web
is 18150 "$program" inspect --format='{{(index (index .NetworkSettings.Ports "8080/tcp") 0).HostPort}}' "$own"-web
is "$own-data /data" "$program" inspect -f '{{range .Mounts}}{{.Name}} {{.Destination}}{{end}}' "$own"-web
is "MODE=production" pipe "$program inspect -f '{{range .Config.Env}}{{println .}}{{end}}' $own-web | grep MODE"
ends 0 pipe '$program inspect $own-web | python3 -c "import json, sys; json.load(sys.stdin)[0][\"NetworkSettings\"]"'
ends 0 pipe '[ -n "$($program inspect -f "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}" $own-web)" ]'
is 127.0.0.1:18150 "$program" port "$own"-web 8080/tcp
is "8080/tcp -> 127.0.0.1:18150" "$program" port "$own"-web
ends 0 pipe 'for i in $(seq 300); do $program exec $own-web wget -q -O /dev/null http://127.0.0.1:8080/ && exit 0; sleep 0.1; done; exit 1'
is production "$program" exec "$own"-web sh -c 'echo $MODE'
is "/tmp app" "$program" exec -u app -w /tmp -e WHO=app "$own"-web sh -c 'echo "$(pwd) $WHO"'
is "from a pipe" pipe 'echo "from a pipe" | $program exec -i $own-web cat'
ends 0 pipe '$program logs $own-web 2>&1 | grep -q serving'
is 1 pipe '$program logs --tail 1 $own-web 2>&1 | wc -l | tr -d " "'
ends 0 pipe '$program logs --since 1h -t $own-web 2>&1 | grep -q "T.*serving"'
has httpd "$program" top "$own"-web
has "%" "$program" stats --no-stream --format '{{.Name}} {{.CPUPerc}} {{.MemUsage}}' "$own"-web
ends 0 pipe '$program cp everyday.sh $own-web:/tmp/copy && $program exec $own-web test -s /tmp/copy'
ends 0 pipe '$program cp $own-web:/word - | tar -xO > /tmp/$own.word && grep -q "of the day" /tmp/$own.word'
has "/tmp/copy" "$program" diff "$own"-web
ends 0 pipe '$program restart -t 0 $own-web > /dev/null && $program pause $own-web > /dev/null && $program unpause $own-web > /dev/null'
ends 0 "$program" update --memory 96m --memory-swap 192m "$own"-web
ends 0 "$program" rename "$own"-web "$own"-old
ends 0 "$program" stop -t 1 "$own"-old
is "exited" "$program" inspect --format '{{.State.Status}}' "$own"-old
ends 0 pipe '$program start $own-old > /dev/null && $program kill -s KILL $own-old > /dev/null && [ "$($program wait $own-old)" = 137 ]'
ends 0 pipe '$program ps -qa --filter "name=$own" | xargs -r $program rm -f -v > /dev/null'

# One-off commands, and how they end
ends 3 "$program" run --rm "$base" sh -c 'exit 3'
ends 127 "$program" run --rm "$base" no-such-program
ends 126 "$program" run --rm "$base" /etc
is "$(pwd)" "$program" run --rm -v "$(pwd)":"$(pwd)":ro -w "$(pwd)" "$base" pwd
is "$(id -u):$(id -g)" "$program" run --rm --user "$(id -u):$(id -g)" "$base" sh -c 'echo $(id -u):$(id -g)'
is "A=1 B=two words" pipe 'printf "A=1\nB=two words\n" > /tmp/$own.env; $program run --rm --env-file /tmp/$own.env $base sh -c '"'"'echo "A=$A B=$B"'"'"
is entry "$program" run --rm --entrypoint echo "$base" entry
is none pipe "$program run --rm --network none $base sh -c 'ls /sys/class/net' | xargs | sed s/^lo\$/none/"
ends 1 "$program" run --rm --read-only "$base" touch /new
is "tar" pipe 'tar -c everyday.sh | $program run --rm -i $base tar -t | sed s/everyday.sh/tar/'
ends 0 pipe 'id=$($program create $base) && $program export $id | tar -t > /dev/null && $program rm $id > /dev/null'

# Networks and volumes
ends 0 pipe '$program network inspect $own-net > /dev/null 2>&1 || $program network create --subnet 10.209.$((RANDOM % 250)).0/24 $own-net > /dev/null'
is "$own-net" pipe "$program network ls --format '{{.Name}}' | grep $own-net"
is bridge "$program" network ls --filter name="$own"-net --format '{{.Driver}}'
ends 0 "$program" run -d --init --name "$own"-db --network "$own"-net --network-alias database --hostname db "$base" sleep 600
ends 0 pipe '$program run --rm --network $own-net $base nslookup database > /dev/null || $program run --rm --network $own-net $base ping -c 1 database'
ends 0 pipe '$program network disconnect $own-net $own-db && $program network connect --alias again $own-net $own-db'
ends 0 "$program" rm -f "$own"-db
ends 0 "$program" network rm "$own"-net
is "$own-kept" "$program" volume create "$own"-kept
ends 0 pipe '$program run --rm -v $own-kept:/to -v "$PWD":/from $base sh -c "cp /from/everyday.sh /to"'
ends 0 pipe '$program run --rm -v $own-kept:/from:ro $base tar -cz -C /from . | tar -tz | grep -q everyday.sh'
is "$own-kept" pipe '$program volume ls -q --filter name=$own-kept'
ends 0 pipe '[ -n "$($program volume inspect --format "{{.Mountpoint}}" $own-kept)" ]'
ends 0 pipe '$program volume ls -qf dangling=true | grep -q $own-kept'
ends 0 pipe '$program volume rm $own-kept $own-data > /dev/null'

# Images away from here and back, and cleaning up
ends 0 pipe '$program save -o /tmp/$own.tar $own:1 && $program rmi -f $own:1 $own:latest > /dev/null && $program load -i /tmp/$own.tar > /dev/null'
ends 0 pipe '$program save $own:1 | gzip | gunzip | $program load > /dev/null'
ends 0 pipe '$program container prune -f > /dev/null && $program image prune -f > /dev/null && $program network prune -f > /dev/null'
ends 0 "$program" system df
ends 0 "$program" rmi "$own":1
ends $missing "$program" image inspect "$own":1
ends 1 "$program" rmi "$own":none
ends 0 pipe '$program events --since 1s --until 0s > /dev/null'

if [ "$program" = podman ]; then
  ends 0 podman image exists "$base"
  ends 1 podman container exists "$own"-none
  is "true" pipe "podman info --format '{{.Host.Security.Rootless}}' | grep -cx 'true\|false' | sed s/1/true/"
  ends 0 podman run -d --replace --name "$own"-again --label day=2 "$base" sleep 600
  is "$own-again" podman inspect --format '{{.Name}}' "$own"-again
  ends 0 pipe '[ ${#id} = 0 ] 2> /dev/null; [ "$(podman inspect --format "{{.ID}}" $own-again | tr -d "\n" | wc -c)" = 64 ]'
  is "$own-again" podman ps --noheading --filter label=day=2 --format '{{.Names}}'
  ends 0 podman stop --ignore -t 0 "$own"-again "$own"-none
  ends 0 podman rm -f --ignore "$own"-again "$own"-none
  ends 0 podman pod create --infra=false --share= --name "$own"-pod
  ends 0 podman pod rm -f "$own"-pod
else
  ends 0 docker context ls
  ends 0 pipe 'docker build -q - > /dev/null <<< "FROM $base"'
  ends 0 docker info --format '{{.ServerVersion}} {{.Driver}} {{.OSType}}'
  is 1 pipe "docker run -d --init --name $own-j $base sleep 600 > /dev/null; docker ps --filter name=$own-j --format '{{json .}}' | python3 -c 'import json, sys; print(len([json.loads(l) for l in sys.stdin]))'"
  is "/$own-j" docker inspect --format '{{.Name}}' "$own"-j
  is "$own-j" docker ps -a --filter "name=^/$own-j\$" --format "{{.Names}}"
  is "" docker ps --filter publish=18150 --format '{{.Names}}'
  ends 0 docker container rm -f "$own"-j
  ends 0 docker rm -f "$own"-none
fi
rm -f /tmp/"$own".*
printf '%s command lines, %s failed\n' $lines $failed
[ $failed = 0 ]
