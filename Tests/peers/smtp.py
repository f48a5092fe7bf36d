"""A mail server for the tests: python3 smtp.py FOLDER [starttls] [login]

Listens on a free port of this machine. Prints one JSON line with the port and, for STARTTLS, the certificate to trust; then
one line for each mail that it accepted. Refuses what the recipient's name asks for. Ends when standard input does, so that
it does not outlive a test that was killed.
"""

import base64
import email
import email.policy
import json
import logging
import ssl
import subprocess
import sys
import threading

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    print(json.dumps({"missing": "aiosmtpd"}), flush=True)
    sys.exit(1)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("unknown"):
            return "550 no such user"
        if address.startswith("busy"):
            return "450 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("spam"):
            return "554 refused after the text"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(
            json.dumps(
                {
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "headers": {name: str(value) for name, value in message.items()},
                    "body": message.get_content(),
                    "raw": base64.b64encode(envelope.original_content).decode(),
                    "encrypted": session.ssl is not None,
                    "user": session.auth_data.login.decode() if session.auth_data else "",
                    "helo": session.host_name,
                }
            ),
            flush=True,
        )
        return "250 OK"


def certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        + ["-addext", "subjectAltName=DNS:localhost", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"],
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    return context


def authenticate(server, session, envelope, mechanism, data):
    isRight = data.login == b"vangnet" and data.password == "p@ss wörd".encode()
    return AuthResult(success=isRight, handled=False, auth_data=data)


# Refused handshakes are part of the tests.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
folder, options = sys.argv[1], sys.argv[2:]
context = certificate(folder) if "starttls" in options else None
settings = {"authenticator": authenticate, "auth_required": True} if "login" in options else {}


class FreePort(Controller):
    """Takes a port that the system chooses, which the controller itself cannot."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


controller = FreePort(Handler(), hostname="127.0.0.1", port=0, tls_context=context, require_starttls=bool(context), **settings)
controller.start()
print(json.dumps({"port": controller.port, "certificate": f"{folder}/cert.pem"}), flush=True)
sys.stdin.read()
controller.stop()
