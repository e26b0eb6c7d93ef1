"""Matching: which fact a question asks for, how sure that is, and when not to answer.

A `Matcher` ranks facts for a question; `decide` makes of the ranking a direct answer, an offer or a refusal.
"""

from knowledge.matching.chatter import kind_of_message
from knowledge.matching.matcher import Matcher, Matching
from knowledge.matching.policy import Direct, Offer, Policy, Refuse, decide
from knowledge.matching.ranking import Candidate, Entry, Ranking

__all__ = [
    "Candidate",
    "Direct",
    "Entry",
    "Matcher",
    "Matching",
    "Offer",
    "Policy",
    "Ranking",
    "Refuse",
    "decide",
    "kind_of_message",
]
