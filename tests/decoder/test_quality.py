"""What the decoder finds in texts that were labelled by hand, and what it leaves alone."""

import pytest

from tests.decoder.measure import figures
from tests.decoder.shipped_lexicon import shipped_lexicon


@pytest.mark.parametrize("which", ["used", "held_back"])
def test_names_are_found_and_everyday_words_are_left_alone(which: str) -> None:
    """Recall and precision reach 0.97, and no more than one sentence has a false hit."""
    got = figures(which, shipped_lexicon())
    assert got.recall >= 0.97, got.missed
    assert got.precision >= 0.97, got.wrong
    assert len(got.false_hits) <= 1, got.false_hits
