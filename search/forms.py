"""What may be asked of the editors."""

from django import forms

from entries.posted import TrappedForm
from search.models import TermRequest


class AskForm(forms.ModelForm, TrappedForm):
    """A word the wiki should explain."""

    class Meta:
        model = TermRequest
        fields = ["words", "note"]
        labels = {"words": "The word or name", "note": "Where you saw it (optional)"}
        help_texts = {"note": "For example: in an advert for a data engineer. No names of people, please."}
