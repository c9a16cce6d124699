"""What people fill in about their notices."""

from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, widgets
from wtforms.fields import SelectChoice

from deliberate.core.wording import N_
from deliberate.notices.models import NoticePreference, Rhythm, Topic, WatchState
from deliberate.web.forms import DomainForm

TOPIC_WORDS = {
    Topic.DECISIONS: N_("What moderators decide on your posts, and locks on them"),
    Topic.CHANGES: N_("Changes that editors make to your posts"),
    Topic.FLAGS: N_("What became of your flags and proposals"),
    Topic.APPEALS: N_("Appeals: yours, those about your posts, and, for moderators, those that wait"),
    Topic.ANSWERS: N_("Answers to your evidence and your remarks, and what both sides accept of what you proposed"),
    Topic.EVIDENCE: N_("New evidence on your claims and on what you watch, and what it came to"),
    Topic.RATINGS: N_("Items you weighed that say something else now"),
    Topic.SOURCES: N_("Sources you cited or weighed that are retracted or corrected"),
    Topic.CONDUCT: N_("What is decided about your conduct, and your level"),
    Topic.CLASSES: N_("Feedback on your work in a class"),
    Topic.WEBHOOKS: N_("For editors and admins: webhooks of yours that were switched off"),
    Topic.HANDED_ON: N_("For moderators: what others hand on to you from the queue"),
}
RHYTHM_WORDS = {
    Rhythm.DAILY: N_("Once a day, if there is anything"),
    Rhythm.AT_ONCE: N_("At once"),
    Rhythm.NEVER: N_("Never"),
}


def _topics(label: str) -> SelectMultipleField:
    """A checkbox for each topic."""
    choices = [SelectChoice(topic.value, words) for topic, words in TOPIC_WORDS.items()]
    return SelectMultipleField(label, choices=choices, option_widget=widgets.CheckboxInput())


def ticked(field: SelectMultipleField) -> set[Topic]:
    """The topics somebody has ticked."""
    return {Topic(each) for each in field.data or ()}


class PreferencesForm(DomainForm):
    """What somebody wants to be told of, and how."""

    in_app = _topics(N_("Shown under “Notices”"))
    rhythm = RadioField(
        N_("How often by mail"), choices=[SelectChoice(each.value, words) for each, words in RHYTHM_WORDS.items()]
    )
    by_mail = _topics(N_("Sent by mail"))
    watches_own = BooleanField(N_("Watch each article that I post on"))

    @classmethod
    def showing(cls, chosen: NoticePreference) -> "PreferencesForm":
        """The form as somebody's choice fills it."""
        return cls(
            None,
            data={
                "in_app": [each.value for each in Topic if each.value not in chosen.silent],
                "by_mail": [each.value for each in Topic if each.value not in chosen.silent_by_mail],
                "rhythm": chosen.rhythm.value,
                "watches_own": chosen.watches_own,
            },
        )


class WatchForm(DomainForm):
    """One of three buttons."""

    state = RadioField(N_("Watch"), choices=[SelectChoice(each, each) for each in (*map(str, WatchState), "neither")])
    back = HiddenField()

    def chosen(self) -> WatchState | None:
        """The state that is asked for; None for neither."""
        return None if self.state.data == "neither" else WatchState(self.state.data)
