"""What a person signs in with: setting it up, the first time or later, looking at it, and giving it up."""

from zoneinfo import ZoneInfo

from flask import Response, flash, session
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind, Permission
from webapp.accounts import ceremony, entrance, factors, passkeys, queries, recovery, totp, words
from webapp.accounts.blueprint import bp
from webapp.accounts.factors import SetUp
from webapp.accounts.forms import CodeForm, NewPasskeyForm
from webapp.accounts.passkeys import BadPasskey
from webapp.core import clock
from webapp.core.ids import new_browser_id
from webapp.web.pages import go, page

SEED = "authenticator"
OFFICE = ZoneInfo("Europe/Zurich")  # the secretariat is in Geneva


@bp.get("/security", endpoint="own_sign_in")
@requires(Permission.MANAGE_SIGN_IN)
def own():
    grant = guard.holder(Permission.MANAGE_SIGN_IN)
    return page(
        "accounts/own_sign_in.html",
        person=queries.person(grant.subject_id),
        factors=queries.factors_of(grant.subject_id),
        browsers=queries.browsers_of(grant.subject_id),
        this_browser=grant.id,
        zone=OFFICE,
    )


@bp.get("/set-up")
@requires(Permission.SET_UP_FACTOR)
def set_up():
    return page("accounts/set_up.html", first=_is_first(_holder()))


# An authenticator app. Its secret is made of what this browser's cookie holds, and kept only once a code was right.


@bp.get("/authenticator")
@requires(Permission.SET_UP_FACTOR)
def authenticator():
    return _authenticator_page(CodeForm())


@bp.get("/authenticator.svg")
@requires(Permission.SET_UP_FACTOR)
def authenticator_picture():
    drawn = totp.picture(_secret(), queries.person(_holder().subject_id).email)
    return Response(drawn, mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})


@bp.post("/authenticator")
@requires(Permission.SET_UP_FACTOR, csrf_in_form=True)
def set_up_authenticator():
    form, fresh = CodeForm(), new_browser_id()
    if not form.validate_on_submit():
        return _authenticator_page(form, 422)
    secret, now = _secret(), clock.now()
    answer = totp.check(secret, form.code.code, now)
    if answer.step is None:
        form.code.errors = [words.wrong_code(totp.explained(answer, secret, form.code.code, now, shown=True))]
        return _authenticator_page(form, 422)
    done = factors.set_up_app(_holder(), secret, answer.step, guard.browser(), fresh)
    session.pop(SEED)
    return _after(done, fresh, _("Your authenticator app is set up."))


@bp.post("/authenticator/removal")
@requires(Permission.MANAGE_SIGN_IN)
def remove_authenticator():
    grant = guard.holder(Permission.MANAGE_SIGN_IN)
    factors.remove_app(grant.subject_id, by=grant.name)
    flash(_("The authenticator app is removed. Delete the entry in the app too."))
    return go("accounts.own_sign_in")


def _authenticator_page(form: CodeForm, status: int = 200):
    grant = _holder()
    letters = totp.text_of(_secret())
    return page(
        "accounts/authenticator.html",
        status,
        form=form,
        first=_is_first(grant),
        replaces=queries.factors_of(grant.subject_id).app is not None,
        letters=" ".join(letters[start : start + 4] for start in range(0, len(letters), 4)),
        issuer=totp.ISSUER,
        email=queries.person(grant.subject_id).email,
    )


def _secret() -> bytes:
    seed = session.setdefault(SEED, totp.new_seed())
    return totp.secret_from(seed, _holder().subject_id)


# Passkeys.


@bp.get("/passkeys/new")
@requires(Permission.SET_UP_FACTOR)
def new_passkey():
    form = NewPasskeyForm()
    number = len(queries.factors_of(_holder().subject_id).passkeys) + 1
    form.name.data = _("Passkey %(number)s", number=number)
    return _passkey_page(form)


@bp.post("/passkeys/challenge")
@requires(Permission.SET_UP_FACTOR)
def new_passkey_challenge():
    person = queries.person(_holder().subject_id)
    return passkeys.to_create(person, queries.factors_of(person.id).passkeys, ceremony.begin(person.id))


@bp.post("/passkeys")
@requires(Permission.SET_UP_FACTOR, csrf_in_form=True)
def add_passkey():
    form, grant, fresh = NewPasskeyForm(), _holder(), new_browser_id()
    if not form.validate_on_submit():
        return _passkey_page(form, 422)
    try:
        challenge = ceremony.finish(grant.subject_id)
        new = passkeys.made(form.credential.data or "", challenge)
        done = factors.add_passkey(grant, new, challenge, form.name.data, guard.browser(), fresh)
    except BadPasskey:
        form.refuse(words.bad_passkey())
        return _passkey_page(form, 422)
    return _after(done, fresh, _("Your passkey is set up."))


@bp.post("/passkeys/<passkey_id>/removal")
@requires(Permission.MANAGE_SIGN_IN)
def remove_passkey(passkey_id: str):
    grant = guard.holder(Permission.MANAGE_SIGN_IN)
    factors.remove_passkey(grant.subject_id, passkey_id, by=grant.name)
    flash(_("That passkey is removed. Delete it from your device too."))
    return go("accounts.own_sign_in")


def _passkey_page(form: NewPasskeyForm, status: int = 200):
    return page(
        "accounts/new_passkey.html",
        status,
        form=form,
        first=_is_first(_holder()),
        passkey_home=passkeys.home(),
    )


# Recovery codes.


@bp.post("/recovery-codes")
@requires(Permission.MANAGE_SIGN_IN)
def renew_codes():
    grant = guard.holder(Permission.MANAGE_SIGN_IN)
    return _codes_page(factors.renew_codes(grant.subject_id, by=grant.name), renewed=True)


def _after(done: SetUp, fresh: str, said: str):
    if done.signed_in:
        guard.known_as(fresh)
    if done.codes:
        # Here rather than after a redirect: what is shown once would have to be kept somewhere meanwhile.
        return _codes_page(done.codes, renewed=False)
    flash(said)
    return go("accounts.own_sign_in")


def _codes_page(codes: list[str], *, renewed: bool):
    return page(
        "accounts/recovery_codes.html",
        codes=codes,
        count=recovery.COUNT,
        renewed=renewed,
        onwards=entrance.onwards(),
    )


def _holder() -> Grant:
    return guard.holder(Permission.SET_UP_FACTOR)


def _is_first(grant: Grant) -> bool:
    return grant.kind == GrantKind.STAFF_INVITED
