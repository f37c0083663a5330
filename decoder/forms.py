"""What may be given to the decoder."""

from typing import Any

from django import forms

from decoder.reading import tidy
from decoder.uploads import MOST_CHARACTERS, SENTENCES, UnreadableFile, text_of
from skills.models import Guide

KINDS = [("", "Find out by itself"), ("resume", "A résumé"), ("advert", "A job ad")]


class PastedText(forms.CharField):
    """A text as it comes, NULs and all kinds of line ends included."""

    def to_python(self, value: object) -> str:
        """Tidy the text before it is checked."""
        return tidy(super().to_python(value) or "")


class DecodeForm(forms.Form):
    """A text or a file, never both needed; the guide whose layers are lit."""

    text = PastedText(
        label="Skills or experience text",
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        error_messages={"max_length": SENTENCES["long"]},
        widget=forms.Textarea(attrs={"spellcheck": "false", "autocomplete": "off", "rows": 10}),
        help_text="Leave out names and contact details. The text is read once and not kept.",
    )
    file = forms.FileField(
        label="Or a file: .txt, .pdf or .docx, up to 2 MB",
        required=False,
        allow_empty_file=True,
        max_length=400,
        widget=forms.FileInput(attrs={"accept": ".txt,.pdf,.docx"}),
    )
    kind = forms.ChoiceField(label="What it is", choices=KINDS, required=False)
    guide = forms.ChoiceField(label="Guide for the layers", required=False)
    mask = forms.BooleanField(
        label="Mask e-mail addresses, phone numbers and links in print and copy", required=False, initial=True
    )

    def __init__(self, *args: Any, guides: list[Guide], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        named = ((guide.slug, guide.name) for guide in guides)
        fields["guide"].choices = [("", "The one that fits best"), *named]

    def clean(self) -> dict:
        """Take the file's text when a file was chosen; one of the two is needed."""
        data = super().clean() or {}
        if "text" in self.errors or "file" in self.errors:
            return data
        if file := data.get("file"):
            try:
                data["text"] = text_of(file.name, file)
            except UnreadableFile as problem:
                self.add_error("file", str(problem))
        elif not data.get("text", "").strip():
            self.add_error("text", "Paste a text or choose a file.")
        return data
