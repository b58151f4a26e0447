"""podman's words about images, builds, registries, networks and volumes, on docker. Rows as in its sibling."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.engine.differences import Row

_REGISTRIES = "docker's daemon decides about its registries"
_STEPS = "docker's builder decides how its steps run"
_SIGN = "docker signs with its own trust (DOCKER_CONTENT_TRUST)"
_SWARM = "docker keeps secrets in a swarm, which has no such thing"

ROWS: tuple[Row, ...] = (
    # builds
    ("build", "--pull", "value", "build_pull", "docker's is a switch", ""),
    ("build", "--arch --os --variant", "value", "platform_parts", "docker names a platform", ""),
    ("build", "--timestamp --source-date-epoch", "value", "source_date_epoch", "docker's builder takes the time as an argument", ""),
    ("build", "--authfile", "value", "config_of_authfile", "docker takes the directory of a config.json", ""),
    ("build", "--format --identity-label --created-annotation --inherit-labels --inherit-annotations --compat-volumes --omit-history", "drop", "", "docker builds its own format, with its own labels and history", ""),
    ("build", "--layers --skip-unused-stages --cache-ttl", "drop", "", "docker keeps layers, and skips what is not needed", ""),
    ("build", "--http-proxy", "drop", "", "the caller's proxy variables are handed on as --build-arg, unless this is false", ""),
    ("build", "--tls-verify --retry --retry-delay", "drop", "", _REGISTRIES + ", and retries by itself", ""),
    ("build", "--jobs", "drop", "", "docker decides how many stages run at once", ""),
    ("build", "--disable-compression", "drop", "", "docker keeps layers as they are", ""),
    ("build", "--no-hosts --no-hostname", "drop", "", "docker writes them for each step and cannot be kept from it", ""),
    ("build", "--cap-add --cap-drop --cgroupns --device --group-add --hooks-dir --ipc --pid --uts --userns --userns-gid-map --userns-gid-map-group --userns-uid-map --userns-uid-map-user --runtime --runtime-flag --dns --dns-option --dns-search", "refuse", "leave it out, or use RUN --mount, --network, --security", _STEPS, ""),
    ("build", "--volume", "refuse", "use RUN --mount", "docker's builder mounts no volumes", ""),
    ("build", "--env --unsetenv --unsetlabel --unsetannotation --layer-label --os-feature --os-version --from", "refuse", "write it into the Dockerfile", "docker's builder takes it from the Dockerfile", ""),
    ("build", "--ignorefile", "refuse", "name it DOCKERFILE.dockerignore, beside the Dockerfile", "docker finds it by its name", ""),
    ("build", "--build-arg-file", "refuse", "name each: --build-arg NAME=value", "docker's builder takes arguments by name", ""),
    ("build", "--cpp-flag", "refuse", "run cpp(1) first", "docker has no preprocessor", ""),
    ("build", "--squash-all", "refuse", "leave it out", "docker's builder cannot squash the base", ""),
    ("build", "--manifest --all-platforms", "refuse", "use --platform a,b, then manifest create", "docker's builder makes no lists of images", ""),
    ("build", "--logfile --logsplit --stdin", "refuse", "redirect it in the shell", "docker's builder writes to standard error, and its steps read nothing", ""),
    ("build", "--rewrite-timestamp", "refuse", "use --output type=…,rewrite-timestamp=true", "docker's builder rewrites times when it writes an output", ""),
    ("build", "--sbom-image-output --sbom-image-purl-output --sbom-merge-strategy --sbom-output --sbom-purl-output --sbom-scanner-command --sbom-scanner-image", "refuse", "use --sbom=true, of buildx", "docker's builder has a scanner of its own", ""),
    ("build", "--sign-by --cw --decryption-key", "refuse", "sign, encrypt and decrypt with skopeo(1)", "docker's builder has no such images", ""),
    ("build", "--creds --cert-dir", "refuse", "hostbridge login first; certificates stand in /etc/docker/certs.d", "docker keeps log-ins, and its daemon the certificates", ""),
    ("build", "--storage-opt", "refuse", "leave it out", "docker's daemon has its own storage", ""),
    # registries
    ("build, import, load, save, push, pull", "--signature-policy", "drop", "", _REGISTRIES, ""),
    ("pull, push, login, logout, search", "--tls-verify", "drop", "", _REGISTRIES, ""),
    ("pull, push, login, logout, search, manifest inspect, manifest push", "--authfile --compat-auth-file", "value", "config_of_authfile", "docker takes the directory of a config.json", ""),
    ("pull, push, search, login, manifest push", "--creds --cert-dir", "refuse", "hostbridge login first; certificates stand in /etc/docker/certs.d", "docker keeps log-ins, and its daemon the certificates", ""),
    ("pull", "--policy", "value", "pull_policy", "docker always asks the registry", ""),
    ("pull", "--arch --os --variant", "value", "platform_parts", "docker names a platform", ""),
    ("pull, push", "--retry --retry-delay", "drop", "", "docker's daemon retries by itself", ""),
    ("pull", "--decryption-key", "refuse", "decrypt it first: skopeo copy", "docker has no encrypted images", ""),
    ("push", "--remove-signatures", "drop", "", "docker's images carry none", ""),
    ("push", "--format --compress --compression-format --compression-level --force-compression", "refuse", "leave it out, or use skopeo copy", "docker pushes layers as it keeps them, in gzip", ""),
    ("push", "--encrypt-layer --encryption-key", "refuse", "use skopeo copy", "docker has no encrypted images", ""),
    ("push, manifest push", "--digestfile", "refuse", "read the digest from what push prints", "docker writes no such file", ""),
    ("push, manifest push", "--sign-by --sign-by-sigstore --sign-by-sigstore-private-key --sign-by-sq-fingerprint --sign-passphrase-file", "refuse", "set DOCKER_CONTENT_TRUST=1, or use cosign", _SIGN, ""),
    ("login", "--verbose", "drop", "", "docker's login says what it did", ""),
    ("login", "--get-login", "refuse", "see auths in ~/.docker/config.json", "docker does not tell", ""),
    ("login", "--secret", "refuse", "use --password-stdin", "docker keeps secrets for swarm's services alone", ""),
    ("logout", "--all", "refuse", "name each registry", "docker logs out of one at a time", ""),
    ("search", "--compatible", "drop", "", "docker's list is what it asks for", ""),
    ("search", "--list-tags", "refuse", "use skopeo list-tags", "docker does not list tags", ""),
    # images
    ("save", "--format", "value", "save_format", "docker writes docker-archive alone", ""),
    ("save, import", "--quiet", "drop", "", "docker shows no progress of it", ""),
    ("save", "--multi-image-archive --uncompressed", "drop", "", "docker's archives hold any number of images, uncompressed", ""),
    ("save", "--compress", "refuse", "save … | gzip", "docker's archives are not compressed", ""),
    ("import", "--arch --os --variant", "value", "platform_parts", "docker names a platform", ""),
    ("image prune, system prune", "--external", "drop", "", "docker has no containers but its own", ""),
    ("image prune, system prune", "--build-cache --build", "refuse", "builder prune", "docker's build cache is apart from images", ""),
    # lists of images
    ("manifest create, manifest inspect, manifest push", "--tls-verify", "value", "insecure", "docker says --insecure", ""),
    ("manifest push", "--rm", "rename", "--purge", "docker's name for it", ""),
    ("manifest push", "--all --quiet", "drop", "", "docker pushes the list and what it names", ""),
    ("manifest push", "--format --add-compression --compression-format --compression-level --force-compression --remove-signatures", "refuse", "leave it out, or use skopeo copy --all", "docker pushes what the registry has", ""),
    ("manifest create, manifest annotate", "--all --annotation --features --index --subject", "refuse", "use podman's engine, or regctl", "docker's lists hold platforms alone", ""),
    ("manifest rm", "--ignore", "refuse", "leave it out", "docker tells of lists that are not there", ""),
    # networks and volumes
    ("volume inspect", "--all", "refuse", "volume inspect $(hostbridge volume ls -q)", "docker takes names alone", ""),
    ("network create", "--disable-dns", "refuse", "leave it out", "docker's networks always resolve names", ""),
    ("network create", "--interface-name", "value", "bridge_name", "docker takes the bridge's name as an option", ""),
    ("network create", "--dns --route", "refuse", "use run --dns", "docker's networks have no servers and routes of their own", ""),
    ("network connect", "--mac-address", "refuse", "use run --mac-address", "docker gives the address when a container is made", ""),
    ("volume create", "--uid --gid", "refuse", "chown(1) it in a container", "docker's volumes belong to root until something is copied in", ""),
    # what docker keeps in a swarm
    ("secret create, secret ls, secret inspect, secret rm", "--replace --ignore --env --driver-opts --all --noheading --showsecret", "refuse", "leave it out, or mount files", _SWARM, ""),
)  # fmt: skip
