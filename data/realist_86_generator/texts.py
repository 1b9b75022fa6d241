"""The text of each extract, and where it stands."""

from __future__ import annotations

from realist_86_generator.codings import Passage
from realist_86_generator.dice import Dice

__all__ = ["extract_rows", "write_texts"]


def write_texts(passages: list[Passage], words: dict) -> dict[str, str]:
    """Give each passage a text of its own, and return the voice of each."""
    dice, seen, voices = Dice("texts"), set(), {}
    for passage in passages:
        voice = "participant" if dice.chance(0.45) and passage.codes else "author"
        voices[passage.extract_id] = voice
        text = sentence(dice, passage, words, voice)
        while text in seen:
            text = sentence(dice, passage, words, voice)
        seen.add(text)
        passage.text = text
    # In the authors' voice, which anybody may read: nothing may keep these from a page.
    public = [p for p in passages if p.codes and not p.absent and voices[p.extract_id] == "author"]
    awkward = words["awkward_texts"]
    for passage, text in zip(dice.sample(public, len(awkward)), awkward, strict=True):
        passage.text = text
    return voices


def sentence(dice: Dice, passage: Passage, words: dict, voice: str) -> str:
    """Compose one sentence that says what the passage is coded for."""
    slots = {name: dice.pick(choices) for name, choices in words["slots"].items()}
    said, tone = "", ""
    for code, valence in passage.codes.items():
        clause = clause_of(dice, words, code, valence)
        if said:
            opposite = {tone, valence} == {"enabler", "barrier"}
            clause = dice.pick(words["joins"]["opposite" if opposite else "same"]).format(a=said, b=clause)
        said, tone = clause, valence
    for code in passage.absent:
        missing = dice.pick(words["absent"]).format(noun=noun_of(words, code))
        said = f"{said}, and {missing}" if said else missing
    if not said:
        # Two halves, so that the few passages without a code do not repeat each other.
        return fill(f"{dice.pick(words['uncoded'])} {dice.pick(words['uncoded_ends'])}", slots)
    said = fill(said, slots)
    frame = dice.pick(words["frames"][voice])
    return frame.format(s=said, S=said[0].upper() + said[1:])


def fill(text: str, slots: dict[str, str]) -> str:
    """Fill the slots for people and organisations."""
    for name, value in slots.items():
        text = text.replace("{" + name + "}", value)
    return text


def clause_of(dice: Dice, words: dict, code: str, valence: str) -> str:
    """Return what a passage says about one code."""
    entry = words["codes"][code]
    if valence == "mixed":
        return f"in some places {dice.pick(entry['enabler'])}, in others {dice.pick(entry['barrier'])}"
    if valence == "":
        return dice.pick(words["unjudged"]).replace("{noun}", noun_of(words, code))
    return dice.pick(entry[valence])


def noun_of(words: dict, code: str) -> str:
    """Return the code's name as it stands inside a sentence."""
    return words["codes"][code].get("noun", words["codes"][code]["label"].lower())


def extract_rows(passages: list[Passage], voices: dict, reports: list, sources: list, words: dict) -> list:
    """Return the rows of extracts."""
    dice, rows = Dice("extracts"), []
    for p in passages:
        voice = voices[p.extract_id]
        kind = "participant" if voice == "participant" else "document"
        speakers = [s["source_id"] for s in sources if s["study_id"] == p.study_id and s["kind"] == kind]
        named = speakers and (voice == "participant" or dice.chance(0.3))
        verbatim = voice == "participant" and dice.chance(0.8)
        written = [r["report_id"] for r in reports if r["study_id"] == p.study_id]
        page = f"p. {dice.between(2, 38)}"
        rows.append(
            {
                "extract_id": p.extract_id,
                "study_id": p.study_id,
                "text": p.text,
                "voice": voice,
                "report_id": dice.pick(written) if written else "",
                "source_id": dice.pick(speakers) if named else "",
                "locator": "" if dice.chance(0.03) else f"{dice.pick(words['sections'])}, {page}",
                "is_verbatim": str(verbatim).lower(),
                "consent": dice.pick(["public", "team", "none"], [60, 25, 15]) if verbatim else "public",
            }
        )
    return rows
