"""Headcounts against circulars: the colours, the arithmetic, and which letter counts."""

from dataclasses import replace

import pytest

from hub.domain.refusals import BadReport, BadRule
from hub.domain.rollcall import form, headcount
from hub.domain.rollcall.form import Count, Form
from hub.domain.rollcall.headcount import Circular, Rule, Verdict, judge

DAY = "2026-11-23"


def letter(*rules: Rule, no: str = "800/1", since: str = "2026-11-01", **more: object) -> Circular:
    made = Circular(no, no, "WFO", since, None, 0.0, rules)
    return replace(made, **more)  # type: ignore[arg-type]


def of_class(op: str, percent: int, section: str = "all") -> Rule:
    return Rule(section, op, percent, agency_class="esensial")  # type: ignore[arg-type]


def verdict(circular: Circular, *counts: Count, section: str = "all") -> Verdict:
    found = judge(counts, "dinkes", "esensial", [circular], DAY)
    return next(one for one in found if one.section == section)


@pytest.mark.parametrize(
    ("op", "percent", "wfo", "wfh", "level"),
    [
        ("max", 25, 10, 30, "green"),  # Just at the limit.
        ("max", 25, 12, 28, "red"),
        ("max", 25, 3, 8, "amber"),  # 2.75 are allowed: the third is a quarter too many.
        ("max", 25, 4, 7, "red"),
        ("max", 0, 0, 9, "green"),
        ("max", 0, 1, 9, "red"),
        ("min", 25, 10, 30, "green"),
        ("min", 25, 9, 31, "red"),  # A whole person is missing.
        ("min", 25, 2, 8, "amber"),  # Half a person is missing.
        ("min", 100, 40, 0, "green"),
        ("eq", 50, 20, 20, "green"),
        ("eq", 50, 3, 2, "green"),  # No whole number is nearer to two and a half.
        ("eq", 50, 21, 19, "amber"),
        ("eq", 50, 22, 18, "red"),
    ],
)
def test_the_colour_follows_from_whole_people(
    op: str, percent: int, wfo: int, wfh: int, level: str
) -> None:
    assert verdict(letter(of_class(op, percent)), Count("all", wfo, wfh)).level == level


def test_the_arithmetic_is_shown_beside_the_colour() -> None:
    found = verdict(letter(of_class("max", 25)), Count("all", 12, 28, sick=3, duty=4))
    assert found == Verdict("all", "red", 12, 40, 30.0, "max", 25, "800/1")


def test_nobody_no_figure_and_no_rule_are_no_colour() -> None:
    rule = letter(of_class("min", 25), of_class("min", 100, "pelayanan"))
    nobody = verdict(rule, Count("all", 0, 0, sick=4))
    assert (nobody.level, nobody.percent, nobody.why) == ("none", None, "nobody")
    left_out = verdict(rule, Count("admin", 5, 5), section="pelayanan")
    assert (left_out.level, left_out.why) == ("none", "not_reported")
    (free,) = judge([Count("all", 1, 3)], "dinkes", "kritikal", [rule], DAY)
    assert (free.level, free.percent, free.why) == ("none", 25.0, "no_rule")
    assert judge([], "dinkes", "kritikal", [rule], DAY) == ()


def test_sections_are_judged_each_and_summed_for_the_whole() -> None:
    rule = letter(of_class("max", 50), of_class("min", 100, "pelayanan"))
    counts = (Count("pelayanan", 9, 1), Count("admin", 0, 10))
    assert verdict(rule, *counts).percent == 45.0
    assert verdict(rule, *counts).level == "green"
    assert verdict(rule, *counts, section="pelayanan").level == "red"
    assert verdict(rule, *counts, section="admin").why == "no_rule"


def test_the_newest_letter_in_force_decides_and_in_it_the_agency_before_its_class() -> None:
    own = Rule("all", "max", 10, agency="dinkes")
    old = letter(own, no="old", since="2026-10-01")
    new = letter(of_class("max", 75), no="new", since="2026-11-20")
    both = letter(of_class("max", 75), own, no="both", since="2026-11-22")
    over = letter(of_class("max", 1), no="over", since="2026-11-21", to_day="2026-11-22")
    ahead = letter(of_class("max", 2), no="ahead", since="2026-11-24")
    gone = letter(of_class("max", 3), no="gone", since="2026-11-23", withdrawn=True)

    def decides(*letters: Circular) -> tuple[str | None, int | None]:
        (found,) = judge([Count("all", 5, 5)], "dinkes", "esensial", letters, DAY)
        return found.letter_no, found.limit

    assert decides(old, new, over, ahead, gone) == ("new", 75)
    assert decides(both, old, new) == ("both", 10)
    assert decides(old, ahead) == ("old", 10)
    corrected = replace(new, id="again", letter_no="again", at=5.0)
    assert decides(corrected, new) == ("again", 75), "of two of one day the one entered last"
    last_day = replace(over, to_day=DAY)
    assert decides(last_day, old) == ("over", 1), "the last day is in it"


def test_a_letter_that_cannot_be_kept_is_refused() -> None:
    good = letter(of_class("max", 25), Rule("all", "max", 10, agency="dinkes"))
    headcount.check(good)
    for bad, field in (
        (replace(good, to_day="2026-10-31"), "to_day"),
        (replace(good, rules=()), "rules"),
        (letter(of_class("max", 25), of_class("min", 5)), "rules"),
        (letter(Rule("all", "max", 25)), "rules"),
        (letter(Rule("all", "max", 25, "dinkes", "esensial")), "rules"),
        (letter(of_class("max", 101)), "percent"),
    ):
        with pytest.raises(BadRule, match=field):
            headcount.check(bad)


def test_a_report_that_counts_somebody_twice_is_refused() -> None:
    form.check(Form(counts=(Count("admin", 1), Count("panti", 2))))
    for bad, field in (
        (Form(counts=(Count("all", 1), Count("admin", 1))), "counts"),
        (Form(counts=(Count("admin", 1), Count("admin", 1))), "counts"),
        (Form(counts=(Count("all", -1),)), "counts"),
        (Form("excused"), "reason"),
        (Form(obstacle="x" * 501), "text"),
    ):
        with pytest.raises(BadReport, match=field):
            form.check(bad)
