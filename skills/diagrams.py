"""Mini-diagrams: five shapes, stored as data and drawn by templates/_shared/mini_diagram.html, never as a picture."""

from typing import Literal, Self

from pydantic import model_validator

from entries.document import Line, Part

SHAPES = {
    "flow": (3, 5),
    "cards": (2, 4),
    "exchange": (2, 2),
    "comparison": (2, 3),
    "one-to-many": (3, 5),
}
"""Each shape with the least and greatest number of boxes; in one-to-many the first box is the one."""


class Box(Part):
    """A label with a small text; `code` sets the text as code."""

    label: Line
    text: Line | None = None
    code: bool = False


class Message(Part):
    """One message of an exchange: which party says what."""

    by: Literal["left", "right"]
    text: Line


class Diagram(Part):
    """A mini-diagram with its caption."""

    shape: Literal["flow", "cards", "exchange", "comparison", "one-to-many"]
    caption: Line
    boxes: list[Box]
    messages: list[Message] = []

    @model_validator(mode="after")
    def _fits_its_shape(self) -> Self:
        least, most = SHAPES[self.shape]
        if not least <= len(self.boxes) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise ValueError(f"the shape “{self.shape}” takes {wanted} boxes, not {len(self.boxes)}")
        if (self.shape == "exchange") != bool(self.messages):
            raise ValueError("messages belong to the shape “exchange”, which needs one or more of them")
        return self
