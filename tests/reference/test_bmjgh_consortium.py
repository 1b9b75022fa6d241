"""A published table in which two percentages do not follow from their counts.

Tagoe N, Molyneux S, Pulford J, Murunga VI, Kinyanjui S (2019). Managing health research capacity
strengthening consortia: a systematised review of the published literature. BMJ Global Health
4(2):e001318, table 2 (https://gh.bmj.com/highwire/markup/139547): papers of 55 and printed percentages.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from synthesis.statistics.printed_shares import printed_shares

TABLE_2 = pd.read_csv(Path(__file__).parent / "data" / "tagoe_2019_table_2.csv")


def test_exactly_the_two_wrong_percentages_are_flagged():
    checked = printed_shares(TABLE_2, 55)
    flagged = checked[checked["is_flagged"]].set_index("theme")
    assert flagged["n"].to_dict() == {"Determinants of consortium leaders": 8, "Relationship building": 45}
    assert flagged["percent"].astype("float64").round(1).tolist() == [14.5, 81.8]
    assert flagged["percent_printed"].tolist() == [17, 81]
    # Digits were cut off in the second; the first is a mistake.
    assert flagged["explained_by_truncation"].tolist() == [False, True]
