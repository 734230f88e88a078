"""What is asked where the reading of a form is open, and what may be answered (PE017)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from perfeval_batch.findings import Finding, Kind, Page, Place, Severity
from perfeval_batch.values import Value

FORM_QUESTION = Kind(
    "PE017",
    "form-question",
    Severity.ERROR,
    Page(
        title="官方自评表中凡是可能读错数字的地方，先问清楚再出报告。",
        why="各地的表样不同，猜错一列或一个单位，报告里就会有错误的数字。",
        bad="资金表没有写明单位；年度资金总额填0而其中财政拨款填89.974；有一列数字没有表头。",
        good="“项目资金（万元）”；各列都有表头；总额等于各来源之和。",
        mend="属于表样的问题由财政部门在《版式对照》中选择一次答案，"
        "以后同样的表都照此读取；属于填报的问题请填报单位在表中改正。",
    ),
)

LIST_DIFFERS = Kind(
    "PE019",
    "list-differs",
    Severity.WARNING,
    Page(
        title="汇总表与各张自评表应当一致。",
        why="同一个文件里的汇总表和自评表说法不同，总有一个填错，汇总的数就靠不住。",
        bad="汇总表写全年预算数320万元，自评表写300万元；汇总表列了5个项目，只有4张自评表。",
        good="汇总表的项目、金额、得分与各张自评表逐项相同。",
        mend="报告按自评表。请核对两处，改正填错的一处。",
    ),
)

FORM_FIX = "请填报单位在表中改正后重新报送。"
LAYOUT_FIX = "由财政部门在《版式对照》中答一次即可；填报单位也可以在表中写明后重新报送。"


class Question(Value, frozen=True):
    """An open question about a form.

    Attributes:
        key: tells the question apart among those of a form.
        place: the cell it is about.
        text: the question, in words.
        answers: what may be answered once for all forms of that pattern; none: it is mended in
            the form itself.
    """

    key: str
    place: Place
    text: str
    answers: tuple[str, ...] = ()

    def finding(self) -> Finding:
        """The question as a finding that holds the project back."""
        fix = LAYOUT_FIX if self.answers else FORM_FIX
        return FORM_QUESTION.at(self.place, self.text, fix)


NO_LAYOUT: Mapping[str, str] = {}


class Asked:
    """The questions of one form, and what a person has answered for its pattern.

    Attributes:
        answers: key of a question → the answer.
        used: the answers that were needed, for the summary.
    """

    def __init__(self, answers: Mapping[str, str] = NO_LAYOUT) -> None:
        self.answers = answers
        self.open: list[Question] = []
        self.every: list[Question] = []

    def answer(
        self,
        key: str,
        place: Place,
        text: str,
        answers: Iterable[str] = (),
    ) -> str:
        """What was answered; empty, and the question is asked, when nothing was."""
        choices = tuple(answers)
        question = Question(key, place, text, choices)
        self.every.append(question)
        given = self.answers.get(key, "")
        if given and given in choices:
            return given
        if not any(each.key == key and (choices or each.place == place) for each in self.open):
            self.open.append(question)
        return ""

    def findings(self) -> tuple[Finding, ...]:
        """The open questions."""
        return tuple(question.finding() for question in self.open)
