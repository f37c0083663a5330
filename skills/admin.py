"""Skills, guides and their layers in the Admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from entries.admin import EntryAdmin, EntryForm, LinkInline, RefusableForm, ordered_inline, store
from entries.form_fields import DataField, LinesField, RowsField
from entries.models import Entry
from skills.diagrams import Diagram
from skills.models import Box, Guide, GuideLink, Layer, Neighbour, Placement, Skill, SkillLink, SkillTerm

DIAGRAM_HELP = """For example:
shape: flow (or cards, exchange, comparison, one-to-many)
caption: One click, start to finish
boxes:
- {label: Browser, text: someone clicks}
- {label: View, text: applies the rules}
- {label: Page, text: goes back}"""


class SkillForm(EntryForm):
    """The form of a skill: lists as lines, the mini-diagram as a small structure."""

    keywords = LinesField(help_text="One a line; each is a term's name or alias.", required=True)
    reads = RowsField(columns=("wrote", "means", "ask"), required_columns=2, label="On a résumé")
    junior = LinesField(label="Junior markers", help_text="One a line.")
    mid = LinesField(label="Mid markers", help_text="One a line.")
    senior = LinesField(label="Senior markers", help_text="One a line.")
    diagram = DataField(part=Diagram, label="Mini-diagram", help_text=DIAGRAM_HELP)


class SkillLinkInline(LinkInline):
    """Curated links of a skill."""

    model = SkillLink


@admin.register(Skill)
class SkillAdmin(EntryAdmin):
    """Skills with their terms, neighbours and links."""

    form = SkillForm
    list_display = ("name", "area", "tag", "state", "reviewed_on", "review_due_on", "changed_at")
    list_filter = ("state", "area", "tag", "reviewed_on")
    search_fields = ("name", "slug", "gist")
    autocomplete_fields = ("owner", "main_term")
    own_fields = (
        ("symbol", "tag", "area"),
        "keywords",
        "gist",
        "say_on_call",
        "plain",
        ("picture", "good_for", "give_up"),
        "details",
        "reads",
        "junior",
        "mid",
        "senior",
        "diagram",
        "main_term",
    )
    inlines = (
        ordered_inline(SkillTerm, ("term",), autocomplete_fields=("term",)),
        ordered_inline(Neighbour, ("relation", "other"), fk_name="skill", autocomplete_fields=("other",)),
        SkillLinkInline,
    )


class GuideForm(EntryForm):
    """The form of a guide: lists as lines."""

    judging = RowsField(columns=("name", "text"), label="How to judge answers")
    marker_groups = RowsField(
        columns=("name", "area", "markers", "means"),
        help_text="One group a line: name | area | marker, marker, marker | what it means",
    )
    reading_rows = RowsField(columns=("wrote", "means", "ask"), required_columns=2)


class LayerInline(admin.StackedInline):
    """The layers of a guide; boxes and placements are on each layer's own page."""

    model = Layer
    extra = 0
    ordering = ("order",)
    show_change_link = True
    fields = (
        ("order", "key", "name"),
        ("area", "position", "base_label"),
        "gist",
        "summary",
        ("wire_down", "wire_up"),
    )


class GuideLinkInline(LinkInline):
    """Start-here links of a guide."""

    model = GuideLink


@admin.register(Guide)
class GuideAdmin(EntryAdmin):
    """Guides with their layers and links."""

    form = GuideForm
    search_fields = ("name", "slug", "subtitle")
    own_fields = (
        "subtitle",
        ("edition", "language", "order"),
        "job_title",
        "job_plain",
        "diagram_title",
        "diagram_caption",
        "overview",
        "primer",
        "why_language",
        "judging",
        "marker_groups",
        "reading_rows",
    )
    inlines = (LayerInline, GuideLinkInline)


class PlacementForm(forms.ModelForm):
    """A row of a layer's skills."""

    keywords = LinesField(widget=forms.Textarea(attrs={"rows": 2, "cols": 24}))


@admin.register(Layer)
class LayerAdmin(EntryAdmin):
    """One layer of a guide with its boxes and placements; saving it is a change of the guide."""

    form = RefusableForm
    list_display = ("name", "guide", "order", "position", "area")
    list_filter = ("guide", "position")
    search_fields = ("name", "guide__name")
    prepopulated_fields = {"key": ("name",)}
    autocomplete_fields = ("guide",)
    readonly_fields = ()
    actions = ()
    inlines = (
        ordered_inline(Box, ("label", "gloss", "skill", "term"), autocomplete_fields=("skill", "term")),
        ordered_inline(
            Placement, ("skill", "tag", "keywords", "note"), form=PlacementForm, autocomplete_fields=("skill",)
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the layer's own fields."""
        drawing = ["area", "position", "base_label", "wire_down", "wire_up"]
        return [(None, {"fields": ["guide", "order", "key", "name", "gist", "summary"]}), ("Drawing", {"fields": drawing})]

    def entry_of(self, obj: Any) -> Entry:
        """Return the guide."""
        return obj.guide

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete a layer; the guide changes by it."""
        guide = obj.guide
        obj.delete()
        store(guide, request, "Layer removed")

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete several layers, each a change of its guide."""
        for layer in queryset.select_related("guide"):
            self.delete_model(request, layer)
