"""The star of bookmarks, and form fields that say what is wrong with them."""

from typing import Any

from django import forms, template
from django.db import models
from django.template import Context
from django.utils.safestring import SafeString

from sets.bookmarks import marks, reference_of

register = template.Library()

CLASSES: dict[type[forms.Widget], str] = {
    forms.Textarea: "textarea textarea--sm",
    forms.Select: "input select",
    forms.CheckboxInput: "",
}


@register.inclusion_tag("sets/_star.html", takes_context=True)
def star(context: Context, kind: str, target: models.Model) -> dict[str, Any]:
    """Show the star of an entry or set: a button for signed-in people, for others a link to the sign-in."""
    request = context["request"]
    name = str(getattr(target, "name", "") or target)
    shown = {"reference": reference_of(kind, target), "name": name, "here": request.get_full_path()}
    if not request.user.is_authenticated:
        return {**shown, "sign_in": True, "here": request.path}
    if not hasattr(request, "marks"):
        request.marks = marks(request.user)
    return {**shown, "marked": (kind, target.pk) in request.marks}


@register.simple_tag
def widget(field: forms.BoundField, css: str = "") -> SafeString:
    """Return a form field's control alone, with the class that fits it."""
    found = next((name for kind, name in CLASSES.items() if isinstance(field.field.widget, kind)), "input")
    return field.as_widget(attrs={"class": f"{found} {css}".strip()})


@register.simple_tag
def seen(field: forms.BoundField) -> SafeString:
    """Return the hidden control that remembers what a person saw before typing."""
    return field.as_hidden(only_initial=True)
