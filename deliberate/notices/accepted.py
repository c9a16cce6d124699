"""What is heard of what both sides accept: whoever proposed it is told once that it stands."""

from typing import Any

from deliberate.common_ground.models import CommonPoint
from deliberate.core.signals import point_stands
from deliberate.notices.models import NoticeKind
from deliberate.notices.telling import News, tell


@point_stands.connect
def tell_proposer(point: CommonPoint, **_more: Any) -> None:
    """Whose answer it was that made it stand is nobody’s business."""
    tell([point.author_id], News(NoticeKind.ACCEPTED, point.article_id, point.public_id))
