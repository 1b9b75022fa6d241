"""Syllables, counted by hand after dictionaries of pronunciation and of hyphenation."""

from __future__ import annotations

import pytest

from synthesis.statistics.syllables import syllables

# What the rules were made for.
ENGLISH = {
    1: "the be were one come care share sure whole rules makes times themes used based called shared "
    "closed years made staff trust work health when where parts voice league through heard each don't "
    "can't",
    2: "people service places table centre settled agreed valued wanted knowledge patients partners "
    "themselves statement careful judgement issue unique colleagues being going trying buyer quiet "
    "client social partial question million didn't isn't beyond lawyer studies offered ordered issues "
    "something business trial often",
    3: "agreement together organise area idea evidence wellbeing resources interview employer anyone "
    "obvious serious previous radio medium period easier earlier actual usual annual influence "
    "requirement management involvement settlement element manager theory hospital created important "
    "condition opinion remember",
    4: "material society experience reality priority negotiate associate evaluate community communicate "
    "mechanism competition integrated participant executive relationships February reorganise",
    5: "organisation collaboration individual negotiation evaluation communication opportunity cooperation",
}
GERMAN = {
    1: "und Haus Zeit viel Teil",
    2: "Arbeit Leute haben neue Pflege Frage Aufbau Quelle Studie Linie",
    3: "Patient Nation Studien Vertrauen Versorgung Theater Ergebnis Familie geeignet gemeinsam",
    4: "Beobachtung Zusammenhang Beurteilung Untersuchung Mitarbeiter",
    5: "Zusammenarbeit Patientinnen",
    6: "Organisation",
}
SPANISH = {
    1: "que muy los bien seis ley",
    2: "guerra país río bueno agua ciudad causa cuatro siete aire",
    3: "estudio paciente historia pingüino maestro poeta servicio confianza público leyenda atención",
    4: "poesía compañeros evidencia hospitales",
    5: "organizado organización enfermedades colaborador",
}

# Looked at by nobody while the rules were made.
UNSEEN = {
    1: "staffed shared aged hoped planned helped missed cure hours our hire fire eight height weight "
    "field fields brief view theme themed",
    2: "apart causes obliged biased contracts programme finance records workload outweigh funding "
    "rewards progress county region nurses doctors carers research consent councils borough meetings "
    "emails choices unsure honest people's housing employed ages wages measured treatment payment "
    "payments needed ended started trusted secure culture cultures future structure structures nature "
    "capture entire aware receive believe achieve achieved perceived review reviews bias science "
    "crisis crises patience",
    3: "behaviour leadership delivered enabler enablers barriers turnover relations openly promises "
    "separate rivalry mandated realise casual hospitals ambulance families neighbourhood statistics "
    "boundaries decision decisions increases measurement assessment gradual mutual ideas violence "
    "poverty area areas unaware diary diaries dialogue various hesitant agencies agency reinforce",
    4: "priorities temporary motivated complicated qualitative reliable validity anonymous authority "
    "experienced usually actually interviewee interviewees scientific societies variety emergency "
    "reintroduce preexisting",
    5: "recommendation cooperation coordinated",
    6: "physiotherapist responsibility",
}


def _pairs(words):
    return [(word, n) for n, line in words.items() for word in line.split()]


@pytest.mark.parametrize(("word", "n"), _pairs(ENGLISH))
def test_english_words_that_the_rules_were_made_for(word, n):
    assert syllables(word) == n


@pytest.mark.parametrize(("language", "words"), [("de", GERMAN), ("es", SPANISH)])
def test_german_and_spanish_words(language, words):
    wrong = {w: (n, syllables(w, language)) for w, n in _pairs(words) if syllables(w, language) != n}
    assert not wrong


def test_of_words_that_the_rules_have_not_seen_few_are_wrong_and_the_sum_is_near():
    pairs = _pairs(UNSEEN)
    wrong = [word for word, n in pairs if syllables(word) != n]
    counted, true = sum(syllables(word) for word, _ in pairs), sum(n for _, n in pairs)
    assert len(pairs) > 120
    assert len(wrong) / len(pairs) <= 0.05, wrong
    assert abs(counted - true) / true <= 0.01


def test_letters_that_are_read_by_name_and_numbers():
    assert syllables("NHS") == 3
    assert syllables("WHO") == 5  # W is said double-u
    assert syllables("86") == 2
    assert syllables("well-being") == 3
    assert syllables("hmm") == 1
