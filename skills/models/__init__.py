"""Skills, and the guides that place them."""

from skills.models.guide import Box, Guide, GuideLink, Layer, Placement
from skills.models.skill import Neighbour, Skill, SkillLink, SkillQuerySet, SkillTerm

__all__ = [
    "Box",
    "Guide",
    "GuideLink",
    "Layer",
    "Neighbour",
    "Placement",
    "Skill",
    "SkillLink",
    "SkillQuerySet",
    "SkillTerm",
]
