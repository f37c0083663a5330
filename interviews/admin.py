"""Topics, questions and red flags in the Admin."""

from django.contrib import admin

from entries.admin import EntryAdmin
from entries.change_forms import EntryForm
from entries.form_fields import LinesField
from entries.inlines import ordered_inline
from entries.list_admin import ListedEntryAdmin
from interviews.models import Question, QuestionSkill, RedFlag, RedFlagSkill, Topic


@admin.register(Topic)
class TopicAdmin(EntryAdmin):
    """Topics."""

    list_display = ("name", "guide", "order", "state", "changed_on")
    list_filter = ("state", "guide")
    autocomplete_fields = ("guide",)
    own_fields = ("subtitle", "guide", ("area", "order"))


class QuestionForm(EntryForm):
    """The form of a question."""

    whole = ("question_published_whole", ("strong", "average", "weak", "probe"))
    listen_for = LinesField(
        help_text="3 to 6 phrases a non-engineer recognizes by ear, one a line.", required=True
    )


@admin.register(Question)
class QuestionAdmin(ListedEntryAdmin):
    """Questions with the whole answer key in one form."""

    form = QuestionForm
    list_display = ("name", "topic", "level", "state", "changed_on")
    list_filter = ("state", "topic", "level", "visibility", "reviewed_on")
    search_fields = ("name", "slug", "prompt")
    autocomplete_fields = ("topic",)
    list_select_related = ("topic",)
    own_fields = (
        ("topic", "order"),
        ("level", "minutes", "visibility"),
        "prompt",
        "why",
        "listen_for",
        "strong",
        "strong_note",
        "average",
        "average_note",
        "weak",
        "weak_note",
        "probe",
    )
    inlines = (
        ordered_inline(QuestionSkill, ("skill",), autocomplete_fields=("skill",), verbose_name="skill"),
    )


class RedFlagForm(EntryForm):
    """The form of a red flag."""

    whole = ("red_flag_fair", ("innocent", "ask"))
    innocent = LinesField(label="Innocent explanations", help_text="Two or more, one a line.", required=True)


@admin.register(RedFlag)
class RedFlagAdmin(EntryAdmin):
    """Red flags."""

    form = RedFlagForm
    list_display = ("name", "severity", "area", "state", "changed_on")
    list_filter = ("state", "severity", "area")
    search_fields = ("name", "slug", "sees")
    own_fields = ("sees", "why", "innocent", "ask", ("severity", "area"))
    inlines = (
        ordered_inline(RedFlagSkill, ("skill",), autocomplete_fields=("skill",), verbose_name="skill"),
    )
