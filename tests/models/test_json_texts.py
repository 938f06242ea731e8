"""Lists of texts as JSON: journals and keys are made of it, so it is what `json.dumps` writes."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from batch_sender.models.json_texts import json_of_each

TEXTS = st.text(st.characters(exclude_categories=()))  # lone surrogates, too
AWKWARD = st.text(st.sampled_from('"], [\\'))


@given(st.lists(st.lists(TEXTS | AWKWARD, min_size=1, max_size=5)))
@example([['"], ["', "\\"], ["], [", '"']])
def test_each_is_what_json_writes(lists: list[list[str]]) -> None:
    assert json_of_each(lists) == list(map(json.dumps, lists))
