"""What a reader may ask of the glossary."""

from django import forms

from entries.document import AREAS
from entries.listing import FilterForm, WordsField


class TermFilter(FilterForm):
    """Words, areas, a guide, a letter."""

    q = WordsField(required=False)
    layer = forms.MultipleChoiceField(choices=AREAS.items(), required=False)
    guide = forms.SlugField(required=False)
    letter = forms.RegexField(r"^(?:[A-Za-z]|#)$", required=False)
