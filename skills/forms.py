"""What a reader may ask of skills and guides."""

from django import forms

from entries.document import AREAS
from entries.listing import FilterForm, WordsField
from skills.models import Skill


class SkillFilter(FilterForm):
    """Words, a guide, an area, a kind."""

    q = WordsField(required=False)
    guide = forms.SlugField(required=False)
    layer = forms.ChoiceField(choices=AREAS.items(), required=False)
    tag = forms.ChoiceField(choices=Skill.Tag.choices, required=False)


class CompareForm(FilterForm):
    """Skills to set side by side, as `a,b,c` or as repeated fields."""

    MOST = 4
    skills = forms.CharField(required=False, max_length=1_000)

    def chosen(self) -> list[str]:
        """Return the slugs asked for, each once, at most four."""
        values = self.data.getlist("skills") if hasattr(self.data, "getlist") else []
        slugs = [slug.strip() for value in values for slug in value[:1_000].split(",")]
        valid = [slug for slug in dict.fromkeys(slugs) if slug.replace("-", "").isalnum() and slug.isascii()]
        return valid[: self.MOST]
