"""Which rooms the house has. Importing this brings every table, fact, screen and listener into place."""

from flask import Blueprint

from deliberate.articles import access as _access  # noqa: F401
from deliberate.articles import models as _articles  # noqa: F401
from deliberate.articles.views import blueprint as articles
from deliberate.evidence import models as _evidence  # noqa: F401
from deliberate.moderation import facts as _moderation_facts  # noqa: F401
from deliberate.moderation import models as _moderation  # noqa: F401
from deliberate.moderation import screens as _screens  # noqa: F401
from deliberate.propositions import models as _propositions  # noqa: F401
from deliberate.propositions import services as _claims  # noqa: F401
from deliberate.propositions import suggesting as _suggesting  # noqa: F401
from deliberate.weighting import models as _weighting  # noqa: F401


def blueprints() -> tuple[Blueprint, ...]:
    """Each feature's pages, as children of the parent blueprint."""
    return (articles,)
