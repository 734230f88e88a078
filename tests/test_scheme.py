"""The schemes: what is built in, what an office may write, and how its mistakes are named."""

from __future__ import annotations

import dataclasses
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import catalogue, schemes
from perfeval_batch.errors import SchemeError
from perfeval_batch.findings import Kind, Severity
from perfeval_batch.schemes import toml_lines, word_lists
from perfeval_batch.schemes.scheme_values import CODES

ALL = schemes.names()
OWN = 'based_on = "成本单列"\nname = "本县"\nbasis = "本县办法"\n'
DOMAIN: dict[str, tuple[int, dict[str, int | None]]] = {
    "成本单列": (10, {"产出指标": 30, "效益指标": 30, "满意度指标": 10, "成本指标": 20}),
    "财预2020-10号": (10, {"产出指标": 50, "效益指标": 30, "满意度指标": 10}),
    "财预2021-101号（含成本）": (
        10,
        {"产出指标": 40, "效益指标": 20, "满意度指标": 10, "成本指标": 20},
    ),
    "财预2021-101号（不含成本）": (10, {"产出指标": 50, "效益指标": 30, "满意度指标": 10}),
    "四川": (10, {"产出指标": None, "效益指标": None, "满意度指标": None, "成本指标": None}),
    "湖北": (20, {"产出指标": None, "效益指标": None, "满意度指标": None}),
}


def refused(text: str) -> str:
    with pytest.raises(SchemeError) as caught:
        schemes.parse(text, "本县.toml")
    return str(caught.value)


def kind(code: str) -> Kind:
    found = catalogue.kind(code)
    assert found is not None
    return found


def test_the_six_schemes_have_the_weights_of_the_field() -> None:
    found = {
        name: (loaded.execution_weight, {each.name: each.weight for each in loaded.levels})
        for name in schemes.scored()
        for loaded in (schemes.load(name),)
    }
    assert found == {
        name: (Decimal(execution), {k: None if v is None else Decimal(v) for k, v in own.items()})
        for name, (execution, own) in DOMAIN.items()
    }


def test_the_default_stands_first_and_is_not_strict() -> None:
    assert ALL[0] == schemes.DEFAULT == "成本单列"
    assert not schemes.load().strict


def test_the_default_writes_out_every_setting_with_its_default() -> None:
    text = Path(schemes.__file__).parents[1].joinpath("schemes/成本单列.toml").read_text("utf-8")
    for table in (schemes.load().scores, schemes.load().limits, schemes.load().numbers):
        for name in type(table).__dataclass_fields__:
            assert f"\n{name} = " in text, name
        assert table == type(table)()


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_grades_are_half_open(total: str, grade: str) -> None:
    assert schemes.load().grade(Decimal(total)) == grade


@pytest.mark.parametrize(
    "typed",
    [
        "产出指标",
        "产出",
        "产出 指标",
        "产出指标(50分)",
        "产出指标（50）",
        "一、产出指标",
        "（一）产出指标",
        "1.产出指标",
        "项目产出",
        "产出指标50分",
        "产出\n指标",
    ],
)
def test_a_level_1_is_known_however_it_is_written(typed: str) -> None:
    level = schemes.load().level1(typed)
    assert level is not None
    assert level.name == "产出指标"


def test_an_unknown_level_1_is_not_guessed() -> None:
    assert schemes.load().level1("管理指标") is None
    assert schemes.load("湖北").level1("成本指标") is None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("财预〔2020〕10号", "财预2020-10号"),
        ("财预[2021]101号(含成本)", "财预2021-101号（含成本）"),
        (" 湖北 ", "湖北"),
        ("成本单列方案", "成本单列"),
    ],
)
def test_a_workbook_names_a_scheme_in_its_own_way(typed: str, name: str) -> None:
    assert schemes.named(typed) == name
    assert schemes.same_name(typed, schemes.load(name))


def test_a_workbook_cannot_name_a_file(tmp_path: Path) -> None:
    path = tmp_path / "本县.toml"
    path.write_text(OWN, encoding="utf-8")
    assert schemes.named(str(path)) is None
    assert schemes.load(str(path)).name == "本县"


def test_a_missing_scheme_is_answered_with_those_there_are() -> None:
    with pytest.raises(SchemeError, match=r"没有名为“火星”的评价方案.*成本单列.*湖北"):
        schemes.load("火星")
    with pytest.raises(SchemeError, match="找不到"):
        schemes.load("没有这个文件.toml")


