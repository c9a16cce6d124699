"""Under which model an article is weighed."""

from deliberate.articles.access import is_of_class
from deliberate.articles.models import Article
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.weigh import DEFAULT_MODEL

CLASSROOM_MODEL = WeightingModel.classroom()


def model_of(article: Article) -> WeightingModel:
    """A class's people count alike from the start, and one of them is enough for an item; else the usual one."""
    return CLASSROOM_MODEL if is_of_class(article) else DEFAULT_MODEL
