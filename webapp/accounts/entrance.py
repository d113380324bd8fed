"""Signing in: by a passkey, or by a mailed link and then a code. And signing out."""

from functools import partial

from flask import flash, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.access import guard, links
from webapp.access.guard import requires
from webapp.access.links import Purpose
from webapp.access.permissions import GrantKind, Permission
from webapp.accounts import actions, ceremony, passkeys, proofs, queries, recovery, words
from webapp.accounts.blueprint import bp
from webapp.accounts.forms import CodeForm, PasskeyForm, RecoveryForm, SignInForm
from webapp.accounts.passkeys import BadPasskey
from webapp.core import limits
from webapp.core.ids import new_browser_id
from webapp.web import live
from webapp.web.language import current_language
from webapp.web.pages import go, page

NEXT = "next"
NEXT_MOST = 500
BY_HOST = "100 per 10 minutes"
CHALLENGES_BY_HOST = (
    "300 per 10 minutes"  # the sign-in page asks for one by itself; an office shares one address
)


@bp.get("/sign-in")
@requires(Permission.PUBLIC)
def sign_in():
    grant = guard.grant_for(Permission.LEAVE)
    if grant:
        return page("accounts/signed_in.html", person=queries.person(grant.subject_id))
    on_the_way = next((grant for grant in guard.held() if grant.kind in _NEXT_STEP), None)
    if on_the_way:
        session[NEXT] = _own_path(request.args.get("next", "")) or session.get(NEXT, "")
        return go(_NEXT_STEP[on_the_way.kind])
    return _sign_in_page(SignInForm())


@bp.post("/sign-in")
@requires(Permission.PUBLIC, csrf_in_form=True)
def ask_for_link():
    """The same reply, after the same work, whether the address is a member's or not."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, 422)
    email = form.email.data.lower()
    # By where it comes from alone: typing somebody's address must not keep that somebody out.
    limits.take(BY_HOST, "sign-in", request.remote_addr or "")
    session[NEXT] = _own_path(request.args.get("next", ""))
    actions.ask_for_link(email, current_language())
    return go("accounts.link_sent")


@bp.get("/sign-in/sent")
@requires(Permission.PUBLIC)
def link_sent():
    return page("accounts/link_sent.html", minutes=int(links.SIGN_IN.total_seconds() // 60))


@bp.post("/sign-in/passkey-challenge")
@requires(Permission.PUBLIC)
def passkey_challenge():
    limits.take(CHALLENGES_BY_HOST, "passkey-challenge", request.remote_addr or "")
    return passkeys.to_sign_in(ceremony.begin(ceremony.SIGN_IN))


@bp.post("/sign-in/passkey")
@requires(Permission.PUBLIC, csrf_in_form=True)
def sign_in_by_passkey():
    """A passkey is enough by itself: the device has asked for its owner's finger, face or PIN."""
    form, email_form, fresh = PasskeyForm(), SignInForm(formdata=None), new_browser_id()
    if not form.validate_on_submit():
        return _sign_in_page(email_form, 422, refused=form)
    way = _own_path(request.args.get("next", ""))
    try:
        proofs.by_passkey(
            form.credential.data or "", ceremony.finish(ceremony.SIGN_IN), guard.browser(), fresh
        )
    except BadPasskey:
        # Failures alone: nobody at a shared address keeps the others from signing in.
        limits.take(BY_HOST, "sign-in-by-passkey", request.remote_addr or "")
        form.refuse(words.bad_passkey())
        return _sign_in_page(email_form, 422, refused=form)
    guard.known_as(fresh)
    session[NEXT] = way or session.get(NEXT, "")
    return _onwards()


def _sign_in_page(form: SignInForm, status: int = 200, refused: PasskeyForm | None = None):
    way = _own_path(request.args.get("next", ""))
    return page(
        "accounts/sign_in.html",
        status,
        form=form,
        passkey_form=refused or PasskeyForm(formdata=None),
        next=way or None,
        passkey_home=passkeys.home(),
    )


# The second factor, for whoever came by a mailed link.


@bp.get("/second-factor")
@requires(Permission.PROVE_FACTOR)
def second_factor():
    return _code_page(CodeForm())


