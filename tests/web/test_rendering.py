"""Templates of the page: whoever sees a page first does not wait for it to be compiled."""

from batch_sender.web import rendering
from tests.web.drafting import waited_for


def test_every_template_is_compiled_before_it_is_asked_for() -> None:
    rendering._environment.cache_clear()
    environment = rendering._environment()
    names = environment.list_templates(extensions=("html",))
    rendering.compile_ahead()
    assert environment.cache is not None
    waited_for(lambda: True if len(environment.cache or ()) >= len(names) > 50 else None)
