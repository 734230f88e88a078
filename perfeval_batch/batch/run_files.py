"""The files and lines that tell of the whole run: summary, page, result file, log, last lines."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_batch import __version__, files, output_folder, publish
from perfeval_batch.errors import WriteFailedError
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import Batch, LastYear, Outcome, Rejected
from perfeval_batch.parsing import Layouts
from perfeval_batch.reading.refusals import UNREADABLE
from perfeval_batch.rules import pe9_program
from perfeval_batch.schemes import Scheme
from perfeval_batch.values import replace

if TYPE_CHECKING:
    from perfeval_batch.summary.figures import Account

SUMMARY = "绩效评价汇总表.xlsx"
RESULTS = "运行结果.json"
LOG = "运行日志.txt"
PAGE = "总览.html"
DETAILS = f"{output_folder.PRIVATE}/逐项明细.json.gz"
"""What next year is compared with, beside the result file."""
SAMPLE = f"{output_folder.PRIVATE}/抽查建议.json"
"""抽查建议 as the desk shows it."""
FILES = (SUMMARY, PAGE, RESULTS, DETAILS, SAMPLE)


def build_batch(outcomes: tuple[Outcome, ...], findings: Iterable[Finding] = ()) -> Batch:
    """The batch as the summary and the result file tell it; the run adds what only it knows."""
    return Batch(
        outcomes=outcomes,
        findings=tuple(sorted(findings, key=lambda finding: finding.place.workbook)),
        year=main_year(outcomes),
        scheme=_only(outcome.identity.scheme for outcome in outcomes),
        version=__version__,
    )


def main_year(outcomes: Iterable[Outcome]) -> int | None:
    """The most frequent 评价年度, the latest of equally frequent ones; None when none is stated."""
    years = Counter(outcome.identity.year for outcome in outcomes if outcome.identity.year)
    return max(years, key=lambda year: (years[year], year)) if years else None


def layout_notes(layouts: Layouts, path: Path | None) -> tuple[str, ...]:
    """What 运行说明 says of the answers that a person gave about official forms."""
    if path is None or not layouts.patterns:
        return ()
    columns = sum(len(each.columns) for each in layouts.patterns.values())
    counts = f"{len(layouts.patterns)}种版式、{columns}处栏目"
    text = f"官方自评表按《版式对照》“{path.name}”读取：{counts}。"
    answers = (
        f"《版式对照》版式{name}的回答：{'；'.join(dict.fromkeys(each.answers.values()))}。"
        for name, each in layouts.patterns.items()
        if each.answers
    )
    return (text, *answers)


def last_notes(
    last: Sequence[LastYear] | None, matched: Mapping[str, LastYear] | None, year: int | None
) -> Iterator[str]:
    """What is to be said of last year's results: how many fit, what could not be compared."""
    if last is None or matched is None:
        return
    yield (
        f"上年结果共{len(last)}个项目，与本年对应上的{len(matched)}个"
        "（按项目编码，没有编码的按项目名称和实施单位）。"
    )
    if last and not any(each.texts for each in last):
        lost = any(each.items for each in last)
        what = "没有比较指标值和文字（PE810、PE812）"
        yield (
            "上年结果旁边没有逐项明细，或明细已损坏："
            + (f"{what}。" if lost else f"{what}，也没有比较扣分原因（PE811）。")
            + f"请用上年的整个输出文件夹里的结果（明细在其中的“{output_folder.PRIVATE}”）。"
        )
    years = Counter(each.identity.year for each in last if each.identity.year)
    of_last = years.most_common(1)[0][0] if years else None
    if of_last and year and of_last >= year:
        yield f"上年结果的评价年度是{of_last}年，不早于本年的{year}年：请核对--last给的文件。"


def _only(values: Iterable[str | None]) -> str | None:
    """The one value that all known ones share, else None."""
    known = {value for value in values if value is not None}
    return known.pop() if len(known) == 1 else None


def gather(batch: Batch, scheme: Scheme | None) -> Account:
    """The batch as frames, with the scheme's rules for the use of results."""
    from perfeval_batch import catalogue
    from perfeval_batch.summary import figures

    rules = scheme.application if scheme else None
    titles = {kind.code: kind.page.title.rstrip("。") for kind in catalogue.kinds()}
    return figures.gather(batch, rules, titles)


