"""The matters that every subject gets, each in the shape its API wants. Made up, the same for the same seed."""

from dataclasses import dataclass
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
MATTERS = [
    ("供热温度不达标", "供热以来室内温度一直不到十六度，家里有老人和孩子，多次打供热公司电话没有人上门测温。"),
    ("路灯不亮", "小区门口到公交站这一段的路灯已经坏了一个多星期，晚上下班回家看不清路面，希望尽快修好。"),
    ("夜间施工噪声", "工地每天晚上十一点以后还在打桩，影响休息，孩子明年高考，请核实有没有夜间施工许可。"),
    ("井盖缺失", "人行道上的污水井盖不见了，只放了一个树枝，白天还好，晚上骑车很危险，请马上处理。"),
    ("物业乱收费", "物业公司没有公示就把停车费从每月一百二涨到二百，业主问依据不给答复，请物价部门核查。"),
    ("拖欠工资", "在工地干了三个月，工程已经完工，包工头电话不接，二十多个人的工资一共十八万元没有发。"),
]


@dataclass(frozen=True)
class Matter:
    """One citizen's request in the words of nobody's API."""

    title: str
    body: str
    address: str
    name: str
    phone: str

    @property
    def email(self) -> str:
        return f"{self.phone}@example.org"


def matters(count: int, seed: int) -> list[Matter]:
    """`count` different matters of about 150 characters; the same for the same seed."""
    random = Random(seed)
    made = []
    for number in range(count):
        title, body = random.choice(MATTERS)
        house = f"{random.randrange(1, 60)}号楼{random.randrange(1, 7)}单元{random.randrange(101, 3305)}"
        detail = f"详细情况：{random.choice(MATTERS)[1]}本人住{house}，已经向社区反映过，编号{seed}-{number}。"
        name = random.choice(SURNAMES) + "".join(random.sample(GIVEN, random.choice((1, 2))))
        # No two requests of one seed share a telephone.
        phone = f"170{seed % 1000:03d}{number:05d}"
        made.append(Matter(f"{title}（{house}）", body + detail, f"北京中路{house}", name, phone))
    return made
