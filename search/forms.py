"""What may be asked of the editors."""

from django import forms

from search.models import TermRequest


class AskForm(forms.ModelForm):
    """A word the wiki should explain; `website` is a trap for machines and stays empty."""

    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    class Meta:
        model = TermRequest
        fields = ["words", "note"]
        labels = {"words": "The word or name", "note": "Where you saw it (optional)"}
        help_texts = {"note": "For example: in an advert for a data engineer. No names of people, please."}
