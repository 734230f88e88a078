"""batch: the whole run, from an inbox to an OUTPUT that tells of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from perfeval_batch import batch, files, output_folder, pipeline
from perfeval_batch.batch import verdicts
from perfeval_batch.errors import OutputError, SettingsError
from perfeval_batch.model import Status
from perfeval_batch.settings import Settings
from tests import inboxes
from tests.inboxes import run, told


def statuses(output: Path) -> dict[str, str]:
    return {each["source"]: each["status"] for each in told(output)["projects"]}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return inboxes.fill(tmp_path / "收件", 甲局__项目=inboxes.workbook())


REPORT = "报告/云溪县住房和城乡建设局/运行维护经费.docx"


def test_a_clean_workbook_gets_its_report(inbox: Path, output: Path) -> None:
    run(inbox, output)
    project = told(output)["projects"][0]
    assert project["report"] == REPORT
    assert (output / REPORT).is_file()
    assert (project["self_score"], project["review_score"], project["grade"]) == (97, 97, "优")
    assert [
        (level["name"], level["self_score"], level["weight"]) for level in project["levels"]
    ] == [
        ("预算执行率", 10, 10),
        ("产出指标", 30, 30),
        ("效益指标", 28.2, 30),
        ("满意度指标", 9.8, 10),
        ("成本指标", 19, 20),
    ]


def test_a_workbook_with_errors_goes_back_and_the_others_get_their_reports(
    inbox: Path,
    output: Path,
) -> None:
    faulty = inboxes.changed({"项目名称": "另一项目", "项目编码": "B", "项目目的": None})
    inboxes.fill(inbox, 乙局__坏=inboxes.workbook(faulty))
    run(inbox, output)
    assert statuses(output) == {"甲局/项目.xlsx": "reported", "乙局/坏.xlsx": "returned"}
    assert (output / "退回/云溪县住房和城乡建设局/坏.xlsx").is_file()


def test_a_file_that_is_no_workbook_fails_and_is_copied_as_it_is(
    inbox: Path,
    output: Path,
) -> None:
    inboxes.fill(inbox, 坏=b"not a workbook")
    run(inbox, output)
    assert statuses(output)["坏.xlsx"] == "failed"
    assert (output / "退回/未能读取/坏.xlsx").read_bytes() == b"not a workbook"


def test_a_workbook_without_department_goes_under_its_own_folder(
    tmp_path: Path,
    output: Path,
) -> None:
    data = inboxes.workbook(inboxes.changed({"主管部门": None}))
    run(inboxes.fill(tmp_path / "in", 无部门=data), output)
    assert (output / "退回/未填部门/无部门.xlsx").is_file()


def test_two_projects_of_one_name_get_two_reports_told_apart_by_code(
    tmp_path: Path,
    output: Path,
) -> None:
    one = inboxes.changed({"项目编码": "A1", "实施单位": "甲单位"})
    two = inboxes.changed({"项目编码": "A2", "实施单位": "乙单位"})
    run(
        inboxes.fill(tmp_path / "in", 一=inboxes.workbook(one), 二=inboxes.workbook(two)),
        output,
    )
    names = sorted(path.name for path in (output / "报告").rglob("*.docx"))
    assert names == ["运行维护经费（A1）.docx", "运行维护经费（A2）.docx"]


def test_two_workbooks_of_one_project_both_go_back_and_name_each_other(
    inbox: Path,
    output: Path,
) -> None:
    inboxes.fill(inbox, 甲局__修改=inboxes.workbook(inboxes.changed({"填报人": "另一人"})))
    run(inbox, output)
    assert set(statuses(output).values()) == {"returned"}
    messages = {
        project["source"]: [
            each["message"] for each in project["findings"] if each["code"] == "PE801"
        ]
        for project in told(output)["projects"]
    }
    assert "甲局/修改.xlsx" in messages["甲局/项目.xlsx"][0]
    assert "甲局/项目.xlsx" in messages["甲局/修改.xlsx"][0]
    assert not (output / "报告").exists()


def test_the_same_bytes_twice_count_once(inbox: Path, output: Path) -> None:
    inboxes.fill(inbox, 甲局__项目副本=inboxes.workbook())
    told = run(inbox, output)
    assert told.figures.workbooks == 1
    assert [(each.code, each.place.workbook) for each in told.findings] == [
        ("PE809", "甲局/项目副本.xlsx"),
    ]


def test_two_runs_give_the_same_bytes(inbox: Path, output: Path, tmp_path: Path) -> None:
    inboxes.fill(inbox, 坏=b"x", 缺=inboxes.workbook(inboxes.changed({"项目目的": None})))
    run(inbox, output)
    first = inboxes.contents(output)
    run(inbox, output)
    assert inboxes.contents(output) == first
    run(inbox, tmp_path / "另一处")
    assert inboxes.contents(tmp_path / "另一处") == first


def test_processes_give_the_same_bytes_as_serial(
    inbox: Path,
    output: Path,
    tmp_path: Path,
) -> None:
    inboxes.fill(inbox, 坏=b"x", 缺=inboxes.workbook(inboxes.changed({"项目目的": None})))
    run(inbox, output)
    batch.run(Settings(inbox, tmp_path / "另一处", engine="processes", jobs=2))
    assert inboxes.contents(tmp_path / "另一处") == inboxes.contents(output)


def test_what_no_longer_holds_is_moved_away_not_deleted(inbox: Path, output: Path) -> None:
    run(inbox, output)
    (inbox / "甲局/项目.xlsx").unlink()
    inboxes.fill(inbox, 新=inboxes.workbook(inboxes.changed({"项目名称": "新项目"})))
    run(inbox, output)
    assert not (output / REPORT).exists()
    assert (output / "已作废" / REPORT).is_file()


def test_a_report_edited_by_a_person_is_never_overwritten(inbox: Path, output: Path) -> None:
    run(inbox, output)
    (output / REPORT).write_bytes(b"edited")
    told = run(inbox, output)
    beside = REPORT.replace(".docx", "（新版）.docx")
    assert (output / REPORT).read_bytes() == b"edited"
    assert told.outcomes[0].report == beside
    assert (output / beside).is_file()
    assert "PE904" in {each.code for each in told.outcomes[0].findings}
    settled = inboxes.contents(output)
    run(inbox, output)
    assert inboxes.contents(output) == settled


def test_a_changed_workbook_replaces_its_report(inbox: Path, output: Path) -> None:
    run(inbox, output)
    before = (output / REPORT).read_bytes()
    inboxes.fill(inbox, 甲局__项目=inboxes.workbook(inboxes.changed({"实施单位": "另一单位"})))
    run(inbox, output)
    assert (output / REPORT).read_bytes() != before
    assert not (output / "已作废").exists()


def test_a_lost_report_is_made_again(inbox: Path, output: Path) -> None:
    run(inbox, output)
    before = inboxes.contents(output)
    (output / REPORT).unlink()
    run(inbox, output)
    assert inboxes.contents(output) == before


def test_the_journal_can_be_deleted_without_harm(inbox: Path, output: Path) -> None:
    run(inbox, output)
    before = inboxes.contents(output)
    (output / output_folder.PRIVATE / "journal.db").write_bytes(b"no database")
    run(inbox, output)
    assert inboxes.contents(output) == before


def test_unchanged_workbooks_are_not_done_again(
    inbox: Path,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run(inbox, output)
    done: list[str] = []
    monkeypatch.setattr(
        pipeline,
        "process",
        lambda task: done.append(task.source),
    )
    run(inbox, output)
    assert done == []


def test_a_second_run_at_the_same_time_is_told_who_is_running(
    inbox: Path,
    output: Path,
) -> None:
    output_folder.prepare(output)
    with output_folder.held(output), pytest.raises(OutputError, match="正被另一次运行使用（计算机"):
        run(inbox, output)


def test_an_inbox_is_never_written_to(inbox: Path, output: Path) -> None:
    path = inbox / "甲局/项目.xlsx"
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    run(inbox, output)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_an_empty_inbox_is_a_sentence(tmp_path: Path, output: Path) -> None:
    (tmp_path / "空").mkdir()
    with pytest.raises(SettingsError, match="没有工作簿"):
        run(tmp_path / "空", output)


def test_an_output_above_the_inbox_is_refused(inbox: Path) -> None:
    with pytest.raises(SettingsError, match="之内"):
        run(inbox, inbox.parent)


def test_the_year_is_the_most_frequent_one(tmp_path: Path, output: Path) -> None:
    books = {
        f"项目{number}": inboxes.workbook(
            inboxes.changed({"评价年度": year, "项目名称": f"项目{number}", "项目编码": number}),
        )
        for number, year in enumerate((2023, 2022, 2023))
    }
    assert run(inboxes.fill(tmp_path / "in", **books), output).year == 2023


def test_a_result_that_cannot_be_written_is_said_and_the_rest_is_done(
    inbox: Path,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = inboxes.changed({"项目名称": "另一项目", "项目编码": "B"})
    inboxes.fill(inbox, 乙=inboxes.workbook(other))
    publish = files.publish

    def refuse(draft: Path, path: Path) -> None:
        if path.name == "另一项目.docx":
            raise PermissionError(13, "in use")
        publish(draft, path)

    monkeypatch.setattr(files, "publish", refuse)
    run(inbox, output)
    assert statuses(output) == {"乙.xlsx": "failed", "甲局/项目.xlsx": "reported"}
    assert "PE905" in {each["code"] for each in told(output)["projects"][0]["findings"]}
    monkeypatch.undo()
    run(inbox, output)
    assert set(statuses(output).values()) == {"reported"}


def test_a_document_that_vanishes_before_it_is_published_is_said(
    inbox: Path,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    find = verdicts.remarks

    def vanish(*about: Any) -> Any:  # noqa: ANN401  # as `remarks`
        for path in (output / output_folder.PRIVATE / "staging").glob("*.docx"):
            path.unlink()
        return find(*about)

    monkeypatch.setattr(verdicts, "remarks", vanish)
    run(inbox, output)
    (project,) = told(output)["projects"]
    assert (project["status"], project["report"]) == ("failed", None)
    assert [each["code"] for each in project["findings"] if each["severity"] == "error"] == [
        "PE905",
    ]
    monkeypatch.undo()
    run(inbox, output)
    assert set(statuses(output).values()) == {"reported"}


def test_a_staged_document_that_is_not_whole_is_made_again(
    inbox: Path,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(verdicts, "remarks", stop)
    with pytest.raises(KeyboardInterrupt):
        run(inbox, output)
    (staged,) = (output / output_folder.PRIVATE / "staging").glob("*.docx")
    whole = staged.read_bytes()
    staged.write_bytes(whole[:1000])
    monkeypatch.undo()
    run(inbox, output)
    assert (output / REPORT).read_bytes() == whole


@pytest.mark.parametrize("left", [b"PK\x03\x04half of a report", inboxes.workbook()])
def test_what_a_killed_run_left_staged_never_takes_the_place_of_a_report(
    left: bytes, inbox: Path, output: Path
) -> None:
    """It was killed before it noted its outcome; the workbook then is again what it was before."""
    run(inbox, output)
    whole = (output / REPORT).read_bytes()
    name = f"{files.short_hash('甲局/项目.xlsx|report', 24)}.docx"
    staging = output / output_folder.PRIVATE / "staging"
    staging.mkdir()
    (staging / name).write_bytes(left)
    other = inboxes.changed({"项目名称": "另一项目", "项目编码": "B"})
    inboxes.fill(inbox, 乙=inboxes.workbook(other))
    assert [each.report for each in run(inbox, output).outcomes][1] == REPORT
    assert (output / REPORT).read_bytes() == whole


def test_a_workbook_of_another_year_is_remarked_and_a_scheme_may_send_it_back(
    tmp_path: Path,
    output: Path,
) -> None:
    books = {
        f"项目{number}": inboxes.workbook(
            inboxes.changed({"评价年度": year, "项目名称": f"项目{number}", "项目编码": number}),
        )
        for number, year in enumerate((2023, 2023, 2022))
    }
    inbox = inboxes.fill(tmp_path / "in", **books)
    told = run(inbox, output)
    assert [each.code for each in told.outcomes[2].findings if each.code == "PE103"]
    assert told.outcomes[2].status is Status.REPORTED
    strict = tmp_path / "严.toml"
    strict.write_text(
        'based_on = "成本单列"\nname = "严"\nbasis = "测试"\n[severity]\nPE103 = "error"\n',
        encoding="utf-8",
    )
    settings = Settings(inbox, tmp_path / "严", scheme=str(strict), engine="inline")
    assert [each.status for each in batch.run(settings).outcomes] == [
        Status.REPORTED,
        Status.REPORTED,
        Status.RETURNED,
    ]


def test_a_workbook_still_being_written_is_tried_again_and_then_said(
    inbox: Path,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = inboxes.changed({"项目名称": "另一项目", "项目编码": "B"})
    inboxes.fill(inbox, 写完=inboxes.workbook(other), 在写=b"half")
    looks: dict[str, int] = {}

    def stamp(path: Path) -> tuple[int, int]:
        """写完 changes once, 在写 at every look."""
        looks[path.stem] = looks.get(path.stem, 0) + 1
        return (min(looks[path.stem], {"写完": 2, "在写": 99}.get(path.stem, 1)), 0)

    monkeypatch.setattr(files, "stamp", stamp)
    told = batch.run(Settings(inbox, output, engine="inline", patience=0))
    assert statuses(output) == {
        "写完.xlsx": "reported",
        "在写.xlsx": "failed",
        "甲局/项目.xlsx": "reported",
    }
    found = next(each for each in told.outcomes if each.source == "在写.xlsx")
    assert "正在被写入" in found.findings[0].message
