"""Why two names are one, or are not: steps as data, each of which can be said in a sentence."""

from dataclasses import dataclass, replace

# What each kind of step says. {query} and {candidate} are words of the two names.
SENTENCES = {
    "form": "legal form set aside: {query} ↔ {candidate}",
    "form_differs": "legal forms of different countries: {query} ↔ {candidate}",
    "fold": "equal after {query}",
    "lookalike": "letters of another alphabet read as Latin: {query} ↔ {candidate}",
    "alias": "the name on record is an alias: {candidate}",
    "whole": "the same name: {query} ↔ {candidate}",
    "equal": "shares {query}",
    "meaning": "the same meaning: {query} ↔ {candidate}",
    "spelling": "another spelling of one word: {query} ↔ {candidate}",
    "sound": "sounds alike: {query} ↔ {candidate}",
    "pinyin": "spelt in pinyin: {query} ↔ {candidate}",
    "slip": "a slip of the pen apart: {query} ↔ {candidate}",
    "joined": "written apart and together: {query} ↔ {candidate}",
    "initials": "initials: {query} ↔ {candidate}",
    "initial": "first letter of a name: {query} ↔ {candidate}",
    "order": "the names of the person in another order",
    "differs": "differs in {query} ↔ {candidate}",
    "at_most": "evidence of this kind is no surer",
    "calibrated": "of labelled pairs with such evidence fewer are one company",
    "only_query": "only the name asked for has {query}",
    "only_candidate": "only the name on record has {candidate}",
    "short_list": "may be a short name: it breaks off before “and” or a comma",
    "short_place": "may be a short name: it only leaves out a place",
    "short_body": "may be a short name: it only leaves out what kind of body it is",
    "short_cut": "may be a short name: its last word is cut short",
    "number": "the same number in a register: {query}",
    "number_differs": "another number of the same register: {query} ↔ {candidate}",
    "country": "the same country: {query}",
    "country_differs": "another country: {query} ↔ {candidate}",
    "address": "the address is alike: {query} ↔ {candidate}",
    "cut": "longer than a name: only its beginning was compared",
    "nothing": "no part of the names is alike",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One reason: its kind, the words of either name that it is about, and what it adds to the score."""

    kind: str
    query: str = ""
    candidate: str = ""
    points: float = 0.0

    def turned(self) -> "Step":
        """The same reason with the names exchanged."""
        kind = {"only_query": "only_candidate", "only_candidate": "only_query"}.get(self.kind, self.kind)
        return replace(self, kind=kind, query=self.candidate, candidate=self.query)

    def said(self) -> str:
        """The reason in an English sentence."""
        if self.kind == "fold":
            pairs = zip(self.query, self.candidate, strict=False)
            return SENTENCES["fold"].format(query=", ".join(f"{one}→{other}" for one, other in pairs))
        return SENTENCES[self.kind].format(query=self.query or "–", candidate=self.candidate or "–")
