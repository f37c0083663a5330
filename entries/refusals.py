"""Why a change is refused: what is wrong at which place, in sentences for whoever typed it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.text import capfirst
from pydantic import ValidationError as DocumentError

from entries.files import Place, _sentence
from entries.markdown import TextRefused


class DocumentRefused(Exception):
    """What was typed makes no valid Document; `problems` say where and why."""

    def __init__(self, problems: list[tuple[Place, str]]) -> None:
        self.problems = problems
        super().__init__(" ".join(spoken(place, sentence) for place, sentence in problems))


def missing(error: LookupError) -> str:
    """Return which reference leads nowhere, as a sentence without its end."""
    named = str(error.args[0])
    return named if " " in named else f"{named} does not exist"


def spoken(place: Place, sentence: str) -> str:
    """Return a place and what is wrong there as one sentence: `Layers, row 3, position: ...`."""
    where = ", ".join(f"row {p + 1}" if isinstance(p, int) else p.replace("_", " ") for p in place)
    whole = f"{where}: {sentence}" if where else sentence
    return capfirst(whole if whole.endswith((".", "!", "?")) else f"{whole}.")


def refused_by_document(error: DocumentError) -> DocumentRefused:
    """Return what a Document found wrong."""
    return DocumentRefused(list(_problems(error)))


def _problems(error: DocumentError) -> Iterator[tuple[Place, str]]:
    for problem in error.errors():
        place = tuple(p for p in problem["loc"] if not str(p).startswith("function-"))
        place += problem.get("ctx", {}).get("place", ())
        sentence = problem["msg"] if problem["type"] == "markdown" else _sentence(problem, "")
        yield place, sentence


def refused_by_rules(error: ValidationError) -> DocumentRefused:
    """Return what the rules between entries found wrong."""
    return DocumentRefused([((), sentence) for sentence in error.messages])


def refused_by_database(error: IntegrityError) -> DocumentRefused:
    """Return what the database found wrong, in the words of the broken constraint."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    rules = (rule for model in apps.get_models() for rule in model._meta.constraints)
    sentence = next((str(rule.violation_error_message) for rule in rules if name and rule.name == name), "")
    return DocumentRefused(
        [((), sentence or "Somebody saved the same a moment ago. Look at it and try again.")]
    )


@contextmanager
def refusing() -> Iterator[None]:
    """Raise DocumentRefused for whatever may go wrong while a Document is stored; around the transaction."""
    try:
        yield
    except LookupError as error:
        raise DocumentRefused([((), f"{missing(error)}; take it out first")]) from error
    except TextRefused as error:
        raise DocumentRefused([((), str(error))]) from error
    except ValidationError as error:
        raise refused_by_rules(error) from error
    except DocumentError as error:
        raise refused_by_document(error) from error
    except IntegrityError as error:
        raise refused_by_database(error) from error
