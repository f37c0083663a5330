"""What the builder of mini-diagrams asks while an editor works: the text is the truth, this reads and draws it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static

from entries.form_fields import LONGEST_DATA, DataField, read_yaml
from skills.diagrams import SHAPES, Diagram

NAMES = {
    "flow": "Flow: steps in a row",
    "cards": "Cards: things side by side",
    "exchange": "Exchange: two parties who send messages",
    "comparison": "Comparison: a few ways beside each other",
    "one-to-many": "One to many: the first box leads to the others",
}
"""What an editor reads for each shape."""

CHOICES = [[shape, NAMES[shape], *numbers] for shape, numbers in SHAPES.items()]
"""Each shape with its name, and the least and greatest number of its boxes."""


def look_at_diagram(request: HttpRequest) -> JsonResponse:
    """Answer about the YAML in `text`: its parts for the builder, the drawing for readers, and what is wrong."""
    text = request.POST.get("text", "")[: LONGEST_DATA + 1]
    return JsonResponse({**read(text), "stylesheet": static("wiki.css")})


def read(text: str) -> dict[str, Any]:
    """Return `parts` (None if the text cannot be read at all), `html` (empty if it breaks a rule) and `problems`."""
    parts = None
    try:
        parts = _parts(read_yaml(text))
        diagram = DataField(part=Diagram).clean(text)
    except ValidationError as error:
        return {"parts": parts, "html": "", "problems": error.messages}
    html = render_to_string("_shared/mini_diagram.html", {"diagram": diagram}) if diagram else ""
    return {"parts": parts, "html": html, "problems": []}


def _parts(found: Any) -> dict[str, Any] | None:
    """Return what an unfinished diagram holds as texts; None for what is no diagram."""
    if not isinstance(found, dict):
        return None
    return {
        "shape": _text(found.get("shape")),
        "caption": _text(found.get("caption")),
        "boxes": [
            {
                "label": _text(row.get("label")),
                "text": _text(row.get("text")),
                "code": row.get("code") is True,
            }
            for row in _rows(found.get("boxes"))
        ],
        "messages": [
            {"by": _text(row.get("by")), "text": _text(row.get("text"))}
            for row in _rows(found.get("messages"))
        ],
    }


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
