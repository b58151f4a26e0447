"""A registry that asks for a log-in, over TLS, on 127.0.0.1: ``tls_registry.py FOLDER [SECONDS]``.

Makes an authority (``FOLDER/ca.pem``) and a certificate for localhost, prints its port, and answers
every request until its input ends. SECONDS: how far ahead its clock is.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import http.server
import ipaddress
import ssl
import sys
import threading
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

AHEAD = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0


class Answer(http.server.BaseHTTPRequestHandler):
    """What the registry says to anybody."""

    def do_HEAD(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Bearer realm="https://localhost/token"')
        self.end_headers()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return email.utils.formatdate((timestamp or time.time()) + AHEAD, usegmt=True)

    def log_message(self, *_words: object) -> None:
        pass


def certificates(folder: Path) -> Path:
    """Write ca.pem and server.pem (certificate and key)."""
    now = dt.datetime.now(dt.timezone.utc)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])
        for text in (f"authority of {folder.name}", "localhost")
    ]
    made = []
    for number in range(2):
        builder = (
            x509.CertificateBuilder()
            .subject_name(names[number]).issuer_name(names[0]).public_key(keys[number].public_key())
            .serial_number(number + 1)
            .not_valid_before(now - dt.timedelta(days=2)).not_valid_after(now + dt.timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=number == 0, path_length=None), critical=True)
        )  # fmt: skip
        if number:
            alternatives = [
                x509.DNSName("localhost"),
                x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
            ]
            builder = builder.add_extension(
                x509.SubjectAlternativeName(alternatives), critical=False
            )
        made.append(builder.sign(keys[0], hashes.SHA256()))
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(made[0].public_bytes(pem))
    secret = keys[1].private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(made[1].public_bytes(pem) + secret)
    return folder / "server.pem"


def main() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates(Path(sys.argv[1])))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
