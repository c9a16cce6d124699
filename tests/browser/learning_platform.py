"""The example platform beside our site, each known to the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from campus import create_app
from campus.registering import new_tool
from campus.services import SCOPES
from flask import Flask

from deliberate.core.actors import SYSTEM
from deliberate.core.db import transaction
from deliberate.lti.platforms import PlatformDraft, add_platform
from tests.browser.conftest import served
from tests.browser.watching import Site
from tests.own_site import beside

CLIENT = "deliberate"


def launching(own_site: Flask) -> Flask:
    """Our site, where people come in from learning platforms on this machine."""
    further = {"DELIBERATE_LTI": True, "DELIBERATE_LTI_NETWORKS": "127.0.0.1/32, ::1/128"}
    return beside(own_site, **further, DELIBERATE_SITE_URL="http://127.0.0.1", DELIBERATE_MAIL_FROM="a@b.test")


@contextmanager
def platform_beside(app: Flask, site: Site) -> Iterator[str]:
    """The address of a platform that knows our site, and is known to it: another site, to a browser."""
    state = app.extensions["deliberate_lti"]
    app.extensions["deliberate_lti"] = replace(state, site_url=site.base_url)
    platform = create_app()
    with served(platform) as running:
        issuer = running.base_url.replace("127.0.0.1", "localhost")
        platform.config["ISSUER"] = platform.extensions["campus"].issuer = issuer
        tool = new_tool(
            CLIENT,
            name="Deliberate",
            login_url=f"{site.base_url}/lti/login",
            redirect_uris=[f"{site.base_url}/lti/launch"],
            jwks_uri=f"{site.base_url}/lti/jwks.json",
            target_url=f"{site.base_url}/lti/launch",
            deep_link_url=f"{site.base_url}/lti/launch",
            scopes=list(SCOPES),
        )
        platform.extensions["campus"].records.put("tool", tool)
        draft = PlatformDraft(
            name="Campus",
            issuer=issuer,
            client_id=CLIENT,
            auth_url=f"{issuer}/authorize",
            token_url=f"{issuer}/token",
            jwks_url=f"{issuer}/jwks.json",
            deployments=(tool["deployment_id"],),
            trusts_teachers=True,
        )
        with app.app_context(), transaction():
            add_platform(SYSTEM, draft)
        yield issuer
    platform.extensions["campus"].records.close()
    # The one other host that these tests go to.
    site.troubles[:] = [each for each in site.troubles if issuer not in each]
