"""Teams, question sets with their items and links, ready templates, bookmarks, and what somebody practiced."""

from sets.models.bookmarks import Bookmark, PracticeResult
from sets.models.items import OfferedQuestion, SetChange, SetItem
from sets.models.question_sets import QuestionSet, ShareLink
from sets.models.teams import Membership, Team
from sets.models.templates import SetTemplate, SetTemplateItem

__all__ = [
    "Bookmark",
    "Membership",
    "OfferedQuestion",
    "PracticeResult",
    "QuestionSet",
    "SetChange",
    "SetItem",
    "SetTemplate",
    "SetTemplateItem",
    "ShareLink",
    "Team",
]
