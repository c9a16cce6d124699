"""The forms of this room whose words are kept until they are sent."""

from uuid import UUID

from flask import url_for
from sqlalchemy import select

from deliberate.articles.access import readable
from deliberate.articles.models import Article
from deliberate.core.db import session
from deliberate.core.wording import N_
from deliberate.drafts.services import DraftedForm, drafted_forms
from deliberate.web.identity import current_actor


def _remark_at(about: UUID) -> str:
    """A remark is written on the page of what it is about."""
    slug = session.scalar(select(Article.slug).where(Article.public_id == about, readable(current_actor())))
    if slug is not None:
        return url_for("deliberate.reading.article", slug=slug, _anchor="remarks")
    return url_for("deliberate.reading.contribution", contribution=about)


drafted_forms.register(
    "evidence", DraftedForm(N_("Evidence"), lambda about: url_for("deliberate.evidence.post", claim=about))
)
drafted_forms.register(
    "challenge", DraftedForm(N_("A challenge"), lambda about: url_for("deliberate.evidence.challenge", target=about))
)
drafted_forms.register(
    "bear",
    DraftedForm(N_("Why an item matters elsewhere"), lambda about: url_for("deliberate.evidence.bear", item=about)),
)
drafted_forms.register(
    "edit", DraftedForm(N_("A change of an item"), lambda about: url_for("deliberate.evidence.edit", item=about))
)
drafted_forms.register(
    "edit_bearing",
    DraftedForm(
        N_("A change of why an item matters"), lambda about: url_for("deliberate.evidence.edit_bearing", bearing=about)
    ),
)
drafted_forms.register(
    "edit_remark",
    DraftedForm(N_("A change of a remark"), lambda about: url_for("deliberate.evidence.edit_remark", remark=about)),
)
drafted_forms.register("remark", DraftedForm(N_("A remark"), _remark_at))
