"""Which rooms the house has. Importing this brings every table, fact, screen and listener into place."""

from importlib.util import find_spec

from flask import Blueprint

from deliberate.api import models as _api  # noqa: F401
from deliberate.api import personal_data as _api_data  # noqa: F401
from deliberate.api import tokens as _api_tokens  # noqa: F401
from deliberate.articles import access as _access  # noqa: F401
from deliberate.articles import import_views as _importing  # noqa: F401
from deliberate.articles import models as _articles  # noqa: F401
from deliberate.articles import personal_data as _articles_data  # noqa: F401
from deliberate.articles import version_views as _versions  # noqa: F401
from deliberate.articles.views import blueprint as articles
from deliberate.classroom import access as _classroom_access  # noqa: F401
from deliberate.classroom import assignment_views as _assignment_views  # noqa: F401
from deliberate.classroom import erasing as _classroom_erasing  # noqa: F401
from deliberate.classroom import models as _classroom  # noqa: F401
from deliberate.classroom import peers as _classroom_peers  # noqa: F401
from deliberate.classroom import personal_data as _classroom_data  # noqa: F401
from deliberate.classroom import taking_along_views as _classroom_taking_along  # noqa: F401
from deliberate.classroom.exercises import personal_data as _exercise_data  # noqa: F401
from deliberate.classroom.exercises import views as _exercise_views  # noqa: F401
from deliberate.classroom.feedback import models as _feedback  # noqa: F401
from deliberate.classroom.feedback import personal_data as _feedback_data  # noqa: F401
from deliberate.classroom.feedback import review_views as _review_views  # noqa: F401
from deliberate.classroom.feedback import views as _feedback_views  # noqa: F401
from deliberate.classroom.grouping import following as _following  # noqa: F401
from deliberate.classroom.grouping import models as _grouping  # noqa: F401
from deliberate.classroom.grouping import views as _grouping_views  # noqa: F401
from deliberate.classroom.views import blueprint as classroom
from deliberate.common_ground import models as _common_ground  # noqa: F401
from deliberate.common_ground import personal_data as _common_ground_data  # noqa: F401
from deliberate.common_ground import standing as _common_ground_standing  # noqa: F401
from deliberate.common_ground.views import blueprint as common_ground
from deliberate.drafts import models as _drafts  # noqa: F401
from deliberate.drafts import personal_data as _drafts_data  # noqa: F401
from deliberate.drafts import upkeep as _drafts_upkeep  # noqa: F401
from deliberate.drafts.views import blueprint as drafts
from deliberate.embedding import heads as _heads  # noqa: F401
from deliberate.embedding import oembed_views as _oembed  # noqa: F401
from deliberate.embedding import sitemap_views as _sitemap  # noqa: F401
from deliberate.embedding.views import blueprint as embedding
from deliberate.evidence import edit_views as _evidence_editing  # noqa: F401
from deliberate.evidence import models as _evidence  # noqa: F401
from deliberate.evidence import moving as _evidence_moving  # noqa: F401
from deliberate.evidence import origin_upkeep as _evidence_origins  # noqa: F401
from deliberate.evidence import personal_data as _evidence_data  # noqa: F401
from deliberate.evidence import reach as _evidence_reach  # noqa: F401
from deliberate.evidence import undercut_views as _evidence_undercuts  # noqa: F401
from deliberate.evidence import unfinished as _evidence_unfinished  # noqa: F401
from deliberate.evidence import upkeep as _evidence_upkeep  # noqa: F401
from deliberate.evidence import views as _evidence_views  # noqa: F401
from deliberate.evidence.pages import blueprint as evidence
from deliberate.exchange import erasing as _exchange_erasing  # noqa: F401
from deliberate.exchange import models as _exchange  # noqa: F401
from deliberate.exchange.views import blueprint as exchange
from deliberate.hosting import models as _hosting  # noqa: F401
from deliberate.jobs import models as _jobs  # noqa: F401
from deliberate.jobs.views import blueprint as jobs
from deliberate.mapping.views import blueprint as mapping
from deliberate.moderation import appeal_views as _appeal_views  # noqa: F401
from deliberate.moderation import bulk_views as _bulk_views  # noqa: F401
from deliberate.moderation import burst_views as _burst_views  # noqa: F401
from deliberate.moderation import claim_views as _claim_views  # noqa: F401
from deliberate.moderation import concluding as _concluding  # noqa: F401
from deliberate.moderation import conduct as _conduct  # noqa: F401
from deliberate.moderation import conduct_views as _conduct_views  # noqa: F401
from deliberate.moderation import facts as _moderation_facts  # noqa: F401
from deliberate.moderation import finding_views as _finding_views  # noqa: F401
from deliberate.moderation import how_views as _how_views  # noqa: F401
from deliberate.moderation import locking as _locking  # noqa: F401
from deliberate.moderation import log_views as _log_views  # noqa: F401
from deliberate.moderation import models as _moderation  # noqa: F401
from deliberate.moderation import paces as _paces  # noqa: F401
from deliberate.moderation import personal_data as _moderation_data  # noqa: F401
from deliberate.moderation import queue_upkeep as _queue_upkeep  # noqa: F401
from deliberate.moderation import queue_views as _queue_views  # noqa: F401
from deliberate.moderation import reporting as _reporting  # noqa: F401
from deliberate.moderation import rising as _rising  # noqa: F401
from deliberate.moderation import sanctioning as _sanctioning  # noqa: F401
from deliberate.moderation import screens as _screens  # noqa: F401
from deliberate.moderation import transparency_views as _transparency  # noqa: F401
from deliberate.moderation import views as _moderation_views  # noqa: F401
from deliberate.moderation import word_views as _word_views  # noqa: F401
from deliberate.moderation.curating import clocks as _curating_clocks  # noqa: F401
from deliberate.moderation.curating import item_views as _item_views  # noqa: F401
from deliberate.moderation.curating import links as _links  # noqa: F401
from deliberate.moderation.curating import models as _curating  # noqa: F401
from deliberate.moderation.curating import source_views as _source_views  # noqa: F401
from deliberate.moderation.curating import views as _origin_views  # noqa: F401
from deliberate.moderation.pages import blueprint as moderation
from deliberate.moderation.purging import models as _purging  # noqa: F401
from deliberate.moderation.purging import sweeping as _sweeping  # noqa: F401
from deliberate.moderation.purging import titles_and_reasons as _titles_and_reasons  # noqa: F401
from deliberate.moderation.purging import views as _purge_views  # noqa: F401
from deliberate.moderation.reports import deciding as _reports  # noqa: F401
from deliberate.moderation.reports import forgetting as _report_forgetting  # noqa: F401
from deliberate.moderation.reports import views as _report_views  # noqa: F401
from deliberate.notices import accepted as _notices_of_points  # noqa: F401
from deliberate.notices import appeals as _notices_of_appeals  # noqa: F401
from deliberate.notices import conduct as _notices_of_conduct  # noqa: F401
from deliberate.notices import decisions as _notices_of_decisions  # noqa: F401
from deliberate.notices import digest as _digest  # noqa: F401
from deliberate.notices import handing_on as _notices_of_handing_on  # noqa: F401
from deliberate.notices import models as _notices  # noqa: F401
from deliberate.notices import personal_data as _notices_data  # noqa: F401
from deliberate.notices import posts as _notices_of_posts  # noqa: F401
from deliberate.notices import upkeep as _notices_upkeep  # noqa: F401
from deliberate.notices.views import blueprint as notices
from deliberate.people.views import blueprint as people
from deliberate.preferences import personal_data as _preferences_data  # noqa: F401
from deliberate.preferences.views import blueprint as preferences
from deliberate.propositions import leaning as _propositions_leaning  # noqa: F401
from deliberate.propositions import models as _propositions  # noqa: F401
from deliberate.propositions import passage_models as _passages  # noqa: F401
from deliberate.propositions import passage_views as _passage_views  # noqa: F401
from deliberate.propositions import personal_data as _propositions_data  # noqa: F401
from deliberate.propositions import relation_views as _relation_views  # noqa: F401
from deliberate.propositions import relations_moving as _relations_moving  # noqa: F401
from deliberate.propositions import renewing as _renewing  # noqa: F401
from deliberate.propositions import saying_views as _saying_views  # noqa: F401
from deliberate.propositions import speaker_views as _speaker_views  # noqa: F401
from deliberate.propositions import stance_views as _stance_views  # noqa: F401
from deliberate.propositions import suggesting as _suggesting  # noqa: F401
from deliberate.propositions import wording_views as _wording_views  # noqa: F401
from deliberate.propositions.views import blueprint as propositions
from deliberate.reading import article_views as _article_views  # noqa: F401
from deliberate.reading import feed_views as _feed_views  # noqa: F401
from deliberate.reading import models as _reading  # noqa: F401
from deliberate.reading import news_views as _news_views  # noqa: F401
from deliberate.reading import personal_data as _reading_data  # noqa: F401
from deliberate.reading import telling as _telling  # noqa: F401
from deliberate.reading import version_views as _version_views  # noqa: F401
from deliberate.reading import visit_views as _visit_views  # noqa: F401
from deliberate.reading.views import blueprint as reading
from deliberate.search import indexing as _search  # noqa: F401
from deliberate.search.views import blueprint as search
from deliberate.webhooks import hearing as _webhooks_hearing  # noqa: F401
from deliberate.webhooks import models as _webhooks  # noqa: F401
from deliberate.webhooks import personal_data as _webhooks_data  # noqa: F401
from deliberate.webhooks import sending as _webhooks_sending  # noqa: F401
from deliberate.webhooks import upkeep as _webhooks_upkeep  # noqa: F401
from deliberate.webhooks.views import blueprint as webhooks
from deliberate.weighting import daily as _weighting_daily  # noqa: F401
from deliberate.weighting import leaning as _weighting_leaning  # noqa: F401
from deliberate.weighting import models as _weighting  # noqa: F401
from deliberate.weighting import personal_data as _weighting_data  # noqa: F401
from deliberate.weighting import setting_aside as _weighting_setting_aside  # noqa: F401
from deliberate.weighting.views import blueprint as weighting

#: Whether what the API takes besides is installed: the extra `api`.
CAN_HAVE_API = find_spec("pydantic") is not None
if CAN_HAVE_API:
    from deliberate.api.operations import blueprint as api
    from deliberate.api.views import pages as api_pages


def blueprints(*, with_api: bool) -> tuple[Blueprint, ...]:
    """Each feature's pages, as children of the parent blueprint. Raises ValueError where there can be no API."""
    if with_api and not CAN_HAVE_API:
        raise ValueError("DELIBERATE_API needs the extra `api`: pip install 'flask-deliberate[api]'.")
    return (
        *((api, api_pages) if with_api else ()),
        articles,
        propositions,
        evidence,
        weighting,
        common_ground,
        moderation,
        notices,
        preferences,
        people,
        reading,
        mapping,
        jobs,
        exchange,
        search,
        drafts,
        embedding,
        classroom,
        webhooks,
    )
