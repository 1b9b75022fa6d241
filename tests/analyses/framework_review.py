"""A review of four studies whose evidence by framework can be counted by hand.

Crosswalk to the TDF: ``trust`` stands for Social influences, ``money`` for Environmental context and
resources and for Reinforcement, ``hope`` for Optimism; ``gossip``, below trust, stands for Emotion, and
``small_talk``, below gossip, for nothing. The code ``goals`` bears the name of a domain.

Study s1: trust (enabler), gossip (barrier), both in extract e1; money (barrier) in e2. Study s2: small_talk
in e3, hope (mixed) in e4 and stated absent in e5. Study s3 as a whole: trust (barrier). Study s4 is silent,
but for goals in e6. Trust is also coded straight to Opportunity of COM-B, hope to Reflective motivation.
"""

from __future__ import annotations

from typing import Any

from synthesis.review import Review, review_from_tables

__all__ = ["framework_review", "framework_tables"]


def framework_tables() -> dict[str, list[dict[str, str]]]:
    """Return the tables, as a person would type them."""
    return {
        "studies": [{"study_id": study} for study in ("s1", "s2", "s3", "s4")],
        "codebook": [
            {"code_id": "trust", "label": "Trust"},
            {"code_id": "gossip", "label": "Gossip", "parent_id": "trust"},
            {"code_id": "small_talk", "label": "Small talk", "parent_id": "gossip"},
            {"code_id": "money", "label": "Money"},
            {"code_id": "hope", "label": "Hope"},
            {"code_id": "goals", "label": "Goals"},
        ],
        "extracts": [
            {"extract_id": "e1", "study_id": "s1"},
            {"extract_id": "e2", "study_id": "s1"},
            {"extract_id": "e3", "study_id": "s2"},
            {"extract_id": "e4", "study_id": "s2"},
            {"extract_id": "e5", "study_id": "s2"},
            {"extract_id": "e6", "study_id": "s4"},
        ],
        "codings": [
            {"extract_id": "e1", "code_id": "trust", "coder": "AB", "valence": "enabler"},
            {"extract_id": "e1", "code_id": "gossip", "coder": "CD", "valence": "barrier"},
            {"extract_id": "e2", "code_id": "money", "coder": "AB", "valence": "barrier"},
            {"extract_id": "e3", "code_id": "small_talk", "coder": "AB"},
            {"extract_id": "e4", "code_id": "hope", "coder": "AB", "valence": "mixed"},
            {"extract_id": "e5", "code_id": "hope", "coder": "AB", "state": "absent"},
            {"study_id": "s3", "code_id": "trust", "coder": "AB", "valence": "barrier"},
            {"extract_id": "e6", "code_id": "goals", "coder": "AB"},
        ],
        "crosswalk": [
            {"code_id": "trust", "framework": "tdf", "construct_id": "social_influences"},
            {"code_id": "money", "framework": "tdf", "construct_id": "environmental_context_resources"},
            {"code_id": "money", "framework": "tdf", "construct_id": "reinforcement"},
            {"code_id": "hope", "framework": "tdf", "construct_id": "optimism"},
            {"code_id": "gossip", "framework": "tdf", "construct_id": "emotion"},
            {"code_id": "trust", "framework": "com-b", "construct_id": "O"},
            {"code_id": "hope", "framework": "com-b", "construct_id": "M-Re"},
        ],
    }


def framework_review(*, tables: dict[str, Any] | None = None, **settings: Any) -> Review:
    """Return the review; tables given replace those of the same name, and an empty one goes."""
    wanted = {**framework_tables(), **(tables or {})}
    return review_from_tables({name: rows for name, rows in wanted.items() if rows}, settings=settings)
