"""One question as plain text, to paste into a message or a document."""

from interviews.models import Question

WITHHELD = "The answer key is for signed-in people only."
ANSWERS = {"strong": "Strong", "average": "Average", "weak": "Weak"}


def as_text(question: Question, *, with_key: bool) -> str:
    """Return one question as plain text, to paste into a message; with its answer key when asked."""
    lines = [question.prompt]
    if with_key and question.withheld:
        lines += ["", WITHHELD]
    elif with_key:
        lines += [
            "",
            f"Why we ask: {question.why}",
            "",
            "Listen for:",
            *(f"- {p}" for p in question.listen_for),
        ]
        for field, label in ANSWERS.items():
            lines += ["", f"{label} answer: {one_line(getattr(question, field))}"]
            lines += [f"Why: {note}"] if (note := getattr(question, f"{field}_note")) else []
        lines += ["", f"Then ask: {question.probe}"]
    return "\n".join(lines) + "\n"


def one_line(text: str) -> str:
    """Return a text with its line ends and runs of spaces as single spaces."""
    return " ".join(text.split())
