"""How a call ends, good and bad, by which the health of a connection is judged."""

from batch_sender.models import Accepted, Reason, Rejected

YES = Accepted(status=200, answer="Mensagem enviada")
NO = Rejected(reason=Reason.REFUSED, status=400, answer="não foi possível")
