"""Passkeys: what a browser is asked (WebAuthn), and whether its answer holds. Knows neither database nor request."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.helpers import base64url_to_bytes, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from webapp import config
from webapp.accounts.models import Passkey, Staff

CHALLENGE = timedelta(minutes=5)
CHALLENGE_BYTES = 32
ANSWER_MOST = 20_000  # characters; an answer with an RSA key has 2,000
NAME = "UPR Pre-sessions"

# The library refuses with the first; what its parsers meet in nonsense comes through as the others.
_REFUSED = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class BadPasskey(ValueError):
    """An answer that does not hold: nonsense, of another site or browser, too old, or signed by another key."""


@dataclass(frozen=True, slots=True)
class NewPasskey:
    credential_id: bytes
    public_key: bytes
    sign_count: int


def new_challenge() -> bytes:
    return secrets.token_bytes(CHALLENGE_BYTES)


def to_create(person: Staff, known: Iterable[Passkey], challenge: bytes) -> dict:
    """What the browser needs to make a passkey. It learns the person by a random id; the address is only shown."""
    options = webauthn.generate_registration_options(
        rp_id=_site(),
        rp_name=NAME,
        user_id=handle_of(person.id),
        user_name=person.email,
        challenge=challenge,
        timeout=_milliseconds(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known],
    )
    return options_to_json_dict(options)


def to_sign_in(challenge: bytes) -> dict:
    """What the browser needs to sign in. It names nobody: the browser knows which passkeys it has for this site."""
    options = webauthn.generate_authentication_options(
        rp_id=_site(),
        challenge=challenge,
        timeout=_milliseconds(),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def made(answer: str, challenge: bytes) -> NewPasskey:
    """The passkey that a browser has made. Raises BadPasskey."""
    try:
        new = webauthn.verify_registration_response(
            credential=_object(answer),
            expected_challenge=challenge,
            expected_rp_id=_site(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except _REFUSED as error:
        raise BadPasskey from error
    return NewPasskey(new.credential_id, new.credential_public_key, new.sign_count)


def named_in(answer: str) -> bytes:
    """The id of the passkey that an answer says it comes from; nothing is proven yet. Raises BadPasskey."""
    try:
        return base64url_to_bytes(_object(answer)["rawId"])
    except _REFUSED as error:
        raise BadPasskey from error


def proven(answer: str, challenge: bytes, passkey: Passkey) -> int:
    """The passkey's new count of signatures, where the answer is signed with it. Raises BadPasskey.

    Authenticators that do not count say 0 for ever; one that counts must have gone up, or it was copied.
    """
    try:
        given = _object(answer)
        handle = given["response"].get("userHandle")
        if handle and base64url_to_bytes(handle) != handle_of(passkey.staff_id):
            raise BadPasskey
        return webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=_site(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        ).new_sign_count
    except _REFUSED as error:
        raise BadPasskey from error


def handle_of(staff_id: str) -> bytes:
    return staff_id.encode()


def _object(answer: str) -> dict:
    if len(answer) > ANSWER_MOST:
        raise BadPasskey
    return json.loads(answer)


def _milliseconds() -> int:
    return CHALLENGE // timedelta(milliseconds=1)


def _site() -> str:
    """The host that passkeys belong to (the "relying party"): that of BASE_URL, whatever a request says."""
    return urlsplit(config.current().base_url).hostname or ""


def _origin() -> str:
    parts = urlsplit(config.current().base_url)
    default = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in (None, default) else f":{parts.port}"
    return f"{parts.scheme}://{_site()}{port}"


def home() -> str:
    """The address at which passkeys work. Browsers refuse them on any other."""
    return _origin()
