"""Guides as Documents, their layers, boxes and placements with them."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from entries.content import read_fields, read_links, read_shared, replace_rows, write_fields, write_links
from entries.document import (
    Area,
    Document,
    Line,
    Link,
    Markdown,
    Part,
    Reference,
    Sentence,
    ShortLine,
    Slug,
    Tag,
    Text,
    To,
    wrong,
)
from entries.kinds import Kind, find_all, register
from skills.content import KindTag, ReadPart, SkillReference
from skills.models import Box, Guide, Layer, Placement


class JudgingPart(Part):
    """One thing to listen for in any answer."""

    name: Line
    text: Sentence


class MarkerGroupPart(Part):
    """If you see these words, it means that."""

    name: Line
    area: Area
    markers: list[Tag]
    means: Sentence


class BoxPart(Part):
    """A box of the drawing."""

    label: Tag
    gloss: ShortLine
    link: Annotated[Reference, To("skill", "term")]


class PlacementPart(Part):
    """A skill in a layer, and what this guide says otherwise."""

    skill: SkillReference
    tag: KindTag | None = None
    keywords: list[Tag] = []
    note: Sentence | None = None


class LayerPart(Part):
    """A layer of the stack with its boxes and placements."""

    key: Annotated[Slug, StringConstraints(max_length=40)]
    name: Line
    gist: Line
    summary: Sentence | None = None
    area: Area
    position: Literal["stack", "side", "base"] = "stack"
    base_label: Line | None = None
    wire_down: Line | None = None
    wire_up: Line | None = None
    boxes: list[BoxPart] = []
    placements: list[PlacementPart] = []

    @model_validator(mode="after")
    def _label_only_below(self) -> Self:
        if self.base_label and self.position != "base":
            raise wrong("base_label belongs to a layer whose position is base", "base_label")
        return self


class GuideDocument(Document):
    """A guide with its layers, boxes, placements and start-here links."""

    subtitle: Sentence
    edition: Tag
    language: Tag
    order: Annotated[int, Field(ge=1, le=999, strict=True)] = 10
    job_title: Line
    job_plain: Sentence
    diagram_title: Line
    diagram_caption: Sentence
    why_language: Text | None = None
    judging: list[JudgingPart] = []
    marker_groups: list[MarkerGroupPart] = []
    reading_rows: list[ReadPart] = []
    links: list[Link] = []
    layers: Annotated[list[LayerPart], Field(min_length=1)]
    overview: Markdown
    primer: Markdown

    @model_validator(mode="after")
    def _drawable(self) -> Self:
        keys: set[str] = set()
        placed: set[str] = set()
        before: list[str] = []
        for number, layer in enumerate(self.layers):
            if layer.key in keys:
                raise wrong(f"two layers have the key “{layer.key}”", "layers", number, "key")
            for n, placement in enumerate(layer.placements):
                if placement.skill in placed:
                    raise wrong(
                        f"{placement.skill} is placed twice; a skill stands once in a guide",
                        *("layers", number, "placements", n, "skill"),
                    )
                placed.add(placement.skill)
            if layer.position == "side" and "side" not in before and before[-2:] != ["stack", "stack"]:
                sentence = "a side layer stands after two layers of the stack"
                raise wrong(sentence, "layers", number, "position")
            keys.add(layer.key)
            before.append(layer.position)
        return self


GUIDE_FIELDS = (
    "subtitle", "edition", "language", "order", "job_title", "job_plain", "diagram_title", "diagram_caption",
    "why_language", "judging", "marker_groups", "reading_rows", "overview", "primer",
)  # fmt: skip
GUIDE_ROWS = {"judging": JudgingPart, "marker_groups": MarkerGroupPart, "reading_rows": ReadPart}
LAYER_FIELDS = ("key", "name", "gist", "summary", "area", "position", "base_label", "wire_down", "wire_up")


def read_guide(guide: Guide) -> GuideDocument:
    """Return the Document of a saved guide."""
    data = read_fields(guide, GuideDocument, GUIDE_FIELDS)
    for field, part in GUIDE_ROWS.items():
        data[field] = [part.model_construct(**row) for row in data.get(field, [])]
    return GuideDocument.model_construct(
        **read_shared(guide),
        **data,
        layers=[_read_layer(layer) for layer in guide.layers.all()],
        links=read_links(guide.links.all()),
    )


def _read_layer(layer: Layer) -> LayerPart:
    return LayerPart.model_construct(
        **{name: getattr(layer, name) for name in LAYER_FIELDS if getattr(layer, name)},
        boxes=[
            BoxPart.model_construct(
                label=box.label,
                gloss=box.gloss,
                link=Reference(f"skill:{box.skill.slug}" if box.skill else f"term:{box.term.slug}"),
            )
            for box in layer.boxes.all()
        ],
        placements=[
            PlacementPart.model_construct(
                skill=Reference(f"skill:{p.skill.slug}"),
                tag=p.tag or None,
                keywords=p.keywords,
                note=p.note or None,
            )
            for p in layer.placements.all()
        ],
    )


def write_guide(guide: Guide, document: GuideDocument) -> None:
    """Store a guide with its layers; a layer keeps its row, and so its identity, by its key."""
    found = find_all([reference for _, reference in document.references()])
    write_fields(guide, document, GUIDE_FIELDS)
    guide.layers.exclude(key__in=[part.key for part in document.layers]).delete()
    layers = []
    for number, part in enumerate(document.layers):
        values = {name: getattr(part, name) or "" for name in LAYER_FIELDS if name != "key"}
        layer, _ = Layer.objects.update_or_create(
            guide=guide, key=part.key, defaults={**values, "order": number}
        )
        layers.append((layer, part))
        boxes = [
            Box(layer=layer, order=n, label=box.label, gloss=box.gloss, **{box.link.kind: found[box.link]})
            for n, box in enumerate(part.boxes)
        ]
        replace_rows(layer.boxes, boxes)
    if [_read_layer(layer).placements for layer in guide.layers.all()] != [
        part.placements for _, part in layers
    ]:
        guide.placements.all().delete()
        Placement.objects.bulk_create(
            Placement(
                guide=guide,
                layer=layer,
                skill=found[p.skill],
                order=n,
                tag=p.tag or "",
                keywords=p.keywords,
                note=p.note or "",
            )
            for layer, part in layers
            for n, p in enumerate(part.placements)
        )
    write_links(guide.links, document.links, guide=guide)


register(
    Kind(
        "guide",
        "guides",
        GuideDocument,
        Guide,
        read_guide,
        write_guide,
        related=("layers__boxes__skill", "layers__boxes__term", "layers__placements__skill", "links"),
    )
)
