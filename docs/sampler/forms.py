"""The forms of the sample pages: invented, unbound from any application, but real WTForms with real errors."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
    widgets,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

AGREEMENT = ["Not at all", "A little", "Partly", "Mostly", "Fully"]


def choices(*pairs: tuple[str, str]) -> list[SelectChoice]:
    """Radio or select choices from (value, words) pairs."""
    return [SelectChoice(value, label) for value, label in pairs]


def scale(words: list[str]) -> list[SelectChoice]:
    """Five worded steps and the way out, which is never counted as zero."""
    return choices(*[(str(step / 4), word) for step, word in enumerate(words)], ("none", "Can’t judge"))


class EvidenceForm(Form):
    side = RadioField(
        "Which way does it speak?",
        [InputRequired("Say whether it speaks for or against.")],
        choices=choices(("for", "For"), ("against", "Against")),
    )
    link = URLField("Link", description="To the page or document itself, not to a search or a post about it.")
    citation = StringField("Citation, if there is no link", description="Author, title, publisher, date, page.")
    quote = TextAreaField(
        "The exact quote",
        [InputRequired("Paste the words you rely on, exactly as they stand.")],
        description="Word for word, so that others can check it.",
    )
    warrant = TextAreaField(
        "Why it matters here",
        [InputRequired("Say how the quote bears on the claim.")],
        description="One or two sentences: how do these words bear on the claim?",
    )
    kind = SelectField(
        "Kind",
        [InputRequired()],
        choices=choices(
            ("", "Choose one"),
            ("study", "Study"),
            ("report", "News report"),
            ("document", "Document"),
            ("testimony", "Testimony"),
            ("data", "Data"),
        ),
    )
    published = StringField("When was it published?", description="A day, a month or a year.")
    origin = StringField("Original source", description="If this repeats someone else’s report, whose?")


class WeighForm(Form):
    relevance = RadioField(
        "If true, does it matter here?",
        [InputRequired()],
        choices=scale(["Not at all", "A little", "Partly", "Mostly", "It decides it"]),
    )
    reliability = RadioField("Can this source know, and say so straight?", [InputRequired()], choices=scale(AGREEMENT))
    strength = RadioField(
        "How much should it move someone undecided?",
        [InputRequired()],
        choices=scale(["Not at all", "A little", "Somewhat", "A good deal", "Very much"]),
    )


class StanceForm(Form):
    stance = RadioField(
        "Where do you stand on this claim?",
        [InputRequired()],
        choices=choices(("agree", "I agree with it"), ("disagree", "I disagree with it"), ("unsure", "I am unsure")),
    )
    credence = SelectField(
        "How sure are you?",
        choices=choices(
            ("", "I would rather not say"), ("55", "Barely"), ("70", "Fairly"), ("85", "Quite"), ("97", "Very")
        ),
    )


class ClaimForm(Form):
    start = HiddenField()
    end = HiddenField()
    text = TextAreaField(
        "The claim, in neutral words", [InputRequired()], description="One statement that can be argued about alone."
    )
    voice = StringField("Who says it", description="Leave empty if it is the article itself.")
    kind = SelectField(
        "Kind",
        [InputRequired()],
        choices=choices(
            ("", "Choose one"),
            ("fact", "Fact or event"),
            ("causal", "Cause"),
            ("forecast", "Forecast"),
            ("value", "Value"),
            ("policy", "Policy"),
        ),
    )


class DecisionForm(Form):
    action = RadioField(
        "What should happen?",
        [InputRequired()],
        choices=choices(
            ("keep", "Keep it as it is"),
            ("return", "Return it to its author for changes"),
            ("remove", "Remove it from view"),
            ("request", "Ask for a source"),
        ),
    )
    rule = SelectField(
        "Which rule?",
        choices=choices(
            ("", "None: it is kept"),
            ("off_topic", "Does not bear on the claim"),
            ("unsourced", "No source"),
            ("personal", "Attacks a person"),
        ),
    )
    reason = TextAreaField(
        "Reason",
        [InputRequired("Give the reason the author will read.")],
        description="The author and the public log show these words.",
    )


class SignInForm(Form):
    email = StringField("E-mail", [InputRequired("Type the e-mail you signed up with.")])
    password = PasswordField("Password", [InputRequired("Type your password.")])
    remember = BooleanField("Keep me signed in on this device")


class ImportForm(Form):
    title = StringField("Title", [InputRequired()])
    topics = SelectMultipleField(
        "What needs help",
        choices=choices(("thin", "Too little evidence"), ("one", "One-sided")),
        widget=widgets.ListWidget(),
        option_widget=widgets.CheckboxInput(),
    )


def sample_forms() -> dict[str, Form]:
    """One of each form; those with "wrong" in their name hold errors beside the words that were typed."""
    wrong = EvidenceForm(
        MultiDict(
            {
                "side": "for",
                "link": "https://example.org/counts",
                "quote": "",
                "warrant": "It counts the same street before and after.",
                "kind": "data",
            }
        )
    )
    wrong.validate()
    unsure = SignInForm(MultiDict({"email": "sam@example.org", "password": ""}))
    unsure.validate()
    return {
        "evidence": EvidenceForm(),
        "evidence_wrong": wrong,
        "weigh": WeighForm(),
        "stance": StanceForm(),
        "claim": ClaimForm(),
        "decision": DecisionForm(),
        "sign_in": unsure,
        "import": ImportForm(),
    }
