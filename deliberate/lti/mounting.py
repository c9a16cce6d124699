"""Learning platforms, set up on our own site where its operator wants them."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from deliberate.accounts.settings import AccountSettings
from deliberate.lti import forgetting as _forgetting  # noqa: F401
from deliberate.lti import models as _models  # noqa: F401
from deliberate.lti.site import EXTENSION, State, networks_in

#: The rooms of views and jobs, which need the extra.
_ROOMS = ("views", "class_views", "admin_views")


def install(app: Flask, settings: AccountSettings) -> None:
    """Give the app the pages that platforms lead to. Raises ValueError where the extra is not installed."""
    networks = networks_in(settings.lti_networks)
    if not settings.lti:
        return
    if find_spec("pylti1p3") is None:
        raise ValueError("DELIBERATE_LTI needs the extra `lti`: pip install 'flask-deliberate[lti]'.")
    app.extensions[EXTENSION] = State(settings.site_url, networks)
    for room in _ROOMS:
        import_module(f"deliberate.lti.{room}")
    app.register_blueprint(import_module("deliberate.lti.pages").blueprint)
