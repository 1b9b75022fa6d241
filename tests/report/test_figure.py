from __future__ import annotations

import base64
import re
import warnings
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure

from synthesis.display.figure import figure_block


@pytest.mark.parametrize("character", ["\x01", "\x1b", "\x0b", "\uffff"])
def test_a_drawing_is_well_formed_whatever_its_labels_hold(character):
    axes = Figure().subplots()
    axes.set_title(f"Trust{character}power")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # no font has it
        html = figure_block(axes, caption="A figure.", alt="An empty frame with a title", id="odd").html
    drawing = base64.b64decode(re.search('base64,([^"]+)', html).group(1))
    words = "".join(ElementTree.fromstring(drawing).itertext())
    assert "Trust\ufffdpower" in words
