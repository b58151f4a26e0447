#!/bin/bash
# What a CI job written for docker does: build, try, look, publish a directory, clean up.
set -euo pipefail
cd "$(dirname "$0")"
image=ci-app:$1
check() { [ "$2" = "$3" ] || { printf '%s: wanted "%s", got "%s"\n' "$1" "$3" "$2" >&2; exit 90; }; }

docker --version | grep -q '^Docker version '
docker info --format '{{.OSType}}' | grep -qx linux
docker build -q --build-arg WORD="two words" --label ci=yes -t "$image" -t ci-app:latest context >/dev/null
check built "$(docker run --rm "$image" cat /word)" "two words"
check label "$(docker inspect -f '{{index .Config.Labels "ci"}}' "$image")" yes
check tags "$(docker images --format '{{.Repository}}:{{.Tag}}' ci-app | sed 's,^localhost/,,' | sort | tr '\n' ' ')" "ci-app:latest ci-app:$1 "

# Exit codes, and commands that fail
code=0; docker run --rm "$image" sh -c 'exit 42' || code=$?
check "exit code" "$code" 42
code=0; docker run --rm "$image" no-such-program 2>/dev/null || code=$?
check "no such program" "$code" 127
code=0; docker inspect ci-none >/dev/null 2>&1 || code=$?
check "nothing to inspect" "$code" 1
if docker image inspect ci-none:1 >/dev/null 2>&1; then exit 91; fi

# A service, its health by looking, its logs and its files
id=$(docker run -d --name ci-web --label job=ci -e MODE=test -p 127.0.0.1:18130:8080 -v ci-data:/data "$image")
check "one id" "${#id}" 64
check running "$(docker inspect --format '{{.State.Running}} {{.Name}}' ci-web)" "true /ci-web"
for _ in $(seq 100); do docker exec ci-web wget -q -O /dev/null http://127.0.0.1:8080/ && break; sleep 0.1; done
check port "$(docker port ci-web 8080)" "127.0.0.1:18130"
check env "$(docker exec ci-web sh -c 'echo $MODE')" test
docker exec -i ci-web sh -c 'cat > /data/in' <<< "through standard input"
docker cp ci-web:/data/in ./out-"$1" && check copied "$(cat ./out-"$1")" "through standard input"
docker cp "$0" ci-web:/data/script && docker exec ci-web test -s /data/script
docker logs ci-web 2>&1 | grep -q "serving"
check list "$(docker ps --filter label=job=ci --format '{{.Names}}|{{.Image}}' | sed 's,localhost/,,')" "ci-web|$image"
check columns "$(docker ps --filter name=ci-web --format 'table {{.Names}}\t{{.Ports}}' | head -1 | tr -s ' ')" "NAMES PORTS"
check json "$(docker inspect ci-web | grep -c '"Id": "'"$id"'"')" 1
docker stop -t 1 ci-web >/dev/null
check stopped "$(docker ps -aq --filter status=exited --filter label=job=ci | wc -l | tr -d ' ')" 1
check waited "$(docker start ci-web >/dev/null; docker kill ci-web >/dev/null; docker wait ci-web)" 137

# Images as files, and between containers
docker save "$image" | gzip > image-"$1".tar.gz
docker commit -m "from ci" ci-web ci-committed:1 >/dev/null
check committed "$(docker run --rm --entrypoint cat ci-committed:1 /word)" "two words"
docker ps -aq --filter label=job=ci | xargs docker rm -f >/dev/null
docker rmi -f "$image" ci-app:latest ci-committed:1 >/dev/null
gunzip -c image-"$1".tar.gz | docker load | grep -q "Loaded image"
docker volume ls -q --filter name=ci-data | xargs docker volume rm >/dev/null
docker network create ci-net >/dev/null
docker run -d --name ci-db --network ci-net --network-alias db "$image" >/dev/null
for _ in $(seq 100); do docker run --rm --network ci-net "$image" wget -q -O - http://db:8080/ > page-"$1" 2>/dev/null && break; sleep 0.1; done
check "by its alias" "$(cat page-"$1")" "a page from the base image"
docker rm -f ci-db >/dev/null
docker network rm ci-net >/dev/null
check clean "$(docker ps -aq | wc -l | tr -d ' ')" 0
docker rmi "$image" >/dev/null
echo "docker's job is done"
