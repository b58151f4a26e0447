#!/bin/bash
# What a job written for podman does: pods, exists, --replace, JSON in one array, its own words.
set -euo pipefail
cd "$(dirname "$0")"
image=localhost/job-app:$1
check() { [ "$2" = "$3" ] || { printf '%s: wanted "%s", got "%s"\n' "$1" "$3" "$2" >&2; exit 90; }; }

podman --version | grep -q '^podman version '
podman build -q --format docker --layers --build-arg WORD=podman -t "$image" -f context/Dockerfile context >/dev/null
podman image exists "$image"
code=0; podman container exists job-none || code=$?
check exists "$code" 1
podman pod create --infra=false --share= --name job-pod >/dev/null
podman pod exists job-pod
podman run -d --pod job-pod --name job-web "$image" >/dev/null
podman run -d --replace --pod job-pod --name job-web --label a=b "$image" >/dev/null
for _ in $(seq 100); do podman exec job-web wget -q -O /dev/null http://127.0.0.1:8080/ && break; sleep 0.1; done
check pods "$(podman pod ps --format '{{.Name}} {{.Status}}' | tr A-Z a-z)" "job-pod running"
check "in the pod" "$(podman ps --filter pod=job-pod --filter label=a=b --format '{{.Names}}')" job-web
check json "$(podman ps --filter label=a=b --format json | python3 -c 'import json, sys; (c,) = json.load(sys.stdin); print(c["Names"][0], c["State"])')" "job-web running"
check headings "$(podman ps -a --noheading --filter label=a=b --format '{{.Image}}')" "$image"
podman pod stop -t 1 job-pod >/dev/null
podman pod rm -f job-pod >/dev/null
podman run --rm --pull=never --tz=UTC "$image" cat /word | grep -qx podman
podman run -d --name job-health --health-cmd 'test -e /word' --health-interval 1s "$image" >/dev/null
podman wait --condition=running job-health >/dev/null
podman healthcheck run job-health
podman stop --ignore -t 0 job-health job-none >/dev/null
check states "$(podman inspect --format '{{.State.Status}}' job-health)" exited
podman rm -f -t 0 --ignore job-none job-health >/dev/null
podman volume create job-data >/dev/null
podman volume exists job-data
podman run --rm -v job-data:/data:z "$image" sh -c 'echo kept > /data/x'
check volume "$(podman run --rm -v job-data:/data "$image" cat /data/x)" kept
podman volume rm job-data >/dev/null
podman network create --label job=yes job-net >/dev/null
check network "$(podman network ls --filter label=job=yes --format '{{.Name}}')" job-net
podman network rm job-net >/dev/null
podman rmi --force "$image" >/dev/null
if podman image exists "$image"; then exit 91; fi
echo "podman's job is done"
