"""What the forms of the Admin ask for while one types; the answers are given by `recruiter_wiki/writing_help.py`."""

import re
from typing import Any

from django import forms

from entries.form_fields import ParagraphsField, SentenceField

PLAIN_GRADE, MARKDOWN_GRADE = 9, 12
"""Reading grades that texts should not pass: a Markdown field holds details, which may be harder."""

_LIMIT = re.compile(r"(?:(\d+) to|[Aa]t most) (\d+) words")


def help_with_writing(form: type[forms.ModelForm]) -> None:
    """Mark the boxes of texts, so that the page says something about them while one types.

    The numbers of words are the ones that a field's help text promises: `15 to 45 words`, `at most 30 words`.
    """
    model: Any = form._meta.model
    parts = model.its_kind().document.parts() if getattr(model, "kind", "") else ()
    for name, field in form.base_fields.items():
        if not isinstance(field.widget, forms.Textarea) or type(field) not in (
            SentenceField,
            ParagraphsField,
        ):
            continue
        markdown = name in parts
        attrs = field.widget.attrs
        attrs["data-writing"] = "markdown" if markdown else "plain"
        attrs["data-grade"] = MARKDOWN_GRADE if markdown else PLAIN_GRADE
        if limit := _LIMIT.search(str(field.help_text)):
            least, most = limit.groups()
            attrs |= {"data-most-words": most, **({"data-least-words": least} if least else {})}
