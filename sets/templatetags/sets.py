"""The star of bookmarks, and form fields that say what is wrong with them."""

from django import forms, template
from django.db import models
from django.template import Context
from django.utils.safestring import SafeString

from sets.bookmarks import marks, reference_of
from sets.stars import star_form, star_frame, star_link

register = template.Library()

CLASSES: dict[type[forms.Widget], str] = {
    forms.Textarea: "textarea textarea--sm",
    forms.Select: "input select",
    forms.CheckboxInput: "",
}


@register.simple_tag(takes_context=True)
def star(context: Context, kind: str, target: models.Model) -> SafeString:
    """Show the star of an entry or set: a button for signed-in people, for others a link to the sign-in."""
    request = context["request"]
    name = str(getattr(target, "name", "") or target)
    reference = reference_of(kind, target)
    if not request.user.is_authenticated:
        return star_link(request, reference, name)
    if not hasattr(request, "marks"):
        request.marks = marks(request.user)
        request.star_frame = star_frame(context["csrf_token"], request.get_full_path())
    marked = (kind, target.pk) in request.marks
    return star_form(request.star_frame, reference, name, marked=marked)


@register.simple_tag
def widget(field: forms.BoundField, css: str = "") -> SafeString:
    """Return a form field's control alone, with the class that fits it."""
    found = next((name for kind, name in CLASSES.items() if isinstance(field.field.widget, kind)), "input")
    return field.as_widget(attrs={"class": f"{found} {css}".strip()})


@register.simple_tag
def seen(field: forms.BoundField) -> SafeString:
    """Return the hidden control that remembers what a person saw before typing."""
    return field.as_hidden(only_initial=True)
