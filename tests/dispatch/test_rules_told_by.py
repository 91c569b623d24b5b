"""Which categories a text speaks of: forty sentences as people say them on the telephone, with what ships."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.dispatch import shipped
from yihaotong.dispatch.rules import Speech, told_by

CATEGORIES = shipped.categories()
NAMES = {row.code: row.name for row in CATEGORIES}
LEAVES = {row.code: (row.name, NAMES[row.parent]) for row in CATEGORIES if row.parent}

SENTENCES = [
    ("家里暖气不热，室温只有十四度", "室温不达标"),
    ("阀门那里一直在漏，暖气跑水了，楼道全是水", "停暖与管网泄漏"),
    ("房子空着没人住，采暖费能不能少交一点", "供热收费"),
    ("我家从早上起一直没水，水压也小", "停水与水压"),
    ("自来水放出来是黄的，不敢喝", "水质异常"),
    ("上个月水费突然多了三倍，水表是不是坏了", "水费与水表"),
    ("楼道里有股煤气味，怕是漏气了", "燃气安全隐患"),
    ("整栋楼停电了，什么时候来电", "停电"),
    ("门口的变压器冒火花，电线垂到地上", "线路安全隐患"),
    ("工地半夜还在打桩，睡不着", "建筑施工噪声"),
    ("每天晚上广场舞音乐太大", "社会生活噪声"),
    ("楼下酒吧音响开到凌晨", "商业经营噪声"),
    ("人行道上全是流动摊贩，走不了路", "占道经营"),
    ("小区垃圾三天没人收，都臭了", "垃圾清运与保洁"),
    ("楼道墙上贴满了小广告", "乱贴乱画"),
    ("门口的路灯坏了半个月，晚上黑漆漆的", "路灯"),
    ("路上有个井盖松动，车一过就响", "井盖"),
    ("一下雨路口就积水，下水道堵了", "排水与积水"),
    ("大树的树枝压到房顶了，请来修剪", "树木修剪与倒伏"),
    ("消防通道总有人乱停车，交警也不来贴条", "违法停车"),
    ("有辆车挡住我的车了，请帮忙联系车主挪车", "挪车"),
    ("停车场收停车费没有票，也没有公示", "停车收费"),
    ("小区想装充电桩，物业不同意", "停车位与充电桩"),
    ("等了四十分钟公交车也不来，班次太少", "公交线路与班次"),
    ("出租车司机绕路，还不打表", "出租汽车服务"),
    ("物业不管电梯坏了", "电梯故障"),
    ("物业什么都不管，保安也不在", "物业服务质量"),
    ("物业费涨价，没有公示", "物业收费"),
    ("有人在楼道飞线充电，怕着火", "楼道堆物与飞线充电"),
    ("开发商延期交房一年了，楼都停工了", "商品房交付与办证"),
    ("邻居在楼顶私自搭建阳光房", "私搭乱建"),
    ("烧烤油烟", "餐饮油烟"),
    ("工厂夜里偷偷排放废气，味道刺鼻", "工业异味与废气"),
    ("买了个手机是坏的，商家不给退款", "消费纠纷"),
    ("在超市买的牛奶过期了，孩子喝了拉肚子", "食品安全"),
    ("健身房关门跑路，卡里还有两千块", "预付卡消费"),
    ("包工头拖欠我们农民工三个月工资", "拖欠工资"),
    ("异地住院怎么报销医保", "医保报销"),
    ("想提取公积金交房租", "公积金提取"),
    ("邻居养狗不牵绳，差点咬到孩子", "不牵绳与犬吠"),
    ("昨天把手机落在出租车上了", "出租汽车遗失物"),
]


@pytest.mark.parametrize(("text", "name"), SENTENCES)
def test_what_people_say_stands_first(text: str, name: str) -> None:
    told = told_by(text, LEAVES, shipped.speech())
    assert [NAMES[code] for code in told[:1]] == [name], [NAMES[code] for code in told]


@pytest.mark.parametrize("text", ["", "你好", "我想反映一个问题，请你们帮忙", "喂，听得见吗"])
def test_of_what_speaks_of_nothing_nothing_is_suggested(text: str) -> None:
    assert told_by(text, LEAVES, shipped.speech()) == []


FEW = {"1": ("供水", "公用"), "2": ("供热", "公用"), "4": ("停车与挪车", "交通")}
SAID = {"供热": Speech(("暖气",), ("凉",)), "1": Speech(("水龙头",), ("凉",)), "公用": Speech(("公用设施",))}


@pytest.mark.parametrize(
    ("text", "known", "codes"),
    [
        ("门口乱，请帮忙挪车", (), ["4"]),  # a name is taken apart at its joints
        ("供水供热都停了，供水最急", (), ["1", "2"]),
        ("暖气", (), ["2"]),  # by its name
        ("水龙头", (), ["1"]),  # by its code
        ("凉", (), []),  # a detail tells nothing by itself
        ("公用设施", (), ["1", "2"]),  # the parent's word: all below it
        ("公用设施很凉", (), ["1", "2"]),
        ("公用设施", ("2",), ["2", "1"]),  # what is known decides
        ("没有一个类别", ("4",), ["4"]),
        ("没有一个类别", ("9", ""), []),
    ],
)
def test_names_words_details_and_what_is_known(text: str, known: tuple[str, ...], codes: list[str]) -> None:
    assert told_by(text, FEW, SAID, known) == codes


@given(st.text(alphabet="供水热暖气凉停车与挪公用", max_size=30), st.lists(st.sampled_from(["1", "2", "4", "9"])))
def test_each_is_told_once_and_is_one_of_them(text: str, known: list[str]) -> None:
    told = told_by(text, FEW, SAID, known)
    assert len(told) == len(set(told))
    assert set(told) <= set(FEW)


def test_two_parts_tell_only_together() -> None:
    said = {"供水": Speech(("公交+钱包",))}
    assert told_by("钱包忘在公交上", FEW, said) == ["1"]
    assert told_by("钱包忘在家里", FEW, said) == []


def test_every_name_in_the_table_that_ships_is_a_categorys() -> None:
    assert set(shipped.speech()) <= set(NAMES.values())


def test_a_city_adds_its_own_words(tmp_path: Path) -> None:
    own = tmp_path / "words.csv"
    own.write_text("category,words,details\n路灯,高杆灯,\n0702,马葫芦盖,响\n", encoding="utf-8")
    speech = shipped.speech(str(own))
    assert [NAMES[code] for code in told_by("高杆灯", LEAVES, speech)] == ["路灯"]
    assert told_by("马葫芦盖响", LEAVES, speech) == ["0702"]
    assert told_by("路灯不亮", LEAVES, speech) == ["0701"], "what ships holds on"
    own.write_text("name,said\nx,y\n", encoding="utf-8")
    with pytest.raises(ValueError, match="category,words,details"):
        shipped.read_speech(own)
