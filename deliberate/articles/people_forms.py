"""What people fill in about who may edit an article, and about groups."""

from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired

from deliberate.articles.drafts import LONGEST_LINE
from deliberate.articles.forms import at_most
from deliberate.articles.groups import LONGEST_NAME
from deliberate.core.wording import N_
from deliberate.web.forms import ClearText, DomainForm


class EditorForm(DomainForm):
    """Who else may edit."""

    name = StringField(
        N_("Add an editor"),
        [ClearText(), DataRequired(N_("Write their name.")), at_most(LONGEST_LINE)],
        description=N_("The name of their account here."),
    )


class RemoveEditorForm(DomainForm):
    """Whose editing ends."""

    person = HiddenField()


class JoinForm(DomainForm):
    """The code a group gave somebody."""

    code = StringField(
        N_("Join code"),
        [ClearText(), DataRequired(N_("Type the code you were given.")), at_most(40)],
        description=N_("Ten letters and figures, like ABCDE 23456."),
    )


class GroupForm(DomainForm):
    """A new group."""

    name = StringField(
        N_("Name of the new group"), [ClearText(), DataRequired(N_("Give the group a name.")), at_most(LONGEST_NAME)]
    )
