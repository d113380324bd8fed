"""An authenticator in software: what a browser would answer with, right in all or wrong in one thing."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


class Authenticator:
    """Holds one passkey. `count` is what it says of its signatures; None for one that does not count."""

    def __init__(self, origin: str = "http://localhost:8000", site: str = "localhost", count: int | None = 0):
        self.origin, self.site, self.count = origin, site, count
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.handle = secrets.token_bytes(16), b""
        self.flags = PRESENT | VERIFIED

    def make(self, options: dict) -> str:
        """The answer to a request for a new passkey."""
        self.handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + credential}
        return self._answer(
            clientDataJSON=self._client("webauthn.create", options), attestationObject=cbor2.dumps(attested)
        )

    def sign(self, options: dict) -> str:
        """The answer to a request to sign in."""
        if self.count is not None:
            self.count += 1
        client, data = self._client("webauthn.get", options), self._data(0)
        signed = data + hashlib.sha256(client).digest()
        answer = self._answer(
            clientDataJSON=client,
            authenticatorData=data,
            signature=self.key.sign(signed, ec.ECDSA(hashes.SHA256())),
        )
        return json.dumps(json.loads(answer) | {"response": json.loads(answer)["response"] | self._user()})

    def _user(self) -> dict[str, str]:
        return {"userHandle": self.handle} if self.handle else {}

    def _client(self, kind: str, options: dict) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _data(self, more: int) -> bytes:
        site = hashlib.sha256(self.site.encode()).digest()
        return site + bytes([self.flags | more]) + (self.count or 0).to_bytes(4, "big")

    def _answer(self, **response: bytes) -> str:
        given = {name: text(value) for name, value in response.items()}
        return json.dumps(
            {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": given}
        )
