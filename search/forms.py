"""What may be searched for, and asked of the editors."""

from django import forms

from entries.document import AREAS
from entries.listing import FilterForm
from search.models import ORDER, TermRequest


class SearchForm(FilterForm):
    """A kind and areas; the words are cut and cleaned by `search.spelling.ask`."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in ORDER], required=False)
    layer = forms.MultipleChoiceField(choices=AREAS.items(), required=False)


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
