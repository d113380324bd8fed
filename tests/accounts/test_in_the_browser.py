"""Sign-in as people do it, in a real browser with an authenticator: by passkey, and without any script by app."""

import re
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import expect

from tests import servers
from tests.checkers import axe_problems, html_problems
from webapp.access.permissions import Role

LOOKS = [("en", 390, "light"), ("fr", 1280, "dark"), ("es", 390, "dark")]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(frozen=True)
class Home:
    """The app at `localhost`: passkeys work at no bare address."""

    url: str
    instance: Path
    environment: dict[str, str]

    def invite(self, email: str, role: Role = Role.COORDINATOR) -> str:
        command = ("staff", "invite", email, "--role", role.value)
        return servers.flask(self.instance, *command, env=self.environment).stdout.strip()

    def reset(self, email: str) -> str:
        return servers.flask(self.instance, "staff", "reset", email, env=self.environment).stdout.strip()


@pytest.fixture(scope="module")
def home(databases, tmp_path_factory):
    port, instance, database = servers.free_port(), tmp_path_factory.mktemp("home"), databases.fresh()
    url = f"http://localhost:{port}"
    environment = {"DATABASE_URL": database, "SECRET_KEY": "for tests", "BASE_URL": url}
    with servers.app_server(instance, environment, port):
        yield Home(url, instance, environment)
    databases.drop(database)


class Device:
    """The authenticator of a browser's computer. It answers at once."""

    def __init__(self, page):
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def checks_its_owner(self, verified: bool) -> None:
        options = {"authenticatorId": self.id, "isUserVerified": verified}
        self.cdp.send("WebAuthn.setUserVerified", options)

    def passkeys(self) -> list[dict]:
        return self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def waits_for_the_button(self, page) -> None:
        """The browser no longer offers passkeys under the e-mail field, which this device would answer by itself."""
        page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")


def press(page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).first.click()


def follow(page, link: str) -> None:
    page.get_by_role("link", name=link, exact=True).first.click()


def sign_out(page) -> None:
    press(page, "Sign out")
    page.wait_for_url(re.compile(r"://[^/]+/\?lang="))


def heading(page, text: str) -> None:
    expect(page.locator("h1")).to_have_text(text)


def arrive_with_passkey(page, home, email: str) -> Device:
    device = Device(page)
    page.goto(home.invite(email))
    press(page, "Open")
    heading(page, "How do you want to sign in?")
    follow(page, "Set up a passkey")
    page.get_by_label("A name for it").fill("My laptop")
    press(page, "Set up a passkey")
    heading(page, "Your recovery codes")
    return device


def test_from_the_invitation_by_passkey_out_and_in_again(page, home):
    device = arrive_with_passkey(page, home, "ines@upr.example.org")
    assert page.locator("ol .code").count() == 10
    follow(page, "I have kept them")
    heading(page, "Desk")
    [kept] = device.passkeys()
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)

    device.waits_for_the_button(page)
    page.goto(f"{home.url}/staff/security?lang=en")
    expect(page.get_by_text("My laptop")).to_be_visible()
    sign_out(page)
    page.goto(f"{home.url}/desk?lang=en")
    heading(page, "Sign in")
    press(page, "Sign in with a passkey")
    heading(page, "Desk")
    assert device.passkeys()[0]["signCount"] > kept["signCount"]


def test_the_browser_offers_it_under_the_e_mail_field(page, home):
    arrive_with_passkey(page, home, "offered@upr.example.org")
    page.goto(f"{home.url}/staff/security?lang=en")
    sign_out(page)
    page.goto(f"{home.url}/staff/sign-in?lang=en")
    heading(page, "Desk")  # chosen by itself: the device is awake


def test_a_device_that_does_not_know_its_owner_is_told_so(page, home):
    device = arrive_with_passkey(page, home, "stranger@upr.example.org")
    device.waits_for_the_button(page)
    page.goto(f"{home.url}/staff/security?lang=en")
    sign_out(page)
    page.goto(f"{home.url}/staff/sign-in?lang=en")
    device.checks_its_owner(False)
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("alert")).to_have_text(
        "Nothing was sent: it was cancelled, or it took too long. Try again."
    )
    device.checks_its_owner(True)
    press(page, "Sign in with a passkey")
    heading(page, "Desk")


def test_one_device_takes_one_passkey(page, home):
    arrive_with_passkey(page, home, "twice@upr.example.org")
    page.goto(f"{home.url}/staff/passkeys/new?lang=en")
    press(page, "Set up a passkey")
    expect(page.get_by_role("alert")).to_have_text("This device has a passkey of yours already.")


