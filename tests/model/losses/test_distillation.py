"""Teachers and what they know: held still, asked both ways round, never learning."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from model.losses import SoftLabels, Teachers  # noqa: E402


def colourist(seed: int) -> torch.nn.Module:
    torch.manual_seed(seed)
    return torch.nn.Sequential(torch.nn.Conv2d(4, 9, 3, stride=2, padding=1), torch.nn.BatchNorm2d(9))


INPUTS = torch.rand(2, 4, 8, 8, generator=torch.Generator().manual_seed(0))


def test_teachers_answer_with_the_mean_of_their_distributions_and_of_the_mirrored_pictures() -> None:
    networks = [colourist(seed) for seed in (0, 1)]
    found = Teachers(*networks)(INPUTS)
    with torch.no_grad():
        answers = [n(INPUTS).softmax(1) for n in networks] + [n(INPUTS.flip(3)).softmax(1).flip(3) for n in networks]
    assert torch.allclose(found, sum(answers) / 4, atol=0.01)  # in bfloat16
    assert torch.allclose(found.sum(1), torch.ones(2, 4, 4), atol=1e-5)


def test_the_answer_to_a_mirrored_picture_is_the_mirrored_answer() -> None:
    teachers = Teachers(colourist(0))
    assert torch.allclose(teachers(INPUTS.flip(3)), teachers(INPUTS).flip(3), atol=1e-6)


def test_teachers_do_not_learn_even_in_a_module_that_trains() -> None:
    teachers = Teachers(colourist(0))
    before = {name: value.clone() for name, value in teachers.state_dict().items()}
    torch.nn.ModuleList([teachers]).train()
    answer = teachers(INPUTS)
    assert not answer.requires_grad
    assert all(torch.equal(value, before[name]) for name, value in teachers.state_dict().items())


def test_a_classifier_says_what_it_sees_in_what_it_reads() -> None:
    classifier = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(3, 5))
    seen = SoftLabels(classifier, lambda lab: lab / 50)
    lab = torch.rand(2, 3, 8, 8) * 100
    with torch.no_grad():
        assert torch.allclose(seen(lab), classifier(lab / 50).softmax(1), atol=0.01)
    assert not seen(lab).requires_grad