@bp.post("/second-factor")
@requires(Permission.PROVE_FACTOR, csrf_in_form=True)
def prove():
    form, fresh = CodeForm(), new_browser_id()
    if not form.validate_on_submit():
        return _code_page(form, 422)
    answer = proofs.by_code(guard.holder(Permission.PROVE_FACTOR), form.code.code, guard.browser(), fresh)
    if answer.step is None:
        form.code.errors = [words.wrong_code(answer)]
        return _code_page(form, 422)
    guard.known_as(fresh)
    return _onwards()


@bp.get("/second-factor/recovery")
@requires(Permission.PROVE_FACTOR)
def recovery_code():
    return _recovery_page(RecoveryForm())


@bp.post("/second-factor/recovery")
@requires(Permission.PROVE_FACTOR, csrf_in_form=True)
def recover():
    form, fresh, grant = RecoveryForm(), new_browser_id(), guard.holder(Permission.PROVE_FACTOR)
    if not form.validate_on_submit():
        return _recovery_page(form, 422)
    staff_id = grant.subject_id
    if not proofs.by_recovery_code(grant, form.code.data, guard.browser(), fresh):
        form.code.errors = [
            _("This is not one of your recovery codes, or it was used before. Each of them works once.")
        ]
        return _recovery_page(form, 422)
    guard.known_as(fresh)
    left = queries.factors_of(staff_id).codes_left
    flash(
        ngettext(
            "You signed in with a recovery code. %(num)s is left.",
            "You signed in with a recovery code. %(num)s are left.",
            left,
        )
    )
    return go("accounts.own_sign_in")


def _code_page(form: CodeForm, status: int = 200):
    factors = queries.factors_of(guard.holder(Permission.PROVE_FACTOR).subject_id)
    if factors.app is None and status == 200:
        return go("accounts.recovery_code")
    return page("accounts/second_factor.html", status, form=form, **_by_passkey(factors))


def _recovery_page(form: RecoveryForm, status: int = 200):
    factors = queries.factors_of(guard.holder(Permission.PROVE_FACTOR).subject_id)
    return page(
        "accounts/recovery_code.html", status, form=form, count=recovery.COUNT, **_by_passkey(factors)
    )


def _by_passkey(factors: queries.Factors) -> dict[str, object]:
    return {
        "factors": factors,
        "passkey_form": PasskeyForm(formdata=None),
        "next": None,
        "passkey_home": passkeys.home(),
    }


# Signing out.


@bp.post("/sign-out")
@requires(Permission.LEAVE)
def sign_out():
    grant = guard.holder(Permission.LEAVE)
    actions.sign_out(grant.id, by=grant.name)
    live.hub().end([grant.id])
    return go("site.home")


@bp.post("/sign-out-everywhere")
@requires(Permission.LEAVE)
def sign_out_everywhere():
    grant = guard.holder(Permission.LEAVE)
    live.hub().end(actions.sign_out_everywhere(grant.subject_id, by=grant.name))
    return go("site.home")


# Where links and proofs lead.


def onwards() -> str:
    """Where this browser was on its way to when it was asked to sign in; else the desk."""
    return _own_path(session.pop(NEXT, "")) or url_for("desk.home")


def _onwards():
    return "", 303, {"Location": onwards()}


def _own_path(address: str) -> str:
    """`address` where it is a path of this site and can be looked at, else nothing.

    Browsers read `//host` and `/\\host` as another site, and drop tabs and line breaks before they look.
    """
    plain = address.isprintable() and len(address) <= NEXT_MOST and "\\" not in address
    own = address.startswith("/") and not address.startswith("//")
    return address if plain and own and not address.startswith(bp.url_prefix + "/") else ""


_NEXT_STEP = {
    GrantKind.STAFF_UNPROVEN: "accounts.second_factor",
    GrantKind.STAFF_INVITED: "accounts.set_up",
}


def _leads(kind: GrantKind, _staff_id: str) -> str:
    return url_for(_NEXT_STEP[kind]) if kind in _NEXT_STEP else onwards()


for _kind in actions.LASTS:
    links.serves(_kind, Purpose(open=partial(actions.begin, _kind), address=partial(_leads, _kind)))
