"""What pages about platforms ask for."""

from collections.abc import Iterable

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField, URLField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from deliberate.accounts.forms import OwnPasswordForm
from deliberate.articles.groups import LONGEST_NAME
from deliberate.classroom.assignment_forms import NewAssignmentForm
from deliberate.classroom.models import Assignment, Classroom
from deliberate.core.wording import N_, say
from deliberate.lti.models import LONGEST, Platform
from deliberate.lti.platforms import PlatformDraft
from deliberate.web.forms import ClearText, DomainForm


class _ByTicket:
    """The Meta of forms that stand in frames of others: a ticket, used once, is in the place of a session's token."""

    csrf = False


class ClassForm(DomainForm):
    """Which class a course is here: a new one, or one that somebody teaches already."""

    class Meta(_ByTicket, DomainForm.Meta):
        pass

    classroom = SelectField(N_("Class"), choices=[], validate_choice=True)
    name = StringField(
        N_("Name of the new class"),
        [ClearText(), Length(max=LONGEST_NAME)],
        description=N_("Only where a new one is made."),
    )
    asks_names = BooleanField(
        N_("Take over students’ names"),
        description=N_("Only those who teach see them. The others see the names of accounts, which are made up."),
    )

    def offer(self, classes: Iterable[Classroom]) -> None:
        """Let people choose among these."""
        self.classroom.choices = [
            SelectChoice("", say("A new class")),
            *(SelectChoice(str(each.public_id), each.name) for each in classes),
        ]


class ChooseAssignmentForm(DomainForm):
    """Which assignment a link leads to, of those there are."""

    class Meta(_ByTicket, DomainForm.Meta):
        pass

    assignment = SelectField(
        N_("Assignment"), [DataRequired(N_("Choose an assignment."))], choices=[], validate_choice=True
    )

    def offer(self, assignments: Iterable[Assignment]) -> None:
        """Let people choose among these."""
        self.assignment.choices = [
            SelectChoice("", say("Choose an assignment")),
            *(SelectChoice(str(each.public_id), each.title) for each in assignments),
        ]


class MakeAssignmentForm(NewAssignmentForm):
    """A new one for it to lead to."""

    class Meta(_ByTicket, DomainForm.Meta):
        pass


class PersonForm(OwnPasswordForm):
    """Whether whoever is signed in here is whoever arrived."""

    ticket = HiddenField()


class _Settled(DomainForm):
    deployments = TextAreaField(
        N_("Deployments"),
        [ClearText(), Length(max=20_000)],
        description=N_("The ids of its deployments, one a line. Launches of any other are refused."),
    )
    trusts_teachers = BooleanField(
        N_("Whoever teaches there may import articles here"),
        description=N_("They are made regular (level 2) here. Otherwise they set what is there already."),
    )

    def deployment_ids(self) -> list[str]:
        return (self.deployments.data or "").splitlines()


class SettleForm(_Settled):
    """What can be settled about a platform that is known."""

    @classmethod
    def of(cls, platform: Platform) -> "SettleForm":
        """The form as the platform is."""
        return cls(data={"deployments": "\n".join(platform.deployments), "trusts_teachers": platform.trusts_teachers})


class InviteForm(DomainForm):
    """An address at which a platform registers itself."""

    trusts_teachers = BooleanField(
        N_("Whoever teaches there may import articles here"),
        description=N_("They are made regular (level 2) here. Otherwise they set what is there already."),
    )


class PlatformForm(_Settled):
    """A platform, written down by hand."""

    name = StringField(N_("What people here call it"), [ClearText(), DataRequired(), Length(max=LONGEST - 10)])
    issuer = StringField(N_("Issuer"), [ClearText(), DataRequired(), Length(max=LONGEST - 10)])
    client_id = StringField(N_("Client ID"), [ClearText(), DataRequired(), Length(max=LONGEST - 10)])
    auth_url = URLField(N_("Address that says who people are (authentication request URL)"), [DataRequired()])
    token_url = URLField(N_("Address that gives access (access token URL)"), [DataRequired()])
    jwks_url = URLField(N_("Address of its keys (public keyset URL)"), [DataRequired()])

    def draft(self) -> PlatformDraft:
        plain = {
            name: self[name].data or "" for name in ("name", "issuer", "client_id", "auth_url", "token_url", "jwks_url")
        }
        return PlatformDraft(
            **plain, deployments=tuple(self.deployment_ids()), trusts_teachers=self.trusts_teachers.data
        )
