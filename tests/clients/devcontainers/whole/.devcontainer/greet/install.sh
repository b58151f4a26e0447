#!/bin/sh
set -e
printf '#!/bin/sh\necho "hello, %s"\n' "$WHO" > /bin/greet
chmod 755 /bin/greet
