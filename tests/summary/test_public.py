"""The public copy holds the results and nothing about persons."""

from __future__ import annotations

import io
from decimal import Decimal

import docx
import pytest

from perfeval_batch.findings import Place
from perfeval_batch.letters import application_list, letter_templates, privacy, public_copy
from perfeval_batch.model import Outcome, Passage, packed
from perfeval_batch.summary import figures
from perfeval_batch.values import replace
from tests import judges
from tests.summary import build, generated

D = Decimal
PLANTED = (
    *(f"1{second}{number:09d}" for number, second in enumerate("3456789", 123456780)),
    *(f"1{second}0{number:08d}" for number, second in enumerate("3456789", 87654321)),
    *("138 1234 5678", "139-8765-4321", "+8613712345678", "１３８１２３４５６７９"),
    *(f"4101021980{month:02d}15{number:03d}X" for number, month in enumerate(range(1, 9), 100)),
    *("11010519491231002X", "440308199901010012", "410102800101123"),
    *("6222021234567890123", "6217 0012 3456 7890 123", "6228481234567890"),
    *("0371-65512345", "010-88886666", "(0371)65512346"),
)
ODD = (
    *("1 3 8 1 2 3 4 5 6 7 8", "138.1234.5678", "138\n1234\n5678", "008613812345678"),
    *("１３８－１２３４－５６７８", "一三八一二三四五六七八", "幺三八零零零零一二三四"),
    *("410102 19800115 1234", "４１０１０２１９８００１１５１２３４", "410102-19800115-123X"),
    *("0371 6551 2345", "0371/65512345", "0371-65512345-802", "400-820-8820", "（0371）6551-2345"),
    *("zhangsan@163.com", "zhang.san_1@qq.com.cn", "ｚｈａｎｇ＠１６３．ｃｏｍ"),
    *("QQ号123456789", "QQ：1234567890", "微信zhangsan123", "微信号：wx_zhang99"),
    *("护照号：G12345678", "账号4103 0101 0400 12345", "银行账户16-255001040012345"),
    *("电话：0371-65512345、65512346", "办公电话6551-2345", "电话：6551 2345转801"),
)
NAMED = (
    ("联系人：张三丰，电话见通知", "张三丰"),
    ("项目负责人李四，负责全程", "李四"),
    ("王建国电话13812345678", "王建国"),
    ("身份证号410102198001151234，欧阳明", "欧阳明"),
    ("电话：65512345 赵六", "赵六"),
    ("经办人 陈某某。", "陈某某"),
    ("户名：孙悟空；", "孙悟空"),
    ("填报人：周瑜", "周瑜"),
    ("由刘小明负责施工管理", "刘小明"),
    ("刘小明同志组织验收", "刘小明"),
    ("评价小组由何必成牵头", "何必成"),
    ("联系人:欧阳 明月", "明月"),
    ("联系人：王小二、李大牛、赵六", "李大牛"),
    ("联系人王小二/李大牛", "李大牛"),
    ("联系人：阿依古丽", "阿依古丽"),
    ("联系人：买买提·吐尔逊", "吐尔逊"),
    ("填表人：Zhang San", "Zhang San"),
    ("身份证：王小二410102198001151234", "王小二"),
    ("王小二13812345678", "王小二"),
    ("王小二：138-1234-5678", "王小二"),
)
STATED = ("刘小明", "何必成", "0371-12345678")
HARMLESS = (
    "完成老旧小区改造21个，资金6313.66万元，2023年12月31日前全部竣工。",
    "项目编码2023-JT-00001，合同金额1234567.89元，惠及群众13800人。",
    "负责人员培训3次，联系电话畅通率100%，专家评审通过。",
    "执行标准为GB/T 50378-2019，共计20231231平方米。",
    "完成投资13812345678元，文号青财预〔2023〕65512345号，惠及6551234人。",
    "热线电话12345受理率100%，开通联系电话20部，QQ群宣传20次，微信公众号发布文章30篇。",
    "邮件系统运维1项，银行账户开设2个，账户管理规范，身份证信息核验率100%。",
    "项目负责人履职到位，联系人制度健全，宽带2023-2024年度续费，里程138.1234公里。",
    "高标准农田建设任务完成，设备采购和安装全部到位，群众满意度达到95%。",
)


