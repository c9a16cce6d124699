"""Learning platforms, set up on our own site where its operator wants them."""

from importlib.util import find_spec

from flask import Flask

from deliberate.accounts.settings import AccountSettings
from deliberate.lti import forgetting as _forgetting  # noqa: F401
from deliberate.lti import models as _models  # noqa: F401
from deliberate.lti.site import EXTENSION, State, networks_in

#: Whether what LTI takes besides is installed: the extra `lti`.
CAN_HAVE_LTI = find_spec("pylti1p3") is not None
if CAN_HAVE_LTI:
    from deliberate.lti import admin_views as _admin_views  # noqa: F401
    from deliberate.lti import class_views as _class_views  # noqa: F401
    from deliberate.lti import views as _views  # noqa: F401
    from deliberate.lti.pages import blueprint


def install(app: Flask, settings: AccountSettings) -> None:
    """Give the app the pages that platforms lead to, where that is set.

    Raises ValueError where the extra is not installed, or on networks that are none.
    """
    networks = networks_in(settings.lti_networks)
    if not settings.lti:
        return
    if not CAN_HAVE_LTI:
        raise ValueError("DELIBERATE_LTI needs the extra `lti`: pip install 'flask-deliberate[lti]'.")
    app.extensions[EXTENSION] = State(settings.site_url, networks)
    app.register_blueprint(blueprint)
