"""The check: what a valid configuration may still get wrong."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from monitor.check import Problem, check
from monitor.settings import Settings, load, validate
from tests.unit.timetable_studies import data, small_nights, study

ROOT = Path(__file__).parents[2]


def real(**keys: Any) -> dict[str, Any]:
    """A configuration whose addresses are no placeholders (a made-up top-level domain)."""

    def moved(value: Any) -> Any:
        if isinstance(value, str):
            return (
                value.replace(".example.org", ".nowhere")
                .replace("example.org", "study.nowhere")
                .replace(".example", ".nowhere")
            )
        if isinstance(value, dict):
            return {key: moved(item) for key, item in value.items()}
        return [moved(item) for item in value] if isinstance(value, list) else value

    made: dict[str, Any] = moved(copy.deepcopy(data(**keys)))
    made["persona"]["study_page"] = "https://study.nowhere/"
    for platform in made["platforms"]:
        platform["targets"][0]["account"] = "desk"
    for question in made["questions"]:  # the study passes into its second month
        question["new_wording"] = [{"month": "2027-01", "text": question["paraphrases"][0] + " d"}]
    return made


def found(settings: Settings) -> list[Problem]:
    return check(settings)


def test_sound_study() -> None:
    """A study that can begin has no findings at all."""
    assert found(validate(real())) == []


def test_authority_without_its_certificate() -> None:
    """A stamp could not be verified without the root: a file that is not there is named."""
    entries = [{"name": n, "url": f"https://{n}.nowhere/tsr", "certificate": f"{n}.pem"} for n in ("one", "two")]
    problems = found(validate({**real(), "evidence": {"authorities": entries}}))
    assert [(p.path, p.wrong) for p in problems] == [
        ("evidence.authorities[0].certificate", "there is no file one.pem"),
        ("evidence.authorities[1].certificate", "there is no file two.pem"),
    ]


def test_example_lacks_nothing_but_addresses() -> None:
    """The documented example is sound except for its placeholder addresses."""
    problems = found(load(ROOT / "config.toml"))
    assert {problem.wrong.partition(" ")[2] for problem in problems} == {"is a placeholder, reserved for examples"}
    assert {problem.path for problem in problems} >= {
        "persona.study_page",
        "mail_accounts[0].address",
        "platforms[0].public_support_url",
        "platforms[2].targets[0].address",
    }


def test_study_of_controls_may_use_placeholders() -> None:
    """A study of our own platforms needs no real addresses."""
    assert [problem for problem in found(small_nights()) if problem.severity == "error"] == []


def test_study_that_can_never_be_ranked() -> None:
    """Refused with the arithmetic, not with a shrug."""
    (problem,) = found(validate(real(nights=20)))
    assert (problem.path, problem.severity) == ("study.nights", "error")
    assert problem.wrong == (
        "no platform could ever be ranked: 20 nights with 4 pairs a week give each target 11 pairs, so 11 nights, "
        "5 in each time cell, 22 inquiries: at most 11 nights of 12 needed; at most 5 nights in each time cell of 6 "
        "needed; at most 22 inquiries of 24 needed"
    )


def test_two_doors_of_a_kind_are_over_budget() -> None:
    """Two mailboxes of one platform at 4 pairs a week make 16 first contacts."""
    made = real()
    made["platforms"][1]["targets"].append({"channel": "mail", "address": "two@shop-1.nowhere", "account": "desk"})
    (problem,) = found(validate(made))
    assert problem.path == "platforms[1].targets"
    assert problem.wrong == "2 mail targets x 4 pairs a week = 16 first contacts; 8 a channel and week are allowed"


def test_two_doors_at_two_pairs_are_within_budget() -> None:
    """Half the pairs, twice the doors: eight."""
    made = real(pairs_per_week=2, nights=60)
    made["platforms"][1]["targets"].append({"channel": "mail", "address": "two@shop-1.nowhere", "account": "desk"})
    assert "platforms[1].targets" not in {problem.path for problem in found(validate(made))}


def test_one_question_cannot_tell_a_canned_reply() -> None:
    """At least two questions a topic and language."""
    made = real()
    made["questions"] = [q for q in made["questions"] if not q["id"].startswith(("pre-sale-2-zh", "pre-sale-3-zh"))]
    (problem,) = found(validate(made))
    assert problem.wrong == "there is one pre_sale question in 'zh': a canned reply could not be told from an answer"


def test_unused_language_needs_no_questions() -> None:
    """Questions are counted in the study's languages only."""
    made = real(languages=["en"])
    made["questions"] = [q for q in made["questions"] if q["language"] == "en" or q["id"].endswith("1-zh")]
    assert found(validate(made)) == []


def test_single_platform_in_a_channel() -> None:
    """A ranking of one is no ranking: a warning, since the index can still be measured."""
    made = real()
    for platform in made["platforms"][1:]:
        platform["targets"] = platform["targets"][:1]
    (problem,) = found(validate(made))
    assert problem.severity == "warning"
    assert problem.wrong == "only shop-0 is asked by mail: there is nobody to compare it with"


def test_nobody_explains_the_study() -> None:
    """Without a study page whoever answers cannot look up who asks."""
    made = real()
    made["persona"].pop("study_page")
    assert [(p.path, p.severity) for p in found(validate(made))] == [("persona.study_page", "warning")]


def test_unwatched_chat() -> None:
    """A chat that answers by mail would be taken for silent: a warning names the target."""
    made = real()
    made["platforms"][2]["targets"][0].pop("account")
    assert [p.path for p in found(validate(made))] == ["platforms[2].targets[0].account"]


def test_errors_come_first() -> None:
    """What stops the study stands before what does not."""
    severities = [problem.severity for problem in found(study(platforms=1, nights=7))]
    assert severities == sorted(severities)
    assert set(severities) == {"error", "warning"}