def write(batch: Batch, folder: publish.Folder, scheme: Scheme | None = None) -> Batch:
    """Write the files that tell of the whole run; what could not be written is a finding."""
    from perfeval_batch.summary import details_file, page, result_file, sample_file, workbook

    output_folder.clear_way(folder.output, FILES)
    account = gather(batch, scheme)
    writers: tuple[Callable[[Batch], bytes], ...] = (
        lambda _: workbook.write(account, folder.staging),
        lambda _: page.write(account),
        result_file.write,
        details_file.write,
        lambda _: sample_file.write(account),
    )
    for name, make in zip(FILES, writers, strict=True):
        try:
            files.write_whole(folder.output / name, make(batch), folder.staging)
        except (WriteFailedError, OSError) as problem:
            why = files.reason(problem) if isinstance(problem, OSError) else problem
            finding = pe9_program.unwritten(name, str(why))
            batch = replace(batch, findings=(*batch.findings, finding))
    return batch


def closed_folders(inbox: files.Inbox) -> Iterator[Finding]:
    """A finding for each folder of INBOX that could not be looked into."""
    for source, problem in inbox.closed:
        yield UNREADABLE.at(
            Place(source),
            f"{problem}，里面的工作簿没有读取。",
            "请检查文件夹的权限，路径过长的请移到较短的路径下，再运行一次。",
        )


@contextmanager
def logged(output: Path) -> Iterator[logging.Logger]:
    """The log of OUTPUT, the only file with times; later runs add to it.

    Where it cannot be written the run goes on without it.
    """
    log = output_folder.LOG
    log.setLevel(logging.INFO)
    log.propagate = False
    logging.raiseExceptions = False  # a full disk costs the log, not the run
    handler = _log_file(output / LOG, output / output_folder.PRIVATE)
    log.addHandler(handler)
    try:
        yield log
    finally:
        log.removeHandler(handler)
        with suppress(OSError):  # a full disk
            handler.close()


def _log_file(path: Path, private: Path) -> logging.Handler:
    try:
        if not output_folder.is_file(path):
            output_folder.set_aside(path, private)
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError as problem:
        why = files.reason(problem)
        output_folder.LOG.warning("“%s”不能写入（%s），本次不记日志，不影响结果。", path.name, why)
        return logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    return handler


def note(log: logging.Logger, batch: Batch) -> None:
    """A line for each workbook, and all of a bug."""
    for outcome in batch.outcomes:
        errors = [str(each) for each in outcome.findings if each.severity is Severity.ERROR]
        log.info("%s：%s %s", outcome.source, outcome.label, " ".join(errors))
        if outcome.trace:
            log.error("%s\n%s", outcome.source, outcome.trace)
    for finding in batch.findings:
        log.info("%s", finding)
    log.info("完成：%s", counts(batch))


def counts(batch: Batch) -> str:
    """`共3个工作簿：…` for the log and the last lines."""
    figures = batch.figures
    due = ""
    if batch.roster is not None:
        missing = sum(each.source is None for each in batch.roster)
        counted = _told((("已报", len(batch.roster) - missing), ("未报", missing)))
        due = f"项目名册应报{len(batch.roster)}个，{counted}。" if batch.roster else ""
    files = len({outcome.source for outcome in batch.outcomes})
    several = f"、{figures.workbooks}个项目" if figures.workbooks != files else ""
    unscored = sum(not outcome.scored for outcome in batch.outcomes)
    if unscored:
        several += f"（其中转移支付自评、不评分的{unscored}个）"
    parts = (
        ("已出报告", figures.reported),
        ("退回修改", figures.returned),
        ("未能读取或未能完成", figures.failed),
    )
    return f"{due}共{files}个工作簿{several}：{_told(parts)}。"


def _told(parts: Iterable[tuple[str, int]]) -> str:
    """`已报3个，未报1个`, without what there is none of."""
    return "，".join(f"{what}{count}个" for what, count in parts if count)


def bugs(outcomes: Iterable[Outcome | Rejected]) -> bool:
    """Whether any workbook met a bug (PE902)."""
    return any(
        finding.code == pe9_program.INTERNAL_ERROR.code
        for outcome in outcomes
        for finding in outcome.findings
    )
