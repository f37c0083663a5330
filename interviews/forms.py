"""What a reader may ask of the question bank."""

from django import forms

from entries.document import AREAS
from entries.listing import FilterForm, WordsField
from interviews.models import Question


class QuestionFilter(FilterForm):
    """Words, areas, a guide, a topic, a skill, a level."""

    q = WordsField(required=False)
    layer = forms.MultipleChoiceField(choices=AREAS.items(), required=False)
    guide = forms.SlugField(required=False)
    topic = forms.SlugField(required=False)
    skill = forms.SlugField(required=False)
    level = forms.ChoiceField(choices=Question.Level.choices, required=False)