def test_a_passkey_that_was_taken_away_opens_nothing(page, home):
    device = arrive_with_passkey(page, home, "lost@upr.example.org")
    home.reset("lost@upr.example.org")
    device.waits_for_the_button(page)
    page.goto(f"{home.url}/desk?lang=en")
    heading(page, "Sign in")
    press(page, "Sign in with a passkey")
    expect(page.locator(".error-summary")).to_contain_text("That passkey could not be used.")
    heading(page, "Sign in")


def test_at_another_address_it_says_where_passkeys_work(page, home):
    Device(page)
    page.goto(f"{home.url}/staff/sign-in?lang=en".replace("localhost", "127.0.0.1"))
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("alert")).to_have_text(f"Passkeys work at this address only: {home.url}")


def test_without_script_the_app_s_way_is_whole(new_context, home):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(home.invite("plain@upr.example.org"))
    press(page, "Open")
    follow(page, "Set up a passkey")
    expect(page.get_by_role("button", name="Set up a passkey")).to_have_count(0)
    follow(page, "Set up an authenticator app")
    expect(page.locator(".qr img")).to_be_visible()
    phone = pyotp.TOTP(page.locator("bdi.code").inner_text().replace(" ", ""))
    page.get_by_label("Code").fill(phone.now())
    press(page, "Set it up")
    codes = page.locator("ol .code").all_inner_texts()
    follow(page, "I have kept them")
    heading(page, "Desk")
    page.goto(f"{home.url}/staff/security?lang=en")
    sign_out(page)

    page.goto(f"{home.url}/staff/sign-in?lang=en")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    page.goto(home.invite("plain@upr.example.org"))
    press(page, "Open")
    heading(page, "The code of your app")
    follow(page, "Use a recovery code instead")
    page.get_by_label("Recovery code").fill(codes[4].upper())
    press(page, "Sign in")
    expect(page.get_by_text("You signed in with a recovery code. 9 are left.")).to_be_visible()


@pytest.fixture(scope="module")
def barriers(browser, home):
    """Walks every page of sign-in once: what the judges said of each, by look."""
    said, sources, documents = {look: [] for look in LOOKS}, {}, []

    def note(reply) -> None:
        if reply.request.is_navigation_request() and reply.status in (200, 422):
            documents.append(reply)

    def judge(page, name: str) -> None:
        sources[name] = documents[-1].text()
        came_by_a_post = documents[-1].request.method == "POST"
        for language, width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            if not came_by_a_post:
                page.goto(f"{page.url.partition('?')[0]}?lang={language}")
            said[language, width, scheme] += [f"{name}: {problem}" for problem in axe_problems(page)]
        if not came_by_a_post:
            page.goto(f"{page.url.partition('?')[0]}?lang=en")

    with browser.new_context() as context:
        page = context.new_page()
        page.on("response", note)
        device = Device(page)
        page.goto(home.invite("walk@upr.example.org"))
        press(page, "Open")
        judge(page, "set up")
        follow(page, "Set up a passkey")
        judge(page, "new passkey")
        page.get_by_label("A name for it").fill("")
        press(page, "Set up a passkey")
        page.locator(".error-summary").wait_for()
        judge(page, "new passkey, refused")
        page.goto(f"{home.url}/staff/authenticator?lang=en")
        judge(page, "authenticator")
        phone = pyotp.TOTP(page.locator("bdi.code").inner_text().replace(" ", ""))
        page.get_by_label("Code").fill("12")
        press(page, "Set it up")
        judge(page, "authenticator, refused")
        page.get_by_label("Code").fill(phone.now())
        press(page, "Set it up")
        judge(page, "recovery codes")
        page.goto(f"{home.url}/staff/passkeys/new?lang=en")
        press(page, "Set up a passkey")
        heading(page, "Your sign-in")
        judge(page, "own sign-in")
        device.waits_for_the_button(page)
        sign_out(page)
        page.goto(f"{home.url}/staff/sign-in?lang=en")
        judge(page, "sign in")
        page.goto(home.invite("walk@upr.example.org"))
        judge(page, "link")
        press(page, "Open")
        judge(page, "second factor")
        page.get_by_label("Code").fill("12")
        press(page, "Sign in")
        judge(page, "second factor, refused")
        page.goto(f"{home.url}/staff/second-factor/recovery?lang=en")
        judge(page, "recovery code")
        page.get_by_label("Recovery code").fill("x")
        press(page, "Sign in")
        judge(page, "recovery code, refused")
    return said, sources


def test_every_page_is_valid_html(barriers):
    assert html_problems(barriers[1]) == []


def test_no_page_has_a_barrier(barriers):
    assert len(barriers[1]) == 13
    assert barriers[0] == {look: [] for look in LOOKS}
