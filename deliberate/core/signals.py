"""News that travels upwards: a lower room announces, a higher one listens, neither imports the other."""

from blinker import Namespace

_signals = Namespace()

#: A contribution was posted, revised or changed its status. Sender: the contribution; ``action``: the event's name.
contribution_changed = _signals.signal("contribution-changed")
#: A text was read that will be imported, and no transaction is open yet: time for slow work. Sender: the ImportedText.
text_read = _signals.signal("text-read")
#: An article has a new version and no claims yet. Sender: the article; ``actor`` and ``version``.
article_imported = _signals.signal("article-imported")
#: What anybody may see of an article changed. Sender: the article.
article_changed = _signals.signal("article-changed")
#: Something that enters the weights changed and no contribution did. Sender: the article.
weights_due = _signals.signal("weights-due")
