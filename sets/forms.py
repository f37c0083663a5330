"""What may be typed about sets, their questions, links and teams. No field asks for anything about a candidate."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from entries.form_fields import LinesField, ParagraphsField, SentenceField
from entries.markdown import TextRefused, check_limits
from interviews.models import Question
from sets.models import QuestionSet, SetItem, Team

NO_NAMES = "Name the role, not a person. Nothing about a candidate is kept here."
LONGEST_ANSWER = 2_000


class SetForm(forms.ModelForm):
    """The words above a set. Each field remembers what was seen, so that a second tab overwrites nothing."""

    purpose = SentenceField(required=False, max_length=1_000, help_text="What you know after the call.")

    class Meta:
        model = QuestionSet
        fields = ["title", "role", "purpose"]
        labels = {"title": "Title", "role": "Role"}
        help_texts = {"title": NO_NAMES, "role": "For example: senior Django developer."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remember_what_was_seen(self)


class NewSetForm(SetForm):
    """A new set, of one's own or for a team one leads."""

    team = forms.ModelChoiceField(Team.objects.none(), required=False, empty_label="Only me")

    class Meta(SetForm.Meta):
        pass

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["team"].queryset = Team.objects.of(user)
        fields["team"].label = "Who sees it"
        self.fields["purpose"].widget.attrs["rows"] = 2


class ItemForm(forms.ModelForm):
    """What a set says about one of its questions."""

    note = SentenceField(required=False, max_length=1_000, label="Note for the interviewer")

    class Meta:
        model = SetItem
        fields = ["minutes", "must_ask", "section", "note"]
        labels = {"minutes": "Minutes", "must_ask": "Must ask", "section": "Section"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].validators += [MinValueValidator(1), MaxValueValidator(60)]
        self.fields["minutes"].widget.attrs |= {"min": 1, "max": 60, "inputmode": "numeric"}
        self.fields["note"].help_text = "About the question, never about a person."
        remember_what_was_seen(self)


class OwnQuestionForm(forms.Form):
    """A question of one's own with its answer key; only the question itself must be there."""

    prompt = SentenceField(label="Your question", max_length=1_000, help_text="As you would say it aloud.")
    level = forms.ChoiceField(label="Stage", choices=Question.Level.choices)
    minutes = forms.IntegerField(min_value=1, max_value=60, initial=5)
    listen_for = LinesField(label="Listen for", help_text="A few phrases, one a line.")
    strong = ParagraphsField(
        label="A strong answer", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    average = ParagraphsField(
        label="An average answer", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    weak = ParagraphsField(label="A weak answer", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    probe = SentenceField(label="Then ask", required=False, max_length=1_000)
    offer = forms.BooleanField(
        required=False,
        label="Offer it to the editors",
        help_text="They may make a page of it. Your name is not sent.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remember_what_was_seen(self)

    def clean_listen_for(self) -> list[str]:
        """Refuse more than a person can listen for."""
        lines: list[str] = self.cleaned_data["listen_for"]
        if len(lines) > 12 or any(len(line) > 200 for line in lines):
            raise forms.ValidationError("Write at most 12 lines of at most 200 characters.")
        return lines

    def clean(self) -> dict[str, Any]:
        """Refuse answers that are too long to read on a call, or that Markdown cannot take."""
        data = super().clean() or self.cleaned_data
        for field in ("strong", "average", "weak"):
            text = data.get(field) or ""
            try:
                check_limits(text)
            except TextRefused as refused:
                self.add_error(field, str(refused))
            if len(text) > LONGEST_ANSWER:
                self.add_error(field, f"Write at most {LONGEST_ANSWER:,} characters.")
        return data

    def text(self) -> dict[str, Any]:
        """Return the wording as an item keeps it."""
        data = dict(self.cleaned_data)
        data.pop("offer")
        return data | {"visibility": "public", "topic_name": "Your own", "area": "general"}


class ShareForm(forms.Form):
    """A new link: for whom, for how long, with which answers."""

    EXPIRIES = (("1", "One day"), ("7", "One week"), ("30", "30 days"), ("", "Until I revoke it"))

    label = forms.CharField(
        label="For whom",
        max_length=80,
        required=False,
        help_text="A reminder for you, for example: hiring managers.",
    )
    expires = forms.ChoiceField(label="Works for", choices=EXPIRIES, required=False, initial="7")
    shows_answers = forms.BooleanField(
        required=False, label="Also show answers that are for signed-in people only"
    )

    def expires_at(self) -> Any:
        """Return when the link ends, or None."""
        days = self.cleaned_data["expires"]
        return timezone.now() + timedelta(days=int(days)) if days else None


class TeamForm(forms.ModelForm):
    """A team's name."""

    class Meta:
        model = Team
        fields = ["name"]


class MemberForm(forms.Form):
    """Somebody to add to a team."""

    account = forms.CharField(
        label="User name or e-mail address", max_length=254, help_text="The person needs an account here."
    )


def remember_what_was_seen(form: forms.BaseForm) -> None:
    """Send each field's value along, so that the answer tells what was changed from what was only seen."""
    for field in form.fields.values():
        field.show_hidden_initial = True


def seen(form: forms.BaseForm) -> dict[str, Any]:
    """Return the values a person saw before typing, as far as the form sent them along.

    Who presses “Store mine” has seen what the notice of the conflict showed.
    """
    values: dict[str, Any] = {}
    for name, field in form.fields.items():
        hidden, sent_as = field.hidden_widget(), form.add_initial_prefix(name)
        if form.data.get("do") == "mine" and theirs_name(name) in form.data:
            sent_as = theirs_name(name)
        raw = hidden.value_from_datadict(form.data, form.files, sent_as)
        try:
            values |= {} if raw is None else {name: field.to_python(raw)}
        except forms.ValidationError:
            continue
    return values


def theirs_name(field: str) -> str:
    """Return the name under which a notice sends along what somebody else stored in a field."""
    return f"theirs-{field}"


def see_anew(form: forms.BaseForm, conflicts: dict[str, Any]) -> None:
    """Let a form have seen what it just stored; fields in conflict stay as they were, until one is chosen."""
    data = dict(form.data.items())
    for name, field in form.fields.items():
        if name not in conflicts:
            data[form.add_initial_prefix(name)] = str(field.prepare_value(form.cleaned_data[name]) or "")
    form.data = data