@pytest.mark.parametrize("secret", PLANTED)
def test_every_planted_number_is_left_out_and_said(secret: str) -> None:
    text, kinds = privacy.leave_out(f"有关情况请联系{secret}咨询。")
    assert secret not in text
    assert not any(
        len(each) > 6 for each in "".join(c if c.isdigit() else " " for c in text).split()
    )
    assert kinds


@pytest.mark.parametrize("secret", ODD)
def test_numbers_and_addresses_in_odd_forms_are_left_out(secret: str) -> None:
    text, kinds = privacy.leave_out(f"请联系{secret}咨询。")
    kept = [each for each in text if each.isdigit() or each in "一二三四五六七八九@＠"]
    assert not kept
    assert kinds


@pytest.mark.parametrize(("text", "name"), NAMED)
def test_every_planted_person_is_left_out(text: str, name: str) -> None:
    cleaned, kinds = privacy.leave_out(text, STATED)
    assert name not in cleaned
    assert "姓名" in kinds


def test_at_least_forty_are_planted() -> None:
    assert len(PLANTED) + len(NAMED) >= 40


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_not_about_persons_stays(text: str) -> None:
    assert privacy.leave_out(text) == (text, ())


def project(number: int, text: str) -> Outcome:
    one = build.reported(f"甲局/{number}.xlsx", persons=STATED)
    identity = replace(one.identity, code=f"2023-A-{number:03d}", name=f"项目{number}")
    passage = Passage("改进措施", f"{text}（项目编码2023-A-{number:03d}）", Place(one.source))
    return replace(one, identity=identity, texts=packed((passage,)))


def all_text(data: bytes) -> str:
    return "".join(text.text or "" for text in docx.Document(io.BytesIO(data)).element.iter(TEXT))


TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def test_a_public_copy_holds_no_person_no_telephone_and_no_code() -> None:
    texts = [*(f"请联系{each}。" for each in PLANTED), *(text for text, _ in NAMED)]
    account = figures.gather(build.batch(*(project(*each) for each in enumerate(texts))))
    (group,) = account.departments
    left_out: public_copy.LeftOut = {}
    said = public_copy.context(account, group, left_out)
    text = all_text(letter_templates.write("public_copy", said))
    assert not [each for each in (*PLANTED, *(name for _, name in NAMED)) if each in text]
    assert "2023-A-" not in text
    assert "复核" not in text
    assert len(left_out) == len(texts)


def test_the_sums_of_the_public_copy_are_the_summarys() -> None:
    account = figures.gather(generated.batch(120))
    total = D(0)
    for group in account.departments:
        if len(group.issued):
            filled = public_copy.context(account, group, {})
            assert len(filled["项目表"]) == len(group.issued) + 1
            total += D(filled["项目表"][-1]["全年预算数"])
    assert total == account.whole.figures["budget"]


def test_the_sums_of_the_word_list_are_the_summarys() -> None:
    account = figures.gather(generated.batch(120))
    whole = application_list.context(account)["部门"][-1]
    assert D(whole["全年预算数"]) == account.whole.figures["budget"]
    assert int(whole["项目数"]) == account.whole.figures["reported"]


@pytest.mark.validator
def test_the_documents_are_valid_open_xml() -> None:
    account = figures.gather(generated.batch(40))
    for letter, said in (
        ("public_copy", public_copy.context(account, account.departments[0], {})),
        ("application_list", application_list.context(account)),
    ):
        assert judges.validate(letter_templates.write(letter, said), ".docx") == []
    listed = public_copy.list_left_out([("甲局", "项目", "改进措施", "手机号码")])
    assert judges.validate(listed, ".xlsx") == []
