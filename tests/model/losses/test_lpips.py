"""LPIPS: the layers of the published weights, the published formula, and what is said when they are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import save_file  # noqa: E402

from model.errors import WeightsError  # noqa: E402
from model.losses.lpips import Lpips, load_lpips  # noqa: E402

# The convolutions of torchvision's alexnet and vgg16, as their files number them, with their shapes.
ALEX = {0: (64, 3, 11, 11), 3: (192, 64, 5, 5), 6: (384, 192, 3, 3), 8: (256, 384, 3, 3), 10: (256, 256, 3, 3)}
VGG = {0: (64, 3), 2: (64, 64), 5: (128, 64), 7: (128, 128), 10: (256, 128), 12: (256, 256), 14: (256, 256),
       17: (512, 256), 19: (512, 512), 21: (512, 512), 24: (512, 512), 26: (512, 512), 28: (512, 512)}  # fmt: skip


def lpips(trunk: str = "alex") -> Lpips:
    torch.manual_seed(0)
    network = Lpips(trunk)
    for head in network.heads:
        torch.nn.init.uniform_(head.weight)  # the published ones are not negative
    return network


@pytest.mark.parametrize(
    ("trunk", "shapes"), [("alex", ALEX), ("vgg", {k: (*v, 3, 3) for k, v in VGG.items()})], ids=["alex", "vgg"]
)
def test_the_trunk_has_the_published_layers(trunk: str, shapes: dict[int, tuple[int, ...]]) -> None:
    with torch.device("meta"):
        state = Lpips(trunk).state_dict()
    found = {name: tuple(value.shape) for name, value in state.items() if name.startswith("features.")}
    weights = {f"features.{index}.weight": shape for index, shape in shapes.items()}
    assert found == weights | {f"features.{index}.bias": (shape[0],) for index, shape in shapes.items()}


def test_the_distance_is_that_of_the_paper() -> None:
    network = lpips()
    one, other = torch.rand(2, 3, 40, 48), torch.rand(2, 3, 40, 48)
    expected = torch.zeros(2)
    shift, scale = torch.tensor([-0.030, -0.088, -0.188]), torch.tensor([0.458, 0.448, 0.450])
    x, y = ((2 * p - 1 - shift[:, None, None]) / scale[:, None, None] for p in (one, other))
    heads = iter(network.heads)
    for layer in network.features:
        x, y = layer(x), layer(y)
        if isinstance(layer, torch.nn.ReLU):
            a, b = (torch.nn.functional.normalize(m, dim=1, eps=1e-10) for m in (x, y))
            weight = next(heads).weight.flatten()
            expected += torch.einsum("nchw,c->nhw", (a - b) ** 2, weight).mean(dim=(1, 2))
    assert torch.allclose(network.each(one, other), expected, rtol=1e-4)
    assert network(one, other).item() == pytest.approx(expected.mean().item(), rel=1e-4)


def test_the_same_picture_is_at_no_distance_and_small_ones_do() -> None:
    network = lpips()
    small = torch.rand(1, 3, 32, 32)
    assert network(small, small).item() == 0
    assert network(small, 1 - small).item() > 0


def test_the_gradient_reaches_the_picture_and_is_finite_at_black() -> None:
    black = torch.zeros(1, 3, 32, 32, requires_grad=True)
    lpips()(black, torch.rand(1, 3, 32, 32)).backward()
    assert torch.isfinite(black.grad).all()
    assert black.grad.abs().sum() > 0


def test_saved_weights_load_and_say_which_trunk_they_are_of(tmp_path: Path) -> None:
    network = lpips()
    save_file(network.state_dict(), tmp_path / "lpips.safetensors")
    x, y = torch.rand(1, 3, 32, 32), torch.rand(1, 3, 32, 32)
    assert torch.equal(load_lpips(tmp_path / "lpips.safetensors")(x, y), network(x, y))


def test_missing_weights_are_an_error_that_says_how_to_get_them(tmp_path: Path) -> None:
    path = tmp_path / "none.safetensors"
    with pytest.raises(WeightsError) as caught:
        load_lpips(path)
    assert str(caught.value) == (
        f"{path} does not exist: LPIPS needs its published weights, which are not shipped; get "
        "the trunk's file (torchvision's alexnet or vgg16) and the heads' (alex.pth or vgg.pth of LPIPS 0.1), then "
        "gallery weights import TRUNK HEADS --as lpips-alex"
    )


def test_weights_that_lack_a_head_are_refused_by_its_name(tmp_path: Path) -> None:
    state = lpips().state_dict()
    state.pop("heads.3.weight")
    save_file(state, tmp_path / "lpips.safetensors")
    with pytest.raises(WeightsError, match=r"(?s)does not hold weights of LPIPS: .*heads\.3\.weight"):
        load_lpips(tmp_path / "lpips.safetensors")


def test_an_unknown_trunk_says_which_there_are() -> None:
    with pytest.raises(WeightsError, match="LPIPS has no trunk 'squeeze'; there are: alex, vgg"):
        Lpips("squeeze")
