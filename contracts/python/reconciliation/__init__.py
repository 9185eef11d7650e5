"""Client of the HTTP API of Reconciliation, with nothing but the standard library."""
from .client import AnswerError, Client, ProblemeError, Tagged
from .flux import Epoque, Remove, Soin, follow_flux, is_doubtful

__all__ = ["AnswerError", "Client", "Epoque", "ProblemeError", "Remove", "Soin", "Tagged", "follow_flux", "is_doubtful"]
