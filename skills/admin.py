"""Skills, guides and their layers in the Admin."""

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from entries.admin import EntryAdmin
from entries.change_forms import ChangeForm, EntryForm
from entries.form_fields import DataField, LinesField, RowsField
from entries.inlines import LinkInline, OrderedRows, RowsInline, ordered_inline
from entries.models import Entry
from entries.posted import number_in
from entries.refusals import DocumentRefused
from entries.typed import store
from skills.diagram_builder import CHOICES, look_at_diagram
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

    class Media:
        js = ["admin/diagram.js"]


class SkillLinkInline(LinkInline):
    """Curated links of a skill."""

    model = SkillLink


@admin.register(Skill)
class SkillAdmin(EntryAdmin):
    """Skills with their terms, neighbours and links."""

    form = SkillForm
    list_display = ("name", "area", "tag", "state", "review_due_on", "changed_on")
    list_filter = ("state", "area", "tag", "reviewed_on")
    search_fields = ("name", "slug", "gist")
    autocomplete_fields = ("main_term",)
    own_fields = (
        ("symbol", "tag", "area"),
        "keywords",
        "gist",
        "say_on_call",
        "plain",
        "picture",
        "good_for",
        "give_up",
        "details",
        "reads",
        "junior",
        "mid",
        "senior",
        "diagram",
        "main_term",
    )
    inlines = (
        ordered_inline(SkillTerm, ("term",), autocomplete_fields=("term",), verbose_name="term"),
        ordered_inline(
            Neighbour,
            ("relation", "other"),
            fk_name="skill",
            autocomplete_fields=("other",),
            labels={"other": "Skill"},
        ),
        SkillLinkInline,
    )

    def get_urls(self) -> list[URLPattern]:
        """Add the address that reads and draws a mini-diagram while one works on it."""
        view = self.admin_site.admin_view(require_POST(look_at_diagram))
        return [path("diagram/", view, name="skills_skill_diagram"), *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """Give the page what the builder of mini-diagrams needs."""
        form = super().get_form(request, obj, change, **options)
        if "diagram" in form.base_fields:
            attrs = form.base_fields["diagram"].widget.attrs
            attrs["data-diagram"] = reverse("admin:skills_skill_diagram")
            attrs["data-shapes"] = json.dumps(CHOICES)
        return form


class GuideForm(EntryForm):
    """The form of a guide: lists as lines."""

    judging = RowsField(columns=("name", "text"), label="How to judge answers")
    marker_groups = RowsField(
        columns=("name", "area", "markers", "means"),
        help_text="One group a line: name | area | marker, marker, marker | what it means",
    )
    reading_rows = RowsField(columns=("wrote", "means", "ask"), required_columns=2)


class LayerRows(OrderedRows):
    """The layers of a guide; their boxes and skills hang on them, so that they keep their identity."""

    stored_anew = False


class LayerInline(RowsInline, admin.StackedInline):
    """The layers of a guide; boxes and placements are on each layer's own page."""

    model = Layer
    formset = LayerRows
    verbose_name_plural = "layers (save the guide or a draft, then each layer leads to its boxes and skills)"
    prepopulated_fields = {"key": ("name",)}
    readonly_fields = ("inside",)
    fields = (
        ("order", "key", "name"),
        ("area", "position", "base_label"),
        "gist",
        "summary",
        ("wire_down", "wire_up"),
        "inside",
    )

    @admin.display(description="boxes and skills")
    def inside(self, layer: Layer) -> str:
        """Return a link to the layer's own page; its key names it in drafts, too."""
        if not layer.pk:
            return "Save the guide first."
        address = reverse("admin:skills_layer_change", args=[name_of(layer)])
        return format_html('<a href="{}">Change the boxes and skills of “{}”</a>', address, layer.name)


def name_of(layer: Layer) -> str:
    """Return the name of a layer in addresses of the Admin: its guide's number and its key."""
    return f"{layer.guide_id}-{layer.key}"


def _number(text: str) -> int:
    """Return the number of a row; 0, which no row has, for anything else."""
    return number_in(text) or 0


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
    """A row of a layer's skills; what is left empty is taken from the skill."""

    keywords = LinesField(widget=forms.Textarea(attrs={"rows": 2, "class": "lines"}))


@admin.register(Layer)
class LayerAdmin(EntryAdmin):
    """One layer of a guide with its boxes and placements; saving it is a change of the guide."""

    form = ChangeForm
    part_of_entry = True
    list_display = ("name", "guide", "position", "area")
    list_filter = ("guide", "position")
    ordering = ("guide__order", "guide__name", "order")
    search_fields = ("name", "guide__name")
    prepopulated_fields = {"key": ("name",)}
    autocomplete_fields = ("guide",)
    readonly_fields = ()
    actions = None  # removed one by one, each a change of the guide
    inlines = (
        ordered_inline(Box, ("label", "gloss", "skill", "term"), autocomplete_fields=("skill", "term")),
        ordered_inline(
            Placement,
            ("skill", "tag", "keywords", "note"),
            form=PlacementForm,
            autocomplete_fields=("skill",),
            verbose_name="skill in this layer",
            verbose_name_plural="skills in this layer (kind, keywords and note: only where this guide says otherwise)",
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the layer's own fields."""
        drawing = ["area", "position", "base_label", "wire_down", "wire_up"]
        own = ["guide", "key", "name", "gist", "summary"]
        return [
            (None, {"fields": own}),
            ("Drawing", {"fields": drawing}),
            ("History", {"fields": ["reason", "base"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A layer stays in its guide; its place is changed there."""
        return ("guide",) if obj else ()

    def view_on_site(self, obj: Any) -> str | None:
        """Return the layer's address for readers, if they see the guide."""
        return f"{obj.guide.get_absolute_url()}?layer={obj.key}" if obj.guide.is_published else None

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Layer | None:
        """Return a layer by its number, or by its guide and its key, which lasts longer in drafts."""
        guide, _, key = object_id.partition("-")
        if not key:
            return super().get_object(request, object_id, from_field)
        return self.get_queryset(request).filter(guide_id=_number(guide), key=key).first()

    def entry_named(self, request: HttpRequest, object_id: str | None) -> Entry | None:
        """Return the guide; for a new layer the one that was chosen."""
        if object_id is None:
            return Guide.objects.filter(pk=_number(request.POST.get("guide", ""))).first()
        guide, _, key = object_id.partition("-")
        of = {"pk": _number(guide)} if key else {"layers__pk": _number(guide)}
        return Guide.objects.filter(**of).first()

    def entry_of(self, obj: Any) -> Entry:
        """Return the guide."""
        return obj.guide

    def anew(self, obj: Any) -> Any:
        """Return the layer as it is stored."""
        return Layer.objects.get(guide=obj.guide_id, key=obj.key)

    def form_address(self, entry: Entry, obj: Any) -> str:
        """Return where the layer is shown, by its key."""
        return reverse("admin:skills_layer_change", args=[name_of(obj)])

    def posts_to(self, object_id: str) -> str:
        """Return the address with the layer's key: its number may be gone when the form comes back."""
        layer = Layer.objects.filter(pk=_number(object_id)).first()
        return reverse("admin:skills_layer_change", args=[name_of(layer)]) if layer else ""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the layer; a new one goes last."""
        if not change:
            obj.order = obj.guide.layers.count()
        obj.save()

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete a layer; the guide changes by it."""
        obj.delete()
        store(obj.guide, request, f"The layer “{obj.name}” was deleted")

    def delete_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete a layer, or say why the guide cannot do without it."""
        try:
            return super().delete_view(request, object_id, *args, **kwargs)
        except DocumentRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return redirect("admin:skills_layer_change", object_id)
