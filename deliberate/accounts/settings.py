"""What the operator of the standalone site may set about accounts and mail."""

from dataclasses import dataclass, fields
from typing import Any

from deliberate.settings import PREFIX, checked


@dataclass(frozen=True)
class AccountSettings:
    """Each field is set as ``DELIBERATE_`` and its name in capitals."""

    #: Standalone: where people reach the site, as `https://example.org`. Links in mail begin with it.
    site_url: str = ""
    #: Standalone: where mail goes. `smtp://user:password@host:587` (STARTTLS), `smtps://…:465`, `console:` to print it,
    #: `file:/folder` to keep it; empty sends none, and nobody is asked for an address.
    mail_url: str = ""
    #: Standalone: whom mail comes from.
    mail_from: str = ""
    #: Standalone: whether anybody may sign up; otherwise accounts come from `deliberate create-user`.
    open_sign_up: bool = True
    #: Standalone: how many accounts can be made from one network address in an hour; a class shares one.
    sign_ups_per_hour: int = 60
    #: Standalone: a file that names the other sites by which people can sign in (docs/single-sign-on.md). It needs
    #: `DELIBERATE_SITE_URL`, and the extra `sso` for OpenID Connect.
    single_sign_on: str = ""
    #: Standalone: whether courses of learning platforms can be linked with classes by LTI 1.3 (docs/lti.md). It needs
    #: `DELIBERATE_SITE_URL`, and the extra `lti`.
    lti: bool = False
    #: Standalone: networks that are none of the public internet and may be gone to for learning platforms, as
    #: `10.1.2.0/24`, with commas between; in these, and only there, also without encryption.
    lti_networks: str = ""

    def __post_init__(self) -> None:
        if self.single_sign_on and not self.site_url:
            raise ValueError(
                f"{PREFIX}SINGLE_SIGN_ON needs {PREFIX}SITE_URL, to which the other sites send people back."
            )
        if self.lti and not self.site_url:
            raise ValueError(f"{PREFIX}LTI needs {PREFIX}SITE_URL, to which learning platforms send people.")
        if self.sends_mail and self.mail_url != "console:" and not (self.site_url and self.mail_from):
            # Whoever asks for a link chooses the Host header of the request: it must not choose where the link leads.
            raise ValueError(f"{PREFIX}MAIL_URL needs {PREFIX}SITE_URL and {PREFIX}MAIL_FROM beside it.")

    @property
    def sends_mail(self) -> bool:
        return bool(self.mail_url)

    @classmethod
    def take(cls, config: dict[str, Any]) -> "AccountSettings":
        """These settings, taken out of a Flask config: what is left there is the extension's.

        Raises ValueError on a value of the wrong type, or one that makes no sense without another.
        """
        names = [each.name for each in fields(cls) if PREFIX + each.name.upper() in config]
        return checked(cls, {name: config.pop(PREFIX + name.upper()) for name in names})
