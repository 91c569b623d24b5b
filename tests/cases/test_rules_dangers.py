"""The words of a call and the kind of danger that they name: worked examples, and what holds for any text."""

import csv
import io
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.cases.rules import dangers
from yihaotong.cases.rules.clocks import Basis
from yihaotong.cases.rules.dangers import COLUMNS, Use, follow, harm, named
from yihaotong.cases.rules.emergencies import Danger, asked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我家着火了", "fire"),
        ("我家着火了怎么办", "fire"),
        ("对面楼冒出浓烟，有人被困", "fire"),
        ("火锅店着火了", "fire"),
        ("不小心着火了没有人受伤", "fire"),
        ("煤气罐爆炸，着火了", "fire"),
        ("楼下好浓的煤气味", "gas"),
        ("楼下好浓的煤气味，有人头晕", "gas"),
        ("没有看见着火，但是燃气味很大", "gas"),
        ("一氧化碳中毒两个人昏迷", "gas"),
        ("出车祸了有人受伤", "traffic"),
        ("路口两车相撞", "traffic"),
        ("有人要跳楼", "self_harm"),
        ("有人要跳楼，楼下围了很多人，人群聚集", "self_harm"),
        ("他说不想活了", "self_harm"),
        ("打架，有人持刀", "crime"),
        ("路面塌陷，一个人摔伤", "hazard"),
        ("老人倒地不起没有呼吸", "injury"),
        ("一百多人拉横幅", "crowd"),
        ("没有着火", "other"),
        ("没有闻到煤气味", "other"),
        ("着火了吗", "other"),
        ("着火了没有？", "other"),
        ("是不是着火了", "other"),
        ("怎么办理燃气", "other"),
        ("咨询一下燃气泄漏怎么赔", "other"),
        ("交通事故怎么处理", "other"),
        ("担心爆炸", "other"),
        ("要是着火了怎么跑", "other"),
        ("我坐着火车来的", "other"),
        ("吃着火锅呢", "other"),
        ("燃气泄漏报警器坏了", "other"),
        ("转打人工服务打不通", "other"),
        ("商家跳楼价", "other"),
        ("去年我家着火，物业不管", "other"),
        ("火已经扑灭了，着火的是三楼", "other"),
        ("着火了，又打架", "other"),
        ("有人落水", "injury"),
        ("河边有孩子落水了，快来", "injury"),
        ("楼上有人落水管堵了，往下漏", "other"),
        ("", "other"),
    ],
)
def test_the_words_name_the_kind_or_nothing_does(text: str, kind: str) -> None:
    assert named(text).value == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("工地上吊车倒了，砸伤两个人", "injury"),
        ("楼上吊着的空调掉下来砸伤人", "injury"),
        ("楼上吊顶掉下来，砸伤一个孩子", "injury"),
        ("医院里打上吊瓶人就昏迷了", "injury"),
        ("老人脑积水，现在昏迷", "injury"),
        ("胸腔积水，呼吸困难", "injury"),
        ("我妈膝关节积水，摔伤了", "injury"),
        ("拨打人民医院电话没人接，老人喘不上气", "injury"),
        ("打人民政府电话没人管，老人昏倒", "injury"),
        ("120电话打起来占线，父亲心梗", "injury"),
        ("120打起来没人接，父亲心梗", "injury"),
        ("有人静坐抗议时晕倒", "injury"),
        ("老人安静坐着，突然没呼吸了", "injury"),
        ("他从床上侧翻下来，没呼吸", "injury"),
        ("电动车翻车棚压着人，骨折了", "injury"),
        ("被狗撞倒，老人骨折", "injury"),
        ("工人坠落受伤", "injury"),
        ("工人从架子上坠落，人昏迷", "other"),
        ("身体接触电线触电了", "injury"),
        ("年轻生病昏迷了", "injury"),
        ("大家暴晒了一天，有人晕倒", "injury"),
        ("今天坑里有个人，没有呼吸", "injury"),
        ("周围堵车，救护车进不来，病人休克", "injury"),
        ("太可怕了，孩子抽搐", "injury"),
        ("食物中毒，好几个人", "injury"),
        ("闻到来自燃气管道的味道", "other"),
        ("有人私自燃放鞭炮", "other"),
        ("邻居私自焚烧垃圾", "other"),
        ("来自残联的电话", "other"),
        ("灶台打不着火", "other"),
        ("燃气灶火苗小", "other"),
        ("孩子发烧起来了", "other"),
        ("楼道里好浓烟味", "other"),
        ("半夜有人打架子鼓", "other"),
        ("野猫打架吵死了", "other"),
        ("接线员顶撞人", "other"),
        ("公司不给我追尾款", "other"),
        ("防滑坡道坏了", "other"),
        ("总觉得天塌了", "other"),
        ("退休克扣我的钱", "other"),
        ("其中毒性很大", "other"),
        ("邻居聚众打牌", "other"),
        ("思想死板", "other"),
        ("工厂快倒闭了，企业活不下去", "other"),
        ("道路面积水电费怎么收", "other"),
        ("着火了没", "other"),
        ("打人了，旁边一个老人晕倒了", "other"),
        ("地下室积水，有人触电", "other"),
        ("电动车突发起火", "fire"),
        ("楼道里电动车自燃了", "fire"),
        ("厂房爆炸，三个人受伤", "fire"),
        ("发生大火，两人昏迷", "fire"),
        ("来自燃气管道的火苗，着火了", "fire"),
        ("太可怕了楼上着火了", "fire"),
        ("液化气味很大，人快不行了", "gas"),
        ("有人上吊了", "self_harm"),
        ("我儿子要自杀，割腕了", "self_harm"),
        ("一个女的在天台要轻生", "self_harm"),
        ("有人跳河，没有呼吸了", "self_harm"),
        ("几个人在打人", "crime"),
        ("两伙人打起来了", "crime"),
        ("打人民警察了，拿刀", "crime"),
        ("他打人保安，持刀", "crime"),
        ("歹徒持刀，砍了人，有人受伤", "crime"),
        ("打人事件，就在门口", "crime"),
        ("两辆车追尾，司机昏迷", "traffic"),
        ("货车侧翻在路上", "traffic"),
        ("货车侧翻，司机受伤", "traffic"),
        ("一辆车撞人跑了，人骨折", "traffic"),
        ("路面积水很深", "hazard"),
        ("桥下积水，车被淹", "hazard"),
        ("房子塌了，压住人，有人骨折", "hazard"),
        ("墙塌了砸伤两个人", "hazard"),
        ("高压线断了，有人触电", "hazard"),
        ("工地欠薪，几十人静坐", "crowd"),
        ("业主围堵售楼处", "crowd"),
    ],
)
def test_two_words_that_meet_name_nothing_and_whoever_is_hurt_is_not_hidden(text: str, kind: str) -> None:
    assert named(text).value == kind