def test_a_file_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "本县.toml"
    path.write_bytes(OWN.encode("gb18030"))
    with pytest.raises(SchemeError, match="UTF-8"):
        schemes.load(str(path))


def test_an_office_writes_only_what_is_its_own() -> None:
    own = schemes.parse(OWN + "[limits]\nweight_most = 20\n", "本县.toml")
    assert own.limits.weight_most == 20
    assert own.limits.text_most == schemes.load().limits.text_most
    assert own.levels == schemes.load().levels


def test_a_scheme_may_build_on_one_that_builds_on_another() -> None:
    own = schemes.parse(OWN.replace("成本单列", "湖北"), "本县.toml")
    assert own.levels == schemes.load("湖北").levels
    assert [each.floor for each in own.bands] == [80, 50, 0]
    assert own.grades == schemes.load().grades


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        (OWN + "colour = 1\n", 4, "colour"),
        (OWN + "[limits]\nweight_mots = 3\n", 5, "weight_mots"),
        (OWN + "[limits]\nindicators_most = 2.5\n", 5, "indicators_most"),
        (OWN + '[limits]\ntext_most = "长"\n', 5, "text_most"),
        (OWN + "[limits]\ntext_most = -1\n", 5, "text_most"),
        (OWN + '[scores]\nreverse = "sideways"\n', 5, "reverse"),
        (OWN + '[severity]\nPE999 = "off"\n', 5, "PE999"),
        (OWN + '[severity]\nPE101 = "fatal"\n', 5, "PE101"),
        (OWN + '[severity]\n"PE010" = "off"\n', 5, "PE010"),
        (OWN + '[severity]\nPE905 = "off"\n', 5, "PE905"),
        (OWN + 'strict = "yes"\n', 4, "strict"),
        (OWN + 'omit = ["结论"]\n', 4, "omit"),
        (OWN + "[words]\nvague = [1]\n", 5, "vague"),
        (OWN + '[words.without]\nnothing = ["x"]\n', 5, "nothing"),
        (OWN + '[execution]\nname = "预算执行率"\nweight = 20\n', 6, "weight"),
        (OWN + "[execution]\nfull_from = 10\nzero_below = 20\n", 6, "zero_below"),
        (
            OWN + '[[grade]]\nname = "优"\nfloor = 80\n[[grade]]\nname = "良"\nfloor = 85\n',
            9,
            "floor",
        ),
        (OWN + '[[grade]]\nname = "优"\nfloor = 80\n', 6, "floor"),
        (OWN + '[[grade]]\nname = "优"\nfloor = 101\n', 6, "floor"),
        (
            OWN + '[[grade]]\nname = "优"\nfloor = 80\n'
            '[[grade]]\nname = "良"\nfloor = 0\nsynonyms = ["优"]\n',
            7,
            "grade",
        ),
        (OWN + '[[band]]\nname = "达成"\nfloor = 10\n', 6, "floor"),
        (OWN + '[[level1]]\nname = "产出"\nweight = 30\ncolour = 2\n', 7, "colour"),
        (OWN + "[[level1]]\nweight = 30\n", 4, "name"),
        (
            OWN + '[[level1]]\nname = "产出"\nweight = 50\n'
            '[[level1]]\nname = "效益"\nweight = 40\nsynonyms = ["产出指标"]\n',
            7,
            "level1",
        ),
        (
            OWN + '[[level1]]\nname = "产出"\nweight = 90\n[[level1]]\nname = "效益"\nweight = 0\n',
            9,
            "weight",
        ),
        (
            OWN + '[[level1]]\nname = "产出"\nweight = 90\n'
            '[[level1.level2]]\nname = "数量"\n[[level1.level2]]\nnam = "质量"\n',
            10,
            "nam",
        ),
        ('name = "本县"\nbased_on = "火星"\n', 2, "based_on"),
        ('name = 3\nbased_on = "成本单列"\n', 1, "name"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(text: str, line: int, key: str) -> None:
    told = refused(text)
    assert f"“本县.toml”第{line}行（{key}）" in told


def test_weights_that_miss_100_are_told_with_their_sum() -> None:
    told = refused(OWN + '[execution]\nname = "预算执行率"\nweight = 20\n')
    assert "权重合计为110，应为100" in told
    assert "预算执行率20＋产出指标30" in told


def test_overlapping_grades_are_told_as_such() -> None:
    text = '[[grade]]\nname = "优"\nfloor = 80\n[[grade]]\nname = "良"\nfloor = 80\n'
    assert "等级重叠" in refused(OWN + text)


def test_text_that_is_no_toml_is_told_with_line_and_column() -> None:
    told = refused('name = "本县"\nbasis = 本县办法\n')
    assert "第2行第9列" in told
    assert "TOML" in told


def test_what_is_missing_is_told() -> None:
    assert "缺少[execution]" in refused('name = "本县"\nbasis = "办法"\n')


def test_severities_are_raised_lowered_and_switched_off() -> None:
    own = schemes.parse(
        OWN + '[severity]\nPE302 = "error"\nPE601 = "note"\nPE706 = "off"\n', "本县.toml"
    )
    assert own.severity(kind("PE302")) is Severity.ERROR
    assert own.severity(kind("PE601")) is Severity.NOTE
    assert own.severity(kind("PE706")) is None
    assert own.severity(kind("PE101")) is Severity.ERROR


def test_a_strict_scheme_raises_level_1_sums_unless_it_says_otherwise() -> None:
    assert (
        schemes.parse(OWN + "strict = true\n", "x.toml").severity(kind("PE302")) is Severity.ERROR
    )
    mild = schemes.parse(OWN + 'strict = true\n[severity]\nPE302 = "note"\n', "x.toml")
    assert mild.severity(kind("PE302")) is Severity.NOTE


def test_a_scheme_may_name_just_the_codes_of_the_catalogue() -> None:
    known = {each.code for each in catalogue.kinds()}
    assert known <= CODES
    assert {code[:3] for code in CODES - known} <= {"PE0", "PE1", "PE6", "PE7", "PE8", "PE9"}


def test_words_are_added_and_taken_out() -> None:
    own = schemes.parse(
        OWN + '[words]\nvague = ["杠杠的"]\n[words.without]\nvague = ["良好"]\ntypos = ["峻工"]\n'
        '[words.typos]\n"竟工" = "竣工"\n',
        "本县.toml",
    )
    assert "杠杠的" in own.words.vague
    assert "显著" in own.words.vague
    assert "良好" not in own.words.vague
    assert ("竟工", "竣工") in own.words.typos
    assert "峻工" not in dict(own.words.typos)


def test_the_word_lists_come_from_data_and_none_is_empty() -> None:
    own = word_lists.default()
    for name in word_lists.MEANINGS:
        assert getattr(own, name), name


def test_execution_may_score_full_below_100_percent() -> None:
    own = schemes.parse(
        OWN + '[execution]\nname = "预算执行率"\nweight = 10\nfull_from = 95\nzero_below = 50\n',
        "x.toml",
    )
    ten = Decimal(10)
    scores = [own.execution.score(ten, Decimal(rate)) for rate in ("96", "95", "80", "50", "49.9")]
    assert scores == [10, 10, 8, 5, 0]


def test_a_description_shows_every_setting_and_what_it_means() -> None:
    told = schemes.describe(schemes.load("湖北"))
    for part in (
        "湖北",
        "预算执行率 20分",
        "产出指标 自行分配",
        "90（含）以上",
        'reverse = "ratio"',
    ):
        assert part in told
    own = schemes.parse(
        OWN + '[severity]\nPE706 = "off"\n[words]\nvague = ["杠杠的"]\n', "本县.toml"
    )
    told = schemes.describe(own)
    assert "PE706：关闭" in told
    assert "本方案增加：杠杠的" in told


def test_what_a_scheme_changes_of_a_check_is_said_in_words() -> None:
    own = schemes.parse(
        OWN + 'strict = true\n[severity]\nPE601 = "warning"\nPE706 = "off"\n', "本县.toml"
    )
    told = [schemes.adjustment(kind(code), own) for code in ("PE601", "PE706", "PE302", "PE101")]
    assert told == [
        "在“本县”中作为警告（原为错误）",
        "在“本县”中不查（原为提示）",
        "在“本县”中作为错误（原为警告）",
        "",
    ]


@given(st.text(max_size=30))
def test_no_level_name_breaks_a_scheme(name: str) -> None:
    schemes.load().level1(name)
    schemes.load().grade_named(name)
    schemes.load().band_worded(name)
    schemes.named(name)


@given(st.text(max_size=200))
def test_any_text_is_a_scheme_or_a_scheme_error(text: str) -> None:
    with pytest.raises(SchemeError):
        schemes.parse(text, "x.toml")


@given(
    st.dictionaries(
        st.sampled_from(
            ["name", "basis", "strict", "limits", "words", "grade", "severity", "omit"]
        ),
        st.sampled_from(["1", '"x"', "true", "[]", "[1]", "{}", "[{}]", "{a = 1}", "-3", "nan"]),
        min_size=1,
    )
)
def test_no_value_in_a_scheme_escapes_as_another_error(table: dict[str, str]) -> None:
    text = OWN.split("\n", 1)[0] + "\n" + "\n".join(f"{k} = {v}" for k, v in table.items())
    try:
        schemes.parse(text, "x.toml")
    except SchemeError as told:
        assert "x.toml" in str(told)  # noqa: PT017  # not every draw is refused


def test_lines_of_keys_are_found_in_tables_of_tables() -> None:
    found = toml_lines.of('a = 1\n[[b]]\nc = 2\n[[b]]\nc = 3\n[[b.d]]\n"e" = 4\n[f.g]\nh = 5\n')
    assert found["a",] == 1
    assert found["b", 0, "c"] == 3
    assert found["b", 1, "c"] == 5
    assert found["b", 1, "d", 0, "e"] == 7
    assert found["f", "g", "h"] == 9


@pytest.mark.parametrize("name", ALL)
def test_an_exported_scheme_read_back_is_the_same(name: str) -> None:
    one = schemes.load(name)
    assert schemes.parse(schemes.export(one), "导出.toml") == one


def test_an_exported_scheme_keeps_an_offices_own_words_and_severities() -> None:
    own = schemes.parse(
        OWN + '[severity]\nPE706 = "off"\n[execution]\nsteps = [[95, 100], [90, 80]]\n'
        '[words]\ngeneric = ["示范"]\n[words.without]\nvague = ["有效"]\n',
        "x.toml",
    )
    assert schemes.parse(schemes.export(own), "导出.toml") == own


def test_an_exported_scheme_keeps_the_rules_for_the_use_of_results() -> None:
    text = "[application]\ncut = 35\nsuspend_below = 40\nrecover_below = 95\n"
    head = 'based_on = "成本单列"\nname = "本县"\nscored = false\n'
    own = schemes.parse(head + text, "本县.toml")
    assert (own.application.cut, own.scored) == (Decimal(35), False)
    assert schemes.parse(schemes.export(own), "导出.toml") == own


def test_an_exported_scheme_explains_every_setting() -> None:
    text = schemes.export(schemes.load())
    for table in (schemes.load().scores, schemes.load().limits, schemes.load().numbers):
        for each in dataclasses.fields(table):
            line = next(line for line in text.splitlines() if line.startswith(f"{each.name} = "))
            assert each.metadata["meaning"][:6] in line


def test_execution_is_scored_by_steps_where_the_scheme_says_so() -> None:
    steps = schemes.parse(OWN + "[execution]\nsteps = [[95, 100], [90, 80], [80, 60]]\n", "x.toml")
    scores = [steps.execution.score(Decimal(10), Decimal(rate)) for rate in (96, 90, 89.99, 20)]
    assert scores == [10, 8, 6, 0]


def test_a_rate_that_is_shown_as_90_percent_has_reached_90_percent() -> None:
    steps = schemes.parse(OWN + "[execution]\nsteps = [[90, 100], [80, 60]]\n", "x.toml")
    assert steps.execution.score(Decimal(10), Decimal("89.9951")) == 10
    assert steps.execution.score(Decimal(10), Decimal("89.9949")) == 6


@pytest.mark.parametrize("steps", ["[[90, 80], [95, 100]]", "[[95]]", "95", "[[101, 100]]"])
def test_steps_that_do_not_fall_are_refused(steps: str) -> None:
    with pytest.raises(SchemeError, match="第4行"):
        schemes.parse(OWN + f"execution.steps = {steps}\n", "x.toml")


@pytest.mark.parametrize(
    "hostile",
    [
        "tolerance = 1e999999999",
        "tolerance = 1e-999999999",
        "tolerance = " + "9" * 5000,
        "tolerance =" + " " * 300_000 + "1",
        "[" * 3000,
        "x = " + "[" * 2000,
        'name = "本\0县"',
        "x = 1\n" * 200_000,
        "[" + " " * 4000,
    ],
)
def test_a_hostile_scheme_is_a_sentence_at_once(hostile: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(SchemeError, match="评价方案文件"):
        schemes.parse(OWN + hostile + "\n", "x.toml")
    assert time.perf_counter() - begun < 1
