"""Lists of texts as JSON: journals and keys are made of it, so it is what `json.dumps` writes."""

import json

from hypothesis import given
from hypothesis import strategies as st

from batch_sender.models.json_texts import listed, quoted

TEXTS = st.text(st.characters(exclude_categories=()))  # lone surrogates, too


@given(st.lists(TEXTS, max_size=5))
def test_it_is_what_json_writes(texts: list[str]) -> None:
    assert listed(texts) == json.dumps(texts)
    assert [quoted(text) for text in texts] == [json.dumps(text) for text in texts]
