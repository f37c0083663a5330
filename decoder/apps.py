"""The résumé and job-ad decoder: explains the words of a pasted text, and keeps nothing of it."""

from django.apps import AppConfig


class DecoderConfig(AppConfig):
    """No models: nothing is stored."""

    name = "decoder"
