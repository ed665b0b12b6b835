import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.color import deltaE_ciede2000

from model.metrics.delta_e import DeltaE, delta_e00

# Sharma, Wu and Dalal 2005, table 1: the pairs that find the usual mistakes in hue mean and hue difference.
SHARMA = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
    ((50, 2.8361, -74.0200), (50, 0, -82.7485), 3.4412),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, -1, 2), (50, 0, 0), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, -0.001, 2.49), (50, 0.0009, -2.49), 4.8045),
    ((50, -0.001, 2.49), (50, 0.0011, -2.49), 4.7461),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (61, -5, 29), 22.8977),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((50, 2.5, 0), (58, 24, 15), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]
LABS = arrays(
    np.float32,
    (4, 3, 2, 3),
    elements=st.floats(-100, 100, width=32).map(lambda value: np.float32(round(value, 2))),
).map(lambda lab: np.concatenate([np.abs(lab[..., :1]), lab[..., 1:]], axis=-1))


@pytest.mark.parametrize(("first", "second", "expected"), SHARMA)
def test_the_published_pairs(first, second, expected):
    assert delta_e00(np.float32([first]), np.float32([second]))[0] == pytest.approx(expected, abs=2e-4)


def test_it_agrees_with_scikit_image_on_colours_of_all_kinds_and_across_chunks():
    rng = np.random.default_rng(5)
    low, high = np.float32([0, -110, -110]), np.float32([100, 110, 110])
    first, second = rng.uniform(low, high, (2, 100_000, 3)).astype(np.float32)
    second[:30_000] = first[:30_000] + rng.normal(0, 3, (30_000, 3))
    second[30_000:40_000, 1:] = 0
    expected = deltaE_ciede2000(first.astype(float), second.astype(float))
    assert np.abs(delta_e00(first, second) - expected).max() < 1e-3


@given(LABS, LABS)
def test_identity_is_zero_and_order_does_not_matter(first, second):
    assert (delta_e00(first, first) == 0).all()
    assert (delta_e00(first, second) >= 0).all()
    opposite = (
        np.abs(
            (first[..., 1:] * second[..., 1:]).sum(-1)
            + np.prod([np.hypot(each[..., 1], each[..., 2]) for each in (first, second)], axis=0)
        )
        < 1
    )  # hues half a turn apart have two means, and rounding chooses
    difference = np.abs(delta_e00(first, second) - delta_e00(second, first))
    assert (difference[~opposite] < 1e-3).all()


@given(LABS, LABS, st.integers(1, 3))
def test_the_shape_is_kept_and_batches_add_up(first, second, cut):
    differences = delta_e00(first, second)
    assert differences.shape == (4, 3, 2)
    assert differences.dtype == np.float32
    parts = DeltaE()
    parts.update(differences[:cut])
    parts.update(differences[cut:])
    assert parts.compute()["delta_e"] == pytest.approx(differences.mean(dtype=np.float64), rel=1e-6)


def test_nothing_measured_is_an_error():
    with pytest.raises(ValueError, match="before any update"):
        DeltaE().compute()
