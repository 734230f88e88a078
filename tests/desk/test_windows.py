"""Windows of the desk in a real Chromium: the same run in two, the keyboard, narrow and dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_batch.desk.routing import SHOWN
from perfeval_batch.desk.year_folder import YearFolder
from tests.desk import officer
from tests.desk.desks import Visitor
from tests.desk.test_pages import fill

pytestmark = pytest.mark.chromium

PAGES = [*sorted(set(SHOWN) - {"/file", "/results/project"}), "/results/project?number=0"]

LOW = """[...document.querySelectorAll("button, .button, nav a, input, select")]
  .filter((each) => each.offsetHeight && each.offsetHeight < 40)
  .filter((each) => !["checkbox", "radio"].includes(each.type))
  .map((each) => each.outerHTML)"""
"""What is too low to be hit easily."""
FAINT = """(() => {
  const channel = (value) => {
    value /= 255;
    return value <= .03928 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
  };
  const weigh = ([red, green, blue]) =>
    .2126 * channel(red) + .7152 * channel(green) + .0722 * channel(blue);
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (each) => {
    for (; each; each = each.parentElement) {
      const rgb = parse(getComputedStyle(each).backgroundColor);
      if (rgb.length < 4 || rgb[3] > .9) return rgb;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const each of document.querySelectorAll("body *")) {
    const own = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !each.offsetParent || each.closest("[disabled], .skip")) continue;
    const both = [parse(getComputedStyle(each).color), behind(each)].map(weigh);
    const ratio = (Math.max(...both) + .05) / (Math.min(...both) + .05);
    if (ratio < 4.5) faint.push(each.outerHTML.slice(0, 120));
  }
  return faint;
})()"""
"""Words that stand out less than WCAG's 4.5 to 1."""


def test_a_second_window_shows_the_same_run_and_closing_the_first_stops_nothing(
    visitor: Visitor, year: YearFolder
) -> None:
    fill(year.inbox, 30)
    with officer.seated(visitor) as second:
        second.open("/run")
        with officer.seated(visitor) as first:
            first.open("/run")
            first.click_start()
            second.sees("停下")
        second.wait_for(
            "document.querySelector('[data-field=count]')?.innerText.includes('/ 30')", "30"
        )
        second.sees("已出报告30个")
        assert second.tab.complaints() == []


def test_a_run_can_be_stopped_and_taken_up_again_in_the_page(
    visitor: Visitor, year: YearFolder
) -> None:
    fill(year.inbox, 60)
    with officer.seated(visitor) as person:
        person.open("/run")
        person.click_start()
        person.click("停下")
        person.sees("已停下")
        person.sees("接着做")
        person.click_start()
        person.sees("已出报告60个")


def test_the_next_step_is_one_press_of_enter_away(visitor: Visitor) -> None:
    with officer.seated(visitor) as person:
        person.sees("下一步")
        person.press("Enter", 13, "\r")
        person.sees("项目名册")


def test_folders_are_walked_with_the_arrow_keys(visitor: Visitor, year: YearFolder) -> None:
    for name in ("甲局", "乙局"):
        (year.folder / name).mkdir()
    with officer.seated(visitor) as person:
        person.open("/choose?what=inbox")
        person.tab.run("document.querySelector('.folders a').focus()")
        for _ in range(2):
            person.press("ArrowDown", 40)
        assert person.tab.run("document.activeElement.innerText") == "收件"
        person.press("ArrowUp", 38)
        assert person.tab.run("document.activeElement.innerText") == "乙局"
        person.press("Enter", 13, "\r")
        person.sees("从这个文件夹收件：乙局")


def test_no_page_is_wider_than_its_window_and_every_target_is_large(
    visitor: Visitor, year: YearFolder
) -> None:
    fill(year.inbox)
    visitor.send("/run/start")
    visitor.done()
    with officer.seated(visitor) as person:
        for width in (390, 1400):
            person.tab.resize(width)
            for address in PAGES:
                person.open(address)
                wide = person.tab.run("document.scrollingElement.scrollWidth")
                assert wide <= width, (address, width, wide)
                low = person.tab.run(LOW)
                assert low == [], address
        assert person.tab.complaints() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_what_is_behind_it(
    visitor: Visitor, year: YearFolder, scheme: str
) -> None:
    fill(year.inbox)
    visitor.send("/run/start")
    visitor.done()
    with officer.seated(visitor) as person:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        person.tab.send("Emulation.setEmulatedMedia", features=features)
        for address in PAGES:
            person.open(address)
            assert person.tab.run(FAINT) == [], address


def test_a_file_is_dropped_by_name_with_anything_in_it(visitor: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "自评 100%&#?+.xlsx"
    path.write_bytes(b"no workbook")
    with officer.seated(visitor) as person:
        person.open("/inbox")
        person.drop(path)
        person.sees("自评 100%&#")
        person.sees("有错误")
