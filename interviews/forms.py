"""What a reader may ask of the question bank."""

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from entries.document import AREAS
from entries.listing import FilterForm, WordsField
from interviews.models import Question, QuestionQuerySet


class QuestionFilter(FilterForm):
    """Words, areas, a guide, a topic, a skill, a level."""

    q = WordsField(required=False)
    layer = forms.MultipleChoiceField(choices=AREAS.items(), required=False)
    guide = forms.SlugField(required=False)
    topic = forms.SlugField(required=False)
    skill = forms.SlugField(required=False)
    level = forms.ChoiceField(choices=Question.Level.choices, required=False)

    def questions(self, user: AbstractBaseUser | AnonymousUser) -> QuestionQuerySet:
        """Return the questions that fit, as this reader may see them."""
        found = Question.objects.for_reader(user).matching(self.cleaned("q")).in_areas(self.cleaned("layer"))
        found = found.in_guide(self.cleaned("guide")).in_topic(self.cleaned("topic"))
        return found.about(self.cleaned("skill")).of_level(self.cleaned("level")).select_related("topic")