@pytest.mark.parametrize(
    "told",
    [
        [("楼里着火", "fire"), ("楼里不是着火", "other"), ("楼里不是着火，是老人晕倒了", "injury")],
        [("楼下有煤气味", "gas"), ("楼下有煤气味，着火了", "fire"), ("楼下有煤气味，没有着火", "gas")],
        [("煤气味", "gas"), ("煤气味，昨天也有", "gas"), ("煤气味，昨天也有，现在着火了", "gas"), ("着火了", "fire")],
        [("着火了", "fire"), ("着火了，又打架", "other"), ("又打架", "crime")],
        [("着火了", "fire"), ("没有着火，去年着过", "other")],
    ],
)
def test_while_nobody_has_chosen_the_words_of_now_decide(told: list[tuple[str, str]]) -> None:
    danger = Danger.OTHER
    for text, kind in told:
        danger = follow(danger, text, chosen=False)
        assert danger.value == kind


@pytest.mark.parametrize("chosen", list(Danger))
def test_what_somebody_chose_stays(chosen: Danger) -> None:
    assert follow(chosen, "着火了", chosen=True) is chosen


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("楼下好浓的煤气味，有人头晕", "有人头晕"),
        ("着火了。没有人受伤，两个人被困在三楼", "没有人受伤，两个人被困在三楼"),
        ("着火了，有没有人受伤不知道", ""),
        ("有人受伤吗", ""),
        ("着火了，会不会有人受伤", ""),
        ("着火了，怕有人被困", ""),
        ("担心里面有人被困，已经有一个人受伤", "已经有一个人受伤"),
        ("着火了，有人受伤？", ""),
        ("两个人被困怎么办？", "两个人被困怎么办"),
        ("太可怕了有人受伤", "太可怕了有人受伤"),
        ("烧伤科电话打不通", ""),
        ("着火了", ""),
    ],
)
def test_what_is_said_of_people_hurt(text: str, told: str) -> None:
    assert harm(text) == told


@given(st.text(max_size=60))
def test_any_text_names_one_kind_and_a_denial_of_fire_never_fire(text: str) -> None:
    assert isinstance(named(text), Danger)
    assert named(f"咨询{text}") is Danger.OTHER
    assert harm(text) == "" or set(harm(text)) - {"，"} <= set(text)


def test_every_line_of_the_file_says_what_it_rests_on() -> None:
    text = (resources.files("yihaotong.cases.rules") / "danger_words.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    assert {row["danger"] for row in rows if row["use"] == "names"} == {each.value for each in Danger} - {"other"}
    assert {row["use"] for row in rows} == {each.value for each in Use}
    assert all(row["basis"] and Basis(row["basis_kind"]) and row["verified"] in {"yes", "no"} for row in rows)
    every = [word for row in rows if row["use"] in {"names", "loose"} for word in row["words"].split()]
    assert len(every) == len(set(every)), "a word names one kind"
    with pytest.raises(ValueError, match="flood"):
        dangers.read([{"danger": "flood", "use": "names", "words": "水"}])


@pytest.mark.parametrize(
    ("seen", "reported", "closed", "words"),
    [
        (False, False, False, "请马上查看并报值班室"),
        (True, False, False, "班长已知悉，请报值班室"),
        (False, True, False, "已报值班室，请马上查看"),
        (True, True, False, ""),
        (False, False, True, ""),
    ],
)
def test_an_alarm_asks_for_what_is_not_done(seen: bool, reported: bool, closed: bool, words: str) -> None:
    assert asked(seen=seen, reported=reported, closed=closed) == words
