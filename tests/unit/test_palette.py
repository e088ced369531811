"""The colours of the figures: readable on paper and in the dark, told apart by every eye and in grey print."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from reports.figures.canvas import ACCENT, DARK, HEAT, INK, PAPER, SOFT
from reports.figures.heatmap import _INK_UNTIL

EYES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "grey print": ((0.2126, 0.7152, 0.0722),) * 3,
    "all colours": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}
"""What is seen of linear RGB: Machado, Oliveira and Fernandes (2009), severity 1; grey is the luminance of sRGB."""
THEMES = {"light": {colour: colour for colour in DARK}, "dark": DARK}
SEEN, STEP = 12.0, 5.0
"""Distances in CIE L*a*b* (1976): 2.3 is just noticeable side by side."""
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


def linear(colour: str) -> Vector:
    """sRGB (IEC 61966-2-1) made linear, 0..1."""
    value = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb: Vector) -> Vector:
    """CIE L*a*b* under D65."""
    to_xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                       [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
    part = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    x, y, z = np.where(part > 216 / 24389, np.cbrt(part), (24389 / 27 * part + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(eye: str, one: str, other: str) -> float:
    """How far two colours are apart to this eye."""
    seen = np.array(EYES[eye])
    return float(np.linalg.norm(lab(seen @ linear(one)) - lab(seen @ linear(other))))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio, 1..21."""
    dark, light = sorted(float(np.array(EYES["grey print"][0]) @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_words_and_marks_stand_out_from_the_paper(theme: str) -> None:
    """Whatever is written or drawn to be read: at least 4.5 to 1 (WCAG 1.4.3), of which marks need 3 (1.4.11)."""
    shown = THEMES[theme]
    low = {colour: contrast(shown[colour], shown[PAPER]) for colour in (INK, SOFT, ACCENT)}
    assert {colour: ratio for colour, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_number_of_every_field_of_the_map_can_be_read(theme: str) -> None:
    """Ink on the light fields, paper on the dark ones."""
    shown = THEMES[theme]
    for level, field in enumerate(HEAT):
        assert contrast(shown[field], shown[INK if level < _INK_UNTIL else PAPER]) >= 4.5, level


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_colours_that_mean_something_differ_to_every_eye(theme: str, eye: str) -> None:
    """The foremost from the others, one curve from the other; each step of the map from the next."""
    shown = THEMES[theme]
    assert apart(eye, shown[INK], shown[ACCENT]) > SEEN
    assert all(apart(eye, shown[one], shown[other]) > STEP for one, other in pairwise(HEAT))


@pytest.mark.parametrize("theme", THEMES)
def test_map_grows_darker_or_lighter_all_the_way(theme: str) -> None:
    """In grey the order of the fields is the order of the numbers."""
    light = [float(lab(linear(THEMES[theme][field]))[0]) for field in HEAT]
    assert light == sorted(light, reverse=theme == "light")


def test_two_colours_that_are_one_to_some_eyes_would_be_told() -> None:
    """A red and a green of one lightness: far apart to most, the same without red or green."""
    assert apart("all colours", "#b05a3c", "#6f7a2e") > 40
    assert apart("deuteranopia", "#b05a3c", "#6f7a2e") < SEEN
