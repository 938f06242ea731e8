"""What the check-up found, in words."""

from batch_sender.operations.doctor import Symptom
from batch_sender.sentences import findings


def test_every_symptom_has_a_sentence() -> None:
    assert set(findings._SAID) == set(Symptom)
